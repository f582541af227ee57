//! Turns an implementation into a program that conforms to the contract.

use std::collections::BTreeSet;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use foundation::words::nearest;

use crate::{Declaration, Error, Event, Log, Outcome, PROTOCOL, RunSpec, Settings};

/// A training program with declared knobs and metrics.
pub trait Subject {
    /// The knobs and metrics.
    fn declaration(&self) -> Declaration;

    /// Runs one job and reports every metric of the declaration.
    ///
    /// # Errors
    /// [`Stop`], if the run cannot finish.
    fn run(&self, job: &Job, log: &mut Log) -> Result<(), Stop>;
}

/// One run, as the subject receives it.
#[derive(Clone, Debug)]
pub struct Job {
    /// Every knob with its value.
    pub settings: Settings,
    /// Seed of all randomness.
    pub seed: u64,
    /// Folder for checkpoints and all other files of the run; it exists.
    pub out: PathBuf,
    /// The most threads that may be busy at once. The numbers must not depend on it.
    pub threads: usize,
}

/// The reason why a run did not finish.
#[derive(Debug)]
pub enum Stop {
    /// A number was no longer finite.
    Diverged {
        /// The step at which it was detected.
        step: u64,
        /// The number.
        reason: String,
    },
    /// Anything else.
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(Box::new(error))
    }
}

/// The usage; `PROGRAM` stands for the command in front of the verb.
const HELP: &str = "\
usage: PROGRAM describe
           print the knobs and metrics as JSON
       PROGRAM run SPEC [--threads N] [--watch-stdin]
           run a specification and write its events to `events.jsonl` beside it;
           --watch-stdin: exit as soon as standard input closes
exit:  0 the run finished, 1 it failed, 2 wrong usage or specification, 3 it diverged
";

/// The usage with the command as it was typed, such as `ablate toy`.
fn help(n_args: usize) -> String {
    let mut command: Vec<_> = std::env::args_os().collect();
    command.truncate(command.len().saturating_sub(n_args).max(1));
    if let Some(program) = command.first_mut() {
        *program = Path::new(&program).file_name().unwrap_or_default().to_owned();
    }
    HELP.replace("PROGRAM", &command.join(" ".as_ref()).to_string_lossy())
}

/// Answers `describe` and `run SPEC [--threads N] [--watch-stdin]`, given the arguments after the
/// program's name.
pub fn serve(subject: &impl Subject, args: &[String]) -> ExitCode {
    let usage = |message: &str| complain(2, &format!("{message}\n{}", help(args.len())));
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["describe"] => describe(subject),
        ["run", rest @ ..] => match Request::parse(rest) {
            Ok(request) => {
                if request.watch_stdin {
                    std::thread::spawn(end_with_stdin);
                }
                run(subject, Path::new(request.spec), request.threads)
            }
            Err(message) => usage(&message),
        },
        ["help" | "--help" | "-h"] => print(&help(args.len())),
        [] => usage("a verb is missing"),
        [verb, ..] => match nearest(verb, ["describe", "run"]) {
            Some(name) if name != *verb => {
                usage(&format!("no verb is called `{verb}`; did you mean `{name}`?"))
            }
            _ => usage(&format!("cannot understand `{}`", args.join(" "))),
        },
    }
}

/// The arguments of the verb `run`.
struct Request<'a> {
    spec: &'a str,
    threads: usize,
    watch_stdin: bool,
}

