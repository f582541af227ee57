//! Proposing ablations.
//!
//! ```text
//! paper ─▶ question ─▶ reply ─▶ check against the paper ─▶ repair (one follow-up) ─▶ merge of several samples ─▶ Plan
//! ```
//!
//! A reply is parsed into what is good plus reasons for the rest. Whatever is kept was found in the
//! paper: the passages that a proposal quotes, and the names of its metrics.

mod candidate;
mod check;
mod merge;
mod prompt;
mod schema;

pub(crate) use prompt::bind as bind_question;
pub use prompt::{Form, VERSION, version};
pub(crate) use schema::choices;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use plan::{Ablation, Dropped, Existing, Metrics, Plan, Rejected, Task};
use subject::Declaration;

use crate::lm::{self, Complete, Message, Reply, Request, Sampling, Stop, Watch};
use check::{Check, extend_new};
use paper::{Excerpt, Paper, Quotes};

/// A request for ablations, and the model that gets it.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// The whole paper, against which everything is checked.
    pub paper: &'a Paper,
    /// The part of the paper that the model sees.
    pub excerpt: &'a Excerpt,
    /// The task of the plan.
    pub task: Task,
    /// Maximum number of ablations.
    pub n: usize,
    /// The subject that will run them, if it is known.
    pub subject: Option<&'a Declaration>,
    /// The model as `provider/name`.
    pub model: &'a str,
    /// Its server, if it is not the provider's.
    pub base_url: Option<&'a str>,
    /// How answers are sampled.
    pub sampling: &'a Sampling,
    /// The form of the answer.
    pub form: Form,
    /// Number of plans to sample and merge.
    pub samples: u32,
    /// Maximum number of requests at once.
    pub concurrency: usize,
    /// Whether to keep proposals that could not be found in the paper.
    pub keep_unchecked: bool,
}

/// A plan, and the parts of the replies that could not be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposal {
    /// The plan; it may have no ablations at all, with the reasons in [`Plan::dropped`].
    pub plan: Plan,
    /// The parts that could not be read, with their sample, counted from 0.
    pub rejected: Vec<(u32, Rejected)>,
    /// Remarks on the replies, one sentence each.
    pub notes: Vec<String>,
}

/// The result of one sample.
#[derive(Clone, Debug, Default)]
struct Sample {
    trace: String,
    existing: Vec<Existing>,
    ablations: Vec<Ablation>,
    dropped: Vec<Dropped>,
    rejected: Vec<Rejected>,
    notes: Vec<String>,
}

/// Asks a model for ablations: for a reviewer those that the paper lacks, for an author those that
/// its method calls for.
///
/// # Errors
/// [`lm::Error`] if a request gets no reply; of several samples, the error of the first that
/// failed, unless another one came back.
pub fn propose(model: &dyn Complete, ask: &Ask, watch: Watch<'_>) -> Result<Proposal, lm::Error> {
    let n_samples = ask.samples.max(1);
    let quotes = Quotes::new(ask.paper);
    let check = Check::new(ask, &quotes);
    let (next, has_failed) = (AtomicU32::new(0), AtomicBool::new(false));
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..ask.concurrency.clamp(1, n_samples as usize) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    // a request that failed after all its attempts would fail again
                    if index >= n_samples || has_failed.load(Ordering::Relaxed) {
                        return;
                    }
                    let sample = sample(model, &check, index, watch);
                    has_failed.fetch_or(sample.is_err(), Ordering::Relaxed);
                    lm::lock(&done).push((index, sample));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    let mut samples = Vec::new();
    let mut failed = None;
    let mut proposal = Proposal::default();
    for (index, sample) in done {
        match sample {
            Ok(sample) => {
                proposal.rejected.extend(sample.rejected.iter().map(|it| (index, it.clone())));
                samples.push(sample);
            }
            Err(error) => {
                proposal.notes.push(format!("sample {} of {n_samples}: {error}", index + 1));
                failed.get_or_insert(error);
            }
        }
    }
    if let Some(error) = failed.filter(|_| samples.is_empty()) {
        return Err(error);
    }
    let n_replies = samples.len();
    let mut merged = merge::merge(samples, ask.n);
    proposal.notes.append(&mut merged.notes);
    proposal.plan = finish(merged, ask, n_replies);
    let notes = &mut proposal.plan.notes;
    notes.extend(proposal.notes.iter().cloned());
    if !proposal.rejected.is_empty() {
        let n_rejected = proposal.rejected.len();
        notes.push(format!("{n_rejected} parts of the replies could not be read"));
    }
    Ok(proposal)
}

/// The size of a request beside the paper, in tokens, estimated: instructions, knobs and schema.
#[must_use]
pub fn instructions(ask: &Ask) -> u64 {
    let quotes = Quotes::new(ask.paper);
    let mut request = request(&Check::new(ask, &quotes), 0);
    request.messages.remove(0);
    request.tokens()
}

