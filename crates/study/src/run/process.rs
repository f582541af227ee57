//! Runs a subject's program as a child process.
//!
//! A child gets a process group of its own, so that Ctrl-C in the terminal reaches only the study,
//! which then ends its children in order. When a child has died, what is left of its group is
//! killed: nothing of a run outlives it. Its standard input is a pipe that nobody writes to: it
//! closes when the study dies, however it dies, and a subject that watches for that dies with it.
//! Its standard output and error are the run's log, and with them it inherits the log's lock (see
//! [`store`](crate::store)).

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use subject::{Event, Log, Outcome, PROTOCOL};

use super::ending::{Death, death};
use super::meter::Meter;
use super::tail::Tail;
use super::{Assignment, Ending, Execute, Program};
use crate::Error;

/// How long a child may take to end itself before it is killed.
const GRACE: Duration = Duration::from_secs(2);

/// How often a child is looked at.
const PERIOD: Duration = Duration::from_millis(20);

/// How much of a log goes into the reason of a failure, in bytes.
const LAST_WORDS: usize = 600;

/// Runs a subject's program.
#[derive(Clone, Debug)]
pub struct Process {
    /// The program.
    pub program: Program,
}

impl Execute for Process {
    fn execute(&self, task: Assignment<'_>, on: &mut dyn FnMut(&Event)) -> Result<Ending, Error> {
        let mut tail = Tail::new(task.folder.events());
        let mut child = self.start(&task)?;
        let mut meter = Meter::new(&child);
        let started = Instant::now();
        let mut ended_because = None;
        let status = loop {
            if let Some(status) = reap(&mut child, task.folder.path(), &mut meter)? {
                break status;
            }
            tail.read(on);
            meter.look();
            let late = task.timeout.filter(|&timeout| started.elapsed() >= timeout);
            if late.is_some() || (task.stop)() {
                ended_because = Some(late);
                break end(&mut child, task.folder.path(), &mut meter)?;
            }
            std::thread::sleep(PERIOD.min(started.elapsed().max(Duration::from_millis(1))));
        };
        tail.read(on);
        task.folder.add_cost(meter.finish(task.threads))?;
        if tail.finished {
            return Ok(Ending::Recorded);
        }
        match ended_because {
            Some(None) => Ok(Ending::Interrupted("interrupted".to_owned())),
            Some(Some(timeout)) => {
                let seconds = timeout.as_secs_f64();
                task.folder.note(&task.log, &format!("stopped after {seconds} s (--timeout)"));
                conclude(&task, &tail, Outcome::TimedOut { seconds })
            }
            None => match death(status) {
                Death::Outside(reason) => {
                    task.folder.note(&task.log, &reason);
                    Ok(Ending::Interrupted(reason))
                }
                Death::Own(reason) => {
                    let words = task.folder.last_words(LAST_WORDS);
                    let reason = if words.is_empty() {
                        reason
                    } else {
                        format!("{reason}; its last words:\n{words}")
                    };
                    conclude(&task, &tail, Outcome::Failed { reason })
                }
            },
        }
    }
}

impl Process {
    fn start(&self, task: &Assignment<'_>) -> Result<Child, Error> {
        let clone = || task.log.try_clone().map_err(Error::io("open", &task.folder.log()));
        let (out, err): (File, File) = (clone()?, clone()?);
        let mut command: Command = self.program.command();
        command.arg("run").arg(task.folder.spec()).arg("--threads").arg(task.threads.to_string());
        if self.program.watches_stdin {
            command.arg("--watch-stdin");
        }
        command.stdin(Stdio::piped()).stdout(out).stderr(err).process_group(0);
        command.spawn().map_err(|source| Error::Start { program: self.program.to_string(), source })
    }
}

/// Writes the last line that the subject did not live to write.
fn conclude(task: &Assignment<'_>, tail: &Tail, outcome: Outcome) -> Result<Ending, Error> {
    let mut log = Log::open(&task.folder.events())?;
    if !tail.started {
        log.event(Event::Started { protocol: PROTOCOL, id: task.spec.id() })?;
    }
    log.event(Event::Finished { outcome })?;
    Ok(Ending::Recorded)
}

/// Asks a child and its descendants to end, then makes them.
fn end(child: &mut Child, folder: &Path, meter: &mut Meter) -> Result<ExitStatus, Error> {
    signal_all(child, Signal::TERM);
    let asked = Instant::now();
    while asked.elapsed() < GRACE {
        if let Some(status) = reap(child, folder, meter)? {
            return Ok(status);
        }
        std::thread::sleep(PERIOD);
    }
    signal_all(child, Signal::KILL);
    child.wait().map_err(Error::io("wait for", folder))
}

/// The exit status of a child that has died, however it died; whatever it left running in its group
/// is killed.
fn reap(child: &mut Child, folder: &Path, meter: &mut Meter) -> Result<Option<ExitStatus>, Error> {
    // looks without waiting for it: until then nobody else can get its number, which is also that
    // of its group
    let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    let error = |source: rustix::io::Errno| Error::io("wait for", folder)(source.into());
    if waitid(WaitId::Pid(Pid::from_child(child)), look).map_err(error)?.is_none() {
        return Ok(None);
    }
    meter.look_at_time();
    signal_all(child, Signal::KILL);
    child.wait().map(Some).map_err(Error::io("wait for", folder))
}

/// Sends a signal to a child that has not been waited for, and to its descendants.
fn signal_all(child: &Child, signal: Signal) {
    // there may be nobody left to get it
    let _ = kill_process_group(Pid::from_child(child), signal);
}
