//! `ablate svilm`: the built-in subject on its own. Every subject has `describe` and `run`; `train`
//! and `eval` are its two halves, for interactive use.

mod data;
mod watch;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use subject::{Declaration, Event, Job, Line, Log, RunSpec, Settings, Stop, Subject, read_events};
use svilm::{Lessons, Svilm};

use crate::exit::{Context, Exit, Failure, Result};
use crate::{print, set};

#[derive(Parser)]
#[command(
    name = "ablate svilm",
    about = "S-ViLM, the built-in video-language model",
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Print the knobs and metrics as JSON (`ablate subject svilm` prints them as text)
    Describe,
    /// Run one specification of a study
    Run {
        /// The specification, `spec.json`
        spec: PathBuf,
    },
    /// Pre-train a model and write it to `model.safetensors`
    Train {
        /// The folder, created if necessary
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Seed of initial weights, data order and noise
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Set a knob; may be repeated
        #[arg(long, value_name = "KNOB=VALUE")]
        set: Vec<String>,
        /// Threads [default: one per core]
        #[arg(long)]
        threads: Option<usize>,
    },
    /// Make the weights that `initialization=prepared` starts from
    Prepare {
        /// The file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Seed of the initial weights
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Steps of the video encoder, 32 videos each
        #[arg(long, default_value_t = 3000)]
        video_steps: usize,
        /// Steps of the text encoder, 64 sentences each
        #[arg(long, default_value_t = 4000)]
        text_steps: usize,
        /// Set a knob, such as `size=tiny`; may be repeated
        #[arg(long, value_name = "KNOB=VALUE")]
        set: Vec<String>,
        /// Threads [default: one per core]
        #[arg(long)]
        threads: Option<usize>,
    },
    /// Print the size of a model: parameters, operations of a forward pass, memory
    Size {
        /// Set a knob, such as `size=base`; may be repeated
        #[arg(long, value_name = "KNOB=VALUE")]
        set: Vec<String>,
        /// Size of the vocabulary [default: 30522, as BERT, for `base`; else the words of moving
        /// shapes]
        #[arg(long)]
        vocabulary: Option<usize>,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// Create, import and check data sets of video files
    Data {
        #[command(subcommand)]
        data: data::Data,
    },
    /// Evaluate a trained model on retrieval, question answering, action recognition and
    /// localization
    Eval {
        /// The folder written by `train`
        dir: PathBuf,
        /// Set a knob of the evaluation, such as `measured_on` or `test_videos`; may be repeated
        #[arg(long, value_name = "KNOB=VALUE")]
        set: Vec<String>,
        /// Threads [default: one per core]
        #[arg(long)]
        threads: Option<usize>,
        /// Print the metrics as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Runs `ablate svilm` with the arguments after it.
pub(crate) fn svilm(args: &[String]) -> ExitCode {
    if matches!(args.first().map(String::as_str), Some("describe" | "run")) {
        return subject::serve(&Svilm, args);
    }
    let cli =
        Cli::parse_from(std::iter::once("ablate svilm").chain(args.iter().map(String::as_str)));
    let done = match cli.verb {
        Verb::Train { out, seed, set, threads } => train(out, seed, &set, threads),
        Verb::Eval { dir, set, threads, json } => eval(&dir, &set, threads, json),
        Verb::Prepare { out, seed, video_steps, text_steps, set, threads } => {
            prepare(&out, seed, Lessons { video: video_steps, text: text_steps }, &set, threads)
        }
        Verb::Size { set, vocabulary, json } => size(&set, vocabulary, json),
        Verb::Data { data } => data::data(data),
        Verb::Describe | Verb::Run { .. } => unreachable!("answered above"),
    };
    done.unwrap_or_else(|error| error.report()).into()
}

fn train(out: PathBuf, seed: u64, assignments: &[String], threads: Option<usize>) -> Result<Exit> {
    let declaration = Svilm.declaration();
    let spec = RunSpec::new(&declaration, &set::settings(assignments, &declaration)?, seed)?;
    std::fs::create_dir_all(&out).context(format!("cannot create `{}`", out.display()))?;
    let path = out.join("spec.json");
    let is_run = read_events(&out.join("events.jsonl"))?
        .iter()
        .any(|line| matches!(line.event, Event::Finished { .. }));
    if is_run || (path.exists() && RunSpec::read(&path)? != spec) {
        let wrong = format!("`{}` holds a run already, and a run is never altered", out.display());
        return Err(Failure::usage(wrong).with_hint("choose another folder with `--out`"));
    }
    let json = serde_json::to_string_pretty(&spec)? + "\n";
    std::fs::write(&path, json).context(format!("cannot write `{}`", path.display()))?;
    let job = job(out, spec, threads)?;
    let mut log = started(&job.0.out.join("events.jsonl"), &job.1)?;
    let trained = svilm::train(&job.0, &mut log);
    drop(log);
    done(trained)?;
    if let Some(speed) = speed(&read_events(&job.0.out.join("events.jsonl"))?) {
        print::err(&format!("{speed}\n"));
    }
    print::out(&format!("{}\n", job.0.out.join("model.safetensors").display()))?;
    Ok(Exit::Done)
}

fn prepare(
    file: &Path,
    seed: u64,
    lessons: Lessons,
    assignments: &[String],
    threads: Option<usize>,
) -> Result<Exit> {
    let declaration = Svilm.declaration();
    let settings = set::settings(assignments, &declaration)?.resolve(&declaration)?;
    let threads = count(threads)?;
    let mut told = |line: &str| print::err(&format!("{line}\n"));
    done(svilm::prepare(&settings, seed, lessons, threads, file, &mut told))?;
    print::out(&format!("{}\n", file.display()))?;
    Ok(Exit::Done)
}

fn size(assignments: &[String], vocabulary: Option<usize>, json: bool) -> Result<Exit> {
    const BERT: usize = 30_522;
    let declaration = Svilm.declaration();
    let settings = set::settings(assignments, &declaration)?.resolve(&declaration)?;
    let vocabulary = vocabulary.or_else(|| (settings.text("size") == "base").then_some(BERT));
    let count = svilm::count(&settings, vocabulary);
    print::out(&if json {
        serde_json::to_string_pretty(&count)? + "\n"
    } else {
        format!("{count}")
    })?;
    Ok(Exit::Done)
}

fn eval(dir: &Path, assignments: &[String], threads: Option<usize>, json: bool) -> Result<Exit> {
    let path = dir.join("spec.json");
    let declaration = Svilm.declaration();
    let mut spec = RunSpec::read(&path)
        .context(format!("`{}` is not a folder of `ablate svilm train`", dir.display()))?;
    if spec.version != declaration.version {
        let wrong = format!(
            "the model in `{}` is of version {}, this is {}",
            dir.display(),
            spec.version,
            declaration.version
        );
        return Err(Failure::usage(wrong).with_hint("train it again"));
    }
    let changed = set::settings(assignments, &declaration)?;
    let admitted = svilm::evaluation_knobs();
    if let Some(name) = changed.0.keys().find(|name| !admitted.contains(name)) {
        let error =
            Failure::usage(format!("`{name}` cannot be changed in a model that is trained"));
        return Err(error.with_hint(format!("{} can", admitted.join(", "))));
    }
    spec.settings.0.extend(changed.0);
    spec.settings = spec.settings.resolve(&declaration)?;
    let job = job(dir.to_owned(), spec, threads)?;
    // the events of the training are in a file of their own
    let path = job.0.out.join("evaluation.jsonl");
    let mut log = started(&path, &job.1)?;
    let measured = svilm::eval(&job.0, &mut log);
    drop(log);
    done(measured)?;
    let metrics = read_events(&path)?.into_iter().filter_map(|line| match line.event {
        Event::Metric { name, value, step: None, chance } => Some((name, value, chance)),
        _ => None,
    });
    print::out(&table(&declaration, metrics, json)?)?;
    Ok(Exit::Done)
}

fn table(
    declaration: &Declaration,
    metrics: impl Iterator<Item = (String, f64, Option<f64>)>,
    json: bool,
) -> Result<String> {
    if json {
        let values: serde_json::Map<_, _> = metrics
            .map(|(name, value, chance)| {
                (name, serde_json::json!({ "value": value, "chance": chance }))
            })
            .collect();
        return Ok(serde_json::to_string_pretty(&values)? + "\n");
    }
    let mut text = format!("{:<42} {:>8} {:>8}\n", "", "value", "chance");
    for (name, value, chance) in metrics {
        let unit = declaration.metric(&name).map_or("", |metric| metric.unit.as_str());
        let chance = chance.map_or_else(|| "?".to_owned(), |chance| format!("{chance:.1}"));
        let label = if unit.is_empty() { name } else { format!("{name} ({unit})") };
        text.push_str(&format!("{label:<42} {value:>8.1} {chance:>8}\n"));
    }
    Ok(text)
}

/// The last progress message of a training, which has its speed and memory.
fn speed(events: &[Line]) -> Option<&str> {
    events.iter().rev().find_map(|line| match &line.event {
        Event::Progress { phase, .. } => Some(phase.as_str()),
        _ => None,
    })
}

/// The job, and the id of its specification.
fn job(out: PathBuf, spec: RunSpec, threads: Option<usize>) -> Result<(Job, String)> {
    let threads = count(threads)?;
    let id = spec.id();
    let settings: Settings = spec.settings;
    Ok((Job { settings, seed: spec.seed, out, threads }, id))
}

/// A log with a started attempt, whose events are shown on the terminal.
fn started(path: &Path, id: &str) -> Result<Log> {
    let mut log = Log::open(path)?.watched(watch::watch());
    log.event(Event::Started { protocol: subject::PROTOCOL, id: id.to_owned() })?;
    Ok(log)
}

/// The threads that are asked for, else one per core.
fn count(threads: Option<usize>) -> Result<usize> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    match threads {
        Some(0) => Err(Failure::usage("--threads must be at least 1")),
        threads => Ok(threads.unwrap_or(cores)),
    }
}

fn done(result: Result<(), Stop>) -> Result<()> {
    result.map_err(|stop| match stop {
        Stop::Diverged { step, reason } => {
            Failure::usage(format!("diverged at step {step}: {reason}")).with_exit(Exit::Failure)
        }
        Stop::Failed(error) => Failure::of_training(&*error),
    })
}
