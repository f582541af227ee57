//! A stand-in for the services that language models are asked at, to be told what to answer.
//!
//! It speaks the protocols of Anthropic, OpenAI (chat completions and responses), Gemini, Ollama
//! and OpenRouter, whole and streamed, and misbehaves as such services do. Which protocol is meant
//! is told from the path of a request, whatever stands before it: `/messages`, `/chat/completions`
//! (OpenRouter's where `/api/v1` precedes it), `/responses`, `:generateContent`,
//! `:streamGenerateContent`, `/api/chat`.
//!
//! ```ignore
//! let server = Server::start([Answer::Status { code: 529, retry_after: None, message: "busy".into() }, Answer::Echo]);
//! ask(&format!("{}/v1", server.url()));
//! assert_eq!(server.requests().len(), 2);
//! ```
#![allow(dead_code, unused_imports, reason = "each test uses its own part of this")]

mod answer;
mod anthropic;
mod chat;
mod delivery;
mod gemini;
mod http;
mod ollama;
mod protocol;
mod reply;
mod responses;
mod server;
pub(crate) mod usage;

pub(crate) use answer::Answer;
pub(crate) use server::{Received, Server};

/// Each provider with a model, and what its address has behind the host.
pub(crate) const PROVIDERS: [(&str, &str); 7] = [
    ("anthropic/claude-sonnet-4-5", "/v1"),
    ("openai/gpt-4o", "/v1"),
    ("openai-responses/gpt-5-mini", "/v1"),
    ("gemini/gemini-2.5-flash", "/v1beta"),
    ("openrouter/anthropic/claude-sonnet-4.5", "/api/v1"),
    ("ollama/qwen3", "/v1"),
    ("openai-compatible/local", "/v1"),
];
