//! `ablate site`: a web site over many plans.

use std::path::PathBuf;
use std::time::Duration;

use ::report::site::{self, Options, Summary};
use foundation::Hint;
use indicatif::{ProgressBar, ProgressStyle};

use crate::exit::{Exit, Wrong};
use crate::print;

/// How many files that were not read are told one by one.
const NOT_READ: usize = 20;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder with the plans (trajectory pages, JSON, AblationBench JSONL, studies), searched
    /// in depth
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Where the site is written; what an earlier run left there and is no longer needed is removed
    #[arg(long, value_name = "DIR", default_value = "site")]
    out: PathBuf,
    /// What the site is called
    #[arg(long, default_value = "Ablation plans")]
    title: String,
    /// The address the site will have, for search engines; links are relative and work anywhere
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Write into a folder that holds other files
    #[arg(long)]
    force: bool,
}

pub(crate) fn site(args: &Args) -> anyhow::Result<Exit> {
    let found = site::find(&args.folder).map_err(given)?;
    let options =
        Options { title: args.title.clone(), base_url: args.base_url.clone(), force: args.force };
    let bar = bar(found.len());
    let written =
        site::write(&found, &args.out, &options, &mut |done, _| bar.set_position(done as u64));
    bar.finish_and_clear();
    let summary = written.map_err(|error| match error {
        site::Error::Folder(::report::folder::Error::Io { .. }) => given(error).into_failure(),
        error => given(error),
    })?;
    report(&summary);
    print::out(&format!("{}\n", print::plain(&args.out.join("index.html").display().to_string())))?;
    Ok(Exit::Done)
}

fn report(summary: &Summary) {
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
            count(summary.with_remarks)
        ));
    }
    let Summary { papers, written, removed, .. } = summary;
    let plans = count(summary.plans);
    print::err(&format!(
        "{plans} of {papers} papers; {written} files written, {removed} removed\n"
    ));
}

fn count(plans: usize) -> String {
    format!("{plans} plan{}", if plans == 1 { "" } else { "s" })
}

fn bar(sources: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} plans")
        .expect("invariant: the template is fixed");
    let bar = ProgressBar::new(sources as u64).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// The error, of something that the user gave.
fn given(error: site::Error) -> Wrong {
    let hint = error.hint();
    let wrong = Wrong::new(format!("{:#}", anyhow::Error::new(error)));
    match hint {
        Some(hint) => wrong.with_hint(hint),
        None => wrong,
    }
}
