//! Language models: what is asked, what is answered, and everything in between.
//!
//! ```text
//! Request ─▶ Recorded ─▶ Retried ─▶ Capped ─▶ Client ─▶ service or local server
//!              │           │          │         └ streaming, keys
//!              │           │          └ what it may cost
//!              │           └ back-off
//!              └ `exchanges/<key>.json`: nothing is asked twice, and a test replays it
//! ```
//!
//! The first two complete a request ([`Complete`]), as does [`Scripted`], which tests use; the
//! others make it once ([`Attempt`]). This module is the only one of the project that reaches a
//! network, and only in [`Client`].

mod attempt;
mod client;
mod cost;
mod error;
mod key;
mod price;
mod provider;
mod record;
mod reply;
mod request;
mod retry;
mod scripted;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use attempt::{Attempt, Fault, Kind};
pub use client::{Client, Connection};
pub use cost::{Capped, Ledger, OUTPUT};
pub use error::Error;
pub use key::Key;
pub use price::Price;
pub use provider::{Model, PROVIDERS, Provider};
pub use record::Recorded;
pub use reply::{Reply, Stop, Usage};
pub use request::{Effort, Message, Request, Sampling, Schema, Speaker};
pub use retry::Retried;
pub use scripted::Scripted;

/// The content of a lock, which no thread leaves half changed, even if it panics.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Something that completes a request: a service, a local model, or a record of either.
pub trait Complete: Sync {
    /// The reply to a request; `watch` hears how it goes.
    ///
    /// # Errors
    /// [`Error`] if there is none.
    fn complete(&self, request: &Request, watch: Watch<'_>) -> Result<Reply, Error>;
}

/// Hears how a request goes; several requests may be under way at once.
pub type Watch<'a> = &'a (dyn Fn(Progress) + Sync);

/// How a request goes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Progress {
    /// The request is sent; its size as estimated.
    Sent {
        /// Tokens, estimated.
        tokens: u64,
    },
    /// More of the answer has come.
    Text {
        /// Characters of the answer so far.
        characters: usize,
        /// Characters of what the model thought, where the service tells.
        thought: usize,
    },
    /// Another attempt will be made.
    Waiting {
        /// Which attempt failed, from 1.
        attempt: usize,
        /// How long it waits.
        seconds: f64,
        /// Why.
        reason: String,
    },
    /// Something a person should know, such as that the server does not take a schema.
    Note(String),
    /// The reply is there.
    Done(Reply),
}

/// Ignores the progress.
pub fn unwatched(_: Progress) {}
