//! Notes on items that an import left out, repaired or assumed.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use crate::manifest::Part;

/// Something that the reader of a data set should know of its import.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Note {
    /// Videos are not in the folder.
    Missing {
        /// How many.
        count: usize,
        /// Of how many.
        of: usize,
        /// The first few, as the annotation files name them.
        first: Vec<String>,
        /// Whether they stay in the lists.
        kept: bool,
    },
    /// Entries of a file were left out or mended.
    Entries {
        /// The file.
        file: PathBuf,
        /// The peculiarity, and how it was treated.
        what: &'static str,
        /// How many.
        count: usize,
        /// The first: a line or a video, or what is wrong with it.
        first: String,
    },
    /// Text of a file is not UTF-8 and was read as Western European.
    Encoding {
        /// The file.
        file: PathBuf,
        /// In how many lines or fields.
        count: usize,
    },
    /// A choice was made that the files leave open.
    Choice(&'static str),
    /// Files of a folder were not used.
    Unused(Vec<PathBuf>),
    /// Items are trained on and measured with.
    Shared {
        /// The split, from 1.
        split: usize,
        /// The list they are in besides the training list.
        part: Part,
        /// How many.
        count: usize,
        /// Video of the first.
        first: String,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Note::Missing { count, of, first, kept } => {
                let (done, first) = (if *kept { "kept" } else { "left out" }, some(first, *count));
                write!(f, "{count} of {of} videos are not in the folder and were {done}: {first}")
            }
            Note::Entries { file, what, count, first } => {
                write!(f, "`{}`: {what} ({count} in all, first: {first})", file.display())
            }
            Note::Encoding { file, count } => {
                write!(f, "`{}`: {count} pieces of text are not UTF-8, ", file.display())?;
                f.write_str("read as Western European")
            }
            Note::Choice(what) => f.write_str(what),
            Note::Unused(files) => {
                let names: Vec<_> =
                    files.iter().take(5).map(|file| file.display().to_string()).collect();
                write!(f, "{} files were not used: {}", files.len(), some(&names, files.len()))
            }
            Note::Shared { split, part, count, first } => {
                let part = part.name();
                write!(f, "{count} items of the {part} list are in the training list of split ")?;
                write!(f, "{split} too, first `{first}`")
            }
        }
    }
}

/// The first names of a list, marked as such if there are more.
fn some(first: &[String], of: usize) -> String {
    first.join(", ") + if of > first.len() { ", …" } else { "" }
}

/// A place in an annotation file, as notes name it.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    Line(u64),
    /// The entry of this number in a list, from 1.
    Entry(usize),
    Video(&'a str),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Place::Line(line) => write!(f, "line {line}"),
            Place::Entry(number) => write!(f, "entry {number}"),
            Place::Video(name) => write!(f, "`{name}`"),
        }
    }
}

/// Notes under construction.
#[derive(Default)]
pub(super) struct Notes(pub(super) Vec<Note>);

impl Notes {
    pub(super) fn push(&mut self, note: Note) {
        if !self.0.contains(&note) {
            self.0.push(note);
        }
    }

    /// Counts an entry of a file.
    pub(super) fn entry(&mut self, file: &Path, what: &'static str, place: impl fmt::Display) {
        let same = |note: &&mut Note| matches!(note, Note::Entries { file: f, what: w, .. } if *w == what && f == file);
        match self.0.iter_mut().rev().find(same) {
            Some(Note::Entries { count, .. }) => *count += 1,
            _ => self.0.push(Note::Entries {
                file: file.to_owned(),
                what,
                count: 1,
                first: place.to_string(),
            }),
        }
    }
}
