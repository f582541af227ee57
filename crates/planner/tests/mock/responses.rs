//! OpenAI's responses: <https://platform.openai.com/docs/api-reference/responses>.

use serde_json::{Value, json};

use super::answer::{Ending, Reply};
use super::chat::Chat;
use super::http::Request;
use super::protocol::{Frame, Protocol, named_event, pieces};
use super::usage;

pub(super) struct Responses;

impl Protocol for Responses {
    fn frames(&self, reply: &Reply, request: &Request) -> Vec<Frame> {
        let begun = response(request, "in_progress", Vec::new());
        let mut stream = Stream::default();
        stream.push("response.created", json!({ "response": begun }));
        stream.push("response.in_progress", json!({ "response": begun }));
        if let Some(thought) = &reply.thought {
            stream.push_thought(thought);
        }
        if !reply.text.is_empty() {
            stream.push_message(reply, usize::from(reply.thought.is_some()));
        }
        let end = if reply.ending == Ending::Truncated {
            "response.incomplete"
        } else {
            "response.completed"
        };
        stream.push(end, json!({ "response": whole(reply, request) }));
        stream.frames
    }

    fn error(&self, code: u16, message: &str) -> Value {
        Chat { is_router: false }.error(code, message)
    }

    fn broken(&self, message: &str) -> String {
        named_event(&json!({
            "type": "error", "code": "server_error", "message": message, "param": null, "sequence_number": 99,
        }))
    }
}

/// The whole response, which the last event repeats.
fn whole(reply: &Reply, request: &Request) -> Value {
    let mut output: Vec<_> = reply.thought.iter().map(|thought| reasoning(thought)).collect();
    if !reply.text.is_empty() {
        output.push(message(status(reply), vec![part(reply, &reply.text)]));
    }
    let mut body = response(request, status(reply), output);
    if reply.ending == Ending::Truncated {
        body["incomplete_details"] = json!({ "reason": "max_output_tokens" });
    }
    body["usage"] = counts(reply);
    body
}

/// The events so far; each has a number.
#[derive(Default)]
struct Stream {
    frames: Vec<Frame>,
}

impl Stream {
    fn push(&mut self, kind: &str, mut data: Value) {
        data["type"] = json!(kind);
        data["sequence_number"] = json!(self.frames.len());
        let is_piece = kind == "response.output_text.delta" || kind == "response.refusal.delta";
        self.frames.push(Frame { bytes: named_event(&data), is_piece });
    }

    fn push_thought(&mut self, thought: &str) {
        let place = || json!({ "item_id": "rs_1", "output_index": 0, "summary_index": 0 });
        let item = json!({ "type": "reasoning", "id": "rs_1", "summary": [] });
        let part = |text: &str| json!({ "type": "summary_text", "text": text });
        self.push("response.output_item.added", json!({ "output_index": 0, "item": item }));
        self.push("response.reasoning_summary_part.added", with(place(), "part", part("")));
        for piece in pieces(thought) {
            self.push(
                "response.reasoning_summary_text.delta",
                with(place(), "delta", json!(piece)),
            );
        }
        self.push("response.reasoning_summary_text.done", with(place(), "text", json!(thought)));
        self.push("response.reasoning_summary_part.done", with(place(), "part", part(thought)));
        self.push(
            "response.output_item.done",
            json!({ "output_index": 0, "item": reasoning(thought) }),
        );
    }

    fn push_message(&mut self, reply: &Reply, index: usize) {
        let place = || json!({ "item_id": "msg_1", "output_index": index, "content_index": 0 });
        let (field, kind) = if reply.ending == Ending::Refused {
            ("refusal", "refusal")
        } else {
            ("text", "output_text")
        };
        let item = message("in_progress", Vec::new());
        self.push("response.output_item.added", json!({ "output_index": index, "item": item }));
        self.push("response.content_part.added", with(place(), "part", part(reply, "")));
        for piece in pieces(&reply.text) {
            self.push(&format!("response.{kind}.delta"), with(place(), "delta", json!(piece)));
        }
        self.push(&format!("response.{kind}.done"), with(place(), field, json!(reply.text)));
        self.push("response.content_part.done", with(place(), "part", part(reply, &reply.text)));
        let item = message(status(reply), vec![part(reply, &reply.text)]);
        self.push("response.output_item.done", json!({ "output_index": index, "item": item }));
    }
}

fn with(mut data: Value, field: &str, value: Value) -> Value {
    data[field] = value;
    data
}

fn response(request: &Request, status: &str, output: Vec<Value>) -> Value {
    json!({
        "id": "resp_1", "object": "response", "created_at": 1, "status": status, "background": false, "error": null,
        "incomplete_details": null, "instructions": null, "max_output_tokens": request.body["max_output_tokens"],
        "model": request.model(), "output": output, "parallel_tool_calls": true, "previous_response_id": null,
        "reasoning": { "effort": null, "summary": null }, "store": true, "temperature": 1.0,
        "text": { "format": { "type": "text" } }, "tool_choice": "auto", "tools": [], "top_p": 1.0,
        "truncation": "disabled", "usage": null, "user": null, "metadata": {},
    })
}

fn reasoning(thought: &str) -> Value {
    json!({ "type": "reasoning", "id": "rs_1", "summary": [{ "type": "summary_text", "text": thought }] })
}

fn message(status: &str, content: Vec<Value>) -> Value {
    json!({ "type": "message", "id": "msg_1", "status": status, "role": "assistant", "content": content })
}

fn part(reply: &Reply, text: &str) -> Value {
    if reply.ending == Ending::Refused {
        json!({ "type": "refusal", "refusal": text })
    } else {
        json!({ "type": "output_text", "text": text, "annotations": [], "logprobs": [] })
    }
}

fn status(reply: &Reply) -> &'static str {
    if reply.ending == Ending::Truncated { "incomplete" } else { "completed" }
}

fn counts(reply: &Reply) -> Value {
    let thought = usage::thought(reply);
    json!({
        "input_tokens": usage::PROMPT,
        "input_tokens_details": { "cached_tokens": usage::CACHE_READ },
        "output_tokens": usage::TEXT + thought,
        "output_tokens_details": { "reasoning_tokens": thought },
        "total_tokens": usage::PROMPT + usage::TEXT + thought,
    })
}
