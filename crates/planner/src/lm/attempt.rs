//! A single attempt at a request, and its failure.

use std::time::Duration;

use super::{Error, Reply, Request, Watch};

/// A model that can be asked once.
pub trait Attempt: Sync {
    /// Makes the request once.
    ///
    /// # Errors
    /// [`Fault`], which tells whether another attempt may succeed.
    fn attempt(&self, request: &Request, watch: Watch<'_>) -> Result<Reply, Fault>;
}

/// A failed attempt. None of its texts holds a key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fault {
    /// The kind of failure.
    pub kind: Kind,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// The reason, in one line.
    pub reason: String,
    /// How long the service asks to wait.
    pub wait: Option<Duration>,
    /// The part of the answer that arrived.
    pub partial: String,
    /// Bytes that arrived, reasoning included: a service bills them.
    pub used: usize,
    /// Cost in US dollars, if the service reports it.
    pub cost: Option<f64>,
}

/// The kind of a failed attempt.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// Temporary: another attempt may succeed.
    #[default]
    Passing,
    /// No server is listening at this address.
    Unreachable(String),
    /// The request is longer than the model can take.
    TooLong,
    /// Not sent: there is no key, or the cost could exceed the limit.
    Unmade(Box<Error>),
    /// The server does not take a schema.
    NoSchema,
    /// Permanent: another attempt would fail.
    Lasting,
}

impl Fault {
    /// A temporary failure.
    #[must_use]
    pub fn passing(reason: &str) -> Self {
        Self { reason: reason.to_owned(), ..Self::default() }
    }

    /// A permanent failure.
    #[must_use]
    pub fn lasting(reason: &str) -> Self {
        Self { kind: Kind::Lasting, ..Self::passing(reason) }
    }

    /// A request that was not made.
    #[must_use]
    pub fn unmade(error: Error) -> Self {
        Self { kind: Kind::Unmade(Box::new(error)), ..Self::default() }
    }

    /// The same, after these parts of an answer.
    pub(super) fn after(self, partial: String, thought: &str) -> Self {
        Self { used: partial.len() + thought.len(), partial, ..self }
    }
}
