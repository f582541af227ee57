//! Replies of models.

use serde::{Deserialize, Serialize};

/// A reply of a model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The model as it was asked for, `provider/name`.
    pub model: String,
    /// The answer. It is a stranger's text: to be parsed, never trusted.
    pub text: String,
    /// The reasoning of the model, if the service reports it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub thought: String,
    /// Why the answer ends where it ends.
    pub stop: Stop,
    /// The tokens used.
    pub usage: Usage,
    /// What it cost in US dollars: as the service says, or by the price table; nothing if neither
    /// knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
    /// How long it took, in seconds, with all attempts.
    pub seconds: f64,
    /// Whether the reply was taken from a record: it cost nothing now.
    #[serde(skip)]
    pub kept: bool,
}

/// Why an answer ends where it ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stop {
    /// The model was done.
    #[default]
    Complete,
    /// The limit of tokens was reached.
    Length,
    /// The service held something back.
    Filtered,
    /// The connection broke, and so it did each time it was tried.
    Cut,
}

/// Tokens that were used, as the service counts them; absent where it does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// Of the request, kept ones included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<u64>,
    /// Of these, what the service had kept from earlier requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cached: Option<u64>,
    /// Of these, what the service keeps for later requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_write: Option<u64>,
    /// Of the answer, thoughts included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<u64>,
    /// Of these, thoughts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thought: Option<u64>,
}
