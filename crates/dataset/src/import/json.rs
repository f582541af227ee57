//! Pieces of JSON that may be wrong without the rest being so.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{lists::Lists, note::Place, source::Source};

/// A value, or what is wrong with it.
pub(super) struct Lenient<T>(pub(super) Result<T, String>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Lenient<T>, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Lenient(T::deserialize(value).map_err(|error| error.to_string())))
    }
}

/// Calls `each` with the videos of a map that can be read and their names; notes the others.
pub(super) fn each_video<T: DeserializeOwned>(
    source: &Source,
    videos: Map<String, Value>,
    lists: &mut Lists,
    mut each: impl FnMut(&str, T, &mut Lists),
) {
    for (id, video) in videos {
        let what = "a video that cannot be read, left out";
        if let Some(video) = lists.good(source, T::deserialize(video), what, Place::Video(&id)) {
            each(&id, video, lists);
        }
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
