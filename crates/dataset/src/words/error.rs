//! Errors of a vocabulary.

use std::path::PathBuf;

use foundation::Hint;

use crate::FileError;

/// Everything that keeps a vocabulary from being read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file is too large to be a vocabulary.
    #[error("`{}` is larger than {most} bytes, which no vocabulary is", .path.display())]
    Large {
        /// The file.
        path: PathBuf,
        /// The most bytes that are read.
        most: u64,
    },
    /// A line of a `vocab.txt` is not one word.
    #[error("`{}` line {line}: {reason}", .path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The fault.
        reason: String,
    },
    /// A `tokenizer.json` is not valid JSON, or not laid out as one.
    #[error("`{}` is not a `tokenizer.json`", .path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// A `tokenizer.json` splits sentences in another way than BERT's uncased models.
    #[error("`{}` has `{part}` {found}, expected {expected}", .path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// The setting, as a path within the file.
        part: &'static str,
        /// Its value, as JSON.
        found: String,
        /// The value of an uncased BERT, as JSON.
        expected: &'static str,
    },
    /// The numbers of a `tokenizer.json` do not count its words.
    #[error("`{}`: {words} words, but {reason}", .path.display())]
    Numbers {
        /// The file.
        path: PathBuf,
        /// How many words it has.
        words: usize,
        /// The number or the word that is wrong.
        reason: String,
    },
    /// The words tell upper from lower case.
    #[error("`{}` is a cased vocabulary: `{word}` is one of {cased} words with capitals", .path.display())]
    Cased {
        /// The file.
        path: PathBuf,
        /// The first such word.
        word: String,
        /// How many there are.
        cased: usize,
    },
    /// Tokens are missing that every sentence needs.
    #[error("`{}` lacks {}", .path.display(), .missing.iter().map(|token| format!("`{token}`")).collect::<Vec<_>>().join(", "))]
    Special {
        /// The file.
        path: PathBuf,
        /// The missing tokens.
        missing: Vec<&'static str>,
    },
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Large { .. } => {
                "give the `vocab.txt` or `tokenizer.json` of a BERT, not its weights"
            }
            Self::Line { .. } => {
                "a `vocab.txt` has one word per line; the line's number, from 0, is the token"
            }
            Self::Foreign { .. } | Self::Cased { .. } => {
                "give the `vocab.txt` or `tokenizer.json` of an uncased BERT, such as bert-base-uncased"
            }
            Self::Special { .. } => {
                "add the missing tokens where the text encoder's weights have them"
            }
            Self::File(_) | Self::Json { .. } | Self::Numbers { .. } => return None,
        };
        Some(hint.into())
    }
}
