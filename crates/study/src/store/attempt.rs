//! The latest attempt at a run, as its events tell it.

use subject::{Event, Line, Outcome};

/// The latest attempt at a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attempt {
    /// Its events, from `started` on; none if there was no attempt.
    pub lines: Vec<Line>,
    /// Why the events could not be read, if they could not.
    pub malformed: Option<String>,
}

impl Attempt {
    /// How the attempt ended, if it did.
    pub fn outcome(&self) -> Option<Outcome> {
        if let Some(reason) = &self.malformed {
            return Some(Outcome::Failed { reason: reason.clone() });
        }
        self.lines.iter().rev().find_map(|line| match &line.event {
            Event::Finished { outcome } => Some(outcome.clone()),
            _ => None,
        })
    }

    /// The identity that the attempt says it has.
    pub fn id(&self) -> Option<&str> {
        self.lines.iter().find_map(|line| match &line.event {
            Event::Started { id, .. } => Some(id.as_str()),
            _ => None,
        })
    }

    /// How far it came: the last step and the number of steps.
    pub fn progress(&self) -> Option<(u64, u64)> {
        self.lines.iter().rev().find_map(|line| match line.event {
            Event::Progress { step, of, .. } => Some((step, of)),
            _ => None,
        })
    }
}
