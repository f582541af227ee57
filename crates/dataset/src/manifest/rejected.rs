//! Lines of lists that cannot be used.

use std::{fmt, path::PathBuf};

use crate::item::Span;

/// A line that was left out, with the reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejected {
    /// The list.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: u64,
    /// The fault.
    pub fault: Fault,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "`{}` line {}: {}", self.file.display(), self.line, self.fault)
    }
}

/// A fault of a line.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The path may lead out of the folder of videos.
    #[error("`{}` is not a plain path below the folder of videos (no leading `/`, no `..`)", .0.escape_debug())]
    Path(String),
    /// A span is not a stretch of time.
    #[error("the span from {} to {} is not one: expected 0 <= start < end", .0.start, .0.end)]
    Span(Span),
    /// A span lacks one of its ends.
    #[error("`start` and `end` go together")]
    HalfSpan,
    /// A field does not hold a number.
    #[error("`{text}` in column `{column}` is not a number")]
    Number {
        /// The column.
        column: &'static str,
        /// The text in it.
        text: String,
    },
    /// The caption of this number, from 1, has no words.
    #[error("caption {0} is empty")]
    Caption(usize),
    /// A noun phrase of the caption of this number, from 1, has no words.
    #[error("a noun phrase of caption {0} is empty")]
    Noun(usize),
    /// The question of this number, from 1, or its answer has no words.
    #[error("question {0} or its answer is empty")]
    Question(usize),
    /// The class has no name.
    #[error("the class is empty")]
    Class,
    /// Two lines of one video disagree about its class.
    #[error("the class is `{class}` here, `{before}` in an earlier line of the same video")]
    Classes {
        /// The class of this line.
        class: String,
        /// The class of the earlier line.
        before: String,
    },
    /// A segment is not a stretch of time.
    #[error("segment {number} from {start} to {end} is not one: expected 0 <= start < end")]
    Segment {
        /// Which, from 1.
        number: usize,
        /// Its begin.
        start: f64,
        /// Its end.
        end: f64,
    },
    /// The segment of this number, from 1, has no class.
    #[error("the class of segment {0} is empty")]
    SegmentClass(usize),
    /// A segment ends after its item.
    #[error("segment {number} ends at {end}, the item has {length} seconds")]
    Outside {
        /// Which, from 1.
        number: usize,
        /// Its end.
        end: f64,
        /// Length of the item.
        length: f64,
    },
    /// The list has this video and span already.
    #[error(
        "an earlier line has the same video and span, `{0}`: put its annotations into one line"
    )]
    Duplicate(String),
    /// There is no such field.
    #[error("unknown field `{}`{}", .name.escape_debug(), .nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    Unknown {
        /// The field.
        name: String,
        /// A field of a similar name.
        nearest: Option<String>,
    },
    /// The line cannot be read, in the words of the parser.
    #[error("{0}")]
    Syntax(String),
    /// The line has more than this many bytes, too long to be an item.
    #[error("the line has more than {0} bytes")]
    Long(u64),
    /// Too many lines were rejected to tell each.
    #[error("this line and {count} after it were left out too")]
    More {
        /// How many more.
        count: u64,
    },
}
