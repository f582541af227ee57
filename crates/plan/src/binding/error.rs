//! Errors in a binding that a person edited.

use std::fmt;

use foundation::Hint;

use super::VERSION;

/// A binding that cannot be used, with all its errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The name of the file.
    pub file: String,
    /// The errors, from the top of the file to its end; never empty.
    pub problems: Vec<Problem>,
}

/// An error on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1.
    pub line: usize,
    /// The error.
    pub fault: Fault,
}

/// An error on a line of a binding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The file is not TOML, with the message of the reader.
    #[error("not TOML: {0}")]
    NotToml(String),
    /// The file has another format, of this version.
    #[error("version {0} of the format, this program reads version {VERSION}")]
    Version(String),
    /// The binding is for another subject.
    #[error("the binding is for the subject `{found}`, not for `{expected}`")]
    Subject {
        /// The subject in the file.
        found: String,
        /// The given subject.
        expected: String,
    },
    /// An unknown key.
    #[error("unknown key `{key}`")]
    UnknownKey {
        /// The key.
        key: String,
        /// The nearest known key.
        nearest: Option<String>,
        /// The known keys.
        expected: &'static [&'static str],
    },
    /// A missing key.
    #[error("`{0}` is missing")]
    MissingKey(&'static str),
    /// A value of another type.
    #[error("`{key}` should be {expected}")]
    WrongType {
        /// The key.
        key: String,
        /// The type that belongs there.
        expected: &'static str,
    },
    /// A knob that the subject does not have.
    #[error("no knob is called `{name}`")]
    UnknownKnob {
        /// The subject.
        subject: String,
        /// The name.
        name: String,
        /// The nearest knob.
        nearest: Option<String>,
    },
    /// A value that the knob does not admit.
    #[error("invalid value `{value}` for knob `{knob}`")]
    Inadmissible {
        /// The knob.
        knob: String,
        /// The value as written.
        value: String,
        /// The values that the knob admits, in words.
        expected: String,
    },
    /// A metric that the subject does not have, or that is a learning curve.
    #[error("unknown metric `{name}`")]
    UnknownMetric {
        /// The subject.
        subject: String,
        /// The name.
        name: String,
        /// The nearest metric.
        nearest: Option<String>,
    },
    /// A second ablation of the same name.
    #[error("a second ablation is called `{name}`; the first is on line {first}")]
    Duplicate {
        /// The name.
        name: String,
        /// The line of the first.
        first: usize,
    },
}

impl Hint for Fault {
    fn hint(&self) -> Option<String> {
        let (nearest, otherwise) = match self {
            Self::UnknownKey { nearest, expected, .. } => {
                (nearest, format!("expected {}", expected.join(", ")))
            }
            Self::UnknownKnob { subject, nearest, .. } => {
                (nearest, format!("`ablate subject {subject}` lists the knobs"))
            }
            Self::UnknownMetric { subject, nearest, .. } => {
                (nearest, format!("`ablate subject {subject}` lists them"))
            }
            Self::Inadmissible { expected, .. } => (&None, format!("expected {expected}")),
            Self::Subject { .. } | Self::Version(_) => {
                (&None, "bind the plan again for this subject".to_owned())
            }
            Self::Duplicate { .. } => (&None, "give it another name".to_owned()),
            Self::NotToml(_) | Self::MissingKey(_) | Self::WrongType { .. } => return None,
        };
        Some(nearest.as_ref().map_or(otherwise, |name| format!("did you mean `{name}`?")))
    }
}

/// One line per problem, as compilers write them: `binding.toml:12: error (hint)`.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            write!(f, "{end}{}:{}: {}", self.file, problem.line, problem.fault)?;
            if let Some(hint) = problem.fault.hint() {
                write!(f, " ({hint})")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

impl Hint for Error {
    /// Nothing: the message has the hint of each problem on its line.
    fn hint(&self) -> Option<String> {
        None
    }
}
