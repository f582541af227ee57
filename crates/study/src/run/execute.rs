//! What it takes to run something: a process in earnest, a script in tests.

use std::fs::File;
use std::time::Duration;

use subject::{Event, RunSpec};

use crate::Error;
use crate::store::RunFolder;

/// Makes an attempt at a run.
pub trait Execute: Sync {
    /// Makes one attempt; afterwards the events in the run's folder say how it went.
    ///
    /// # Errors
    /// Errors that would stop every other run, too.
    fn execute(&self, task: Assignment<'_>, on: &mut dyn FnMut(&Event)) -> Result<Ending, Error>;
}

/// One attempt at a run.
pub struct Assignment<'a> {
    /// The run's folder; its specification is there.
    pub folder: &'a RunFolder,
    /// The specification of the run.
    pub spec: &'a RunSpec,
    /// The run's log, open for appending and locked.
    pub log: File,
    /// Threads that it may use.
    pub threads: usize,
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// Whether it has to stop.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The event file of the run says how it ended.
    Recorded,
    /// It was cut off from outside, for this reason; nothing of it is final.
    Interrupted(String),
}
