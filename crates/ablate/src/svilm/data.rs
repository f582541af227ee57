//! `ablate svilm data`: data sets on disk.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use dataset::footage::probe;
use dataset::import::{Format, Options, import};
use dataset::item::Item;
use dataset::manifest::{Dataset, Existing, Part};
use indicatif::{ProgressBar, ProgressStyle};
use svilm::{Amount, render};

use crate::exit::{Context, Exit, Failure, Result};
use crate::print;

/// What can be done with data sets.
#[derive(Subcommand)]
pub(super) enum Data {
    /// Render the world of moving shapes as MP4 files with manifests (needs ffmpeg)
    Make {
        /// The folder; it is made if it is not there
        dir: PathBuf,
        /// Videos for pre-training; the tasks get a share of that each
        #[arg(long, default_value_t = 400)]
        videos: usize,
    },
    /// Write a data set from the files that it is distributed as
    Import {
        /// The format; `ablate svilm data formats` lists them
        format: String,
        /// Annotation files, or folders of them
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The folder of the video files, at any depth
        #[arg(long, value_name = "DIR")]
        videos: PathBuf,
        /// The folder of the data set; it is made if it is not there
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Name of the data set [default: that of the format]
        #[arg(long)]
        name: Option<String>,
        /// Extension of the video files, where there are several of one name
        #[arg(long)]
        extension: Option<String>,
        /// Keep videos in the lists that are not in the folder
        #[arg(long)]
        keep_missing: bool,
        /// ActivityNet Captions: all sentences of a video joined
        #[arg(long)]
        paragraphs: bool,
        /// Write over another data set in the folder
        #[arg(long)]
        replace: bool,
    },
    /// List the formats that can be imported, with the files that they take
    Formats,
    /// Read a data set, look into each of its videos, and say what is there and what is wrong
    Check {
        /// The folder of the data set
        dir: PathBuf,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
pub(super) fn data(data: Data) -> Result<Exit> {
    match data {
        Data::Make { dir, videos } => make(&dir, videos),
        Data::Import {
            format,
            files,
            videos,
            out,
            name,
            extension,
            keep_missing,
            paragraphs,
            replace,
        } => {
            let format = Format::parse(&format).ok_or_else(|| {
                let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
                let meant = foundation::words::nearest(&format, names.iter().copied());
                let meant = meant.map_or(String::new(), |name| format!("; did you mean `{name}`?"));
                let wrong = format!("no format is called `{}`{meant}", print::plain(&format));
                Failure::usage(wrong).with_hint("`ablate svilm data formats` lists them")
            })?;
            let existing = if replace { Existing::Replace } else { Existing::Keep };
            let options = Options { name, extension, keep_missing, paragraphs, existing };
            let (dataset, notes) = import(format, &files, &videos, &out, &options)?;
            notes.iter().for_each(|note| print::warn(&note.to_string()));
            print::out(&format!("{}\n{}", out.display(), counts(&dataset)))?;
            Ok(Exit::Done)
        }
        Data::Formats => {
            let line = |format: &Format| {
                format!(
                    "{:<22} {}\n{:<22}   {}\n",
                    format.name(),
                    format.title(),
                    "",
                    format.files()
                )
            };
            print::out(&Format::ALL.iter().map(line).collect::<String>())?;
            Ok(Exit::Done)
        }
        Data::Check { dir, json } => check(&dir, json),
    }
}

fn bar(total: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{pos}/{len} videos  {wide_bar}  {eta} left")
        .expect("invariant: a fixed template");
    ProgressBar::new(total as u64).with_style(style)
}

fn make(dir: &Path, videos: usize) -> Result<Exit> {
    if videos < 2 {
        return Err(Failure::usage(format!("`--videos {videos}` leaves nothing to learn from"))
            .with_hint("give at least 2"));
    }
    let amount = Amount::of(videos);
    let bar = bar(amount.total());
    render(dir, &amount, &mut |done| bar.set_position(done as u64))?;
    bar.finish_and_clear();
    print::out(&format!("{}\n", dir.join("data.toml").display()))?;
    Ok(Exit::Done)
}

/// How many items each list has.
fn counts(dataset: &Dataset) -> String {
    let split = |(index, split): (usize, &dataset::manifest::Split)| {
        let parts: Vec<String> = Part::ALL
            .into_iter()
            .filter(|part| !split.part(*part).is_empty())
            .map(|part| format!("{} {}", split.part(part).len(), part.name()))
            .collect();
        format!("split {}: {}\n", index + 1, parts.join(", "))
    };
    dataset.splits.iter().enumerate().map(split).collect()
}

fn check(dir: &Path, json: bool) -> Result<Exit> {
    let (dataset, rejected) = Dataset::read(dir)?;
    let mut seen = std::collections::BTreeSet::new();
    let parts = dataset.splits.iter().flat_map(|split| Part::ALL.map(|part| split.part(part)));
    let items: Vec<&Item> =
        parts.flatten().filter(|item| seen.insert(item.path(&dataset))).collect();
    let bar = bar(items.len());
    let (mut bad, mut seconds, mut frames) = (Vec::new(), 0.0, 0);
    for item in &items {
        match probe::probe(&item.path(&dataset), None) {
            Ok(stream) => {
                seconds += stream.end();
                frames += stream.len();
            }
            Err(error) => match error {
                dataset::footage::Error::Unreadable(unreadable) => {
                    bad.push((item.video.clone(), unreadable.reason))
                }
                other => return Err(other.into()),
            },
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if json {
        let bad: Vec<_> = bad
            .iter()
            .map(|(video, reason)| serde_json::json!({ "video": video, "reason": reason }))
            .collect();
        let rejected: Vec<String> = rejected.iter().map(ToString::to_string).collect();
        let all = serde_json::json!({
            "name": dataset.name, "videos": items.len(), "seconds": seconds, "frames": frames,
            "unreadable": bad, "rejected": rejected,
        });
        print::out(&(serde_json::to_string_pretty(&all).context("cannot write JSON")? + "\n"))?;
    } else {
        rejected.iter().for_each(|line| print::warn(&line.to_string()));
        bad.iter().for_each(|(video, reason)| print::warn(&format!("{video}: {reason}")));
        let text = format!(
            "{} ({})\n{}{} videos, {:.1} h, {frames} frames; {} unreadable, {} lines rejected\n",
            print::plain(&dataset.name),
            print::plain(&dataset.source),
            counts(&dataset),
            items.len(),
            seconds / 3600.0,
            bad.len(),
            rejected.len()
        );
        print::out(&text)?;
    }
    Ok(if bad.is_empty() && rejected.is_empty() { Exit::Done } else { Exit::Partial })
}
