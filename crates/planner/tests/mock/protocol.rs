use super::reply::{Frame, Reply};
use super::{
    anthropic::Anthropic, chat::Chat, gemini::Gemini, ollama::Ollama, responses::Responses,
};
use serde_json::Value;

/// What of a request matters for the form of the answer.
pub(super) struct Asked<'a> {
    pub(super) path: &'a str,
    pub(super) body: &'a Value,
}

impl Asked<'_> {
    pub(super) fn model(&self) -> &str {
        let in_path = || self.path.rsplit_once("models/")?.1.split(':').next();
        self.body["model"].as_str().or_else(in_path).unwrap_or("unknown")
    }

    /// The text of the last message of the user.
    pub(super) fn said(&self) -> String {
        let turns =
            ["messages", "input", "contents"].into_iter().find_map(|field| self.body.get(field));
        match turns {
            Some(Value::Array(turns)) => {
                turns.iter().rfind(|turn| turn["role"] == "user").map(texts).unwrap_or_default()
            }
            Some(Value::String(text)) => text.clone(),
            _ => String::new(),
        }
    }
}

fn texts(turn: &Value) -> String {
    match turn.get("content").or_else(|| turn.get("parts")) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            parts.iter().filter_map(|part| part["text"].as_str()).collect()
        }
        _ => String::new(),
    }
}

/// The form that a service gives to replies and errors.
pub(super) trait Protocol {
    /// Whether the reply is to be streamed.
    fn streams(&self, asked: &Asked) -> bool;
    /// The media type of a stream.
    fn stream_type(&self) -> &'static str {
        "text/event-stream; charset=utf-8"
    }
    /// The body of a reply that is sent whole.
    fn whole(&self, reply: &Reply, asked: &Asked) -> Value;
    /// The frames of a reply that is streamed.
    fn frames(&self, reply: &Reply, asked: &Asked) -> Vec<Frame>;
    /// The body of an error.
    fn error(&self, code: u16, message: &str) -> Value;
    /// The frame of an error in the middle of a stream.
    fn broken(&self, message: &str) -> String;
}

/// The protocol that is spoken at a path.
pub(super) fn of(path: &str) -> Option<&'static dyn Protocol> {
    let place = path.split('?').next().unwrap_or(path);
    if place.ends_with("/messages") {
        Some(&Anthropic)
    } else if place.ends_with("/api/v1/chat/completions") {
        Some(&Chat { is_router: true })
    } else if place.ends_with("/chat/completions") {
        Some(&Chat { is_router: false })
    } else if place.ends_with("/responses") {
        Some(&Responses)
    } else if place.ends_with(":generateContent") || place.ends_with(":streamGenerateContent") {
        Some(&Gemini)
    } else if place.ends_with("/api/chat") {
        Some(&Ollama)
    } else {
        None
    }
}
