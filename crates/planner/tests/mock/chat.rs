//! OpenAI's chat completions, <https://platform.openai.com/docs/api-reference/chat>, as OpenAI and
//! the many who are compatible speak them; or as OpenRouter does,
//! <https://openrouter.ai/docs/api-reference>.

use serde_json::{Value, json};

use super::answer::{Ending, Reply};
use super::http::Request;
use super::protocol::{Frame, Protocol, event, pieces};
use super::usage;

pub(super) struct Chat {
    pub(super) is_router: bool,
}

impl Protocol for Chat {
    fn frames(&self, reply: &Reply, request: &Request) -> Vec<Frame> {
        let counted = self.is_router || request.body["stream_options"]["include_usage"] == true;
        let chunk = |delta: Value, reason: Option<&str>| {
            let choice =
                json!({ "index": 0, "delta": delta, "logprobs": null, "finish_reason": reason });
            let mut body = self.body(request, "chat.completion.chunk", vec![choice]);
            if counted && !self.is_router {
                body["usage"] = Value::Null;
            }
            event(&body)
        };
        let mut frames = Vec::new();
        if self.is_router {
            frames.push(Frame::new(": OPENROUTER PROCESSING\n\n".into()));
        }
        frames.push(Frame::new(chunk(json!({ "role": "assistant", "content": "" }), None)));
        for piece in reply.thought.iter().flat_map(|thought| pieces(thought)) {
            let mut delta = json!({});
            self.add_thought(&mut delta, &piece);
            frames.push(Frame::new(chunk(delta, None)));
        }
        let field = if reply.ending == Ending::Refused { "refusal" } else { "content" };
        frames.extend(
            pieces(&reply.text)
                .iter()
                .map(|piece| Frame::piece(chunk(json!({ field: piece }), None))),
        );
        frames.push(Frame::new(chunk(json!({}), Some(finish_reason(reply)))));
        if counted {
            let mut last = self.body(request, "chat.completion.chunk", Vec::new());
            last["usage"] = self.counts(reply);
            frames.push(Frame::new(event(&last)));
        }
        frames.push(Frame::new("data: [DONE]\n\n".into()));
        frames
    }

    fn error(&self, code: u16, message: &str) -> Value {
        if self.is_router {
            let metadata = json!({ "provider_name": "Anthropic" });
            return json!({ "error": { "code": code, "message": message, "metadata": metadata } });
        }
        let (kind, name) = match code {
            401 => ("invalid_request_error", Some("invalid_api_key")),
            404 => ("invalid_request_error", Some("model_not_found")),
            429 => ("tokens", Some("rate_limit_exceeded")),
            500.. => ("server_error", None),
            _ => ("invalid_request_error", None),
        };
        json!({ "error": { "message": message, "type": kind, "param": null, "code": name } })
    }

    fn broken(&self, message: &str) -> String {
        if !self.is_router {
            return event(&self.error(500, message));
        }
        let choice = json!({ "index": 0, "delta": { "content": "" }, "finish_reason": "error" });
        event(&json!({
            "id": "gen-1", "object": "chat.completion.chunk", "created": 1, "model": "unknown", "provider": "Anthropic",
            "error": { "code": "server_error", "message": message }, "choices": [choice],
        }))
    }
}

impl Chat {
    fn body(&self, request: &Request, object: &str, choices: Vec<Value>) -> Value {
        let id = if self.is_router { "gen-1" } else { "chatcmpl-1" };
        let mut body = json!({ "id": id, "object": object, "created": 1, "model": request.model(), "choices": choices });
        if self.is_router {
            body["provider"] = json!("Anthropic");
        } else {
            body["service_tier"] = json!("default");
            body["system_fingerprint"] = json!("fp_1");
        }
        body
    }

    fn add_thought(&self, message: &mut Value, thought: &str) {
        if self.is_router {
            message["reasoning"] = json!(thought);
            message["reasoning_details"] =
                json!([{ "type": "reasoning.text", "text": thought, "index": 0 }]);
        } else {
            message["reasoning_content"] = json!(thought);
        }
    }

    /// Here the tokens of the prompt contain the cached ones, and those of the completion the
    /// reasoning.
    fn counts(&self, reply: &Reply) -> Value {
        let thought = usage::thought(reply);
        let mut counts = json!({
            "prompt_tokens": usage::PROMPT,
            "completion_tokens": usage::TEXT + thought,
            "total_tokens": usage::PROMPT + usage::TEXT + thought,
            "prompt_tokens_details": { "cached_tokens": usage::CACHE_READ, "audio_tokens": 0 },
            "completion_tokens_details": {
                "reasoning_tokens": thought, "audio_tokens": 0,
                "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0,
            },
        });
        if self.is_router {
            counts["prompt_tokens_details"]["cache_write_tokens"] = json!(usage::CACHE_WRITTEN);
            counts["cost"] = json!(usage::COST);
            counts["is_byok"] = json!(false);
            counts["cost_details"] = json!({ "upstream_inference_cost": null });
        }
        counts
    }
}

fn finish_reason(reply: &Reply) -> &'static str {
    if reply.ending == Ending::Truncated { "length" } else { "stop" }
}
