//! A deterministic stand-in for a process, for tests.

use std::sync::{Mutex, PoisonError};

use subject::{Event, Log, PROTOCOL, RunSpec};

use super::{Assignment, Ending, Execute};
use crate::Error;

/// The events of an attempt, and how it ends.
#[derive(Clone, Debug)]
pub struct Script {
    /// Events after `started`.
    pub events: Vec<Event>,
    /// How the attempt ends.
    pub ending: Ending,
}

/// Runs a script instead of a process.
pub struct Scripted<F> {
    script: F,
    executed: Mutex<Vec<String>>,
}

impl<F: Fn(&RunSpec) -> Script + Sync> Scripted<F> {
    /// The script of each run is a function of its specification.
    pub fn new(script: F) -> Self {
        Self { script, executed: Mutex::new(Vec::new()) }
    }

    /// The identities of the runs that were executed, in order.
    pub fn executed(&self) -> Vec<String> {
        self.executed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<F: Fn(&RunSpec) -> Script + Sync> Execute for Scripted<F> {
    fn execute(&self, task: Assignment<'_>, on: &mut dyn FnMut(&Event)) -> Result<Ending, Error> {
        self.executed.lock().unwrap_or_else(PoisonError::into_inner).push(task.spec.id());
        let script = (self.script)(task.spec);
        let mut log = Log::open(&task.folder.events())?;
        let started = Event::Started { protocol: PROTOCOL, id: task.spec.id() };
        for event in std::iter::once(started).chain(script.events) {
            log.event(event.clone())?;
            on(&event);
        }
        Ok(script.ending)
    }
}
