//! Pieces of JSON that may be wrong without the rest being so.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// A value, or what is wrong with it.
pub(super) struct Lenient<T>(pub(super) Result<T, String>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Lenient<T>, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Lenient(T::deserialize(value).map_err(|error| error.to_string())))
    }
}

/// A text, or a number in its place.
pub(super) struct Text(pub(super) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => Ok(Text(text)),
            Value::Number(number) => Ok(Text(number.to_string())),
            _ => Err(serde::de::Error::custom("expected a text")),
        }
    }
}
