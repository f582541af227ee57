//! What requests may cost together.

use std::sync::{Mutex, PoisonError};

use super::{Complete, Error, Model, Price, Progress, Reply, Request, Watch};

/// What was spent, and what may be.
#[derive(Debug, Default)]
pub struct Ledger {
    cap: Option<f64>,
    accounts: Mutex<Accounts>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Accounts {
    /// Dollars for replies that came.
    spent: f64,
    /// Dollars that requests under way may cost.
    reserved: f64,
    /// Replies whose cost nobody knows.
    n_unknown: usize,
    is_told: bool,
}

/// What a request may cost whose answer has no limit: as much as models usually may answer.
const OUTPUT: u32 = 16_384;

impl Ledger {
    /// A ledger with this many dollars to spend, or without a limit.
    #[must_use]
    pub fn new(cap: Option<f64>) -> Self {
        Self { cap, ..Self::default() }
    }

    /// Dollars spent so far, and the number of replies whose cost nobody knows.
    pub fn spent(&self) -> (f64, usize) {
        let accounts = self.lock();
        (accounts.spent, accounts.n_unknown)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets aside what the request may cost.
    fn reserve(&self, request: &Request, estimate: f64) -> Result<(), Error> {
        let mut accounts = self.lock();
        if let Some(cap) = self.cap {
            let left = cap - accounts.spent - accounts.reserved;
            if estimate > left {
                let left = left.max(0.0);
                return Err(Error::TooExpensive { model: request.model.clone(), estimate, left, cap });
            }
        }
        accounts.reserved += estimate;
        Ok(())
    }

    /// Takes back what was set aside, and books what it did cost.
    fn settle(&self, estimate: f64, reply: Option<&Reply>) {
        let mut accounts = self.lock();
        accounts.reserved -= estimate;
        match reply.map(|reply| reply.cost) {
            Some(Some(cost)) => accounts.spent += cost,
            Some(None) => accounts.n_unknown += 1,
            None => {}
        }
    }

    /// Says once that a cap cannot be kept because the price is unknown.
    fn tell(&self, model: &str, watch: Watch<'_>) {
        let mut accounts = self.lock();
        if self.cap.is_some() && !accounts.is_told {
            accounts.is_told = true;
            watch(Progress::Note(format!(
                "the price of `{model}` is unknown: the limit of costs holds only for what it reports"
            )));
        }
    }
}

/// A model whose requests are made only if they cannot cost more than the ledger has left.
pub struct Capped<'a, C> {
    /// The model.
    pub inner: C,
    /// What may be spent.
    pub ledger: &'a Ledger,
}

impl<C: Complete> Complete for Capped<'_, C> {
    fn complete(&self, request: &Request, watch: Watch<'_>) -> Result<Reply, Error> {
        let price = Price::of(&Model::parse(&request.model)?);
        let estimate = price.map_or(0.0, |price| price.estimate(request));
        if price.is_none() {
            self.ledger.tell(&request.model, watch);
        }
        self.ledger.reserve(request, estimate)?;
        let reply = self.inner.complete(request, watch);
        self.ledger.settle(estimate, reply.as_ref().ok());
        reply
    }
}

impl Price {
    /// The most that a request may cost, in US dollars.
    #[expect(clippy::cast_precision_loss, reason = "numbers of tokens are small")]
    fn estimate(&self, request: &Request) -> f64 {
        let output = request.sampling.max_tokens.unwrap_or(OUTPUT);
        (request.tokens() as f64 * self.input.max(self.cache_write) + f64::from(output) * self.output) / 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::{Message, Sampling, Scripted, unwatched};

    struct Costly(f64);

    impl Complete for Costly {
        fn complete(&self, request: &Request, _: Watch<'_>) -> Result<Reply, Error> {
            Ok(Reply { model: request.model.clone(), cost: Some(self.0), ..Reply::default() })
        }
    }

    fn request(model: &str) -> Request {
        let sampling = Sampling { max_tokens: Some(100_000), ..Sampling::default() };
        Request { model: model.to_owned(), messages: vec![Message::user("x")], sampling, ..Request::default() }
    }

    #[test]
    fn a_request_that_may_cost_more_than_is_left_is_not_made() {
        // 100,000 tokens of output at $10 a million
        let ledger = Ledger::new(Some(1.5));
        let model = Capped { inner: Costly(0.9), ledger: &ledger };
        model.complete(&request("openai/gpt-5"), &unwatched).unwrap();
        let error = model.complete(&request("openai/gpt-5"), &unwatched).unwrap_err();
        assert!(matches!(error, Error::TooExpensive { left, .. } if (left - 0.6).abs() < 1e-9), "{error}");
        assert_eq!(ledger.spent(), (0.9, 0));
    }

    #[test]
    fn an_unknown_price_is_told_and_is_no_error() {
        let ledger = Ledger::new(Some(0.01));
        let model = Capped { inner: Scripted::new(["a", "b"]), ledger: &ledger };
        let notes = Mutex::new(Vec::new());
        let watch = |progress| {
            if let Progress::Note(note) = progress {
                notes.lock().unwrap().push(note);
            }
        };
        for _ in 0..2 {
            model.complete(&request("openai/unheard-of"), &watch).unwrap();
        }
        assert_eq!(ledger.spent(), (0.0, 2));
        let notes = notes.lock().unwrap();
        assert!(notes.len() == 1 && notes[0].contains("price of `openai/unheard-of` is unknown"), "{notes:?}");
    }
}
