//! The events that a run reports.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Deserializer, Serialize};

use crate::Error;

/// One thing that happened in a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Event {
    /// An attempt at the run begins; all events above it belong to an interrupted attempt.
    Started {
        /// Version of the contract.
        protocol: u32,
        /// Identity of the run.
        id: String,
    },
    /// The progress of the attempt.
    Progress {
        /// Units of work done.
        step: u64,
        /// Units of work in all.
        of: u64,
        /// The current activity, in a word or two.
        phase: String,
    },
    /// A measured value.
    Metric {
        /// Name of a declared metric.
        name: String,
        /// The value, in the declared unit; not a number is written as `null`.
        #[serde(deserialize_with = "null_is_nan")]
        value: f64,
        /// The step that it was measured at, for a metric along steps.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<u64>,
        /// The chance level: the value of a method without skill on the same items (a random or the
        /// majority answer), in the same unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        chance: Option<f64>,
    },
    /// A declared metric has no value in this run, for a reason that lies in the settings or the
    /// data.
    Unmeasured {
        /// Name of a declared metric.
        name: String,
        /// Why, for a person.
        reason: String,
    },
    /// A note for the readers of the results, such as a number of unreadable items.
    Note {
        /// One sentence.
        text: String,
    },
    /// The attempt ended. This is the last line of a complete run.
    Finished {
        /// Its end.
        #[serde(flatten)]
        outcome: Outcome,
    },
}

fn null_is_nan<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(f64::NAN))
}

/// The end of a run. All four kinds reach the report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub enum Outcome {
    /// Every metric that is due was reported.
    Finished,
    /// The numbers were no longer finite.
    Diverged {
        /// The step at which it was detected.
        step: u64,
        /// The number that was not finite.
        reason: String,
    },
    /// It could not continue.
    Failed {
        /// Why.
        reason: String,
    },
    /// It was stopped because it took too long.
    TimedOut {
        /// The limit, in seconds.
        seconds: f64,
    },
}

/// One line of `events.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Seconds since the attempt started.
    pub t: f64,
    /// The event.
    #[serde(flatten)]
    pub event: Event,
}

/// Appends events to a file; every event reaches the file before the call returns.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    file: File,
    started: Instant,
    shown: Option<Instant>,
    watcher: Option<Watcher>,
}

/// A callback that receives every event.
struct Watcher(Box<dyn FnMut(&Event) + Send>);

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watcher")
    }
}

impl Log {
    /// Opens the file for appending, or creates it. A last line that was cut off is ended, so that
    /// it stays alone.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be opened.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let io = Error::io("create", path);
        let mut file =
            OpenOptions::new().create(true).append(true).read(true).open(path).map_err(&io)?;
        let mut last = [b'\n'];
        if file.metadata().map_err(&io)?.len() > 0 {
            file.seek(SeekFrom::End(-1)).and_then(|_| file.read_exact(&mut last)).map_err(&io)?;
        }
        if last != [b'\n'] {
            file.write_all(b"\n").map_err(&io)?;
        }
        let (path, started) = (path.to_owned(), Instant::now());
        Ok(Self { path, file, started, shown: None, watcher: None })
    }

    /// The same log; every event is shown to the watcher too, before it reaches the file.
    #[must_use]
    pub fn watched(mut self, watcher: impl FnMut(&Event) + Send + 'static) -> Self {
        self.watcher = Some(Watcher(Box::new(watcher)));
        self
    }

    /// Appends one event.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be written, such as on a full disk.
    pub fn event(&mut self, event: Event) -> Result<(), Error> {
        if let Some(Watcher(watcher)) = &mut self.watcher {
            watcher(&event);
        }
        let t = (self.started.elapsed().as_secs_f64() * 1e3).round() / 1e3;
        let mut line =
            serde_json::to_vec(&Line { t, event }).expect("invariant: an event is plain data");
        line.push(b'\n');
        self.file.write_all(&line).map_err(Error::io("write", &self.path))
    }
}

/// Events by their names.
///
/// # Errors
/// As [`Log::event`].
impl Log {
    /// Reports the progress of the run; at most twice a second reaches the file, and the last step
    /// always does.
    pub fn progress(&mut self, step: u64, of: u64, phase: &str) -> Result<(), Error> {
        let due = self.shown.is_none_or(|shown| shown.elapsed() >= Duration::from_millis(500));
        if !due && step < of {
            return Ok(());
        }
        self.shown = Some(Instant::now());
        self.event(Event::Progress { step, of, phase: phase.to_owned() })
    }

    /// Reports the final value of a metric and, where one is known, the level of a method without
    /// skill.
    pub fn metric(&mut self, name: &str, value: f64, chance: Option<f64>) -> Result<(), Error> {
        self.event(Event::Metric { name: name.to_owned(), value, step: None, chance })
    }

    /// Reports why a metric that is not a curve has no value in this run.
    pub fn unmeasured(&mut self, name: &str, reason: &str) -> Result<(), Error> {
        self.event(Event::Unmeasured { name: name.to_owned(), reason: reason.to_owned() })
    }

    /// Adds a note for the readers of the results.
    pub fn note(&mut self, text: &str) -> Result<(), Error> {
        self.event(Event::Note { text: text.to_owned() })
    }

    /// Reports a metric at a step.
    pub fn point(&mut self, name: &str, value: f64, step: u64) -> Result<(), Error> {
        self.event(Event::Metric { name: name.to_owned(), value, step: Some(step), chance: None })
    }
}

/// The events of the latest attempt in the file; none if there is no file. A line that was cut off
/// when the process died is left out, whether or not a later attempt completed that line, and also
/// if the study recorded the end of the attempt after it.
///
/// # Errors
/// [`Error::Io`], and [`Error::Malformed`] for a line that is complete but no event, or that is
/// broken and followed by an event of the same attempt other than that it failed, diverged or timed
/// out.
pub fn read_events(path: &Path) -> Result<Vec<Line>, Error> {
    let bytes = read_if_any(path)?;
    let mut attempt = Vec::new();
    let (mut wrong, mut cut): (Option<Error>, Option<Error>) = (None, None);
    for (index, line) in bytes.split_inclusive(|&byte| byte == b'\n').enumerate() {
        match serde_json::from_slice::<Line>(line) {
            Ok(line) => {
                if matches!(line.event, Event::Started { .. }) {
                    // the lines of earlier attempts are void
                    attempt.clear();
                    (wrong, cut) = (None, None);
                }
                let cut = cut.take();
                if !matches!(&line.event, Event::Finished { outcome } if *outcome != Outcome::Finished)
                {
                    wrong = wrong.or(cut);
                }
                attempt.push(line);
            }
            Err(error) => {
                let is_whole = error.is_data();
                let error = Error::malformed(path, index + 1, &error);
                (if is_whole { &mut wrong } else { &mut cut }).get_or_insert(error);
            }
        }
    }
    wrong.map_or(Ok(attempt), Err)
}

/// The bytes of a file, none if there is no file.
pub(crate) fn read_if_any(path: &Path) -> Result<Vec<u8>, Error> {
    match std::fs::read(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(Error::io("read", path)),
    }
}

#[cfg(test)]
mod tests;
