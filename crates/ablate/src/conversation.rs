//! Progress and cost of requests to a language model.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use planner::lm::{Ledger, Progress, Reply};
use serde::Serialize;

use crate::print;

/// Shows progress on standard error: one line that is rewritten on a terminal, else a line per
/// event.
pub(crate) struct Conversation {
    model: String,
    line: Option<ProgressBar>,
    quiet: bool,
    bill: Mutex<Bill>,
}

/// The sums over all requests of a command.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Bill {
    /// Replies, those from records included.
    pub(crate) replies: usize,
    /// Requests that were sent, failed ones included.
    pub(crate) sent: usize,
    /// Replies from records.
    pub(crate) kept: usize,
    /// Tokens of the requests, as the service counts them.
    pub(crate) input_tokens: u64,
    /// Tokens of the answers, as the service counts them.
    pub(crate) output_tokens: u64,
    /// Cost in US dollars, as far as it is known.
    pub(crate) cost: f64,
    /// Answers of unknown cost.
    pub(crate) unknown_costs: usize,
    /// Seconds of waiting for answers, summed over the requests.
    pub(crate) seconds: f64,
}

impl Conversation {
    pub(crate) fn new(model: &str, quiet: bool) -> Self {
        let line = (print::has_progress() && !quiet).then(spinner);
        Self { model: model.to_owned(), line, quiet, bill: Mutex::default() }
    }

    /// Shows one event.
    pub(crate) fn show(&self, progress: Progress) {
        let model = &self.model;
        match progress {
            Progress::Sent { tokens } => {
                self.bill.lock().unwrap_or_else(PoisonError::into_inner).sent += 1;
                self.rewrite(format!("{model}: sent about {tokens} tokens"), true);
            }
            Progress::Text { characters: 0, thought } => {
                self.rewrite(format!("{model}: thinking, {thought} characters"), false);
            }
            Progress::Text { characters, .. } => {
                self.rewrite(format!("{model}: {characters} characters so far"), false)
            }
            Progress::Waiting { attempt, seconds, reason } => {
                self.warn(&format!(
                    "{model}: attempt {attempt}: {reason}; again in {seconds:.1} s"
                ));
            }
            Progress::Note(note) => self.warn(&note),
            Progress::Done(reply) => self.count(&reply),
            _ => {}
        }
    }

    fn rewrite(&self, text: String, is_event: bool) {
        match &self.line {
            Some(line) => line.set_message(print::plain(&text)),
            None if is_event && !self.quiet => print::err(&format!("{}\n", print::plain(&text))),
            None => {}
        }
    }

    /// Prints a warning, which stays on the terminal.
    pub(crate) fn warn(&self, text: &str) {
        match &self.line {
            Some(line) => line.suspend(|| print::warn(text)),
            None => print::warn(text),
        }
    }

    fn count(&self, reply: &Reply) {
        let mut bill = self.bill.lock().unwrap_or_else(PoisonError::into_inner);
        bill.replies += 1;
        if reply.kept {
            bill.kept += 1;
            return;
        }
        bill.input_tokens += reply.usage.input.unwrap_or(0);
        bill.output_tokens += reply.usage.output.unwrap_or(0);
        bill.seconds += reply.seconds;
    }

    /// Clears the progress line and returns the sums.
    pub(crate) fn end(self, ledger: &Ledger) -> Bill {
        if let Some(line) = self.line {
            line.finish_and_clear();
        }
        let (cost, unknown_costs) = ledger.spent();
        Bill {
            cost,
            unknown_costs,
            ..self.bill.into_inner().unwrap_or_else(PoisonError::into_inner)
        }
    }
}

fn spinner() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})")
        .expect("invariant: the template is right");
    let line = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style);
    line.enable_steady_tick(Duration::from_millis(120));
    line
}

impl Bill {
    /// The bill in one line.
    pub(crate) fn line(&self) -> String {
        let asked = self.replies - self.kept;
        if self.sent == 0 {
            return match self.replies {
                0 => "no requests sent, no cost".to_owned(),
                n => format!("{n} of {n} replies from earlier records: no requests sent, no cost"),
            };
        }
        let kept = if self.kept > 0 {
            format!(" ({} more from earlier records)", self.kept)
        } else {
            String::new()
        };
        let unknown = match self.unknown_costs {
            0 => String::new(),
            n if n >= asked.max(1) && self.cost == 0.0 => {
                return format!("{}{kept}, cost unknown", self.tokens(asked));
            }
            n => format!(" and {n} of unknown cost"),
        };
        format!("{}{kept}, ${:.4}{unknown}", self.tokens(asked), self.cost)
    }

    fn tokens(&self, asked: usize) -> String {
        let replies = if asked == 1 { "1 reply".to_owned() } else { format!("{asked} replies") };
        format!(
            "{replies}: {} tokens in, {} out, {:.1} s",
            self.input_tokens, self.output_tokens, self.seconds
        )
    }
}
