//! `ablate bind`: maps each ablation of a plan to settings of the subject's knobs, in a file to
//! read and edit.

use std::path::{Path, PathBuf};

use foundation::words::count;
use plan::{Binding, Plan};
use planner::Binder;
use study::store::{Store, write_whole};
use subject::Declaration;

use crate::conversation::Conversation;
use crate::exit::{Exit, Failure};
use crate::folder::folder;
use crate::{model, print, selected, source};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A plan in any form (see docs/plan.md), a study folder, or `-` for standard input
    plan: String,
    /// The training program: a built-in subject, or the path of your own [default: the
    /// study folder's, else svilm]
    #[arg(long, value_name = "NAME")]
    subject: Option<String>,
    /// The file to write, or `-` for standard output [default: binding.toml in the study folder]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Overwrite an existing binding, edited or not
    #[arg(long)]
    force: bool,
    /// Let this model (PROVIDER/NAME) map what name matching cannot
    #[arg(short, long, value_name = "MODEL")]
    model: Option<String>,
    #[command(flatten)]
    connection: model::Args,
}

pub(crate) fn bind(args: &Args) -> Result<Exit, Failure> {
    let plan = source::read_plan(&args.plan)?;
    let stem = Path::new(&args.plan).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let home = if Path::new(&args.plan).is_dir() {
        args.plan.clone().into()
    } else {
        folder(&[&plan.slug, &stem])
    };
    let is_meant = Path::new(&args.plan).is_dir() || args.out.is_none();
    let study = Some(home.as_path()).filter(|_| is_meant);
    let declaration = selected::declaration(args.subject.as_deref(), study)?;
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
            print::err(&format!("wrote {}; check it, then: {next}\n", path.display()));
        }
    }
    print::err(&summary(&plan, &binding));
    Ok(Exit::Done)
}

/// Lets a model map what name matching cannot.
fn ask(
    args: &Args,
    name: &str,
    plan: &Plan,
    binding: &Binding,
    subject: &Declaration,
    home: &Path,
) -> Result<Binding, Failure> {
    let ledger = args.connection.ledger();
    let model = args.connection.connect(name, home, &ledger)?;
    let sampling = args.connection.sampling();
    let binder =
        Binder { model: name, base_url: args.connection.base_url.as_deref(), sampling: &sampling };
    let talk = Conversation::new(name, false);
    let watch = |progress| talk.show(progress);
    let bound = planner::bind(&model, &binder, plan, binding, subject, &watch);
    let bill = talk.end(&ledger);
    if bill.replies > 0 {
        print::err(&format!("{}\n", bill.line()));
    }
    Ok(bound?)
}

/// Whether the argument is that file or its folder. Then the file is left alone, since writing it
/// would lose the parts that could not be read.
fn is_same_file(given: &str, path: &Path) -> bool {
    let given =
        if Path::new(given).is_dir() { Path::new(given).join("plan.json") } else { given.into() };
    match (given.canonicalize(), path.canonicalize()) {
        (Ok(given), Ok(path)) => given == path,
        (Ok(_), Err(_)) | (Err(_), _) => false,
    }
}

/// Refuses to replace another plan of the same name, which may have been paid for.
fn refuse_another_plan(store: &Store, plan: &Plan, force: bool) -> Result<(), Failure> {
    let path = store.folder().join("plan.json");
    let Ok(text) = std::fs::read(&path) else { return Ok(()) };
    let is_same =
        Plan::parse_bytes(&text, "").is_ok_and(|(old, _)| old == *plan || old.ablations.is_empty());
    if is_same || force {
        return Ok(());
    }
    let failure = Failure::usage(format!("`{}` is another plan", path.display()));
    Err(failure.with_hint(
        "write the binding elsewhere with `--out FILE`, or overwrite that plan with `--force`",
    ))
}

fn write(path: &Path, toml: &str, force: bool) -> Result<(), Failure> {
    let is_other = std::fs::read(path).is_ok_and(|old| old != toml.as_bytes());
    if is_other && !force {
        return Err(Failure::usage(format!(
            "`{}` already exists and differs; use `--force` to overwrite it",
            path.display()
        )));
    }
    Ok(write_whole(path, toml.as_bytes())?)
}

/// The number of bound variants, and a line for each that is not.
fn summary(plan: &Plan, binding: &Binding) -> String {
    let variants: usize = binding.ablations.iter().map(|bound| bound.variants.len()).sum();
    let ablations = count(plan.ablations.len(), "ablation");
    let mut lines = vec![format!("{ablations}, {} bound", count(variants, "variant"))];
    lines.extend(unbound(binding));
    print::plain(&(lines.join("\n") + "\n"))
}

/// A line for each variant that could not be bound.
pub(crate) fn unbound(binding: &Binding) -> Vec<String> {
    let mut lines = Vec::new();
    for bound in &binding.ablations {
        for unbound in &bound.unbound {
            let mut line = format!("\"{}\"", bound.name);
            if let Some(label) = &unbound.label {
                line.push_str(&format!(", variant \"{label}\","));
            }
            line.push_str(&format!(" skipped: {}", unbound.reason));
            if !unbound.nearest.is_empty() {
                line.push_str(&format!(" (closest knobs: {})", unbound.nearest.join(", ")));
            }
            lines.push(line);
        }
    }
    lines
}
