//! `ablate`: ablation studies, from paper to table.
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
mod set;
mod show;
mod site;
mod source;
mod subject;
#[cfg(feature = "svilm")]
mod svilm;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use exit::Exit;

/// Ablation studies, from paper to table.
#[derive(Parser)]
#[command(version, about, after_help = AFTER_HELP, max_term_width = 100, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

const AFTER_HELP: &str = "\
Built-in subjects: `ablate svilm describe`, `ablate toy describe`; a program of your own is given by its path.

Exit codes:
    0  everything that was asked for was done; every run finished
    1  failure: an error, or not a single run finished
    2  wrong usage: a flag, or a file that was given
    3  some runs did not finish (diverged, failed, timed out); the report says which
  130  stopped by Ctrl-C or SIGTERM; the same command goes on";

#[derive(Subcommand)]
enum Verb {
    /// Read a paper with a language model, which proposes ablations
    Plan(plan::Args),
    /// Check a plan before compute is spent on it
    Lint(lint::Args),
    /// Show a plan, in any of its forms
    Show(show::Args),
    /// Bind a plan to a subject: each ablation becomes settings of the subject's knobs
    Bind(bind::Args),
    /// Run a plan or a binding, and report; the same command again goes on where the last one
    /// stopped
    Run(run::Args),
    /// Report the results of a study folder, from its `results.json` alone
    Report(report::Args),
    /// Export a study to TensorBoard or MLflow
    Export(export::Args),
    /// Make a web site of many plans, with their results where there are any
    Site(site::Args),
    /// Show the knobs and metrics of a subject
    Subject(subject::Args),
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

fn main() -> ExitCode {
    if let Some(code) = program::host() {
        return code;
    }
    let done = match Cli::parse().verb {
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
    done.unwrap_or_else(|error| exit::complain(&error)).into()
}

fn completions(shell: clap_complete::Shell) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "ablate", &mut script);
    print::out(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
