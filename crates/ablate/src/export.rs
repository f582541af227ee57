//! `ablate export`: a study for TensorBoard or MLflow.

use std::path::PathBuf;

use ::report::export::{self, Summary, Target};
use study::results::Results;
use study::store::Store;

use crate::exit::{Exit, Failure};
use crate::{print, report};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The study folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The program to export to
    #[arg(long, value_name = "PROGRAM")]
    to: To,
    /// The folder to write: new, empty, or an earlier export, which is replaced [default:
    /// `DIR/tensorboard` or `DIR/mlruns`]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
#[value(rename_all = "lower")]
enum To {
    /// Event files, one per run: curves, final metrics, and the table of hyperparameters
    TensorBoard,
    /// A file store: an experiment with a run for every run
    MlFlow,
}

impl To {
    fn target(self) -> Target {
        match self {
            Self::TensorBoard => Target::TensorBoard,
            Self::MlFlow => Target::MlFlow,
        }
    }

    /// The folder within the study's.
    fn folder(self) -> &'static str {
        match self {
            Self::TensorBoard => "tensorboard",
            Self::MlFlow => "mlruns",
        }
    }

    /// The command that opens the export.
    fn command(self) -> &'static str {
        match self {
            Self::TensorBoard => "tensorboard --logdir",
            Self::MlFlow => "MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri",
        }
    }
}

pub(crate) fn export(args: &Args) -> Result<Exit, Failure> {
    let results = report::results(&args.folder)?;
    let out = args.out.clone().unwrap_or_else(|| args.folder.join(args.to.folder()));
    let store = Store::new(&args.folder);
    let summary = export::write(&results, &store, args.to.target(), &out)?;
    print_summary(&summary, &results);
    if matches!(args.to, To::MlFlow)
        && out.canonicalize().is_ok_and(|out| out.iter().any(|part| part == "artifacts"))
    {
        print::warn(
            "MLflow does not show a store inside a folder named `artifacts`; choose another with `--out`",
        );
    }
    print::err(&format!(
        "open it with: {} {}\n",
        args.to.command(),
        print::plain(&out.display().to_string())
    ));
    print::out(&format!("{}\n", print::plain(&out.display().to_string())))?;
    Ok(Exit::Done)
}

/// Prints what was written, and what could not be exported.
fn print_summary(summary: &Summary, results: &Results) {
    let Summary { runs, without_curves, written, removed, .. } = summary;
    if *without_curves > 0 {
        print::warn(&format!(
            "the events of {without_curves} of {runs} runs are gone, and with them their curves; only the numbers of \
             results.json were exported"
        ));
    }
    let unfinished = results.runs().filter(|run| !run.status.is_finished()).count();
    let unfinished = if unfinished > 0 {
        format!(", {unfinished} of which did not finish")
    } else {
        String::new()
    };
    print::err(&format!("{runs} runs{unfinished}; {written} files written, {removed} removed\n"));
}
