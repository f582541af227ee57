//! `ablate plan`: proposes ablations for a paper, with a language model.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use paper::{self, Budget, Excerpt, Paper, View};
use plan::Task;
use planner::{Ask, Form, Proposal, lm};
use study::store::Store;
use subject::Declaration;

use crate::conversation::Conversation;
use crate::exit::{Context, Exit, Failure};
use crate::folder::folder;
use crate::{model, print, program};
use output::Facts;

mod output;

const AFTER_HELP: &str = "\
API keys are read from the environment: ANTHROPIC_API_KEY, OPENAI_API_KEY, GEMINI_API_KEY, OPENROUTER_API_KEY, and for your
own server, if it needs a key, OPENAI_COMPATIBLE_API_KEY.

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
    /// reviewer: which ablations a finished paper lacks; author: which to run, from the method
    /// section only
    #[arg(long, value_name = "TASK", default_value = "reviewer")]
    task: TaskArg,
    /// Maximum number of ablations
    #[arg(short = 'k', long = "ablations", value_name = "K", default_value = "5", value_parser = clap::value_parser!(u8).range(1..=50))]
    n: u8,
    /// The model as PROVIDER/NAME: anthropic, openai, openai-responses, gemini, openrouter, ollama,
    /// openai-compatible
    #[arg(short, long, value_name = "MODEL")]
    model: Option<String>,
    /// The training program that will run the ablations: a built-in subject, or the path of your
    /// own
    #[arg(long, value_name = "NAME")]
    subject: Option<String>,
    /// Sample N plans and merge them, ranked by agreement
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u8).range(1..=64))]
    samples: u8,
    /// Maximum number of requests at once
    #[arg(long, value_name = "N", default_value = "4", value_parser = clap::value_parser!(u8).range(1..=64))]
    concurrency: u8,
    /// Form of the answer: JSON that follows a schema, or tags for models without schemas
    #[arg(long, value_name = "FORM", default_value = "schema")]
    form: FormArg,
    /// Maximum tokens of the paper to show to the model [default: what fits the model]
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
    /// Overwrite an existing plan, edited or not
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

/// Tokens of the paper to show to a model of unknown size.
const DEFAULT_TOKENS: usize = 100_000;

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

pub(crate) fn plan(args: &Args) -> Result<Exit, Failure> {
    let paper = read(&args.paper)?;
    if args.dry_run {
        return show(args, &paper);
    }
    let Some(name) = args.model.as_deref() else {
        let failure = Failure::usage("no model is given");
        return Err(failure.with_hint(
            "add `--model anthropic/claude-sonnet-5`, or `--dry-run` to see what a model would see",
        ));
    };
    let subject = args.subject.as_deref().map(program::declaration).transpose()?;
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
    let mut unread = Vec::new();
    for (sample, part) in &rejected {
        unread.push(format!("reply {}, line {}: {}", sample + 1, part.line, part.reason));
    }
    for warning in unread.iter().chain(&notes) {
        print::warn(warning);
    }
    output::write(&plan, &store, args.force)?;
    let facts = Facts { bill, unread, subject: args.subject.clone(), json: args.json };
    output::print_plan(&plan, &facts, &store)?;
    Ok(if plan.ablations.is_empty() { Exit::Failure } else { Exit::Done })
}

/// Reads the paper, from standard input for `-`.
fn read(path: &Path) -> Result<Paper, Failure> {
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

/// Asks the model, with half as much of the paper each time that the request is too long.
fn propose(
    args: &Args,
    name: &str,
    paper: &Paper,
    subject: Option<&Declaration>,
    model: &model::Connected,
    talk: &Conversation,
) -> Result<Proposal, Failure> {
    const SMALLEST: usize = 500;
    let sampling = args.connection.sampling();
    let mut budget = budget(args, name);
    loop {
        let excerpt = paper::excerpt(paper, view(args), budget)?;
        let ask = ask(args, name, paper, &excerpt, subject, &sampling);
        let is_smallest = excerpt.tokens / 2 <= SMALLEST || args.paper_tokens.is_some();
        match planner::propose(model, &ask, &|progress| talk.show(progress)) {
            Err(lm::Error::TooLong { .. }) if !is_smallest => {
                budget = Budget { tokens: excerpt.tokens / 2 };
                talk.warn(&format!(
                    "too long for {name}: trying {} tokens of the paper",
                    budget.tokens
                ));
            }
            done => return Ok(done?),
        }
    }
}

/// The request of the flags.
fn ask<'a>(
    args: &'a Args,
    model: &'a str,
    paper: &'a Paper,
    excerpt: &'a Excerpt,
    subject: Option<&'a Declaration>,
    sampling: &'a lm::Sampling,
) -> Ask<'a> {
    Ask {
        paper,
        excerpt,
        task: task(args),
        n: usize::from(args.n),
        subject,
        model,
        base_url: args.connection.base_url.as_deref(),
        sampling,
        form: match args.form {
            FormArg::Schema => Form::Schema,
            FormArg::Tags => Form::Tags,
        },
        samples: u32::from(args.samples),
        concurrency: usize::from(args.concurrency),
        keep_unchecked: args.keep_unchecked,
    }
}

/// The tokens of the paper to show: `--paper-tokens`, or two thirds of the model's context, which
/// leaves room for the answer.
fn budget(args: &Args, name: &str) -> Budget {
    let context = lm::Model::parse(name)
        .ok()
        .and_then(|model| lm::Price::of(&model, args.connection.base_url.as_deref())?.context);
    let fits = context.and_then(|tokens| usize::try_from(tokens / 3 * 2).ok());
    Budget { tokens: args.paper_tokens.or(fits).unwrap_or(DEFAULT_TOKENS) }
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

/// Prints the part of the paper that a model would see, and the size and price of a request.
fn show(args: &Args, paper: &Paper) -> Result<Exit, Failure> {
    let budget = match &args.model {
        Some(name) => budget(args, name),
        None => Budget { tokens: args.paper_tokens.unwrap_or(DEFAULT_TOKENS) },
    };
    let excerpt = paper::excerpt(paper, view(args), budget)?;
    let subject = args.subject.as_deref().map(program::declaration).transpose()?;
    let model = args.model.as_deref().unwrap_or_default();
    let sampling = args.connection.sampling();
    let ask = ask(args, model, paper, &excerpt, subject.as_ref(), &sampling);
    let instructions = planner::instructions(&ask);
    let Excerpt { text, tokens, cuts, decided } = &excerpt;
    print::out(&print::plain(text))?;
    let mut lines = vec![format!(
        "{}: about {tokens} tokens of paper + {instructions} of instructions",
        paper.slug
    )];
    lines.extend((!decided.is_empty()).then(|| decided.clone()));
    lines.extend(paper.notes.iter().cloned());
    lines.extend(cuts.iter().map(|cut| {
        format!("not shown: {}, {} characters ({})", cut.what, cut.characters, cut.why)
    }));
    lines.extend(args.model.as_deref().map(|name| cost(args, name, *tokens)));
    print::err(&print::plain(&(lines.join("\n") + "\n")));
    Ok(Exit::Done)
}

/// The maximum cost of a plan: each sample is a request and, if something has to be corrected, a
/// second one.
fn cost(args: &Args, name: &str, tokens: usize) -> String {
    // generous: the question, the form of the answer and the knobs of a subject
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
