//! Errors of a run, divergence aside.

use std::path::PathBuf;

use foundation::Hint;

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
    /// A training that was left could not be kept or taken up again.
    #[error("cannot use `{}`, where a training was left: {reason}; remove that folder to start again from the beginning", .path.display())]
    Resume {
        /// The folder.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The program was built without the device.
    #[error(
        "this program was built without `{device}`; build it with `cargo build --release --features {device}`, or set `device=cpu`"
    )]
    NotBuilt {
        /// The device.
        device: String,
    },
    /// The device is not there.
    #[error("the device `{device}` cannot be used: {reason}; or set `device=cpu`")]
    NoDevice {
        /// The device.
        device: String,
        /// Why.
        reason: String,
    },
    /// Data on disk could not be used.
    #[error("{reason}")]
    Data {
        /// Which, why, and what to do.
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

impl Error {
    /// Data that could not be used, with all causes and the hint: a run reports its failure in one
    /// line.
    pub(crate) fn data(error: &(impl Hint + 'static)) -> Self {
        let mut reason = error.to_string();
        for cause in std::iter::successors(error.source(), |cause| cause.source()) {
            reason += &format!(": {cause}");
        }
        if let Some(hint) = error.hint() {
            reason += &format!("; {hint}");
        }
        Self::Data { reason }
    }
}
