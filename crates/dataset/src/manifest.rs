//! The manifest of a data set: `dataset.toml` and its lists of items.
//!
//! ```toml
//! name = "msrvtt"
//! source = "MSR-VTT, split 1K-A"
//! videos = "../videos"             # absolute, or relative to this file
//! [[split]]                        # one or more
//! train = "train.jsonl"            # each optional; `.jsonl`: an item a line; `.csv`: columns, see below
//! validation = "validation.jsonl"
//! test = "test.jsonl"
//! ```
//!
//! A list that ends in `.csv` has the column `video` and any of `start`, `end`, `caption`,
//! `question`, `answer` and `class`; lines of one video and span are joined into one item. A line
//! that cannot be used is [`Rejected`], the others stay.

mod check;
mod declared;
mod error;
mod joined;
mod list;
mod rejected;
mod write;

#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

pub(crate) use check::{outside, same_span};
pub(crate) use joined::Joined;
pub use {
    error::Error,
    rejected::{Fault, Rejected},
    write::Existing,
};

use serde::{Deserialize, Serialize};

use crate::item::Item;

/// Name of the file that describes a data set.
pub const MANIFEST: &str = "dataset.toml";

/// Columns of a list in CSV.
const COLUMNS: [&str; 7] = ["video", "start", "end", "caption", "question", "answer", "class"];

/// A data set: where its videos are, and its lists of items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dataset {
    /// Its short name.
    pub name: String,
    /// Where it comes from, for people.
    pub source: String,
    /// The folder of its videos.
    pub videos: PathBuf,
    /// Its splits, at least one.
    pub splits: Vec<Split>,
}

/// A partition of a data set into three lists of items, any of which may be empty; or something
/// else that there is for each of the three.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Split<T = Vec<Item>> {
    /// Items to train on.
    pub train: T,
    /// Items to choose settings with.
    pub validation: T,
    /// Items to report.
    pub test: T,
}

/// One of the three lists of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// To train on.
    Train,
    /// To choose settings with.
    Validation,
    /// To report.
    Test,
}

impl Part {
    /// All parts, in order.
    pub const ALL: [Part; 3] = [Part::Train, Part::Validation, Part::Test];

    /// The word for it, as in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Part::Train => "train",
            Part::Validation => "validation",
            Part::Test => "test",
        }
    }
}

impl Dataset {
    /// Reads a data set from its manifest or the folder that holds it; lines that cannot be used
    /// come back with a reason.
    ///
    /// # Errors
    /// If the manifest or a list cannot be read, or the manifest does not describe a data set.
    pub fn read(path: &Path) -> Result<(Dataset, Vec<Rejected>), Error> {
        let file = if path.is_dir() { path.join(MANIFEST) } else { path.to_owned() };
        let folder = file.parent().unwrap_or(Path::new(""));
        let declared = declared::Declared::read(&file)?;
        let mut rejected = Vec::new();
        let mut splits = Vec::new();
        for lists in &declared.splits {
            let mut split = Split::default();
            for part in Part::ALL {
                if let Some(name) = lists.part(part) {
                    if outside(name) {
                        return Err(Error::ListOutside { file, list: name.clone() });
                    }
                    *split.part_mut(part) = list::read(&folder.join(name), &mut rejected)?;
                }
            }
            splits.push(split);
        }
        let videos = folder.join(&declared.videos);
        Ok((Dataset { name: declared.name, source: declared.source, videos, splits }, rejected))
    }
}

impl<T> Split<T> {
    /// What there is for a part.
    pub fn part(&self, part: Part) -> &T {
        match part {
            Part::Train => &self.train,
            Part::Validation => &self.validation,
            Part::Test => &self.test,
        }
    }

    pub(crate) fn part_mut(&mut self, part: Part) -> &mut T {
        match part {
            Part::Train => &mut self.train,
            Part::Validation => &mut self.validation,
            Part::Test => &mut self.test,
        }
    }
}

impl Split {
    /// Items of a part whose video, at a time in common, is trained on too: what a model may have
    /// learned by heart.
    pub fn trained_on(&self, part: Part) -> Vec<&Item> {
        if part == Part::Train {
            return Vec::new();
        }
        // the training list may have millions of items, the others are short
        let mut spans: HashMap<&str, Vec<_>> =
            self.part(part).iter().map(|item| (&*item.video, Vec::new())).collect();
        for item in &self.train {
            if let Some(spans) = spans.get_mut(&*item.video) {
                spans.push(item.span);
            }
        }
        let trained = |item: &&Item| {
            spans
                .get(item.video.as_str())
                .is_some_and(|s| s.iter().any(|s| same_span(*s, item.span)))
        };
        self.part(part).iter().filter(trained).collect()
    }
}

impl Item {
    /// The item's file. It stays within the folder of videos, but for symbolic links in there.
    pub fn path(&self, dataset: &Dataset) -> PathBuf {
        dataset.videos.join(&self.video)
    }
}
