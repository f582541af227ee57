//! `ablate report`: the tables and the page of a study, from its `results.json` alone.

use std::path::PathBuf;

use study::results::{Results, Status};
use study::store::Store;

use crate::exit::{Exit, Wrong};
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
    #[command(flatten)]
    judging: Judging,
}

pub(crate) fn report(args: &Args) -> anyhow::Result<Exit> {
    let path = args.folder.join("results.json");
    if !path.exists() {
        let wrong = Wrong::new(format!("`{}` has no results.json", args.folder.display()));
        return Err(wrong.with_hint("give the folder of a study that `ablate run` has worked in").into());
    }
    let mut results = Results::read(&path).map_err(Wrong::given)?;
    let subject = results.subject.clone();
    args.judging.apply(&mut results.protocol, &subject)?;
    tell(&results, args.json)?;
    for path in study::report::write(&results, &Store::new(&args.folder))? {
        print::err(&format!("wrote {}\n", path.display()));
    }
    Ok(exit(&results))
}

/// Prints the results.
pub(crate) fn tell(results: &Results, json: bool) -> anyhow::Result<()> {
    print::out(&if json { results.to_json_with_analysis() } else { study::report::text(results, print::look()) })
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
