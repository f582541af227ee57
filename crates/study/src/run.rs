//! Runs what a study plans, several runs at once, and keeps the results up to date.
//!
//! [`decide`] says which runs are started, [`Execute`] how one is run.
//! This module hands out the runs in the order of [`Results::order`], takes each one's record from
//! the store when it ends, and saves the results.

mod decide;
mod ending;
mod execute;
mod meter;
mod process;
mod program;
mod scripted;
pub mod sequential;
mod tail;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use subject::{Event, RunSpec};

pub use decide::{Decision, decide};
pub use execute::{Assignment, Ending, Execute};
pub use process::Process;
pub use program::{DESCRIBE_LIMIT, Program};
pub use scripted::{Script, Scripted};

use crate::Error;
use crate::results::{NOT_RUN, Results, Status};
use crate::store::Store;

/// How to run a study.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// Runs at once.
    pub jobs: usize,
    /// Processor cores to be divided among them.
    pub cores: usize,
    /// How long a run may take.
    pub timeout: Option<Duration>,
    /// Whether runs that diverged, failed or timed out are run again.
    pub retry_failed: bool,
    /// Set from outside to stop: running children are ended, and what they did so far is kept.
    pub stop: &'a AtomicBool,
}

/// The run that a progress report is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlannedRun<'a> {
    /// Its place in the order of this command, from 0.
    pub index: usize,
    /// Label of its configuration.
    pub label: &'a str,
    /// Its seed.
    pub seed: u64,
    /// Its identity.
    pub id: &'a str,
}

/// Progress of a running study.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress<'a> {
    /// The runs have been sorted into those that are kept and those that are due.
    Planned {
        /// All runs of the study.
        total: usize,
        /// Runs whose results are kept.
        kept: usize,
        /// Labels of the runs that are due, in their order.
        due: &'a [&'a str],
        /// Label and wall time in seconds of each finished run whose results are kept.
        finished: &'a [(&'a str, f64)],
        /// Threads that each run may use.
        threads: usize,
    },
    /// A run is still being run by a process that an earlier command left behind; it is waited for.
    Waiting(PlannedRun<'a>),
    /// A run starts.
    Started(PlannedRun<'a>),
    /// A run says how far it is.
    Step {
        /// The run.
        run: PlannedRun<'a>,
        /// The phase of the run.
        phase: &'a str,
        /// Units of work done.
        step: u64,
        /// Units of work in all.
        of: u64,
    },
    /// A run ended, or was ended.
    Ended {
        /// The run.
        run: PlannedRun<'a>,
        /// How.
        status: &'a Status,
        /// Whether this command ran it; otherwise another one did while this one waited.
        ran: bool,
    },
}

/// The runs that a command kept and ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Runs whose results were there already.
    pub kept: usize,
    /// Runs that were run, to whatever end.
    pub ran: usize,
    /// Whether it was stopped from outside.
    pub stopped: bool,
}

/// A run that is due.
struct Due {
    index: usize,
    configuration: usize,
    seed: usize,
    spec: RunSpec,
    /// How long its event file was when it was found to be due.
    length: u64,
}

/// A message of a worker to the main thread about a run.
enum Message {
    Waiting,
    Started,
    Step(Event),
    Ended(Result<Option<Ending>, Error>),
}

/// Runs what is due; afterwards, and after each run, `results` and `results.json` hold what is
/// known.
///
/// The caller holds the [`Lock`](crate::store::Lock) of the store.
///
/// # Errors
/// Errors that stop the whole study: a program that cannot be started, a disk that is full. Runs
/// that diverge or fail do not.
pub fn run(
    results: &mut Results,
    execute: &dyn Execute,
    store: &Store,
    options: &Options,
    on: &mut dyn FnMut(&Progress),
) -> Result<Done, Error> {
    let due = sort(results, store, options)?;
    store.write("results.json", &results.to_json())?;
    let total = results.runs().filter(|run| !matches!(run.status, Status::Spared { .. })).count();
    let jobs = options.jobs.clamp(1, due.len().max(1));
    let threads = (options.cores / jobs).max(1);
    let mut done = Done { kept: total - due.len(), ..Done::default() };
    on(&Progress::Planned {
        total,
        kept: done.kept,
        due: &labels(results, &due),
        finished: &durations(results),
        threads,
    });

    let queue = Mutex::new(due.iter().collect::<VecDeque<_>>());
    let broken = AtomicBool::new(false);
    let stop = || options.stop.load(Ordering::Relaxed) || broken.load(Ordering::Relaxed);
    let (sender, receiver) = channel();
    let (mut failure, mut saving) = (None, Saving(Instant::now()));
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let (sender, queue, stop, broken) = (sender.clone(), &queue, &stop, &broken);
            scope.spawn(move || {
                while let Some(next) = (!stop()).then(|| take(queue)).flatten() {
                    let ended = attempt(next, execute, store, options, threads, stop, &sender);
                    if ended.is_err() {
                        broken.store(true, Ordering::Relaxed);
                    }
                    // the main thread listens until the last worker is gone
                    let _ = sender.send((next, Message::Ended(ended)));
                }
            });
        }
        drop(sender);
        for (due, message) in receiver {
            let ended = record(due, message, results, store, &mut done, on);
            let saved = ended
                .and_then(|is_new| if is_new { saving.after_run(results, store) } else { Ok(()) });
            if let Err(error) = saved {
                broken.store(true, Ordering::Relaxed);
                failure.get_or_insert(error);
            }
        }
    });
    store.write("results.json", &results.to_json())?;
    done.stopped = options.stop.load(Ordering::Relaxed);
    failure.map_or(Ok(done), Err)
}

