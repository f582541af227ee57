//! `ablate svilm data`: data sets on disk.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use dataset::footage::{self, probe};
use dataset::import::{Format, Options, import};
use dataset::item::Item;
use dataset::manifest::{Dataset, Existing, Part};
use indicatif::{ProgressBar, ProgressStyle};
use svilm::{Amount, render};

use crate::exit::{Exit, Failure};
use crate::print;

/// The commands on data sets.
#[derive(Subcommand)]
pub(super) enum Data {
    /// Render the world of moving shapes as MP4 files with manifests (needs ffmpeg)
    Make {
        /// The folder, created if necessary
        dir: PathBuf,
        /// Videos for pre-training; each task gets a share of that number
        #[arg(long, default_value_t = 400)]
        videos: usize,
    },
    /// Convert a data set from the files in which it is distributed
    Import {
        /// The format; `ablate svilm data formats` lists them
        format: String,
        /// Annotation files, or folders of them
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The folder of the video files, at any depth
        #[arg(long, value_name = "DIR")]
        videos: PathBuf,
        /// The folder of the data set, created if necessary
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Name of the data set [default: that of the format]
        #[arg(long)]
        name: Option<String>,
        /// Extension of the video files, if several files have the same name
        #[arg(long)]
        extension: Option<String>,
        /// Keep videos in the lists that the folder lacks
        #[arg(long)]
        keep_missing: bool,
        /// ActivityNet Captions: join all sentences of a video
        #[arg(long)]
        paragraphs: bool,
        /// Overwrite another data set in the folder
        #[arg(long)]
        replace: bool,
    },
    /// List the formats that can be imported, with the files of each
    Formats,
    /// Read a data set and each of its videos, and report counts and faults
    Check {
        /// The folder of the data set
        dir: PathBuf,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Runs a command on data sets.
pub(super) fn data(data: Data) -> Result<Exit, Failure> {
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
            let format = Format::parse(&format).ok_or_else(|| unknown_format(&format))?;
            let existing = if replace { Existing::Replace } else { Existing::Keep };
            let options = Options { name, extension, keep_missing, paragraphs, existing };
            let (dataset, notes) = import(format, &files, &videos, &out, &options)?;
            for note in &notes {
                print::warn(&note.to_string());
            }
            print::out(&format!("{}\n{}", out.display(), counts(&dataset)))?;
            Ok(Exit::Done)
        }
        Data::Formats => {
            let mut text = String::new();
            for format in Format::ALL {
                text.push_str(&format!("{:<22} {}\n", format.name(), format.title()));
                text.push_str(&format!("{:<22}   {}\n", "", format.files()));
            }
            print::out(&text)?;
            Ok(Exit::Done)
        }
        Data::Check { dir, json } => check(&dir, json),
    }
}

fn unknown_format(name: &str) -> Failure {
    let names = Format::ALL.iter().map(|format| format.name());
    let message = format!("unknown format `{}`", print::plain(name));
    let message = match foundation::words::nearest(name, names) {
        Some(nearest) => format!("{message}; did you mean `{nearest}`?"),
        None => message,
    };
    Failure::usage(message).with_hint("`ablate svilm data formats` lists them")
}

fn bar(total: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{pos}/{len} videos  {wide_bar}  {eta} left")
        .expect("invariant: a fixed template");
    ProgressBar::new(total as u64).with_style(style)
}

fn make(dir: &Path, videos: usize) -> Result<Exit, Failure> {
    if videos < 2 {
        return Err(Failure::usage("--videos must be at least 2"));
    }
    let amount = Amount::of(videos);
    let bar = bar(amount.total());
    render(dir, &amount, &mut |done| bar.set_position(done as u64))?;
    bar.finish_and_clear();
    print::out(&format!("{}\n", dir.join("data.toml").display()))?;
    Ok(Exit::Done)
}

/// The number of items in each list.
fn counts(dataset: &Dataset) -> String {
    let mut text = String::new();
    for (index, split) in dataset.splits.iter().enumerate() {
        let parts = Part::ALL.into_iter().filter(|part| !split.part(*part).is_empty());
        let parts: Vec<String> =
            parts.map(|part| format!("{} {}", split.part(part).len(), part.name())).collect();
        text.push_str(&format!("split {}: {}\n", index + 1, parts.join(", ")));
    }
    text
}

fn check(dir: &Path, json: bool) -> Result<Exit, Failure> {
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
            Err(footage::Error::Unreadable(unreadable)) => {
                bad.push((item.video.clone(), unreadable.reason));
            }
            Err(error) => return Err(error.into()),
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
        print::out(&print::json(&all))?;
    } else {
        for line in &rejected {
            print::warn(&line.to_string());
        }
        for (video, reason) in &bad {
            print::warn(&format!("{video}: {reason}"));
        }
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
