//! `ablate report`: the tables and the page of a study, from its `results.json` alone.

use std::path::{Path, PathBuf};

use ::report::{Selection, Study};
use study::results::{Results, Status};
use study::store::Store;

use crate::exit::{Exit, Failure, Result};
use crate::print;
use crate::protocol::Judging;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The study folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Print results and analysis as JSON instead of tables
    #[arg(long)]
    json: bool,
    /// Show these metrics only, by name, label or alias
    #[arg(long, value_name = "LIST")]
    metrics: Vec<String>,
    /// Show these ablations only
    #[arg(long, value_name = "LIST")]
    ablations: Vec<String>,
    /// How much a cell says [default: compact in table.tex, full elsewhere]
    #[arg(long, value_enum)]
    style: Option<Style>,
    #[command(flatten)]
    judging: Judging,
}

/// `full` has the difference to the baseline under each value.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Style {
    Full,
    Compact,
}

pub(crate) fn report(args: &Args) -> Result<Exit> {
    let mut results = results(&args.folder)?;
    let subject = results.subject.clone();
    args.judging.apply(&mut results.protocol, &subject)?;
    let style = args.style.map(|style| match style {
        Style::Full => ::report::Style::Full,
        Style::Compact => ::report::Style::Compact,
    });
    let selection =
        Selection { metrics: args.metrics.clone(), ablations: args.ablations.clone(), style };
    let selection = selection.resolve(&results).map_err(Failure::given)?;
    let study = Study::new(&results);
    tell(&study, args.json, &selection)?;
    for path in ::report::write(&study, &Store::new(&args.folder), &selection)? {
        print::err(&format!("wrote {}\n", path.display()));
    }
    Ok(exit(&results))
}

/// The results of a study folder.
pub(crate) fn results(folder: &Path) -> Result<Results> {
    let path = folder.join("results.json");
    if !path.exists() {
        let error = Failure::usage(format!("`{}` has no results.json", folder.display()));
        return Err(error.with_hint("give a study folder created by `ablate run`"));
    }
    Results::read(&path).map_err(Failure::given)
}

/// Prints the results.
pub(crate) fn tell(study: &Study, json: bool, selection: &Selection) -> Result<()> {
    print::out(&if json {
        study.analysis.to_json(study.results)
    } else {
        ::report::text(study, print::look(), selection)
    })?;
    Ok(())
}

/// What the results come to.
pub(crate) fn exit(results: &Results) -> Exit {
    let finished = results.runs().filter(|run| run.status.is_finished()).count();
    let needed = results.runs().filter(|run| !matches!(run.status, Status::Spared { .. })).count();
    match finished {
        n if n == needed => Exit::Done,
        0 => Exit::Failure,
        _ => Exit::Partial,
    }
}
