//! Why a data set cannot be imported.

use std::path::PathBuf;

use foundation::Hint;

use super::Format;
use crate::{FileError, manifest};

/// Why a data set cannot be imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file is not of the format.
    #[error(
        "`{}` is not a file of {}, expected {}{}",
        .file.display(), .format.title(), .format.files(),
        .like.map(|like| format!("; it looks like {}", like.title())).unwrap_or_default()
    )]
    Format {
        /// The file.
        file: PathBuf,
        /// The format.
        format: Format,
        /// A format that it looks like.
        like: Option<Format>,
    },
    /// No file was given of this format.
    #[error("no file to read, expected {}", .0.files())]
    NoFile(Format),
    /// A file of JSON is broken.
    #[error("`{}` is not what it should be: {message}", .file.display())]
    Json {
        /// The file.
        file: PathBuf,
        /// The fault and its place.
        message: String,
    },
    /// A file is in an encoding that is not read.
    #[error("`{}` is in UTF-16, expected UTF-8", .0.display())]
    Encoding(PathBuf),
    /// A file is too large to be read as a whole.
    #[error("`{}` has more than {limit} bytes", .file.display())]
    Large {
        /// The file.
        file: PathBuf,
        /// How many are allowed.
        limit: u64,
    },
    /// None of the videos is in the folder.
    #[error("none of {of} videos is in `{}`; the first is `{}`", .folder.display(), .first.escape_debug())]
    NoVideo {
        /// How many videos the files name.
        of: usize,
        /// The first of them.
        first: String,
        /// The folder of videos.
        folder: PathBuf,
    },
    /// The files hold no item, for this reason first.
    #[error("the files hold nothing that can be used{}", .0.as_ref().map(|w| format!("; {w}")).unwrap_or_default())]
    Empty(Option<String>),
    /// A table lacks a column, or the data set cannot be written.
    #[error(transparent)]
    Manifest(#[from] manifest::Error),
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Error::Format { like: Some(like), .. } => {
                Some(format!("import it as `{}`", like.name()))
            }
            Error::Json { .. } => Some("a download may have been cut: compare its size".to_owned()),
            Error::Encoding(_) => {
                Some("convert it, for example with `iconv -f UTF-16 -t UTF-8`".to_owned())
            }
            Error::NoVideo { .. } => {
                Some("name the folder that has the video files, at any depth".to_owned())
            }
            Error::Manifest(error) => error.hint(),
            Error::Format { like: None, .. }
            | Error::File(_)
            | Error::NoFile(_)
            | Error::Large { .. }
            | Error::Empty(_) => None,
        }
    }
}