fn labels<'a>(results: &'a Results, due: &[Due]) -> Vec<&'a str> {
    due.iter().map(|due| results.configurations[due.configuration].label.as_str()).collect()
}

/// Label and wall time in seconds of the runs that are finished.
fn durations(results: &Results) -> Vec<(&str, f64)> {
    let mut durations = Vec::new();
    for configuration in &results.configurations {
        let finished = configuration.runs.iter().filter(|run| run.status.is_finished());
        let seconds = finished.filter_map(|run| Some(run.cost.as_ref()?.seconds));
        durations.extend(seconds.map(|seconds| (configuration.label.as_str(), seconds)));
    }
    durations
}

fn take<'a>(queue: &Mutex<VecDeque<&'a Due>>) -> Option<&'a Due> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
}

/// Takes every record from the store and lists the runs that are due.
fn sort(results: &mut Results, store: &Store, options: &Options) -> Result<Vec<Due>, Error> {
    let mut due: Vec<Due> = Vec::new();
    for (configuration, seed) in results.order() {
        let id = results.configurations[configuration].runs[seed].id.clone();
        // before the events are read, so that whatever comes later counts as later
        let length = store.run(&id).length();
        let record = results.collect(store, configuration, seed)?;
        if decide(&record.status, options.retry_failed) == Decision::Run {
            let value = record.seed;
            let spec = results.spec(configuration, value)?;
            due.push(Due { index: due.len(), configuration, seed, spec, length });
        }
    }
    Ok(due)
}

/// Brings one run to its end. `None` if it turned out to be final already: another command ran it
/// in the meantime.
fn attempt<'a>(
    due: &'a Due,
    execute: &dyn Execute,
    store: &Store,
    options: &Options,
    threads: usize,
    stop: &(dyn Fn() -> bool + Sync),
    sender: &Sender<(&'a Due, Message)>,
) -> Result<Option<Ending>, Error> {
    let tell = |message| {
        let _ = sender.send((due, message));
    };
    let folder = store.run(&due.spec.id());
    folder.prepare(&due.spec)?;
    let mut waited = false;
    let log = loop {
        if let Some(log) = folder.open_log()? {
            break log;
        }
        if !std::mem::replace(&mut waited, true) {
            tell(Message::Waiting);
        }
        if stop() {
            return Ok(Some(Ending::Interrupted(NOT_RUN.to_owned())));
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    // an outcome that was there before is why the run is due, even if something had to be waited
    // for
    if folder.length() > due.length && folder.attempt()?.outcome().is_some() {
        return Ok(None);
    }
    tell(Message::Started);
    let task = Assignment {
        folder: &folder,
        spec: &due.spec,
        log,
        threads,
        timeout: options.timeout,
        stop,
    };
    execute.execute(task, &mut |event| tell(Message::Step(event.clone()))).map(Some)
}

/// When the results were last written. They are written after a run, but not more often than they
/// are read: with thousands of runs most of the time would go there, and what a run reported is in
/// its own folder.
struct Saving(Instant);

impl Saving {
    const PAUSE: Duration = Duration::from_millis(500);

    fn after_run(&mut self, results: &Results, store: &Store) -> Result<(), Error> {
        if self.0.elapsed() < Self::PAUSE {
            return Ok(());
        }
        store.write("results.json", &results.to_json())?;
        self.0 = Instant::now();
        Ok(())
    }
}

/// Passes message on and, when a run ended, brings the results up to date; says whether one did.
fn record(
    due: &Due,
    message: Message,
    results: &mut Results,
    store: &Store,
    done: &mut Done,
    on: &mut dyn FnMut(&Progress),
) -> Result<bool, Error> {
    let label = results.configurations[due.configuration].label.clone();
    let id = due.spec.id();
    let run = PlannedRun { index: due.index, label: &label, seed: due.spec.seed, id: &id };
    match message {
        Message::Waiting => on(&Progress::Waiting(run)),
        Message::Started => on(&Progress::Started(run)),
        Message::Step(Event::Progress { step, of, phase }) => {
            on(&Progress::Step { run, phase: &phase, step, of })
        }
        Message::Step(_) => {}
        Message::Ended(ending) => {
            let ending = ending?;
            let record = results.collect(store, due.configuration, due.seed)?;
            if let Some(Ending::Interrupted(reason)) = &ending
                && !record.status.is_final()
            {
                record.status = Status::Missing { reason: reason.clone() };
            }
            let ran = ending.is_some();
            done.ran += usize::from(ran && record.status.is_final());
            done.kept += usize::from(!ran);
            on(&Progress::Ended { run, status: &record.status.clone(), ran });
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests;
