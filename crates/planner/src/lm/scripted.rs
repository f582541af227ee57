//! A model with scripted answers, for tests.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::{Complete, Error, Progress, Reply, Request, Watch, lock};

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
        lock(&self.requests).clone()
    }
}

impl Complete for Scripted {
    fn complete(&self, request: &Request, watch: Watch<'_>) -> Result<Reply, Error> {
        lock(&self.requests).push(request.clone());
        let model = request.model.clone();
        let Some(text) = lock(&self.replies).pop_front() else {
            let reason = "the script has no more replies".to_owned();
            return Err(Error::Refused { model, status: None, reason });
        };
        let reply = Reply { model, text, ..Reply::default() };
        watch(Progress::Done(reply.clone()));
        Ok(reply)
    }
}
