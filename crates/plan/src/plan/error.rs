//! Why no plan could be read at all.

use super::{MAX_BYTES, Rejected};

/// A source from which no plan could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The source is too large to be a plan.
    #[error("`{name}` has {bytes} bytes, more than a plan may have ({MAX_BYTES})")]
    TooLarge {
        /// What the source is called.
        name: String,
        /// Its size.
        bytes: usize,
    },
    /// Neither a trace nor an ablation was found.
    #[error("`{name}` holds no plan{}", first(rejected))]
    Nothing {
        /// What the source is called.
        name: String,
        /// Everything that was found instead; never empty.
        rejected: Vec<Rejected>,
    },
}

impl Error {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::TooLarge { .. } => None,
            Self::Nothing { .. } => Some(
                "a plan is a trajectory page, JSON with `version` and `ablations`, or one JSON object per ablation"
                    .to_owned(),
            ),
        }
    }
}

fn first(rejected: &[Rejected]) -> String {
    rejected.first().map(|rejected| format!(": {rejected}")).unwrap_or_default()
}
