//! Why a site cannot be written.

use std::path::PathBuf;

use foundation::Hint;

use crate::folder;

/// Everything that can stop a site, as opposed to a file that holds no plan: that is a
/// [`NotRead`](super::NotRead).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder with the plans could not be read.
    #[error("cannot read `{}`", .path.display())]
    Read {
        /// The folder.
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
    /// The folder of the site could not be written.
    #[error(transparent)]
    Folder(#[from] folder::Error),
    /// The address of the site cannot be one.
    #[error("`{url}` is not the address of a site, expected `https://…`")]
    Url {
        /// What was given.
        url: String,
    },
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Read { .. } | Self::Url { .. } => None,
            Self::NoPlans { .. } => Some(
                "a plan is a plan page (`*.md`), TOML, JSON or AblationBench JSONL, or a study folder"
                    .to_owned(),
            ),
            Self::Folder(error @ folder::Error::Foreign { .. }) => error
                .hint()
                .map(|hint| format!("{hint}, or add `--force` to write among its files")),
            Self::Folder(error) => error.hint(),
        }
    }
}
