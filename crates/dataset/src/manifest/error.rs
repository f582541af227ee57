//! Why a data set cannot be read or written.

use std::path::PathBuf;

use foundation::{Hint, words::nearest};

use super::COLUMNS;
use crate::FileError;

/// Why a data set cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The manifest is not one.
    #[error("`{}` line {line}: {message}", .file.display())]
    Manifest {
        /// The manifest.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The fault.
        message: String,
        /// A key of a similar name, if the key is unknown.
        nearest: Option<String>,
    },
    /// The manifest has no split, or one without a list.
    #[error("`{}` names no list of items", .0.display())]
    NoList(PathBuf),
    /// A list may be outside of the data set's folder.
    #[error("`{}` names the list `{}`, expected a plain path below its own folder", .file.display(), .list.escape_debug())]
    ListOutside {
        /// The manifest.
        file: PathBuf,
        /// The list.
        list: String,
    },
    /// A list is of no known kind.
    #[error("`{}` is not a list of items: its name must end in `.jsonl` or `.csv`", .0.display())]
    Extension(PathBuf),
    /// A table lacks the column of videos.
    #[error("`{}` has no column `{column}`", .file.display())]
    Column {
        /// The list.
        file: PathBuf,
        /// The column.
        column: &'static str,
    },
    /// A table has a column that means nothing.
    #[error("`{}` has an unknown column `{}`", .file.display(), .column.escape_debug())]
    UnknownColumn {
        /// The list.
        file: PathBuf,
        /// The column.
        column: String,
        /// A column of a similar name.
        nearest: Option<String>,
    },
    /// The folder holds another data set, or files that are not of a data set.
    #[error("`{}` exists and belongs to {}", .file.display(), .owner.as_ref().map_or("something else".to_owned(), |o| format!("the data set `{o}`")))]
    Occupied {
        /// The file in the way.
        file: PathBuf,
        /// Name of the other data set, if it is one.
        owner: Option<String>,
    },
    /// A path cannot be written into a manifest.
    #[error("`{}` is not valid Unicode", .0.display())]
    NotUnicode(PathBuf),
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Error::Manifest { nearest: Some(name), .. }
            | Error::UnknownColumn { nearest: Some(name), .. } => {
                Some(format!("did you mean `{name}`?"))
            }
            Error::UnknownColumn { .. } => Some(format!("columns are {}", COLUMNS.join(", "))),
            Error::NoList(_) => {
                Some("add `[[split]]` with `train`, `validation` or `test`".to_owned())
            }
            Error::ListOutside { .. } => {
                Some("put the list next to the manifest, or link it there".to_owned())
            }
            Error::Occupied { .. } => {
                Some("choose another folder, or allow to replace what is there".to_owned())
            }
            Error::File(_)
            | Error::Manifest { .. }
            | Error::Extension(_)
            | Error::Column { .. }
            | Error::NotUnicode(_) => None,
        }
    }
}

/// Takes the unknown name and the nearest known one from what a deserializer says of an unknown
/// field.
pub(super) fn unknown_field(message: &str) -> Option<(String, Option<String>)> {
    let mut quoted = message.strip_prefix("unknown field `")?.split('`').step_by(2);
    let name = quoted.next()?.to_owned();
    let nearest = nearest(&name, quoted).map(str::to_owned);
    Some((name, nearest))
}
