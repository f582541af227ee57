//! Why a site cannot be written.

use std::path::{Path, PathBuf};

/// Everything that can stop a site, as opposed to a file that holds no plan: that is a
/// [`NotRead`](super::NotRead).
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
    /// There is nothing to write a site about.
    #[error("no plan was found in `{}`", .path.display())]
    NoPlans {
        /// The folder that was searched.
        path: PathBuf,
    },
    /// The folder for the site holds files of somebody else.
    #[error("`{}` is not empty and was not written by `ablate site`", .path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
    },
    /// A folder of the site is a link, or no folder, so that files would land elsewhere.
    #[error("`{}` is not a folder of its own, expected one that `ablate site` may write into", .path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// The address of the site cannot be one.
    #[error("`{url}` is not the address of a site, expected `https://…`")]
    Url {
        /// What was given.
        url: String,
    },
}

impl Error {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Io { .. } | Self::Url { .. } => None,
            Self::NoPlans { .. } => Some(
                "a plan is a trajectory page (`*.md`), JSON or AblationBench JSONL, or the folder of a study"
                    .to_owned(),
            ),
            Self::Foreign { .. } => {
                Some("choose another folder with `--out DIR`, or add `--force` to write among its files".to_owned())
            }
            Self::NotAFolder { .. } => Some("remove it, or choose another folder with `--out DIR`".to_owned()),
        }
    }
}
