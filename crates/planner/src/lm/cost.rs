//! The cost limit of all requests.

use std::sync::{Condvar, Mutex, PoisonError};

use super::attempt::{Attempt, Fault};
use super::{Error, Model, Price, Progress, Reply, Request, Watch, lock};

/// The money spent, and the limit.
#[derive(Debug, Default)]
pub struct Ledger {
    cap: Option<f64>,
    accounts: Mutex<Accounts>,
    settled: Condvar,
}

#[derive(Clone, Copy, Debug, Default)]
struct Accounts {
    /// Dollars for replies that arrived.
    spent: f64,
    /// Dollars that requests in progress may cost.
    reserved: f64,
    n_under_way: usize,
    /// Number of replies of unknown cost.
    n_unknown: usize,
    is_told: bool,
}

/// Maximum tokens of an answer if only the cost is limited.
pub const OUTPUT: u32 = 16_384;

impl Ledger {
    /// A ledger with this many dollars to spend, or without a limit.
    #[must_use]
    pub fn new(cap: Option<f64>) -> Self {
        Self { cap, ..Self::default() }
    }

    /// Dollars spent so far, and the number of replies of unknown cost.
    pub fn spent(&self) -> (f64, usize) {
        let accounts = lock(&self.accounts);
        (accounts.spent, accounts.n_unknown)
    }

    /// Reserves the maximum cost of the request; waits while only requests in progress leave too
    /// little.
    fn reserve(&self, model: &str, estimate: f64) -> Result<(), Fault> {
        let mut accounts = lock(&self.accounts);
        while let Some(cap) = self.cap {
            let left = (cap - accounts.spent).max(0.0);
            if estimate > left {
                let model = model.to_owned();
                return Err(Fault::unmade(Error::TooExpensive { model, estimate, left, cap }));
            }
            if accounts.n_under_way == 0 || estimate <= left - accounts.reserved {
                break;
            }
            accounts = self.settled.wait(accounts).unwrap_or_else(PoisonError::into_inner);
        }
        accounts.reserved += estimate;
        accounts.n_under_way += 1;
        Ok(())
    }

    /// Releases the reservation and books the actual cost; `None` is an unknown cost.
    fn settle(&self, estimate: f64, cost: Option<f64>) {
        let mut accounts = lock(&self.accounts);
        accounts.reserved -= estimate;
        accounts.n_under_way -= 1;
        self.settled.notify_all();
        match cost {
            Some(cost) => accounts.spent += cost,
            None => accounts.n_unknown += 1,
        }
    }

    /// Warns once that the limit cannot be enforced because the price is unknown.
    fn tell(&self, model: &str, watch: Watch<'_>) {
        let mut accounts = lock(&self.accounts);
        if self.cap.is_some() && !accounts.is_told {
            accounts.is_told = true;
            watch(Progress::Note(format!(
                "the price of `{model}` is unknown: the limit of costs holds only for what it reports"
            )));
        }
    }
}

/// Attempts that are refused if they could cost more than the ledger has left.
pub struct Capped<'a, A> {
    /// The model.
    pub inner: A,
    /// The ledger.
    pub ledger: &'a Ledger,
}

impl<A: Attempt> Attempt for Capped<'_, A> {
    fn attempt(&self, request: &Request, watch: Watch<'_>) -> Result<Reply, Fault> {
        let price = Model::parse(&request.model)
            .ok()
            .and_then(|model| Price::of(&model, request.base_url.as_deref()));
        let (tokens, max_tokens) = (request.tokens(), request.sampling.max_tokens);
        let estimate = price.map_or(0.0, |price| price.most(tokens, max_tokens));
        if price.is_none() {
            self.ledger.tell(&request.model, watch);
        }
        self.ledger.reserve(&request.model, estimate)?;
        let reply = self.inner.attempt(request, watch);
        // a service bills what it sent, even if it does not report it or the connection broke
        #[expect(clippy::cast_precision_loss, reason = "answers are short")]
        let about = |bytes: usize| price.map(|price| price.dollars(tokens, bytes as f64 / 3.0));
        let cost = match &reply {
            Ok(reply) => reply.cost.or_else(|| about(reply.text.len() + reply.thought.len())),
            Err(fault) if fault.cost.is_none() && fault.used > 0 => about(fault.used),
            Err(fault) => Some(fault.cost.unwrap_or(0.0)),
        };
        self.ledger.settle(estimate, cost);
        reply
    }
}

