//! Proposing ablations.
//!
//! ```text
//! paper ─▶ question ─▶ reply ─▶ check against the paper ─▶ repair (one follow-up) ─▶ merge of several samples ─▶ Plan
//! ```
//!
//! A reply is parsed into what is good plus reasons for the rest. Whatever is kept was found in the paper: the passages that a
//! proposal quotes, and the names of its metrics.

mod candidate;
mod check;
mod merge;
mod prompt;
mod schema;

pub(crate) use prompt::bind as bind_question;
pub use prompt::{Form, VERSION, version};
pub(crate) use schema::choices;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use study::plan::{Ablation, Dropped, Existing, Plan, Rejected, Task};
use subject::Declaration;

use crate::lm::{self, Complete, Message, Request, Sampling, Stop, Watch};
use crate::paper::{Excerpt, Paper, Quotes};
use candidate::Candidates;
use check::Check;

/// What is asked of a model.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// The paper as it is, against which everything is checked.
    pub paper: &'a Paper,
    /// What of it the model sees.
    pub excerpt: &'a Excerpt,
    /// For whom the plan is made.
    pub task: Task,
    /// The most ablations that the plan may have.
    pub n: usize,
    /// The program that is to run them, if it is known.
    pub subject: Option<&'a Declaration>,
    /// The model as `provider/name`.
    pub model: &'a str,
    /// Its server, where it is not the provider's own.
    pub base_url: Option<&'a str>,
    /// How answers are drawn.
    pub sampling: &'a Sampling,
    /// How the model is to answer.
    pub form: Form,
    /// How many plans are drawn and merged.
    pub samples: u32,
    /// How many requests may be under way at once.
    pub concurrency: usize,
    /// Whether proposals are kept that could not be found in the paper.
    pub keep_unchecked: bool,
}

/// A plan, and what of the replies could not be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposal {
    /// The plan; it may have no ablations at all, with the reasons in [`Plan::dropped`].
    pub plan: Plan,
    /// What could not be read, with the sample it is of, from 0.
    pub rejected: Vec<(u32, Rejected)>,
    /// What a person should know of the replies, a sentence each.
    pub notes: Vec<String>,
}

/// What came of one sample.
#[derive(Clone, Debug, Default)]
struct Sample {
    trace: String,
    existing: Vec<Existing>,
    ablations: Vec<Ablation>,
    dropped: Vec<Dropped>,
    rejected: Vec<Rejected>,
    notes: Vec<String>,
}

/// Asks a model for ablations: for a reviewer those that the paper lacks, for an author those that its method calls for.
///
/// # Errors
/// [`lm::Error`] if a request gets no reply; of several samples, the error of the first that failed, unless another one
/// came back.
pub fn propose(model: &dyn Complete, ask: &Ask, watch: Watch<'_>) -> Result<Proposal, lm::Error> {
    let n_samples = ask.samples.max(1);
    let quotes = Quotes::new(ask.paper);
    let check = Check { ask, quotes: &quotes };
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..ask.concurrency.clamp(1, n_samples as usize) {
            scope.spawn(|| {
                loop {
                    let index = u32::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap_or(u32::MAX);
                    if index >= n_samples {
                        return;
                    }
                    let sample = sample(model, &check, index, watch);
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((index, sample));
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
    match failed {
        Some(error) if samples.is_empty() => return Err(error),
        _ => {}
    }
    proposal.notes.extend(samples.iter_mut().flat_map(|sample| std::mem::take(&mut sample.notes)));
    proposal.plan = finish(merge::merge(samples, ask.n), ask);
    Ok(proposal)
}

/// The plan with everything that says where it comes from.
fn finish(sample: Sample, ask: &Ask) -> Plan {
    let cuts = ask
        .excerpt
        .cuts
        .iter()
        .map(|cut| format!("not shown to the model: {}, {} characters ({})", cut.what, cut.characters, cut.why));
    let mut notes = vec![format!("prompts {}, {} sample(s)", version(), ask.samples.max(1))];
    notes.extend((!ask.excerpt.decided.is_empty()).then(|| ask.excerpt.decided.clone()));
    notes.extend(ask.paper.notes.iter().cloned().chain(cuts));
    let (provider, name) = ask.model.split_once('/').unwrap_or(("", ask.model));
    Plan {
        task: Some(ask.task),
        planner: "ablate".to_owned(),
        // a slash would end the model's name in the title of the page
        model: if provider.is_empty() { name.to_owned() } else { name.rsplit('/').next().unwrap_or(name).to_owned() },
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
fn sample(model: &dyn Complete, check: &Check, index: u32, watch: Watch<'_>) -> Result<Sample, lm::Error> {
    let mut request = request(check, index);
    let reply = model.complete(&request, watch)?;
    let mut sample = read(&reply.text, &reply.model);
    match reply.stop {
        Stop::Complete => {}
        Stop::Length => {
            sample.notes.push("the answer ends at its limit of tokens; `--max-tokens` raises it".to_owned())
        }
        Stop::Filtered => sample.notes.push("the service held a part of the answer back".to_owned()),
        Stop::Cut => sample.notes.push("the connection broke; what had come of the answer was read".to_owned()),
    }
    let verdict = check.check(&mut sample);
    if verdict.is_empty() || reply.stop == Stop::Cut {
        check.settle(&mut sample, None);
        return Ok(sample);
    }
    request.messages.push(Message::model(reply.text));
    request.messages.push(Message::user(prompt::repair(&verdict, check.ask.subject.is_some())));
    // without a repair there still is what was good in the first place
    let repaired = match model.complete(&request, watch) {
        Ok(reply) => Some(read(&reply.text, &reply.model)),
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
    let is_local = lm::Model::parse(ask.model).is_ok_and(|model| model.provider.is_local);
    let schema = (ask.form == Form::Schema).then(|| match is_local {
        true => schema::grammar(ask.n, ask.subject, &Candidates::new(ask, check.quotes)),
        false => schema::plan(ask.subject),
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

/// What can be read of a reply, and what cannot.
fn read(text: &str, name: &str) -> Sample {
    let (plan, rejected) = match Plan::parse(text, name) {
        Ok(read) => read,
        Err(study::plan::Error::Nothing { rejected, .. }) => (Plan::default(), rejected),
        Err(error) => {
            return Sample { notes: vec![error.to_string()], ..Sample::default() };
        }
    };
    let mut ablations = plan.ablations;
    ablations.iter_mut().for_each(tidy);
    Sample { trace: plan.trace, existing: plan.existing, ablations, rejected, ..Sample::default() }
}

/// Takes out metrics that are named twice.
fn tidy(ablation: &mut Ablation) {
    let mut metrics: Vec<String> = Vec::new();
    for name in &ablation.metrics {
        if metrics.iter().all(|known| check::key(known) != check::key(name)) {
            metrics.push(name.clone());
        }
    }
    ablation.metrics = study::plan::Metrics::new(metrics);
}

#[cfg(test)]
mod tests;
