//! A stand-in for the services that serve language models, which answers by a script.
//!
//! It streams in the protocols of Anthropic, OpenAI (chat completions and responses), Gemini and
//! OpenRouter, and misbehaves as such services do. The path of a request says which protocol is
//! meant: `/messages`, `/chat/completions` (OpenRouter's where `/api/v1` precedes it),
//! `/responses`, `:streamGenerateContent`. Connections that break and streams that stall are why
//! the server is written on sockets: libraries that stand in for a server send whole bodies only.
//!
//! ```ignore
//! let busy = Answer::Status { code: 529, retry_after: None, message: "busy".into() };
//! let server = Server::start([busy, Answer::Text("well".into())]);
//! ask(&format!("{}/v1", server.url()));
//! assert_eq!(server.requests().len(), 2);
//! ```

mod answer;
mod anthropic;
mod chat;
mod gemini;
mod http;
mod protocol;
mod responses;
mod server;
pub(crate) mod usage;

pub(crate) use answer::Answer;
pub(crate) use server::Server;

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
