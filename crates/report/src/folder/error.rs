//! Why a folder cannot be written.

use std::path::{Path, PathBuf};

use foundation::Hint;

/// Everything that can go wrong with a folder that belongs to the program.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be used.
    #[error("cannot {action} `{}`", .path.display())]
    Io {
        /// What was tried: `read`, `write`, `create`, `remove`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The folder holds files of somebody else.
    #[error("`{}` is not empty and is not {noun} written by ablate", .path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// What it should be, such as `a site`.
        noun: String,
    },
    /// A path within the folder is a link or a file, so that files would land elsewhere.
    #[error("`{}` is a link or a file; `{command}` needs a folder there", .path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
        /// The command that writes the folder.
        command: &'static str,
    },
}

impl Error {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Io { .. } => None,
            Self::Foreign { .. } => Some("choose a new or empty folder with `--out`".to_owned()),
            Self::NotAFolder { .. } => {
                Some("remove it, or choose another folder with `--out`".to_owned())
            }
        }
    }
}
