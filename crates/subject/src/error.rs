//! What can be wrong with settings, a specification or an event file.

use std::path::PathBuf;

/// Everything that can go wrong at the contract between a study and a subject.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting names no declared knob.
    #[error("no knob is called `{name}`{}", suggestion(.nearest.as_deref()))]
    UnknownKnob {
        /// The name as it was written.
        name: String,
        /// The declared name that is most like it.
        nearest: Option<String>,
    },
    /// A value is not one that the knob admits.
    #[error("knob `{knob}` does not admit `{value}`: expected {expected}")]
    Inadmissible {
        /// The knob.
        knob: String,
        /// The value as it was written.
        value: String,
        /// What the knob admits, in words.
        expected: String,
    },
    /// A declaration contradicts itself.
    #[error("the declaration of `{subject}` is wrong: {reason}")]
    Declaration {
        /// The name of the subject.
        subject: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A run was asked of another subject or version than the one that answers.
    #[error("the specification is for {expected}, but this program is {actual}")]
    Mismatch {
        /// What the specification names.
        expected: String,
        /// What the program is.
        actual: String,
    },
    /// A file could not be read or written.
    #[error("cannot {action} `{}`", .path.display())]
    Io {
        /// What was tried: `read`, `write`, `create`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A file is not what the contract says it is.
    #[error("`{}` line {line} is not valid: {reason}", .path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}
