//! `ablate plan`: a language model reads a paper and proposes ablations.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use paper::{self, Budget, Excerpt, Paper, View};
use plan::Task;
use planner::{Ask, Form, Proposal, lm};
use study::store::Store;
use subject::Declaration;

use crate::conversation::Conversation;
use crate::exit::{Context, Exit, Failure, Result};
use crate::folder::folder;
use crate::{model, print, program};
use output::Said;

mod output;

const AFTER_HELP: &str = "\
Keys are in the environment: ANTHROPIC_API_KEY, OPENAI_API_KEY, GEMINI_API_KEY, OPENROUTER_API_KEY; for a server of your
own, if it wants one, OPENAI_COMPATIBLE_API_KEY.

Examples:
    ablate plan paper.pdf --dry-run
    ablate plan paper.pdf --model anthropic/claude-sonnet-5 --max-cost 0.50
    ablate plan paper/ --task author --samples 4 --subject svilm --model openai/gpt-5
    ablate plan paper.md --model openai-compatible/NAME --base-url http://127.0.0.1:8080/v1";

#[derive(clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The paper: PDF, LaTeX (file, folder or archive), Markdown or HTML; `-` for standard input
    paper: PathBuf,
    /// What is asked: what a finished paper lacks (reviewer), or what to run, given the method
    /// alone (author)
    #[arg(long, value_name = "TASK", default_value = "reviewer")]
    task: TaskArg,
    /// The most ablations to propose
    #[arg(short = 'k', long = "ablations", value_name = "K", default_value = "5", value_parser = clap::value_parser!(u8).range(1..=50))]
    n: u8,
    /// The model as PROVIDER/NAME: anthropic, openai, openai-responses, gemini, openrouter, ollama,
    /// openai-compatible
    #[arg(short, long, value_name = "MODEL")]
    model: Option<String>,
    /// The program that is to run the ablations: a built-in subject, or the path of a program
    #[arg(long, value_name = "NAME")]
    subject: Option<String>,
    /// Sample N plans and merge them, ranked by agreement
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u8).range(1..=64))]
    samples: u8,
    /// Requests at once
    #[arg(long, value_name = "N", default_value = "4", value_parser = clap::value_parser!(u8).range(1..=64))]
    concurrency: u8,
    /// How the model is to answer: JSON held to a schema, or tags for models without
    #[arg(long, value_name = "FORM", default_value = "schema")]
    form: FormArg,
    /// The most tokens of the paper that the model sees [default: what fits the model]
    #[arg(long, value_name = "N")]
    paper_tokens: Option<usize>,
    /// With --task author: hide the paper from this heading on
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
    /// Show what the model would see of the paper; make no requests
    #[arg(long)]
    dry_run: bool,
    /// Print the result as JSON
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

pub(crate) fn plan(args: &Args) -> Result<Exit> {
    let paper = read(&args.paper)?;
    if args.dry_run {
        return show(args, &paper);
    }
    let Some(name) = args.model.as_deref() else {
        let error = Failure::usage("no model is given");
        return Err(error.with_hint(
            "`--model anthropic/claude-sonnet-5`, or `--dry-run` to see what a model would see",
        ));
    };
    let subject =
        args.subject.as_deref().map(|it| program::describe(&program::program(it)?)).transpose()?;
    let stem = args.paper.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let store = Store::new(&args.out.clone().unwrap_or_else(|| folder(&[&paper.slug, &stem])));
    output::refuse_another(task(args), name, args.force, &store)?;

    let ledger = args.connection.ledger();
    let model = args.connection.connect(name, store.folder(), &ledger)?;
    let talk = Conversation::new(name, args.json);
    let proposed = propose(args, name, &paper, subject.as_ref(), &model, &talk);
    let bill = talk.end(&ledger);
    if proposed.is_err() && (bill.replies > 0 || bill.cost > 0.0 || bill.unknown_costs > 0) {
        print::err(&format!("{}\n", bill.line()));
    }
    let Proposal { plan, rejected, notes } = proposed?;
    let unread = rejected
        .iter()
        .map(|(sample, part)| format!("reply {}, line {}: {}", sample + 1, part.line, part.reason));
    let unread: Vec<String> = unread.collect();
    unread.iter().for_each(|part| print::warn(part));
    notes.iter().for_each(|note| print::warn(note));
    output::write(&plan, &store, args.force)?;
    output::tell(
        &plan,
        &Said { bill, unread, subject: args.subject.clone(), json: args.json },
        &store,
    )?;
    Ok(if plan.ablations.is_empty() { Exit::Failure } else { Exit::Done })
}

