//! The faults of a source, with their lines.

use std::fmt;

/// A part of a source that could not be read as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The line it is on, from 1.
    pub line: usize,
    /// The fault.
    pub reason: Reason,
}

/// A fault of a part of a plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The line has bytes that are not UTF-8; they were replaced by U+FFFD.
    #[error("not UTF-8, unreadable bytes were replaced")]
    NotUtf8,
    /// The page has no title.
    #[error("no title `# planner/model/slug`")]
    NoTitle,
    /// The page has no box with the trace.
    #[error("no box `Reasoning Trace`")]
    NoTrace,
    /// No plan box, no predictions, no ablations.
    #[error("no ablation plan")]
    NoPlan,
    /// A box is not closed; it was read up to the next one.
    #[error("the box `{0}` is not closed")]
    OpenBox(&'static str),
    /// The line that begins so is none that a plan box has; it was skipped.
    #[error("unexpected line `{0}`")]
    UnexpectedLine(String),
    /// An item stands where none belongs; it was taken as a replacement.
    #[error("an item outside of `Replacement`, taken as a replacement")]
    LooseItem,
    /// The field is there twice; the first counts.
    #[error("a second `{0}`, the first one counts")]
    Repeated(&'static str),
    /// The ablation has no name; it was left out.
    #[error("an ablation without a name, left out")]
    NoName,
    /// The ablation of this name has no action; it was left out.
    #[error("`{0}` has no action, left out")]
    NoAction(String),
    /// The ablation's action is this, and none of the three; it was left out.
    #[error("unknown action `{0}`, expected REMOVE, REPLACE or ADD; left out")]
    UnknownAction(String),
    /// The field is missing; it was left empty.
    #[error("`{name}` has no {field}, left empty")]
    Missing {
        /// The ablation's name.
        name: String,
        /// The field.
        field: &'static str,
    },
    /// A field of the wrong type.
    #[error("`{field}` should be {expected}")]
    WrongType {
        /// The field.
        field: String,
        /// The type that belongs there.
        expected: &'static str,
    },
    /// An object that could not be read as JSON, with the message of the reader.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// A JSON object that does not end.
    #[error("a JSON object that is not closed")]
    OpenObject,
    /// A text, or a part of it, that could not be read as TOML, with the message of the reader.
    #[error("not TOML: {0}")]
    NotToml(String),
    /// JSON that is not an ablation.
    #[error("no ablation, expected an object with `name`, `ablated_part` and `action`")]
    NotAnAblation,
    /// Settings that cannot be read; they were left out.
    #[error("settings of `{name}`: {reason}; left out")]
    Settings {
        /// The ablation's name.
        name: String,
        /// The setting that cannot be read.
        reason: String,
    },
    /// The plan was written by a newer program, with this `version`.
    #[error("version {0} is not known, read as version 1")]
    UnknownVersion(String),
    /// A field that a plan does not have; it was skipped.
    #[error("unknown field `{field}`{}", .nearest.as_ref().map(|name| format!("; did you mean `{name}`?")).unwrap_or_default())]
    UnknownField {
        /// Its name.
        field: String,
        /// The nearest field of a plan.
        nearest: Option<String>,
    },
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

/// The beginning of a stranger's text, fit for a message.
pub(super) fn excerpt(text: &str) -> String {
    const MAX_CHARS: usize = 40;
    let text = text.trim();
    let mut excerpt: String =
        text.chars().take(MAX_CHARS).collect::<String>().escape_debug().to_string();
    excerpt = excerpt.replace("\\\"", "\"").replace("\\'", "'");
    if text.chars().nth(MAX_CHARS).is_some() {
        excerpt.push('…');
    }
    excerpt
}
