//! Requests to models.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A request to a model. All of it enters [`Request::key`], so that a record answers only for the
/// very same request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The model as `provider/name`.
    pub model: String,
    /// The server, where it is not the provider's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// The system prompt.
    pub system: String,
    /// The conversation; the last message is the user's.
    pub messages: Vec<Message>,
    /// The form of the answer, where the server can hold the model to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
    /// How the answer is drawn.
    #[serde(default)]
    pub sampling: Sampling,
    /// Which of several answers to an otherwise equal request this is, from 0.
    #[serde(default)]
    pub sample: u32,
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// The speaker.
    pub speaker: Speaker,
    /// The text.
    pub text: String,
    /// Whether later requests begin with the same messages up to here, so that a service may keep
    /// them at a lower price.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
}

/// The speaker of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// The one who asks.
    User,
    /// The model.
    Model,
}

/// The form of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Its name: letters, digits and `_`.
    pub name: String,
    /// The JSON Schema.
    pub schema: Value,
}

/// How an answer is drawn; what is not set is the service's choice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sampling {
    /// Temperature; 0 is the most likely answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// Seed, where the service has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The most tokens that an answer may have, thoughts included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    /// How much a model thinks before it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<Effort>,
}

/// How much a model thinks before it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// Not at all.
    None,
    /// A little.
    Low,
    /// More.
    Medium,
    /// Much.
    High,
}

impl Request {
    /// The request's identity: SHA-256 of all of it, in hexadecimal.
    #[must_use]
    pub fn key(&self) -> String {
        let json = serde_json::to_vec(self).expect("invariant: a request has only text for keys");
        foundation::digest::sha256(json)
    }

    /// The tokens of what is sent, estimated as for papers.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        let schema = self.schema.as_ref().map_or(0, |schema| tokens(&schema.schema.to_string()));
        tokens(&self.system)
            + self.messages.iter().map(|message| tokens(&message.text)).sum::<u64>()
            + schema
    }
}

impl Message {
    /// A message of the user.
    pub fn user(text: impl Into<String>) -> Self {
        Self { speaker: Speaker::User, text: text.into(), shared: false }
    }

    /// A message of the model.
    pub fn model(text: impl Into<String>) -> Self {
        Self { speaker: Speaker::Model, text: text.into(), shared: false }
    }

    /// The same, with which later requests begin too.
    #[must_use]
    pub fn shared(mut self) -> Self {
        self.shared = true;
        self
    }
}

/// Three bytes a token, which is more tokens than any of the tokenizers in use makes of English and
/// LaTeX.
fn tokens(text: &str) -> u64 {
    text.len().div_ceil(3) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_changes_with_every_part_of_a_request() {
        let request = Request {
            model: "a/b".to_owned(),
            system: "s".to_owned(),
            messages: vec![Message::user("u")],
            ..Request::default()
        };
        let changed: [fn(&mut Request); 10] = [
            |it| it.model = "a/c".to_owned(),
            |it| it.base_url = Some("http://localhost/".to_owned()),
            |it| it.system.push('!'),
            |it| it.messages[0].text.push('!'),
            |it| it.messages[0].speaker = Speaker::Model,
            |it| it.schema = Some(Schema { name: "plan".to_owned(), schema: Value::Null }),
            |it| it.sampling.temperature = Some(0.0),
            |it| it.sampling.seed = Some(1),
            |it| it.sampling.max_tokens = Some(100),
            |it| it.sample = 1,
        ];
        let mut keys: Vec<String> = vec![request.key()];
        for change in changed {
            let mut other = request.clone();
            change(&mut other);
            keys.push(other.key());
        }
        let n_keys = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), n_keys);
        let json = serde_json::to_string(&request).unwrap();
        assert_eq!(serde_json::from_str::<Request>(&json).unwrap().key(), request.key(), "{json}");
    }
}
