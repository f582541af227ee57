//! Anthropic's messages: <https://docs.anthropic.com/en/api/messages>.

use serde_json::{Value, json};

use super::answer::{Ending, Reply};
use super::http::Request;
use super::protocol::{Frame, Protocol, named_event, pieces};
use super::usage;

pub(super) struct Anthropic;

const SIGNATURE: &str = "EqQBCgIYAhIM";

impl Protocol for Anthropic {
    fn frames(&self, reply: &Reply, request: &Request) -> Vec<Frame> {
        let start =
            json!({ "type": "message_start", "message": message(request, Vec::new(), None, 1) });
        let mut frames = vec![
            Frame::new(named_event(&start)),
            Frame::new(named_event(&json!({ "type": "ping" }))),
        ];
        let mut index = 0;
        if let Some(thought) = &reply.thought {
            let mut deltas: Vec<_> = pieces(thought)
                .iter()
                .map(|piece| json!({ "type": "thinking_delta", "thinking": piece }))
                .collect();
            deltas.push(json!({ "type": "signature_delta", "signature": SIGNATURE }));
            let opening = json!({ "type": "thinking", "thinking": "", "signature": "" });
            frames.extend(block(index, &opening, deltas, Frame::new));
            index += 1;
        }
        if !reply.text.is_empty() {
            let deltas = pieces(&reply.text)
                .iter()
                .map(|piece| json!({ "type": "text_delta", "text": piece }))
                .collect();
            frames.extend(block(
                index,
                &json!({ "type": "text", "text": "" }),
                deltas,
                Frame::piece,
            ));
        }
        let delta = json!({ "stop_reason": stop_reason(reply), "stop_sequence": null });
        let counts = counts(usage::TEXT + usage::thought(reply));
        frames.push(Frame::new(named_event(
            &json!({ "type": "message_delta", "delta": delta, "usage": counts }),
        )));
        frames.push(Frame::new(named_event(&json!({ "type": "message_stop" }))));
        frames
    }

    fn error(&self, code: u16, message: &str) -> Value {
        let kind = match code {
            400 => "invalid_request_error",
            401 => "authentication_error",
            402 => "billing_error",
            403 => "permission_error",
            404 => "not_found_error",
            413 => "request_too_large",
            429 => "rate_limit_error",
            504 => "timeout_error",
            529 => "overloaded_error",
            _ => "api_error",
        };
        json!({ "type": "error", "error": { "type": kind, "message": message }, "request_id": "req_011" })
    }

    fn broken(&self, message: &str) -> String {
        named_event(&self.error(529, message))
    }
}

fn message(
    request: &Request,
    content: Vec<Value>,
    stop_reason: Option<&str>,
    written: u64,
) -> Value {
    let mut usage = counts(written);
    usage["cache_creation"] = json!({ "ephemeral_5m_input_tokens": usage::CACHE_WRITTEN, "ephemeral_1h_input_tokens": 0 });
    usage["service_tier"] = json!("standard");
    json!({
        "id": "msg_01", "type": "message", "role": "assistant", "model": request.model(), "content": content,
        "stop_reason": stop_reason, "stop_sequence": null, "usage": usage,
    })
}

/// Here the tokens of the prompt are those that the cache had no part in.
fn counts(written: u64) -> Value {
    json!({
        "input_tokens": usage::PROMPT - usage::CACHE_READ - usage::CACHE_WRITTEN,
        "cache_creation_input_tokens": usage::CACHE_WRITTEN,
        "cache_read_input_tokens": usage::CACHE_READ,
        "output_tokens": written,
    })
}

fn block(
    index: usize,
    opening: &Value,
    deltas: Vec<Value>,
    frame: fn(String) -> Frame,
) -> Vec<Frame> {
    let start = json!({ "type": "content_block_start", "index": index, "content_block": opening });
    let stop = json!({ "type": "content_block_stop", "index": index });
    let delta = |delta| {
        frame(named_event(
            &json!({ "type": "content_block_delta", "index": index, "delta": delta }),
        ))
    };
    let mut frames = vec![Frame::new(named_event(&start))];
    frames.extend(deltas.into_iter().map(delta));
    frames.push(Frame::new(named_event(&stop)));
    frames
}

fn stop_reason(reply: &Reply) -> &'static str {
    match reply.ending {
        Ending::Complete => "end_turn",
        Ending::Truncated => "max_tokens",
        Ending::Refused => "refusal",
    }
}
