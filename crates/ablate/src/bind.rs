//! `ablate bind`: each ablation of a plan becomes settings of the subject's knobs, in a file to be
//! read and edited.

use std::path::{Path, PathBuf};

use plan::{Binding, Plan};
use planner::Binder;
use study::store::{Store, write_whole};
use subject::Declaration;

use crate::conversation::Conversation;
use crate::exit::{Exit, Failure, Result};
use crate::folder::folder;
use crate::{model, print, program, source};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A plan (plan page in Markdown, JSON, AblationBench JSONL, TOML), or `-` for standard input
    plan: String,
    /// A built-in subject, or the path of a program
    #[arg(long, value_name = "NAME", default_value = "svilm")]
    subject: String,
    /// The file to write, or `-` for standard output [default: binding.toml in the study folder]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Overwrite a binding that somebody may have edited
    #[arg(long)]
    force: bool,
    /// Ask this model (PROVIDER/NAME) for what the words of the plan alone cannot bind
    #[arg(short, long, value_name = "MODEL")]
    model: Option<String>,
    #[command(flatten)]
    connection: model::Args,
}

pub(crate) fn bind(args: &Args) -> Result<Exit> {
    let plan = source::read_plan(&args.plan)?;
    let declaration = program::describe(&program::program(&args.subject)?)?;
    let stem = Path::new(&args.plan).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let home = if Path::new(&args.plan).is_dir() {
        args.plan.clone().into()
    } else {
        folder(&[&plan.slug, &stem])
    };
    let mut binding = plan::bind(&plan, &declaration);
    if let Some(model) = &args.model {
        binding = ask(args, model, &plan, &binding, &declaration, &home)?;
    }
    let toml = binding.to_toml();
    match &args.out {
        Some(path) if path.as_os_str() == "-" => print::out(&toml)?,
        Some(path) => {
            let path = if path.is_dir() { path.join("binding.toml") } else { path.clone() };
            write(&path, &toml, args.force)?;
            print::err(&format!("wrote {}; next: ablate run {0}\n", path.display()));
        }
        None => {
            let store = Store::new(&home);
            store.create()?;
            let path = store.folder().join("binding.toml");
            refuse_another_plan(&store, &plan, args.force)?;
            write(&path, &toml, args.force)?;
            let recorded = store.folder().join("plan.json");
            if !recorded.exists() || (args.force && !is_same_file(&args.plan, &recorded)) {
                store.write("plan.json", &plan.to_json())?;
            }
            let next = format!("ablate run {}", store.folder().display());
            print::err(&format!("wrote {}: read it, edit it, then: {next}\n", path.display()));
        }
    }
    print::err(&summary(&plan, &binding));
    Ok(Exit::Done)
}

/// Asks a model for what words alone cannot bind.
fn ask(
    args: &Args,
    name: &str,
    plan: &Plan,
    binding: &Binding,
    subject: &Declaration,
    home: &Path,
) -> Result<Binding> {
    let ledger = args.connection.ledger();
    let model = args.connection.connect(name, home, &ledger)?;
    let sampling = args.connection.sampling();
    let binder =
        Binder { model: name, base_url: args.connection.base_url.as_deref(), sampling: &sampling };
    let talk = Conversation::new(name, false);
    let bound =
        planner::bind(&model, &binder, plan, binding, subject, &|progress| talk.show(progress));
    let bill = talk.end(&ledger);
    if bill.replies > 0 {
        print::err(&format!("{}\n", bill.line()));
    }
    Ok(bound?)
}

/// Whether what was given is that file, or its folder: then nothing of it must be lost, even what
/// could not be read.
fn is_same_file(given: &str, path: &Path) -> bool {
    let given =
        if Path::new(given).is_dir() { Path::new(given).join("plan.json") } else { given.into() };
    match (given.canonicalize(), path.canonicalize()) {
        (Ok(given), Ok(path)) => given == path,
        _ => false,
    }
}

/// A folder may hold a plan that somebody has paid for, and that another one of the same name must
/// not replace.
fn refuse_another_plan(store: &Store, plan: &Plan, force: bool) -> Result<()> {
    let path = store.folder().join("plan.json");
    let Ok(text) = std::fs::read(&path) else { return Ok(()) };
    let is_same =
        Plan::parse_bytes(&text, "").is_ok_and(|(old, _)| old == *plan || old.ablations.is_empty());
    if is_same || force {
        return Ok(());
    }
    let error = Failure::usage(format!("`{}` is a different plan", path.display()));
    Err(error.with_hint(
        "write the binding elsewhere with `--out FILE`, or overwrite that plan with `--force`",
    ))
}

fn write(path: &Path, toml: &str, force: bool) -> Result<()> {
    let is_other = std::fs::read(path).is_ok_and(|old| old != toml.as_bytes());
    if is_other && !force {
        let error = Failure::usage(format!("`{}` already exists and differs", path.display()));
        return Err(error.with_hint("use --force to overwrite it"));
    }
    Ok(write_whole(path, toml.as_bytes())?)
}

/// What was bound and what was not, a line each.
fn summary(plan: &Plan, binding: &Binding) -> String {
    let variants: usize = binding.ablations.iter().map(|bound| bound.variants.len()).sum();
    let mut lines = vec![format!("{} ablations, {variants} variants bound", plan.ablations.len())];
    lines.extend(unbound(binding));
    print::plain(&(lines.join("\n") + "\n"))
}

/// A line for everything that could not be bound.
pub(crate) fn unbound(binding: &Binding) -> Vec<String> {
    let lines = binding.ablations.iter().flat_map(|bound| {
        bound.unbound.iter().map(|unbound| {
            let label =
                unbound.label.as_deref().map(|label| format!(": {label}")).unwrap_or_default();
            let nearest = match unbound.nearest.as_slice() {
                [] => String::new(),
                knobs => format!(" (closest: {})", knobs.join(", ")),
            };
            format!("not bound: {}{label}: {}{nearest}", bound.name, unbound.reason)
        })
    });
    lines.collect()
}
