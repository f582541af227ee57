//! Shows how requests to a language model are getting on, and adds up what they took.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use planner::lm::{Ledger, Progress, Reply};
use serde::Serialize;

use crate::print;

/// Shows progress on standard error: one line that is rewritten on a terminal, a line per event
/// elsewhere.
pub(crate) struct Conversation {
    model: String,
    line: Option<ProgressBar>,
    quiet: bool,
    bill: Mutex<Bill>,
}

/// What requests took together.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Bill {
    /// Replies, from records too.
    pub(crate) replies: usize,
    /// Requests that were made, failed ones too.
    pub(crate) sent: usize,
    /// Replies that came from records.
    pub(crate) kept: usize,
    /// Tokens of requests that were made, as the service counts them.
    pub(crate) input_tokens: u64,
    /// Tokens of answers that came.
    pub(crate) output_tokens: u64,
    /// What they cost in US dollars, as far as it is known.
    pub(crate) cost: f64,
    /// Answers whose cost nobody knows.
    pub(crate) unknown_costs: usize,
    /// Seconds that the requests took, one after the other.
    pub(crate) seconds: f64,
}

impl Conversation {
    pub(crate) fn new(model: &str, quiet: bool) -> Self {
        let is_terminal = print::is_terminal(&std::io::stderr());
        let line = (is_terminal && !quiet).then(|| {
            let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})")
                .expect("invariant: the template is right");
            let line =
                ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style);
            line.enable_steady_tick(Duration::from_millis(120));
            line
        });
        Self { model: model.to_owned(), line, quiet, bill: Mutex::default() }
    }

    /// Shows one thing that happened.
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
                self.say(&format!("{model}: attempt {attempt}: {reason}; again in {seconds:.1} s"));
            }
            Progress::Note(note) => self.say(&note),
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

    /// Says something that stays.
    pub(crate) fn say(&self, text: &str) {
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

    /// Leaves the terminal clean, and gives what it all took.
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

impl Bill {
    /// One line for a person.
    pub(crate) fn line(&self) -> String {
        let asked = self.replies - self.kept;
        if self.sent == 0 {
            return match self.replies {
                0 => "nothing was asked, nothing spent".to_owned(),
                n => {
                    format!("{n} of {n} replies kept from before: nothing was asked, nothing spent")
                }
            };
        }
        let kept = if self.kept > 0 {
            format!(" ({} kept from before)", self.kept)
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
