//! What can be wrong with a binding that a person edited.

use std::fmt;

/// A binding that cannot be used, with everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What the file is called.
    pub file: String,
    /// What is wrong, from the top of the file to its end; never empty.
    pub problems: Vec<Problem>,
}

/// Something that is wrong on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What can be wrong with a line of a binding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The file is no TOML.
    #[error("not TOML: {message}")]
    NotToml {
        /// What the TOML reader says.
        message: String,
    },
    /// The file has another format.
    #[error("version {found} of the format, this program reads version {expected}")]
    Version {
        /// What the file says.
        found: String,
        /// What can be read.
        expected: u32,
    },
    /// The binding is for another subject.
    #[error("the binding is for the subject `{found}`, not for `{expected}`")]
    Subject {
        /// What the file says.
        found: String,
        /// The subject at hand.
        expected: String,
    },
    /// A key that has no meaning here.
    #[error("unknown key `{key}`")]
    UnknownKey {
        /// The key.
        key: String,
        /// The key that is most like it.
        nearest: Option<String>,
        /// The keys that have a meaning here.
        expected: &'static [&'static str],
    },
    /// A key that must be there.
    #[error("`{key}` is missing")]
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// A value of another type.
    #[error("`{key}` should be {expected}")]
    WrongType {
        /// The key.
        key: String,
        /// What belongs there.
        expected: &'static str,
    },
    /// A knob that the subject does not have.
    #[error("no knob is called `{name}`")]
    UnknownKnob {
        /// The name.
        name: String,
        /// The knob that is most like it.
        nearest: Option<String>,
    },
    /// A value that the knob does not admit.
    #[error("knob `{knob}` does not admit `{value}`")]
    Inadmissible {
        /// The knob.
        knob: String,
        /// The value as it was written.
        value: String,
        /// What the knob admits, in words.
        expected: String,
    },
    /// A metric that the subject does not have, or that is a learning curve.
    #[error("no metric that judges a run is called `{name}`")]
    UnknownMetric {
        /// The name.
        name: String,
        /// The metric that is most like it.
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

impl Fault {
    /// What the person can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let meant = |nearest: &Option<String>| {
            nearest.as_ref().map(|name| format!("did you mean `{name}`?"))
        };
        match self {
            Self::UnknownKey { nearest, expected, .. } => {
                meant(nearest).or_else(|| Some(format!("expected {}", expected.join(", "))))
            }
            Self::UnknownKnob { nearest, .. } => meant(nearest)
                .or_else(|| Some("the subject's `describe` lists its knobs".to_owned())),
            Self::UnknownMetric { nearest, .. } => meant(nearest)
                .or_else(|| Some("the subject's `describe` lists its metrics".to_owned())),
            Self::Inadmissible { expected, .. } => Some(format!("expected {expected}")),
            Self::Subject { .. } | Self::Version { .. } => {
                Some("bind the plan again for this subject".to_owned())
            }
            Self::Duplicate { .. } => Some("give it another name".to_owned()),
            Self::NotToml { .. } | Self::MissingKey { .. } | Self::WrongType { .. } => None,
        }
    }
}

/// One line per problem, as compilers write them: `binding.toml:12: what is wrong (what to do)`.
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
