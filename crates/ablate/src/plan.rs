//! `ablate plan`: a language model reads a paper and proposes ablations.

use std::path::PathBuf;

use anyhow::Context;
use clap::ValueEnum;
use planner::paper::{self, Budget, Excerpt, Paper, View};
use planner::{Ask, Form, Proposal};
use study::store::{Store, write_atomically};
use study::{Plan, Task};
use subject::Declaration;

use crate::conversation::{Bill, Conversation};
use crate::exit::{Exit, Wrong};
use crate::folder::folder;
use crate::{model, print, program};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The paper: PDF, LaTeX (file, folder or archive), Markdown or HTML
    paper: PathBuf,
    /// What is asked: what a finished paper lacks (reviewer), or what to run, given the method alone (author)
    #[arg(long, value_name = "TASK", default_value = "reviewer")]
    task: TaskArg,
    /// The most ablations to propose
    #[arg(short = 'k', long = "ablations", value_name = "K", default_value = "5", value_parser = clap::value_parser!(u8).range(1..=50))]
    n: u8,
    /// The model as PROVIDER/NAME: anthropic, openai, openai-responses, gemini, openrouter, ollama, openai-compatible
    #[arg(short, long, value_name = "MODEL")]
    model: Option<String>,
    /// The program that is to run the ablations: a built-in subject, or the path of a program
    #[arg(long, value_name = "NAME")]
    subject: Option<String>,
    /// How many plans are drawn and merged, ranked by agreement
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u8).range(1..=64))]
    samples: u8,
    /// How many requests may be under way at once
    #[arg(long, value_name = "N", default_value = "4", value_parser = clap::value_parser!(u8).range(1..=64))]
    concurrency: u8,
    /// How the model is to answer: JSON held to a schema, or tags for models without
    #[arg(long, value_name = "FORM", default_value = "schema")]
    form: FormArg,
    /// The most tokens of the paper that the model sees [default: what fits the model]
    #[arg(long, value_name = "N")]
    paper_tokens: Option<usize>,
    /// For an author: the heading from which on the paper is hidden
    #[arg(long, value_name = "HEADING")]
    until: Option<String>,
    /// Keep proposals whose quotes and metrics are not in the paper
    #[arg(long)]
    keep_unchecked: bool,
    /// The study folder [default: studies/PAPER]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Overwrite a plan that somebody may have edited
    #[arg(long)]
    force: bool,
    /// Show what the model would see of the paper, and ask nobody
    #[arg(long)]
    dry_run: bool,
    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: model::Args,
}

#[derive(Clone, Copy, ValueEnum)]
enum TaskArg {
    Reviewer,
    Author,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormArg {
    Schema,
    Tags,
}

pub(crate) fn plan(args: &Args) -> anyhow::Result<Exit> {
    let paper = Paper::read(&args.paper)?;
    if args.dry_run {
        return show(args, &paper);
    }
    let Some(name) = args.model.as_deref() else {
        let wrong = Wrong::new("no model is given");
        return Err(wrong
            .with_hint("`--model anthropic/claude-sonnet-5`, or `--dry-run` to see what a model would see")
            .into());
    };
    let subject = args.subject.as_deref().map(|it| program::describe(&program::program(it)?)).transpose()?;
    let stem = args.paper.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let store = Store::new(&args.out.clone().unwrap_or_else(|| folder(&[&paper.slug, &stem])));
    refuse_another(args, name, &store)?;

    let ledger = args.connection.ledger();
    let model = args.connection.connect(name, store.folder(), &ledger)?;
    let talk = Conversation::new(name, args.json);
    let proposed = propose(args, name, &paper, subject.as_ref(), &model, &talk);
    let bill = talk.end(&ledger);
    if proposed.is_err() && (bill.replies > 0 || bill.cost > 0.0 || bill.unknown_costs > 0) {
        print::err(&format!("{}\n", bill.line()));
    }
    let Proposal { plan, rejected, notes } = proposed?;
    let unread =
        rejected.iter().map(|(sample, part)| format!("reply {}, line {}: {}", sample + 1, part.line, part.reason));
    let unread: Vec<String> = unread.collect();
    unread.iter().for_each(|part| print::warn(part));
    notes.iter().for_each(|note| print::warn(note));
    write(&plan, &store, args.force)?;
    tell(args, &plan, &bill, &unread, &store)?;
    Ok(if plan.ablations.is_empty() { Exit::Failure } else { Exit::Done })
}

/// Asks with less and less of the paper, until the model can take it.
fn propose(
    args: &Args,
    name: &str,
    paper: &Paper,
    subject: Option<&Declaration>,
    model: &model::Connected,
    talk: &Conversation,
) -> anyhow::Result<Proposal> {
    const SMALLEST: usize = 500;
    let mut budget = budget(args, name);
    loop {
        let excerpt = paper::excerpt(paper, view(args), budget)?;
        let sampling = args.connection.sampling();
        let ask = Ask {
            paper,
            excerpt: &excerpt,
            task: task(args),
            n: usize::from(args.n),
            subject,
            model: name,
            base_url: args.connection.base_url.as_deref(),
            sampling: &sampling,
            form: if matches!(args.form, FormArg::Schema) { Form::Schema } else { Form::Tags },
            samples: u32::from(args.samples),
            concurrency: usize::from(args.concurrency),
            keep_unchecked: args.keep_unchecked,
        };
        let watch = |progress| talk.show(progress);
        match planner::propose(model, &ask, &watch) {
            Err(planner::lm::Error::TooLong { .. }) if excerpt.tokens / 2 > SMALLEST && args.paper_tokens.is_none() => {
                budget = Budget { tokens: excerpt.tokens / 2 };
                talk.say(&format!("too long for {name}: now with {} tokens of the paper", budget.tokens));
            }
            done => return Ok(done?),
        }
    }
}

/// As much of the paper as was asked for, or as fits: two thirds of what the model takes, so that there is room to answer.
fn budget(args: &Args, name: &str) -> Budget {
    let context = planner::lm::Model::parse(name)
        .ok()
        .and_then(|model| planner::lm::Price::of(&model, args.connection.base_url.as_deref())?.context);
    let fits = context.and_then(|tokens| usize::try_from(tokens / 3 * 2).ok());
    Budget { tokens: args.paper_tokens.or(fits).unwrap_or(100_000) }
}

fn task(args: &Args) -> Task {
    match args.task {
        TaskArg::Reviewer => Task::Reviewer,
        TaskArg::Author => Task::Author,
    }
}

fn view(args: &Args) -> View<'_> {
    match args.task {
        TaskArg::Reviewer => View::Whole,
        TaskArg::Author => View::UpToMethod { until: args.until.as_deref() },
    }
}

