//! Language models.

use std::cell::RefCell;
use std::collections::VecDeque;

/// What a model is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What the model is and how it answers.
    pub system: String,
    /// The question, with the paper.
    pub prompt: String,
}

/// What a model answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Name of the model, as it calls itself.
    pub model: String,
    /// The answer. It is a stranger's text: to be parsed, never trusted.
    pub text: String,
}

/// Why there is no reply or no plan.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The model could not be asked.
    #[error("the language model gave no reply: {reason}")]
    Model {
        /// Why.
        reason: String,
    },
    /// Nothing of the reply is a plan.
    #[error("the reply of `{model}` holds no plan")]
    Reply {
        /// The model that replied.
        model: String,
        /// What is wrong with the reply.
        source: study::plan::Error,
    },
}

/// Something that completes a request: a service, a local model, or a record of either.
pub trait Complete {
    /// The reply to a request.
    ///
    /// # Errors
    /// [`Error::Model`] if there is none.
    fn complete(&self, request: &Request) -> Result<Reply, Error>;
}

/// A model that gives prepared replies in turn and remembers what it was asked.
#[derive(Debug, Default)]
pub struct Scripted {
    replies: RefCell<VecDeque<String>>,
    requests: RefCell<Vec<Request>>,
}

impl Scripted {
    /// A model that will give these replies.
    pub fn new<T: Into<String>>(replies: impl IntoIterator<Item = T>) -> Self {
        Self { replies: RefCell::new(replies.into_iter().map(Into::into).collect()), requests: RefCell::default() }
    }

    /// What it was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.borrow().clone()
    }
}

impl Complete for Scripted {
    fn complete(&self, request: &Request) -> Result<Reply, Error> {
        self.requests.borrow_mut().push(request.clone());
        let text = self.replies.borrow_mut().pop_front();
        let text = text.ok_or_else(|| Error::Model { reason: "the script has no more replies".to_owned() })?;
        Ok(Reply { model: "scripted".to_owned(), text })
    }
}
