//! What can go wrong in a run besides divergence.

use std::path::PathBuf;

/// Why a model could not be trained, saved or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing to minimise.
    #[error(
        "`weight_temporal`, `weight_grounding` and `weight_contrastive` leave no loss to train with; set one of them above 0 (the temporal loss needs `cut_paste`)"
    )]
    NoLoss,
    /// The checkpoint could not be written.
    #[error("cannot write the checkpoint `{}`: {reason}", .path.display())]
    Save {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The checkpoint could not be read.
    #[error("cannot read the checkpoint `{}`: {reason}; was it made by `ablate svilm train` with the settings in `spec.json` beside it?", .path.display())]
    Load {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}
