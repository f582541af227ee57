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

/// The candidate most like `name`, if any is like it at all (edit distance of at most a third of
/// its length, and 1 at least, but less than all of it); the first of several that are equally like
/// it.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let limit = (length / 3).max(1).min(length.saturating_sub(1));
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn nearest_is_like_the_name_or_nothing() {
        let cases = [
            ("momentun", Some("momentum")),
            ("wdith", Some("width")),
            ("learning-rate", Some("learning_rate")),
            ("momentum", Some("momentum")),
            ("K", Some("K")),
            ("M", None),
            ("", None),
            ("unrelated words", None),
            ("größe", None),
        ];
        for (name, expected) in cases {
            assert_eq!(
                nearest(name, ["momentum", "width", "learning_rate", "K"]),
                expected,
                "{name}"
            );
        }
    }

    #[test]
    fn the_first_of_equals_wins() {
        assert_eq!(nearest("bat", ["cat", "hat", "bar"]), Some("cat"));
        assert_eq!(nearest("anything", []), None);
    }
}
