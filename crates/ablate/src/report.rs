//! `ablate report`: tables and report of a study, from its `results.json` alone.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ::report::{Selection, Study};
use study::results::{Results, Status};
use study::store::Store;

use crate::exit::{Exit, Failure};
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
    /// Show only these metrics, by name, label or alias
    #[arg(long, value_name = "LIST")]
    metrics: Vec<String>,
    /// Show only these ablations
    #[arg(long, value_name = "LIST")]
    ablations: Vec<String>,
    /// Explain the tables: what the cells mean, and how verdicts are made
    #[arg(long)]
    explain: bool,
    /// Open the report in the browser
    #[arg(long)]
    open: bool,
    /// Detail of the cells [default: compact in table.tex, full elsewhere]
    #[arg(long, value_enum)]
    style: Option<Style>,
    /// Set the note on tests, margin and failed runs below the table in table.tex and table.typ
    /// (it is always a comment at their top)
    #[arg(long)]
    notes: bool,
    #[command(flatten)]
    judging: Judging,
}

/// How much a cell says, and how the source of the table looks.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Style {
    /// Mean, standard deviation, and below them the difference to the baseline with its interval
    Full,
    /// Mean and standard deviation
    Compact,
    /// As compact; table.tex is a simple tabular to edit by hand
    Plain,
}

pub(crate) fn report(args: &Args) -> Result<Exit, Failure> {
    let mut results = results(&args.folder)?;
    let subject = results.subject.clone();
    args.judging.apply(&mut results.protocol, &subject)?;
    let style = args.style.map(|style| match style {
        Style::Full => ::report::Style::Full,
        Style::Compact => ::report::Style::Compact,
        Style::Plain => ::report::Style::Plain,
    });
    let selection = Selection {
        metrics: args.metrics.clone(),
        ablations: args.ablations.clone(),
        style,
        notes: args.notes,
    };
    let selection = selection.resolve(&results).map_err(Failure::given)?;
    let study = Study::at(args.folder.display().to_string(), &results);
    print_results(&study, args.json, &selection, args.explain)?;
    let files = ::report::write(&study, &Store::new(&args.folder), &selection)?;
    print_page(&args.folder);
    print_files(&files, &args.folder);
    if args.open {
        open(&args.folder);
    }
    Ok(Exit::Done)
}

/// The results of a study folder.
pub(crate) fn results(folder: &Path) -> Result<Results, Failure> {
    let path = folder.join("results.json");
    if !path.exists() {
        let failure = Failure::usage(format!("`{}` has no results.json", folder.display()));
        return Err(failure.with_hint("give a study folder created by `ablate run`"));
    }
    Results::read(&path).map_err(Failure::given)
}

/// Prints the results as tables or JSON.
pub(crate) fn print_results(
    study: &Study,
    json: bool,
    selection: &Selection,
    explain: bool,
) -> Result<(), Failure> {
    print::out(&if json {
        study.analysis.to_json(study.results)
    } else {
        ::report::text(study, print::look(), selection, explain)
    })?;
    Ok(())
}

/// Prints where the report is.
pub(crate) fn print_page(folder: &Path) {
    print::err(&print::plain(&format!("Report: {}\n", folder.join(PAGE).display())));
}

/// Prints the files beside the page.
pub(crate) fn print_files(files: &[PathBuf], folder: &Path) {
    let mut names: Vec<String> = Vec::new();
    for file in files {
        let name = file.strip_prefix(folder).unwrap_or(file).display().to_string();
        if name != PAGE && !names.contains(&name) {
            names.push(name);
        }
    }
    print::err(&print::plain(&format!("also: {}\n", names.join(" "))));
}

/// Opens the page in the browser of the desktop; without one, its path was printed.
pub(crate) fn open(folder: &Path) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let mut command = Command::new(opener);
    let command = command.arg(folder.join(PAGE)).stdin(Stdio::null());
    if let Err(error) = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
        print::warn(&format!(
            "cannot open the report: `{opener}`: {error}; open the file yourself"
        ));
    }
}

/// The file of the report for the browser.
const PAGE: &str = "report.html";

/// The exit code: whether all, some or none of the runs finished.
pub(crate) fn exit(results: &Results) -> Exit {
    let finished = results.runs().filter(|run| run.status.is_finished()).count();
    let needed = results.runs().filter(|run| !matches!(run.status, Status::Spared { .. })).count();
    match finished {
        n if n == needed => Exit::Done,
        0 => Exit::Failure,
        _ => Exit::Partial,
    }
}
