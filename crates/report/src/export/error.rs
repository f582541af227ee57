//! Why an export cannot be written.

use foundation::Hint;

use crate::folder;

/// Everything that can stop an export.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder of the export could not be written.
    #[error(transparent)]
    Folder(#[from] folder::Error),
    /// The events of a run could not be read.
    #[error(transparent)]
    Study(#[from] study::Error),
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Folder(error) => error.hint(),
            Self::Study(error) => error.hint(),
        }
    }
}