/// Shows what a model would see.
fn show(args: &Args, paper: &Paper) -> anyhow::Result<Exit> {
    let budget =
        args.model.as_deref().map_or(Budget { tokens: args.paper_tokens.unwrap_or(100_000) }, |it| budget(args, it));
    let Excerpt { text, tokens, cuts, decided } = paper::excerpt(paper, view(args), budget)?;
    print::out(&print::plain(&text))?;
    let mut lines = vec![format!("{}: about {tokens} tokens shown", paper.slug)];
    lines.extend((!decided.is_empty()).then_some(decided));
    lines.extend(paper.notes.iter().cloned());
    lines
        .extend(cuts.iter().map(|cut| format!("not shown: {}, {} characters ({})", cut.what, cut.characters, cut.why)));
    print::err(&print::plain(&(lines.join("\n") + "\n")));
    Ok(Exit::Done)
}

/// A folder holds one plan: one for another task or from another model goes elsewhere.
fn refuse_another(args: &Args, name: &str, store: &Store) -> anyhow::Result<()> {
    let path = store.folder().join("plan.json");
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(()) };
    let Ok((old, _)) = Plan::parse(&text, &path.display().to_string()) else { return Ok(()) };
    let is_same = old.task == Some(task(args)) && name.ends_with(&old.model);
    if is_same || args.force {
        return Ok(());
    }
    let of = old.task.map_or("", Task::as_str);
    let wrong = Wrong::new(format!("`{}` is a plan of another kind ({of}, {})", path.display(), old.model));
    Err(wrong.with_hint("give this one a folder of its own by `--out DIR`, or overwrite that one by `--force`").into())
}

fn write(plan: &Plan, store: &Store, force: bool) -> anyhow::Result<()> {
    let path = store.folder().join("plan.json");
    let json = plan.to_json();
    let old = std::fs::read(&path).ok();
    let is_changed = old.as_ref().is_some_and(|old| old != json.as_bytes());
    // a plan without ablations is nobody's work
    let is_empty = |old: &Vec<u8>| Plan::parse_bytes(old, "").is_ok_and(|(plan, _)| plan.ablations.is_empty());
    if is_changed && !force && !old.as_ref().is_some_and(is_empty) {
        let wrong = Wrong::new(format!("`{}` is there already and says something else", path.display()));
        return Err(wrong
            .with_hint("`--force` overwrites it, edited or not; what was answered is kept, so it costs nothing")
            .into());
    }
    std::fs::create_dir_all(store.folder()).with_context(|| format!("cannot create `{}`", store.folder().display()))?;
    write_atomically(&path, json.as_bytes())?;
    if is_changed && store.folder().join("binding.toml").exists() {
        print::warn(&format!(
            "`{}` was made for the plan before; bind anew",
            store.folder().join("binding.toml").display()
        ));
    }
    write_page(plan, store, is_changed || force)
}

/// The page of the plan; with results it belongs to the report, and what a person has changed is left as it is.
fn write_page(plan: &Plan, store: &Store, is_new: bool) -> anyhow::Result<()> {
    let page = plan.to_page() + "\n";
    let path = store.folder().join("trajectory.md");
    let is_edited = std::fs::read(&path).is_ok_and(|old| old != page.as_bytes());
    if store.folder().join("results.json").exists() {
        return Ok(());
    }
    if is_edited && !is_new {
        print::warn(&format!("`{}` says something else than the plan and is left as it is", path.display()));
        return Ok(());
    }
    store.write("trajectory.md", &page)?;
    Ok(())
}

fn tell(args: &Args, plan: &Plan, bill: &Bill, unread: &[String], store: &Store) -> anyhow::Result<()> {
    if args.json {
        let said = serde_json::json!({
            "folder": store.folder(),
            "plan": plan,
            "bill": bill,
            "unread": unread,
        });
        print::out(&format!("{}\n", study::visible_json(&serde_json::to_string_pretty(&said)?)))?;
        return Ok(());
    }
    print::out(&plan.to_text())?;
    let mut lines: Vec<String> =
        plan.dropped.iter().map(|it| format!("not kept: {}: {}", it.name, it.reason)).collect();
    lines.push(bill.line());
    let folder = store.folder().display();
    lines.push(match plan.ablations.is_empty() {
        true if plan.dropped.is_empty() => {
            "the model proposed nothing; another `--seed` or `--temperature` may help".to_owned()
        }
        true => {
            format!("no proposal was kept, for the reasons above; {folder}/trajectory.md has them too")
        }
        false => format!("wrote {folder}/plan.json and trajectory.md; next: ablate run {folder}"),
    });
    print::err(&print::plain(&(lines.join("\n") + "\n")));
    Ok(())
}
