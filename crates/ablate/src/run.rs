//! `ablate run`: binds the plan if necessary, runs what is due, and writes the report.

mod dry;
mod provenance;
mod sequential;
mod terms;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ::report::Selection;
use plan::{Binding, Plan};
use study::results::{Results, Status};
use study::run::{Done, Options, Process};
use study::store::{Lock, Store};
use subject::{Declaration, Subject};

use crate::exit::{Context, Exit, Failure, Result};
use crate::progress::Display;
use crate::protocol::Judging;
use crate::seeds::Seeds;
use crate::source::{Source, plan_of};
use crate::{bind, print, program, report, selected, set};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A plan, a binding (.toml), a study folder, or `-` for a plan on standard input
    #[arg(value_name = "PLAN|BINDING|DIR")]
    source: String,
    /// The training program: a built-in subject, or a path with a `/` in it [default: the
    /// binding's, else svilm]
    #[arg(long, value_name = "NAME")]
    subject: Option<String>,
    /// A count (3 means 1, 2 and 3), a list (1,2,5), a range (1-5), or `auto`: a pilot of 3, then
    /// more where a verdict is open [default: those of the folder if one is given, else 3]
    #[arg(long, value_name = "N|LIST|RANGE|auto", value_parser = Seeds::parse)]
    seeds: Option<Seeds>,
    /// Maximum number of seeds with `--seeds auto` [default: 12]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..=1000))]
    max_seeds: Option<u16>,
    /// With `--seeds auto`: add no seeds once the time of all runs, divided by the jobs, would
    /// exceed this
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    budget: Option<Duration>,
    /// Freeze (preregister) metrics, seeds, test and margin before the first run; the report shows
    /// later changes
    #[arg(long)]
    freeze: bool,
    /// Runs at once; the processor's cores are divided among them [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// The study folder [default: studies/NAME, after the plan]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Time limit of each run, such as `90s`, `30m` or `1h 30m`; longer runs are stopped and
    /// reported as timed out
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
    /// Run again the runs that diverged, failed or timed out
    #[arg(long)]
    retry_failed: bool,
    /// Set a knob (hyperparameter) of the baseline, over the binding; may be repeated
    #[arg(long, value_name = "KNOB=VALUE")]
    set: Vec<String>,
    /// Show what would be run; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the results as JSON instead of tables
    #[arg(long)]
    json: bool,
    /// Print the tables and what they mean, besides the answer
    #[arg(long)]
    explain: bool,
    /// Open the report in the browser at the end
    #[arg(long)]
    open: bool,
    /// Show no progress
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    judging: Judging,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let started = Instant::now();
    let source = Source::read(&args.source, args.out.as_deref())?;
    let program = program::program(&subject_name(args, &source)?)?;
    let declaration = program::describe(&program)?;
    let store = Store::new(&source.folder);
    let earlier = earlier(&source)?;
    let goes_on =
        earlier.as_ref().filter(|earlier| source.is_folder || earlier.frozen.is_some()).cloned();
    let Resolved { plan, mut binding, file } = resolve(source, &declaration, args)?;
    set::set(&mut binding, &args.set, &declaration)?;
    if args.set.is_empty() {
        keep_baseline(&mut binding, goes_on.as_ref());
    }
    let protocol = terms::protocol(args, goes_on.as_ref(), &declaration)?;
    let seeds = terms::seeds(args, &protocol, goes_on.as_ref());
    let mut results = Results { protocol, ..Results::planned(plan, declaration, binding, &seeds)? };
    if let Some(earlier) = earlier {
        results.follow(earlier);
    }
    if args.freeze && !args.dry_run {
        terms::freeze(&mut results, &store)?;
    }
    if args.dry_run {
        return dry::run(&mut results, &store, args.retry_failed, jobs(args).0);
    }

    let stop = stop_on_signals()?;
    store.create()?;
    let Some(_lock) = lock(&store, &stop)? else { return Ok(Exit::Stopped) };
    store.write("plan.json", &results.plan.to_json())?;
    if let Some(text) = file {
        store.write("binding.toml", &text)?;
    }
    if results.configurations.len() < 2 {
        return Err(nothing(&results, &store, args));
    }
    let home = Path::new(&program.path).parent().filter(|_| program.prefix.is_empty());
    store.add_invocation(provenance::invocation(home.unwrap_or(Path::new("."))))?;
    let process = Process { program };
    let execute = |results: &mut Results| execute(results, &process, &store, &stop, args);
    let done = if results.protocol.looks.is_empty() {
        execute(&mut results)?
    } else {
        sequential::run(&mut results, &store, jobs(args).0, args.budget, execute)?
    };
    let study = ::report::Study::at(store.folder().display().to_string(), &results);
    let files = ::report::write(&study, &store, &Selection::default())?;
    print_answer(&study, args, done.stopped)?;
    summarize(&results, done, started);
    report::print_page(store.folder());
    if args.explain {
        report::print_files(&files, store.folder());
    }
    if args.open && !done.stopped {
        report::open(store.folder());
    }
    Ok(if done.stopped { Exit::Stopped } else { report::exit(&results) })
}