/// Reads the paper, from standard input for `-`.
fn read(path: &Path) -> Result<Paper> {
    if path.as_os_str() != "-" {
        return Ok(Paper::read(path)?);
    }
    let mut bytes = Vec::new();
    let limit = Paper::LARGEST_FILE + 1;
    std::io::stdin()
        .lock()
        .take(limit)
        .read_to_end(&mut bytes)
        .context("cannot read standard input")?;
    Ok(Paper::parse(&bytes, "stdin")?)
}

/// Asks with less and less of the paper, until the model can take it.
fn propose(
    args: &Args,
    name: &str,
    paper: &Paper,
    subject: Option<&Declaration>,
    model: &model::Connected,
    talk: &Conversation,
) -> Result<Proposal> {
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
            Err(lm::Error::TooLong { .. })
                if excerpt.tokens / 2 > SMALLEST && args.paper_tokens.is_none() =>
            {
                budget = Budget { tokens: excerpt.tokens / 2 };
                talk.say(&format!(
                    "too long for {name}: now with {} tokens of the paper",
                    budget.tokens
                ));
            }
            done => return Ok(done?),
        }
    }
}

/// As much of the paper as was asked for, or as fits: two thirds of what the model takes, so that
/// there is room to answer.
fn budget(args: &Args, name: &str) -> Budget {
    let context = lm::Model::parse(name)
        .ok()
        .and_then(|model| lm::Price::of(&model, args.connection.base_url.as_deref())?.context);
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
fn show(args: &Args, paper: &Paper) -> Result<Exit> {
    let budget = args
        .model
        .as_deref()
        .map_or(Budget { tokens: args.paper_tokens.unwrap_or(100_000) }, |it| budget(args, it));
    let Excerpt { text, tokens, cuts, decided } = paper::excerpt(paper, view(args), budget)?;
    print::out(&print::plain(&text))?;
    let mut lines = vec![format!("{}: about {tokens} tokens shown", paper.slug)];
    lines.extend((!decided.is_empty()).then_some(decided));
    lines.extend(paper.notes.iter().cloned());
    lines.extend(cuts.iter().map(|cut| {
        format!("not shown: {}, {} characters ({})", cut.what, cut.characters, cut.why)
    }));
    lines.extend(args.model.as_deref().map(|name| cost(args, name, tokens)));
    print::err(&print::plain(&(lines.join("\n") + "\n")));
    Ok(Exit::Done)
}

/// What a plan may cost: each sample is a question and, if something has to be corrected, a second
/// one.
fn cost(args: &Args, name: &str, tokens: usize) -> String {
    // the question, the form of the answer and the knobs of a subject
    const QUESTION: u64 = 4000;
    let price = lm::Model::parse(name)
        .ok()
        .and_then(|model| lm::Price::of(&model, args.connection.base_url.as_deref()));
    let Some(price) = price else { return format!("the price of {name} is unknown") };
    let max_tokens = args.connection.sampling().max_tokens;
    let output = u64::from(max_tokens.unwrap_or(lm::OUTPUT));
    let first = price.most(tokens as u64 + QUESTION, max_tokens);
    let second = price.most(tokens as u64 + QUESTION + output, max_tokens);
    let most = f64::from(args.samples) * (first + second);
    format!("a plan by {name} would cost ${most:.2} at most, with answers of up to {output} tokens")
}
