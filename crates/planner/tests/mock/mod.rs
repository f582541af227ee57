//! A stand-in for the services that language models are asked at, to be told what to answer.
//!
//! It speaks the protocols of Anthropic, OpenAI (chat completions and responses), Gemini, Ollama and OpenRouter, whole
//! and streamed, and misbehaves as such services do. Which protocol is meant is told from the path of a request, whatever
//! stands before it: `/messages`, `/chat/completions` (OpenRouter's where `/api/v1` precedes it), `/responses`,
//! `:generateContent`, `:streamGenerateContent`, `/api/chat`.
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