/// Prints what came of the study; of one that was stopped, only where it stands.
fn print_answer(study: &::report::Study, args: &Args, stopped: bool) -> Result<()> {
    match (args.json, args.explain) {
        (false, false) if stopped => Ok(()),
        (false, false) => {
            Ok(print::out(&::report::answer(study, print::look(), &Selection::default()))?)
        }
        _ => report::print_results(study, args.json, &Selection::default(), args.explain),
    }
}

/// The name or path of the subject. A binding may name a built-in subject; it never selects a
/// program to execute.
fn subject_name(args: &Args, source: &Source) -> Result<String> {
    if let Some(name) = &args.subject {
        return Ok(name.clone());
    }
    if let Some((text, path)) = &source.binding {
        return selected::of_binding(text, path, &source.folder).built_in();
    }
    let Some(known) = selected::of_folder(&source.folder) else {
        print::err(program::DEFAULT_NOTE);
        return Ok(program::DEFAULT.to_owned());
    };
    known.built_in()
}

/// The results of earlier commands, if any.
fn earlier(source: &Source) -> Result<Option<Results>> {
    let path = source.folder.join("results.json");
    if !path.exists() {
        return Ok(None);
    }
    // numbers could be made anew from the runs, but not what was frozen
    let hint = "rename it and run again: results are rebuilt from runs/; the frozen protocol and earlier flags are lost";
    Results::read(&path).map(Some).map_err(|error| Failure::given(error).with_hint(hint))
}

/// The number of runs at once, and of the cores that they share.
fn jobs(args: &Args) -> (usize, usize) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    (args.jobs.map_or(cores, usize::from), cores)
}

/// Keeps knobs of the baseline that an earlier `--set` gave and the binding does not name.
fn keep_baseline(binding: &mut Binding, earlier: Option<&Results>) {
    for (knob, value) in earlier.iter().flat_map(|earlier| &earlier.binding.baseline.0) {
        if !binding.baseline.0.contains_key(knob) {
            print::warn(&format!(
                "the baseline has {knob} = {value} as before; `--set {knob}=…` changes it"
            ));
            binding.baseline.0.insert(knob.clone(), value.clone());
        }
    }
}

/// What is to be run.
struct Resolved {
    plan: Plan,
    binding: Binding,
    /// The text to write to `binding.toml` in the study folder, unless it has it already.
    file: Option<String>,
}

/// The plan and the binding: each is derived from the other if only one is given.
fn resolve(source: Source, subject: &Declaration, args: &Args) -> Result<Resolved> {
    let Source { folder, plan, mut binding, recorded, .. } = source;
    if let (Some(plan), Some(recorded), Some((text, path))) = (&plan, recorded, &binding) {
        let (new, old) = (plan::bind(plan, subject), plan::bind(&recorded, subject));
        let is_other = new
            .ablations
            .iter()
            .all(|bound| old.ablations.iter().all(|other| other.name != bound.name));
        // a plan with no ablation in common is left to `agree` to refuse; a reworded trace changes
        // nothing
        if new != old && !is_other {
            if *text != old.to_toml() {
                let wrong = format!(
                    "the plan changed after `{}` was made from it and edited",
                    path.display()
                );
                let hint = "choose another study folder with `--out DIR`, or bind again with `ablate bind PLAN --force`";
                return Err(Failure::usage(wrong).with_hint(hint));
            }
            print::warn(&format!(
                "the plan has changed since `{}` was made; it is bound again",
                path.display()
            ));
            binding = None;
        }
    }
    let Some((text, path)) = binding else {
        let plan = plan.expect("invariant: a source has a plan or a binding");
        let binding = plan::bind(&plan, subject);
        if !args.quiet {
            bind::unbound(&binding).iter().for_each(|line| print::warn(line));
        }
        let file = Some(binding.to_toml());
        return Ok(Resolved { plan, binding, file });
    };
    let name = path.display().to_string();
    let binding = Binding::parse(&text, &name, subject)?;
    if !args.quiet {
        print::err(&format!("using the binding {name}\n"));
    }
    let file = (path != folder.join("binding.toml")).then_some(text);
    let Some(plan) = plan else {
        let slug = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Ok(Resolved { plan: plan_of(&binding, &slug), binding, file });
    };
    let names: Vec<String> =
        plan::bind(&plan, subject).ablations.into_iter().map(|bound| bound.name).collect();
    agree(&names, &binding, &name)?;
    Ok(Resolved { plan, binding, file })
}

