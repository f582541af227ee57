//! The forms that services give to replies and errors.

use serde_json::Value;

use super::answer::Reply;
use super::http::Request;

pub(super) trait Protocol {
    /// The frames of a reply.
    fn frames(&self, reply: &Reply, request: &Request) -> Vec<Frame>;
    /// The body of an error.
    fn error(&self, code: u16, message: &str) -> Value;
    /// The frame of an error in the middle of a stream.
    fn broken(&self, message: &str) -> String;
}

/// An event of a stream.
pub(super) struct Frame {
    pub(super) bytes: String,
    /// Whether it carries a piece of the text.
    pub(super) is_piece: bool,
}

impl Frame {
    pub(super) fn new(bytes: String) -> Self {
        Self { bytes, is_piece: false }
    }

    pub(super) fn piece(bytes: String) -> Self {
        Self { bytes, is_piece: true }
    }
}

/// An event of a stream with its name.
pub(super) fn named_event(data: &Value) -> String {
    let name = data["type"].as_str().unwrap_or("message");
    format!("event: {name}\ndata: {data}\n\n")
}

/// An event of a stream without a name.
pub(super) fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}

/// A text in pieces of a few characters, cut without regard to words, as tokens are.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let mut lengths = [1, 5, 3, 8].into_iter().cycle();
    let mut rest = text.chars().peekable();
    let mut pieces = Vec::new();
    while rest.peek().is_some() {
        pieces.push(rest.by_ref().take(lengths.next().unwrap_or(1)).collect());
    }
    pieces
}
