//! One video of a data set, with whatever is known of it.

use serde::{Deserialize, Serialize};

/// A video, or a part of one, with its annotations; one line of a list of items.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Path of the file, relative to the data set's folder of videos; `/` separates folders.
    pub video: String,
    /// The part of the file that is meant, in seconds; the whole file if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// Sentences about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captions: Vec<Caption>,
    /// Questions about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// Its class, for action recognition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Actions in it, for localization.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<Segment>,
}

impl Item {
    /// An item that has sentences only.
    pub(crate) fn captioned(captions: Vec<Caption>) -> Self {
        Self { captions, ..Self::default() }
    }
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Where it begins, in seconds from the start of the file.
    pub start: f64,
    /// Where it ends, in seconds; later than its begin.
    pub end: f64,
}

/// A sentence about a video.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caption {
    /// The sentence.
    pub text: String,
    /// Its noun phrases in order, without determiners; to be extracted if none are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nouns: Option<Vec<String>>,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question.
    pub text: String,
    /// The right answer.
    pub answer: String,
}

/// An action at a place in a video.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Where it begins, in seconds from the start of the item.
    pub start: f64,
    /// Where it ends, in seconds.
    pub end: f64,
    /// Class of the action.
    pub class: String,
}
