//! Reads TOML with the places of its parts, and writes values that hold no hidden character.

use foundation::visible::{self, is_hidden};
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, Error};

/// The document, or the place and the message of its first error; the others may be mere
/// consequences: a header that cannot be read makes duplicates of the keys below it.
pub(crate) fn parse(text: &str) -> Result<Spanned<DeTable<'_>>, (usize, String)> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let start = |error: &Error| error.span().map_or(0, |span| span.start);
    match errors.iter().min_by_key(|error| start(error)) {
        None => Ok(document),
        Some(first) => Err((start(first), first.message().to_owned())),
    }
}

/// The number, if it is not too large.
pub(crate) fn integer(number: &DeInteger) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// A string.
pub(crate) fn string(text: &str) -> String {
    if text.contains(is_hidden) {
        // the escapes of JSON are escapes of TOML too, and leave nothing hidden
        return visible::json(&Value::from(text).to_string());
    }
    toml::Value::String(text.to_owned()).to_string()
}

/// A list of strings.
pub(crate) fn strings(list: &[String]) -> String {
    array(list.iter().map(|item| string(item)))
}

/// Any value of JSON; TOML has no `null`, so entries with it are left out.
pub(crate) fn value(json: &Value) -> String {
    match json {
        Value::Null => string(""),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number
            .as_i64()
            .map(toml::Value::Integer)
            .or_else(|| number.as_f64().map(toml::Value::Float))
            .map_or_else(|| string(&number.to_string()), |number| number.to_string()),
        Value::String(text) => string(text),
        Value::Array(items) => array(items.iter().filter(|item| !item.is_null()).map(value)),
        Value::Object(entries) => {
            let entries = entries.iter().filter(|(_, item)| !item.is_null());
            let entries: Vec<_> =
                entries.map(|(name, item)| format!("{} = {}", key(name), value(item))).collect();
            if entries.is_empty() {
                "{}".to_owned()
            } else {
                format!("{{ {} }}", entries.join(", "))
            }
        }
    }
}

fn array(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

fn key(name: &str) -> String {
    let is_bare =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    // a key must be on one line, unlike a string
    if is_bare { name.to_owned() } else { visible::json(&Value::from(name).to_string()) }
}
