//! Errors between a video file and its frames.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use foundation::Hint;

use crate::FileError;

/// A video that cannot be read, with the reason: the item's fault, to be named and counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` {reason}", path.display())]
pub struct Unreadable {
    /// The file.
    pub path: PathBuf,
    /// Why, as the rest of a sentence that begins with the file's name.
    pub reason: String,
}

/// Why there are no frames.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file is at fault.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// A program is missing or cannot be started.
    #[error("cannot start `{program}`")]
    NoProgram {
        /// Its name.
        program: &'static str,
        /// The system's error.
        source: io::Error,
    },
    /// The installed `ffmpeg` lacks what the file needs.
    #[error("the installed ffmpeg cannot decode `{}`: {reason}", path.display())]
    NoDecoder {
        /// The file.
        path: PathBuf,
        /// The missing part.
        reason: String,
    },
    /// Reading took too long and was stopped.
    #[error("`{program}` was stopped after {} s at `{}`", limit.as_secs(), path.display())]
    TimedOut {
        /// The program that was stopped.
        program: &'static str,
        /// The file.
        path: PathBuf,
        /// The time it had.
        limit: Duration,
    },
    /// Someone else, perhaps the system for want of memory, ended the program.
    #[error("`{program}` was killed at `{}`", path.display())]
    Killed {
        /// The program.
        program: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// The file was written to while it was read.
    #[error("`{}` changed while it was read", .0.display())]
    Changed(PathBuf),
    /// The frames of one video would not fit the cache.
    #[error("the frames of `{}` take {bytes} bytes, more than the {most} of the cache", path.display())]
    TooLarge {
        /// The video.
        path: PathBuf,
        /// Size of its frames.
        bytes: u64,
        /// Size of the cache.
        most: u64,
    },
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Unreadable(_) => return None,
            Self::NoProgram { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                "install ffmpeg, which brings `ffmpeg` and `ffprobe`, and see that both are on the PATH"
            }
            Self::NoProgram { .. } => {
                "see that `ffmpeg` and `ffprobe` can be run, and that there is memory left"
            }
            Self::NoDecoder { .. } => {
                "install a full build of ffmpeg, or convert the file to H.264"
            }
            Self::TimedOut { .. } => {
                "see whether the machine or the disk is overloaded, then run again"
            }
            Self::Killed { .. } => "see whether memory ran out; fewer readers at once need less",
            Self::Changed(_) => "wait until the file is complete, then run again",
            Self::TooLarge { .. } => {
                "make the cache larger, or keep fewer or smaller frames of each video"
            }
            Self::File(error) if error.source.kind() == io::ErrorKind::StorageFull => {
                "free some space, or make the cache smaller or put it on another disk"
            }
            Self::File(_) => "see that the folder exists and that you may write there",
        };
        Some(hint.to_owned())
    }
}

impl Error {
    pub(super) fn unreadable(path: &Path, reason: impl Into<String>) -> Self {
        Self::Unreadable(Unreadable { path: path.to_owned(), reason: reason.into() })
    }

    /// The system's error about a video: the video's fault if it is absent or closed to us.
    pub(super) fn reading(path: &Path) -> impl Fn(io::Error) -> Self {
        move |error| match error.kind() {
            io::ErrorKind::NotFound => Self::unreadable(path, "does not exist"),
            io::ErrorKind::PermissionDenied => {
                Self::unreadable(path, "may not be read: permission denied")
            }
            _ => FileError::of("read", path)(error).into(),
        }
    }
}