impl Price {
    /// The maximum cost in US dollars of a request with this many tokens.
    #[must_use]
    pub fn most(&self, tokens: u64, max_tokens: Option<u32>) -> f64 {
        self.dollars(tokens, f64::from(max_tokens.unwrap_or(OUTPUT)))
    }

    /// The cost in US dollars of a request and an answer with this many tokens.
    #[expect(clippy::cast_precision_loss, reason = "numbers of tokens are small")]
    fn dollars(&self, tokens: u64, output: f64) -> f64 {
        (tokens as f64 * self.input.max(self.cache_write) + output * self.output) / 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::{Kind, Message, Sampling, unwatched};

    /// Replies that cost this much; nobody knows how much if that is nothing; the connection breaks
    /// if it is negative.
    struct Costly(Option<f64>);

    impl Attempt for Costly {
        fn attempt(&self, request: &Request, _: Watch<'_>) -> Result<Reply, Fault> {
            match self.0 {
                Some(cost) if cost < 0.0 => {
                    Err(Fault { used: 3000, ..Fault::passing("it broke off") })
                }
                cost => Ok(Reply { model: request.model.clone(), cost, ..Reply::default() }),
            }
        }
    }

    fn request(model: &str) -> Request {
        let sampling = Sampling { max_tokens: Some(100_000), ..Sampling::default() };
        Request {
            model: model.to_owned(),
            messages: vec![Message::user("x")],
            sampling,
            ..Request::default()
        }
    }

    #[test]
    fn a_request_that_may_cost_more_than_is_left_is_not_made() {
        // 100,000 tokens of output at $10 a million
        let ledger = Ledger::new(Some(1.5));
        let model = Capped { inner: Costly(Some(0.9)), ledger: &ledger };
        model.attempt(&request("openai/gpt-5"), &unwatched).unwrap();
        let fault = model.attempt(&request("openai/gpt-5"), &unwatched).unwrap_err();
        let Kind::Unmade(error) = fault.kind else { panic!("{fault:?}") };
        assert!(
            matches!(*error, Error::TooExpensive { left, .. } if (left - 0.6).abs() < 1e-9),
            "{error}"
        );
        assert_eq!(ledger.spent(), (0.9, 0));
    }

    #[test]
    fn an_answer_that_broke_off_is_booked() {
        let ledger = Ledger::new(None);
        let model = Capped { inner: Costly(Some(-1.0)), ledger: &ledger };
        model.attempt(&request("openai/gpt-5"), &unwatched).unwrap_err();
        // 1,000 tokens of output at $10 a million, and a token of input
        assert!((ledger.spent().0 - 0.01).abs() < 1e-4, "{:?}", ledger.spent());
    }

    #[test]
    fn a_request_waits_for_what_others_have_set_aside() {
        // each may cost $1 and does cost $0.1: they all fit, one after the other
        let ledger = Ledger::new(Some(1.6));
        let model = Capped { inner: Costly(Some(0.1)), ledger: &ledger };
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| model.attempt(&request("openai/gpt-5"), &unwatched).unwrap());
            }
        });
        assert!((ledger.spent().0 - 0.6).abs() < 1e-9, "{:?}", ledger.spent());
    }

    #[test]
    fn an_answer_without_usage_is_booked_by_its_length() {
        let ledger = Ledger::new(None);
        Capped { inner: Costly(None), ledger: &ledger }
            .attempt(&request("openai/gpt-5"), &unwatched)
            .unwrap();
        let (spent, n_unknown) = ledger.spent();
        assert!(spent > 0.0 && n_unknown == 0, "{spent} {n_unknown}");
    }

    #[test]
    fn an_unknown_price_is_told_and_is_no_error() {
        let ledger = Ledger::new(Some(0.01));
        let model = Capped { inner: Costly(None), ledger: &ledger };
        let notes = Mutex::new(Vec::new());
        let watch = |progress| {
            if let Progress::Note(note) = progress {
                notes.lock().unwrap().push(note);
            }
        };
        for _ in 0..2 {
            model.attempt(&request("openai/unheard-of"), &watch).unwrap();
        }
        assert_eq!(ledger.spent(), (0.0, 2));
        let notes = notes.lock().unwrap();
        assert!(
            notes.len() == 1 && notes[0].contains("price of `openai/unheard-of` is unknown"),
            "{notes:?}"
        );
    }
}