/// Says where plan and binding name different ablations; they may, but not all of them.
fn agree(in_plan: &[String], binding: &Binding, file: &str) -> Result<()> {
    let unknown: Vec<_> =
        binding.ablations.iter().filter(|bound| !in_plan.contains(&bound.name)).collect();
    let left_out: Vec<_> = in_plan
        .iter()
        .filter(|name| binding.ablations.iter().all(|bound| bound.name != **name))
        .collect();
    if unknown.len() == binding.ablations.len() && !unknown.is_empty() && !in_plan.is_empty() {
        let error = Failure::usage(format!(
            "`{file}` is for another plan: they have no ablation in common"
        ));
        return Err(error.with_hint("choose another study folder with `--out DIR`"));
    }
    unknown
        .iter()
        .for_each(|bound| print::warn(&format!("{file}: `{}` is not in the plan", bound.name)));
    left_out.iter().for_each(|name| {
        print::warn(&format!("{file}: `{name}` of the plan is not in it, so not run"))
    });
    Ok(())
}

/// The right to run the study; `None` if stopped while another command had it.
fn lock(store: &Store, stop: &AtomicBool) -> Result<Option<Lock>> {
    let mut told = false;
    while !stop.load(Ordering::Relaxed) {
        if let Some(lock) = store.lock()? {
            return Ok(Some(lock));
        }
        if !std::mem::replace(&mut told, true) {
            print::err(&format!(
                "another `ablate run` is using {}; waiting for it\n",
                store.folder().display()
            ));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(None)
}

fn execute(
    results: &mut Results,
    process: &Process,
    store: &Store,
    stop: &AtomicBool,
    args: &Args,
) -> Result<Done> {
    let (jobs, cores) = jobs(args);
    let options =
        Options { jobs, cores, timeout: args.timeout, retry_failed: args.retry_failed, stop };
    let mut display = Display::new(args.quiet);
    let done =
        study::run(results, process, store, &options, &mut |progress| display.show(progress));
    display.end();
    Ok(done?)
}

/// A flag that Ctrl-C and SIGTERM set. A hangup ends the program as usual, so that `nohup` works as
/// usual.
fn stop_on_signals() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&stop))
            .context("cannot listen for signals")?;
    }
    Ok(stop)
}

/// The error of a study in which no variant is bound.
fn nothing(results: &Results, store: &Store, args: &Args) -> Failure {
    let binding = store.folder().join("binding.toml");
    let error = Failure::usage(format!(
        "nothing to compare: no variant of the plan could be matched to knobs of `{}`",
        results.subject.name
    ));
    // svilm may have been chosen without being meant
    let toy = subject::toy::Toy.declaration();
    let fits_toy =
        plan::bind(&results.plan, &toy).ablations.iter().any(|it| !it.variants.is_empty());
    if args.subject.is_none() && results.subject.name == program::DEFAULT && fits_toy {
        return error.with_hint("did you mean `--subject toy`?").with_exit(Exit::Failure);
    }
    error
        .with_hint(format!("add variants to `{}`, which has the reasons", binding.display()))
        .with_exit(Exit::Failure)
}

/// Prints the summary of the command.
fn summarize(results: &Results, done: Done, started: Instant) {
    let (took, grain) =
        (started.elapsed().as_millis(), if started.elapsed().as_secs() < 10 { 1 } else { 1000 });
    let took = Duration::from_millis(u64::try_from(took - took % grain).unwrap_or(u64::MAX));
    let total = results.runs().filter(|run| !matches!(run.status, Status::Spared { .. })).count();
    let (took, ran, kept) = (humantime::format_duration(took), done.ran, done.kept);
    let missing = results.runs().filter(|run| !run.status.is_settled()).count();
    print::err(&if missing > 0 {
        let ended = total - missing;
        let word = if done.stopped { "Stopped" } else { "Incomplete" };
        format!(
            "{word}: {ended} of {total} runs done ({ran} now, {took}). Run the same command to resume.\n"
        )
    } else {
        format!("{total} runs: {ran} run now, {kept} kept, in {took}\n")
    });
}

fn duration(text: &str) -> Result<Duration, String> {
    let wrong =
        |error: humantime::DurationError| format!("{error}; write `90s`, `30m` or `1h 30m`");
    match humantime::parse_duration(text).map_err(wrong)? {
        Duration::ZERO => Err("the timeout must be greater than 0".to_owned()),
        duration => Ok(duration),
    }
}
