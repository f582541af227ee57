use super::protocol::{Asked, Protocol};
use super::reply::{Ending, Frame, Reply, pieces};
use super::usage;
use serde_json::{Value, json};

/// Ollama's chat: <https://docs.ollama.com/api/chat>.
pub(super) struct Ollama;

impl Protocol for Ollama {
    /// It streams unless told not to.
    fn streams(&self, asked: &Asked) -> bool {
        asked.body["stream"] != false
    }

    fn stream_type(&self) -> &'static str {
        "application/x-ndjson"
    }

    fn whole(&self, reply: &Reply, asked: &Asked) -> Value {
        let mut message = json!({ "role": "assistant", "content": reply.text });
        if let Some(thought) = &reply.thought {
            message["thinking"] = json!(thought);
        }
        last(reply, asked, message)
    }

    fn frames(&self, reply: &Reply, asked: &Asked) -> Vec<Frame> {
        let line = |message: Value| {
            let mut body = part(asked, message);
            body["done"] = json!(false);
            format!("{body}\n")
        };
        let mut frames = Vec::new();
        for piece in reply.thought.iter().flat_map(|thought| pieces(thought)) {
            frames.push(Frame::new(line(
                json!({ "role": "assistant", "content": "", "thinking": piece }),
            )));
        }
        for piece in pieces(&reply.text) {
            frames.push(Frame::piece(line(json!({ "role": "assistant", "content": piece }))));
        }
        let end = last(reply, asked, json!({ "role": "assistant", "content": "" }));
        frames.push(Frame::new(format!("{end}\n")));
        frames
    }

    fn error(&self, _code: u16, message: &str) -> Value {
        json!({ "error": message })
    }

    fn broken(&self, message: &str) -> String {
        format!("{}\n", self.error(500, message))
    }
}

fn part(asked: &Asked, message: Value) -> Value {
    json!({ "model": asked.model(), "created_at": "2026-01-01T00:00:00Z", "message": message })
}

fn last(reply: &Reply, asked: &Asked, message: Value) -> Value {
    let mut body = part(asked, message);
    let counts = json!({
        "done": true, "done_reason": if reply.ending == Ending::Truncated { "length" } else { "stop" },
        "total_duration": 5_000_000, "load_duration": 1_000_000,
        "prompt_eval_count": usage::PROMPT, "prompt_eval_cached_count": usage::CACHE_READ,
        "prompt_eval_duration": 2_000_000,
        "eval_count": usage::TEXT + usage::thought(reply), "eval_duration": 2_000_000,
    });
    if let (Value::Object(body), Value::Object(counts)) = (&mut body, counts) {
        body.extend(counts);
    }
    body
}
