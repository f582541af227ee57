//! A model with scripted answers, for tests.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use super::{Complete, Error, Progress, Reply, Request, Watch};

/// A model that gives prepared replies in turn and remembers what it was asked.
#[derive(Debug, Default)]
pub struct Scripted {
    replies: Mutex<VecDeque<String>>,
    requests: Mutex<Vec<Request>>,
}

impl Scripted {
    /// A model that will give these replies.
    pub fn new<T: Into<String>>(replies: impl IntoIterator<Item = T>) -> Self {
        Self {
            replies: Mutex::new(replies.into_iter().map(Into::into).collect()),
            requests: Mutex::default(),
        }
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Complete for Scripted {
    fn complete(&self, request: &Request, watch: Watch<'_>) -> Result<Reply, Error> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        let text = self.replies.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let reason = "the script has no more replies".to_owned();
        let text = text.ok_or_else(|| Error::Refused {
            model: request.model.clone(),
            status: None,
            reason,
        })?;
        let reply = Reply { model: request.model.clone(), text, ..Reply::default() };
        watch(Progress::Done(reply.clone()));
        Ok(reply)
    }
}
