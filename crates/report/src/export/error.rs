//! Why an export cannot be written.

use std::path::{Path, PathBuf};

/// Everything that can stop an export.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder of the export could not be used.
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
    #[error("`{}` is not empty and is not an earlier export for {target}", .path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// The program that the export is for.
        target: &'static str,
    },
    /// A folder of the export is a link, or no folder, so that files would land elsewhere.
    #[error("`{}` is not a folder of its own, expected one that `ablate export` may write into", .path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// What is known of a run could not be read.
    #[error(transparent)]
    Study(#[from] study::Error),
}

impl Error {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Io { .. } => None,
            Self::Foreign { .. } => Some(
                "choose another folder with `--out FOLDER`, a new or empty one: nothing that `ablate export` did not write is \
                 replaced"
                    .to_owned(),
            ),
            Self::NotAFolder { .. } => Some("remove it, or choose another folder with `--out FOLDER`".to_owned()),
            Self::Study(error) => foundation::Hint::hint(error),
        }
    }
}