impl<'a> Request<'a> {
    fn parse(args: &[&'a str]) -> Result<Self, String> {
        let mut spec = None;
        let (mut threads, mut watch_stdin) = (1, false);
        let mut args = args.iter();
        while let Some(&arg) = args.next() {
            match arg {
                "--threads" => {
                    let value = *args.next().ok_or("`--threads` needs a number")?;
                    let number = value.parse().ok().filter(|&number| number >= 1);
                    threads = number.ok_or_else(|| {
                        format!("`--threads {value}` is not a number of at least 1")
                    })?;
                }
                "--watch-stdin" => watch_stdin = true,
                option if option.starts_with("--") => {
                    let known = nearest(option, ["--threads", "--watch-stdin"]);
                    let meant =
                        known.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
                    return Err(format!("no option of `run` is called `{option}`{meant}"));
                }
                path if spec.is_none() => spec = Some(path),
                more => {
                    return Err(format!("`run` takes one specification, and `{more}` is a second"));
                }
            }
        }
        let spec = spec.ok_or("`run` needs a specification")?;
        Ok(Self { spec, threads, watch_stdin })
    }
}

/// Waits until standard input closes, then ends the process: a run must not outlive the study that
/// started it and get in the way of the next attempt. An interrupted run has no `finished`, so the
/// study runs it again.
fn end_with_stdin() {
    let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
    complain(1, "ended, because standard input closed (--watch-stdin)");
    std::process::exit(1);
}

fn describe(subject: &impl Subject) -> ExitCode {
    let declaration = subject.declaration();
    if let Err(error) = declaration.check() {
        return complain(2, &error.to_string());
    }
    let json =
        serde_json::to_string_pretty(&declaration).expect("invariant: a declaration is plain data");
    print(&format!("{json}\n"))
}

fn print(text: &str) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn complain(code: u8, message: &str) -> ExitCode {
    // a closed standard error leaves no place to report to
    let _ = writeln!(std::io::stderr(), "error: {message}");
    ExitCode::from(code)
}

fn run(subject: &impl Subject, spec: &Path, threads: usize) -> ExitCode {
    let declaration = subject.declaration();
    let (job, id) = match prepare(&declaration, spec, threads) {
        Ok(prepared) => prepared,
        Err(error) => return complain(2, &chain(&error)),
    };
    let events = job.out.join("events.jsonl");
    let outcome = Log::open(&events).and_then(|mut log| {
        log.event(Event::Started { protocol: PROTOCOL, id })?;
        let outcome = outcome(catch_unwind(AssertUnwindSafe(|| subject.run(&job, &mut log))));
        let outcome = verify(outcome, &declaration, &events)?;
        log.event(Event::Finished { outcome: outcome.clone() })?;
        Ok(outcome)
    });
    match outcome {
        Ok(Outcome::Finished) => ExitCode::SUCCESS,
        Ok(Outcome::Diverged { step, reason }) => {
            complain(3, &format!("diverged at step {step}: {reason}"))
        }
        Ok(Outcome::Failed { reason }) => complain(1, &reason),
        Ok(Outcome::TimedOut { seconds }) => {
            complain(1, &format!("stopped after {seconds} seconds"))
        }
        Err(error) => complain(1, &chain(&error)),
    }
}

fn prepare(declaration: &Declaration, path: &Path, threads: usize) -> Result<(Job, String), Error> {
    declaration.check()?;
    let spec = RunSpec::read(path)?;
    let expected = (spec.protocol, spec.subject.as_str(), spec.version.as_str());
    let actual = (PROTOCOL, declaration.name.as_str(), declaration.version.as_str());
    if expected != actual {
        return Err(Error::Mismatch { expected: identity(expected), actual: identity(actual) });
    }
    // a specification written by hand may leave out knobs; the identity is that of all of them
    let spec = RunSpec::new(declaration, &spec.settings, spec.seed)?;
    let id = spec.id();
    let out = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let out = out.unwrap_or(Path::new(".")).to_owned();
    Ok((Job { settings: spec.settings, seed: spec.seed, out, threads }, id))
}

fn identity((protocol, name, version): (u32, &str, &str)) -> String {
    format!("{name} {version} (protocol {protocol})")
}

fn outcome(result: std::thread::Result<Result<(), Stop>>) -> Outcome {
    match result {
        Ok(Ok(())) => Outcome::Finished,
        Ok(Err(Stop::Diverged { step, reason })) => Outcome::Diverged { step, reason },
        Ok(Err(Stop::Failed(error))) => Outcome::Failed { reason: chain(error.as_ref()) },
        Err(panic) => {
            let message = panic.downcast_ref::<String>().map(String::as_str);
            let message = message.or(panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
            Outcome::Failed { reason: format!("the program panicked: {message}") }
        }
    }
}

/// Checks a run against the declaration: every reported metric must be declared, and every declared
/// one reported.
fn verify(outcome: Outcome, declaration: &Declaration, events: &Path) -> Result<Outcome, Error> {
    let mut reported = BTreeSet::new();
    let mut reached = 0;
    for line in crate::read_events(events)? {
        let (name, value, step) = match line.event {
            Event::Metric { name, value, step, .. } => (name, value, step),
            Event::Unmeasured { name, .. } => (name, 0.0, None),
            Event::Progress { step, .. } => {
                reached = step;
                continue;
            }
            Event::Started { .. } | Event::Note { .. } | Event::Finished { .. } => continue,
        };
        let Some(metric) = declaration.metric(&name) else {
            return Ok(failed(format!("the metric `{name}` was reported but is not declared")));
        };
        if metric.curve != step.is_some() {
            let when = if metric.curve { "along steps" } else { "once, at the end" };
            return Ok(failed(format!("the metric `{name}` is declared to be reported {when}")));
        }
        if !value.is_finite() {
            let (step, reason) = (step.unwrap_or(reached), format!("`{name}` is {value}"));
            return Ok(Outcome::Diverged { step, reason });
        }
        if !reported.insert(name) && !metric.curve {
            return Ok(failed(format!("the metric `{}` was reported twice", metric.name)));
        }
    }
    let missing =
        declaration.metrics.iter().find(|metric| !metric.curve && !reported.contains(&metric.name));
    Ok(match (outcome, missing) {
        (Outcome::Finished, Some(metric)) => {
            failed(format!("the declared metric `{}` was not reported", metric.name))
        }
        (outcome, _) => outcome,
    })
}

fn failed(reason: String) -> Outcome {
    Outcome::Failed { reason }
}

fn chain(error: &dyn std::error::Error) -> String {
    let errors = std::iter::successors(Some(error), |error| error.source());
    errors.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests;
