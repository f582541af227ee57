//! One thing that may take a part's place.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::Literal;

/// A replacement: the text of the plan, and the value that it stands for.
///
/// The text is what counts: `0.10` stays `0.10` on the page although its value is `0.1`. In JSON
/// the value is written with its type wherever that gives the same text again, and the text as a
/// string elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacement {
    text: String,
    value: Literal,
}

impl Replacement {
    /// The replacement with this text.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { value: Literal::parse(&text), text }
    }

    /// The text, exactly as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text without blanks around it.
    #[must_use]
    pub fn label(&self) -> &str {
        self.text.trim()
    }

    /// The value that the text denotes, if it is a literal; else the text.
    #[must_use]
    pub fn value(&self) -> &Literal {
        &self.value
    }

    /// The JSON that reads back as this replacement.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let value = self.value.to_json();
        // through the text of the number: reading a float may be off by its last bit
        match serde_json::from_str::<Value>(&value.to_string()) {
            Ok(read) if Self::from(&read).text == self.text => value,
            _ => Value::String(self.text.clone()),
        }
    }
}

impl From<&Value> for Replacement {
    fn from(value: &Value) -> Self {
        Self::new(Literal::from(value).to_string())
    }
}

impl From<&str> for Replacement {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Replacement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Replacement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Replacement {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self::from(&value))
    }
}
