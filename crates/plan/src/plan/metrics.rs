//! The metrics of an ablation, and the line of the page that lists them.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::escape;

/// Names of metrics, none blank and none with blanks around it.
///
/// A list that was read from a page remembers its line, so that `A,B` is not rewritten as `A, B`.
/// Two lists are equal if their names are.
#[derive(Debug, Clone, Default)]
pub struct Metrics {
    names: Vec<String>,
    /// The line of the page, where it differs from how the names would be written.
    line: Option<String>,
}

impl Metrics {
    /// The list of these names; blank ones are dropped.
    pub fn new<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Self {
        let names = names.into_iter().map(|name| name.as_ref().trim().to_owned());
        Self { names: names.filter(|name| !name.is_empty()).collect(), line: None }
    }

    /// Reads plain text: names between commas, where a comma inside of `()`, `[]` or `{}` is part
    /// of a name.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::new(split(text))
    }

    /// Reads a line of a page, which may hold escapes.
    pub(super) fn from_page(line: &str) -> Self {
        let mut metrics = Self::new(decoded(line));
        if escape::is_safe(line) && metrics.to_page() != line {
            metrics.line = Some(line.to_owned());
        }
        metrics
    }

    /// The line of a page that reads back as these names.
    pub(super) fn to_page(&self) -> String {
        if let Some(line) = &self.line {
            return line.clone();
        }
        let join = |write: fn(&str) -> String| {
            self.names.iter().map(|name| write(name)).collect::<Vec<_>>().join(", ")
        };
        let plain = join(escape::inline);
        if decoded(&plain).eq(self.names.iter().cloned()) { plain } else { join(escape::listed) }
    }
}

/// The names of a line of a page, some of which may be blank.
fn decoded(line: &str) -> impl Iterator<Item = String> {
    split(line).into_iter().map(|piece| escape::decode(piece.trim()))
}

/// The pieces between commas that are in no pair of brackets; a bracket without its partner is a
/// plain character.
fn split(text: &str) -> Vec<&str> {
    let pairs = pairs(text);
    let mut pieces = Vec::new();
    let (mut start, mut depth) = (0, 0);
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' if pairs[index] => depth += 1,
            b')' | b']' | b'}' if pairs[index] => depth -= 1,
            b',' if depth == 0 => {
                pieces.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// For each byte, whether it is a bracket that has a partner. An open bracket inside of a closed
/// pair has none.
fn pairs(text: &str) -> Vec<bool> {
    let mut pairs = vec![false; text.len()];
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut waiting = [0_usize; 3];
    for (index, byte) in text.bytes().enumerate() {
        if let Some(kind) = b"([{".iter().position(|&bracket| bracket == byte) {
            open.push((kind, index));
            waiting[kind] += 1;
        } else if let Some(kind) = b")]}".iter().position(|&bracket| bracket == byte) {
            // looks through the stack only for a partner that is there: linear over all
            while waiting[kind] > 0 {
                let Some((popped, partner)) = open.pop() else { break };
                waiting[popped] -= 1;
                if popped == kind {
                    pairs[partner] = true;
                    pairs[index] = true;
                    break;
                }
            }
        }
    }
    pairs
}

impl Deref for Metrics {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.names
    }
}

impl<'a> IntoIterator for &'a Metrics {
    type Item = &'a String;
    type IntoIter = std::slice::Iter<'a, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.names.iter()
    }
}

impl PartialEq for Metrics {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

impl Eq for Metrics {}

impl fmt::Display for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names.join(", "))
    }
}

impl Serialize for Metrics {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.names.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Metrics {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<String>::deserialize(deserializer).map(Self::new)
    }
}
