//! Errors at the contract between a study and a subject.

use std::path::{Path, PathBuf};

use foundation::Hint;

/// A violation of the contract, or a file of a run that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting names no declared knob.
    #[error("no knob is called `{name}`{}", suggestion(.nearest.as_deref()))]
    UnknownKnob {
        /// The name of the subject.
        subject: String,
        /// The name as written.
        name: String,
        /// The nearest declared name.
        nearest: Option<String>,
    },
    /// A knob does not admit a value.
    #[error("invalid value `{value}` for knob `{knob}`: expected {expected}")]
    Inadmissible {
        /// The knob.
        knob: String,
        /// The value as written.
        value: String,
        /// The values that the knob admits, in words.
        expected: String,
    },
    /// A declaration contradicts itself.
    #[error("the declaration of `{subject}` is wrong: {reason}")]
    Declaration {
        /// The name of the subject.
        subject: String,
        /// The contradiction.
        reason: String,
    },
    /// A run of another subject or version was requested.
    #[error("the specification is for {expected}, but this program is {actual}")]
    Mismatch {
        /// The subject and version in the specification.
        expected: String,
        /// The subject and version of the program.
        actual: String,
    },
    /// A file could not be read or written.
    #[error("cannot {action} `{}`", .path.display())]
    Io {
        /// The attempted action: `read`, `write`, `create`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A file violates the contract.
    #[error("`{}` line {line} is not valid: {reason}", .path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The reason.
        reason: String,
    },
}

impl Error {
    pub(crate) fn io(action: &'static str, path: &Path) -> impl Fn(std::io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }

    pub(crate) fn malformed(path: &Path, line: usize, error: &serde_json::Error) -> Self {
        Self::Malformed { path: path.to_owned(), line, reason: error.to_string() }
    }
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownKnob { subject, nearest: None, .. } => {
                Some(format!("`ablate subject {subject}` lists the knobs"))
            }
            Self::Declaration { .. } => {
                Some("see `docs/subject.md` for the contract of training programs".to_owned())
            }
            Self::Mismatch { .. } => {
                Some("run the study again: its specifications name the current version".to_owned())
            }
            Self::UnknownKnob { .. }
            | Self::Inadmissible { .. }
            | Self::Io { .. }
            | Self::Malformed { .. } => None,
        }
    }
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}
