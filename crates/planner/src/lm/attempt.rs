//! A request that is made once, and what may come of it.

use std::time::Duration;

use super::{Error, Reply, Request, Watch};

/// Something that can be asked once.
pub trait Attempt: Sync {
    /// Makes the request once.
    ///
    /// # Errors
    /// [`Fault`], which says whether another attempt has any sense.
    fn attempt(&self, request: &Request, watch: Watch<'_>) -> Result<Reply, Fault>;
}

/// What came of an attempt that failed. None of its texts holds a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What to think of it.
    pub kind: Kind,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// What happened, in one line.
    pub reason: String,
    /// How long the service wants to be left alone.
    pub wait: Option<Duration>,
    /// What had come of the answer.
    pub partial: String,
    /// Bytes that had come, thoughts included: a service bills them.
    pub used: usize,
    /// What it cost in US dollars, if that was told.
    pub cost: Option<f64>,
}

/// What to think of an attempt that failed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// It may work the next time.
    Passing,
    /// There is nobody at the address.
    Unreachable {
        /// The address.
        url: String,
    },
    /// The request is longer than the model can take.
    TooLong,
    /// It was not made: there is no key, or it might cost more than is left.
    Unmade(Box<Error>),
    /// The server does not take a schema.
    NoSchema,
    /// It would fail again.
    Lasting,
}

impl Fault {
    /// Something that may work the next time.
    #[must_use]
    pub fn passing(reason: &str) -> Self {
        Self {
            kind: Kind::Passing,
            status: None,
            reason: reason.to_owned(),
            wait: None,
            partial: String::new(),
            used: 0,
            cost: None,
        }
    }

    /// Something that would fail again.
    #[must_use]
    pub fn lasting(reason: &str) -> Self {
        Self { kind: Kind::Lasting, ..Self::passing(reason) }
    }
}