/// The plan, with its origin: task, model, paper and notes.
fn finish(sample: Sample, ask: &Ask, n_replies: usize) -> Plan {
    let cuts = ask.excerpt.cuts.iter().map(|cut| {
        format!("not shown to the model: {}, {} characters ({})", cut.what, cut.characters, cut.why)
    });
    let mut notes =
        vec![format!("prompts {}, {n_replies} of {} sample(s)", version(), ask.samples.max(1))];
    notes.extend((!ask.excerpt.decided.is_empty()).then(|| ask.excerpt.decided.clone()));
    notes.extend(ask.paper.notes.iter().cloned().chain(cuts));
    Plan {
        task: Some(ask.task),
        planner: "ablate".to_owned(),
        // a slash would end the model's name in the title of the page
        model: ask.model.rsplit('/').next().unwrap_or_default().to_owned(),
        slug: ask.paper.slug.clone(),
        trace: sample.trace,
        ablations: sample.ablations,
        title: ask.paper.title.clone(),
        existing: sample.existing,
        dropped: sample.dropped,
        notes,
    }
}

/// One plan: the question, and at most one follow-up on what does not hold.
fn sample(
    model: &dyn Complete,
    check: &Check,
    index: u32,
    watch: Watch<'_>,
) -> Result<Sample, lm::Error> {
    let mut request = request(check, index);
    let reply = model.complete(&request, watch)?;
    let mut sample = read(&reply, check.ask.n);
    let verdict = check.check(&mut sample);
    if verdict.is_empty() || reply.stop == Stop::Cut {
        check.settle(&mut sample, None);
        return Ok(sample);
    }
    request.messages.push(Message::model(reply.text));
    request.messages.push(Message::user(prompt::repair(&verdict, check.ask.subject.is_some())));
    // a failed repair still leaves the good parts of the first reply
    let repaired = match model.complete(&request, watch) {
        Ok(reply) => Some(read(&reply, check.ask.n)),
        Err(error) => {
            sample.notes.push(format!("no repair: {error}"));
            None
        }
    };
    check.settle(&mut sample, repaired);
    Ok(sample)
}

fn request(check: &Check, sample: u32) -> Request {
    let ask = check.ask;
    let mut sampling = ask.sampling.clone();
    sampling.seed = sampling.seed.map(|seed| seed.wrapping_add(u64::from(sample)));
    let schema = (ask.form == Form::Schema).then(|| match &check.candidates {
        Some(candidates) => schema::grammar(ask.n, ask.subject, candidates),
        None => schema::plan(ask.subject),
    });
    Request {
        model: ask.model.to_owned(),
        base_url: ask.base_url.map(str::to_owned),
        system: prompt::system(),
        messages: vec![
            Message::user(prompt::paper(&ask.excerpt.text)).shared(),
            Message::user(prompt::question(ask.task, ask.n, ask.form, ask.subject)),
        ],
        schema,
        sampling,
        sample,
    }
}

/// Reads a reply: its good parts, and the reasons for the rest.
fn read(reply: &Reply, n: usize) -> Sample {
    let (plan, rejected) = Plan::parse_reply(&reply.text);
    let note = match reply.stop {
        Stop::Complete => None,
        Stop::Length => Some("an answer ends at its limit of tokens; `--max-tokens` raises it"),
        Stop::Filtered => Some("the service held a part of an answer back"),
        Stop::Cut => Some("the connection broke; what had come of the answer was read"),
    };
    let mut notes: Vec<String> = note.into_iter().map(str::to_owned).collect();
    let Plan { trace, existing, mut ablations, .. } = plan;
    // bounds the work that a model without an end can cause
    let most = 4 * n + 20;
    if ablations.len() > most {
        let n_ablations = ablations.len();
        notes.push(format!("an answer has {n_ablations} proposals; the first {most} were read"));
        ablations.truncate(most);
    }
    ablations.iter_mut().for_each(tidy);
    Sample { trace, existing, ablations, rejected, notes, ..Sample::default() }
}

/// Takes out metrics and quotes that are there twice, and what a model cannot know: where a quote
/// stands is looked up.
fn tidy(ablation: &mut Ablation) {
    ablation.grounds.agreement = None;
    ablation.grounds.quotes.iter_mut().for_each(|quote| quote.place.clear());
    let (mut metrics, mut quotes) = (Vec::new(), Vec::new());
    extend_new(&mut metrics, ablation.metrics.iter().cloned(), |it| it);
    ablation.metrics = Metrics::new(metrics);
    extend_new(&mut quotes, std::mem::take(&mut ablation.grounds.quotes), |it| &it.text);
    ablation.grounds.quotes = quotes;
}

#[cfg(test)]
mod tests;
