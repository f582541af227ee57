//! `ablate report`: the tables and the page of a study, from its `results.json` alone.

use std::path::{Path, PathBuf};

use study::results::Results;
use study::store::Store;

use crate::exit::{Exit, Wrong};
use crate::print;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The study folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Print the results as JSON instead of tables
    #[arg(long)]
    json: bool,
}

pub(crate) fn report(args: &Args) -> anyhow::Result<Exit> {
    let results = results(&args.folder)?;
    tell(&results, args.json)?;
    for path in study::report::write(&results, &Store::new(&args.folder))? {
        print::err(&format!("wrote {}\n", path.display()));
    }
    Ok(exit(&results))
}

/// The results of a study folder.
pub(crate) fn results(folder: &Path) -> anyhow::Result<Results> {
    let path = folder.join("results.json");
    if !path.exists() {
        let wrong = Wrong::new(format!("`{}` has no results.json", folder.display()));
        return Err(wrong.with_hint("give the folder of a study that `ablate run` has worked in").into());
    }
    Ok(Results::read(&path).map_err(Wrong::given)?)
}

/// Prints the results.
pub(crate) fn tell(results: &Results, json: bool) -> anyhow::Result<()> {
    print::out(&if json { results.to_json() } else { study::report::text(results, print::look()) })
}

/// What the results come to.
pub(crate) fn exit(results: &Results) -> Exit {
    let finished = results.runs().filter(|run| run.status.is_finished()).count();
    match finished {
        n if n == results.runs().count() => Exit::Done,
        0 => Exit::Failure,
        _ => Exit::Partial,
    }
}
