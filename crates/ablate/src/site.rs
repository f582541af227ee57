//! `ablate site`: a web site over many plans.

use std::path::PathBuf;
use std::time::Duration;

use ::report::site::{self, Options, Summary};
use foundation::words::count;
use indicatif::{ProgressBar, ProgressStyle};

use crate::exit::{Exit, Failure};
use crate::print;

/// How many unreadable files are named one by one.
const NOT_READ: usize = 20;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder of plans (plan pages, TOML, JSON, AblationBench JSONL, studies), searched
    /// recursively
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The folder to write; files of an earlier site that are no longer needed are removed
    #[arg(long, value_name = "DIR", default_value = "site")]
    out: PathBuf,
    /// The title of the site
    #[arg(long, default_value = "Ablation plans")]
    title: String,
    /// The address the site will have, for search engines; links are relative and work anywhere
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Write even into a folder that holds other files
    #[arg(long)]
    force: bool,
}

pub(crate) fn site(args: &Args) -> Result<Exit, Failure> {
    let found = site::find(&args.folder).map_err(Failure::given)?;
    let options =
        Options { title: args.title.clone(), base_url: args.base_url.clone(), force: args.force };
    let bar = bar(found.len());
    let written =
        site::write(&found, &args.out, &options, &mut |done, _| bar.set_position(done as u64));
    bar.finish_and_clear();
    print_summary(&written?);
    print::out(&format!("{}\n", print::plain(&args.out.join("index.html").display().to_string())))?;
    Ok(Exit::Done)
}

/// Prints what was written, and what could not be read.
fn print_summary(summary: &Summary) {
    for file in summary.not_read.iter().take(NOT_READ) {
        print::warn(&format!("`{}` was not read: {}", file.path, file.reason));
    }
    let more = summary.not_read.len().saturating_sub(NOT_READ);
    if more > 0 {
        print::warn(&format!("{more} more files were not read; the site lists them"));
    }
    if summary.with_remarks > 0 {
        print::warn(&format!(
            "{} have parts that could not be read; their pages say which",
            count(summary.with_remarks, "plan")
        ));
    }
    let Summary { papers, written, removed, .. } = summary;
    let plans = count(summary.plans, "plan");
    print::err(&format!(
        "{plans} of {papers} papers; {written} files written, {removed} removed\n"
    ));
}

fn bar(sources: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} plans")
        .expect("invariant: the template is fixed");
    let bar = ProgressBar::new(sources as u64).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
