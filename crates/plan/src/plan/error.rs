//! Errors of a source that holds no plan at all.

use foundation::Hint;

use super::{MAX_BYTES, Rejected};

/// The documentation of the forms, and a plan with one ablation.
const EXAMPLE: &str = r#"see docs/plan.md for the forms of a plan; one with a single ablation is
{"name": "Width", "ablated_part": "width", "action": "REPLACE",
 "replacement": [16, 64], "metrics": ["Score"]}"#;

/// A source from which no plan could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The source is too large to be a plan.
    #[error("`{name}` has {bytes} bytes, more than a plan may have ({MAX_BYTES})")]
    TooLarge {
        /// The name of the source.
        name: String,
        /// Its size.
        bytes: usize,
    },
    /// The source of this name is not text.
    #[error("`{0}` is a binary file, not a plan")]
    Binary(String),
    /// Neither a trace nor an ablation was found.
    #[error("`{name}` holds no plan{}", first(rejected))]
    Nothing {
        /// The name of the source.
        name: String,
        /// The parts that could not be read; never empty.
        rejected: Vec<Rejected>,
    },
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::TooLarge { .. } | Self::Binary(_) => "see docs/plan.md for the forms of a plan",
            Self::Nothing { .. } => EXAMPLE,
        };
        Some(hint.to_owned())
    }
}

fn first(rejected: &[Rejected]) -> String {
    rejected.first().map(|rejected| format!(": {rejected}")).unwrap_or_default()
}
