//! `ablate`: plans, runs and reports ablation studies.
//!
//! ```text
//! paper ──plan──▶ plan ──bind──▶ binding ──run──▶ runs ──▶ results ──report──▶ table · page
//! ```
//!
//! Each verb is a file of its own and reads as the data flows. The built-in subjects `ablate toy …`
//! and `ablate svilm …` are the same program, started by `ablate run` as child processes like any
//! other subject.

mod bind;
mod conversation;
mod exit;
mod export;
mod folder;
mod lint;
mod model;
mod plan;
mod print;
mod program;
mod progress;
mod protocol;
mod report;
mod run;
mod seeds;
mod selected;
mod set;
mod show;
mod site;
mod source;
mod subject;
#[cfg(feature = "svilm")]
mod svilm;

use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand};

use exit::Exit;

use crate::exit::Result;

/// Plan, run and report ablation studies
#[derive(Parser)]
#[command(version, about, after_help = AFTER_HELP, max_term_width = 100, disable_help_subcommand = true)]
struct Cli {
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, global = true)]
    color: print::Color,
    #[command(subcommand)]
    verb: Verb,
}

const AFTER_HELP: &str = "\
A subject is a training program; a knob is one of its hyperparameters; a binding says which settings
each ablation of a plan means. Built-in subjects: svilm, toy (`ablate subject svilm`).

Exit codes:
    0  success: every run finished
    1  failure: an error, or not a single run finished
    2  wrong usage: a flag, or a file that was given
    3  some runs did not finish (diverged, failed, timed out); the report says which
  130  stopped by Ctrl-C or SIGTERM; run the same command again to resume";

#[derive(Subcommand)]
enum Verb {
    /// Propose ablations for a paper, with a language model
    Plan(plan::Args),
    /// Check a plan for common faults
    Lint(lint::Args),
    /// Show a plan in any of its forms
    Show(show::Args),
    /// Map each ablation of a plan to settings of the training program, in a file to edit
    Bind(bind::Args),
    /// Run a study and write its report (run again to resume)
    Run(run::Args),
    /// Write tables and report of a finished or running study
    Report(report::Args),
    /// Export a study to TensorBoard or MLflow
    Export(export::Args),
    /// Build a static web site from a folder of plans and studies
    Site(site::Args),
    /// Show the knobs (hyperparameters) and metrics of a training program
    Subject(subject::Args),
    /// Generate shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

fn main() -> ExitCode {
    if let Some(code) = program::host() {
        return code;
    }
    let verb = match Cli::try_parse() {
        Ok(cli) => {
            print::set_color(cli.color);
            cli.verb
        }
        Err(error) => return misused(&error),
    };
    let done = match verb {
        Verb::Plan(args) => plan::plan(&args),
        Verb::Lint(args) => lint::lint(&args),
        Verb::Show(args) => show::show(&args),
        Verb::Bind(args) => bind::bind(&args),
        Verb::Run(args) => run::run(&args),
        Verb::Report(args) => report::report(&args),
        Verb::Export(args) => export::export(&args),
        Verb::Site(args) => site::site(&args),
        Verb::Subject(args) => subject::subject(&args),
        Verb::Completions { shell } => completions(shell),
    };
    done.unwrap_or_else(|error| error.report()).into()
}

/// Prints an error of the command line; a flag that belongs to another verb gets a hint.
fn misused(error: &clap::Error) -> ExitCode {
    let is_about = |flag: &str| {
        let argument = error.get(ContextKind::InvalidArg).map(ToString::to_string);
        argument.is_some_and(|argument| argument.starts_with(flag))
    };
    // a closed standard error leaves nobody to tell
    let _ = error.print();
    if error.kind() == ErrorKind::UnknownArgument
        && ["--metrics", "--ablations", "--style"].into_iter().any(is_about)
    {
        let hint =
            "these belong to `ablate report`; to choose what verdicts are about use `--primary`";
        print::err(&format!("{} {hint}\n", print::label("hint:", "36")));
    }
    ExitCode::from(if error.use_stderr() { Exit::Usage } else { Exit::Done })
}

fn completions(shell: clap_complete::Shell) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "ablate", &mut script);
    print::out(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
