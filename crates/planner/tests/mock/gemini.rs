//! Gemini's generation of content: <https://ai.google.dev/api/generate-content>.

use serde_json::{Value, json};

use super::answer::{Ending, Reply};
use super::http::Request;
use super::protocol::{Frame, Protocol, pieces};
use super::usage;

pub(super) struct Gemini;

impl Protocol for Gemini {
    fn frames(&self, reply: &Reply, request: &Request) -> Vec<Frame> {
        let mut frames = Vec::new();
        for piece in reply.thought.iter().flat_map(|thought| pieces(thought)) {
            frames.push(Frame::new(framed(&body(
                reply,
                request,
                vec![json!({ "text": piece, "thought": true })],
                false,
            ))));
        }
        if reply.ending != Ending::Refused {
            for piece in pieces(&reply.text) {
                frames.push(Frame::piece(framed(&body(
                    reply,
                    request,
                    vec![json!({ "text": piece })],
                    false,
                ))));
            }
        }
        frames.push(Frame::new(framed(&body(reply, request, vec![json!({ "text": "" })], true))));
        frames
    }

    fn error(&self, code: u16, message: &str) -> Value {
        let status = match code {
            400 => "INVALID_ARGUMENT",
            401 => "UNAUTHENTICATED",
            403 => "PERMISSION_DENIED",
            404 => "NOT_FOUND",
            429 => "RESOURCE_EXHAUSTED",
            503 => "UNAVAILABLE",
            504 => "DEADLINE_EXCEEDED",
            _ => "INTERNAL",
        };
        json!({ "error": { "code": code, "message": message, "status": status } })
    }

    fn broken(&self, message: &str) -> String {
        framed(&self.error(503, message))
    }
}

/// The lines of this service end with a carriage return.
fn framed(data: &Value) -> String {
    format!("data: {data}\r\n\r\n")
}

fn body(reply: &Reply, request: &Request, parts: Vec<Value>, is_last: bool) -> Value {
    let mut candidate = json!({ "index": 0 });
    if reply.ending != Ending::Refused || !is_last {
        candidate["content"] = json!({ "role": "model" });
        if !parts.is_empty() {
            candidate["content"]["parts"] = json!(parts);
        }
    }
    if is_last {
        candidate["finishReason"] = json!(match reply.ending {
            Ending::Complete => "STOP",
            Ending::Truncated => "MAX_TOKENS",
            Ending::Refused => "SAFETY",
        });
    }
    if is_last && reply.ending == Ending::Refused {
        candidate["finishMessage"] = json!(reply.text);
    }
    json!({
        "candidates": [candidate], "usageMetadata": counts(reply), "modelVersion": request.model(), "responseId": "r1",
    })
}

/// Here the thoughts are counted apart from the text of the candidates.
fn counts(reply: &Reply) -> Value {
    let thought = usage::thought(reply);
    let mut counts = json!({
        "promptTokenCount": usage::PROMPT,
        "cachedContentTokenCount": usage::CACHE_READ,
        "candidatesTokenCount": usage::TEXT,
        "totalTokenCount": usage::PROMPT + usage::TEXT + thought,
        "promptTokensDetails": [{ "modality": "TEXT", "tokenCount": usage::PROMPT }],
        "cacheTokensDetails": [{ "modality": "TEXT", "tokenCount": usage::CACHE_READ }],
    });
    if thought > 0 {
        counts["thoughtsTokenCount"] = json!(thought);
    }
    counts
}
