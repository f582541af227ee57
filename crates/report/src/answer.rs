//! The answer of a study at first sight: which parts matter, what is open, and how to settle it.
//!
//! Every report opens with it; the evidence is one step away.

mod line;
mod open;

use foundation::words::count;
use subject::Metric;

use super::number::Format;
use super::selection::Selection;
use super::table::{outcomes, shortened, values};
use crate::Study;
use ::plan::binding::Bound;
use study::analysis::{Kind, Overall, primary_metrics};
use study::results::{NOT_RUN, Record, Results, Status};
use study::statistics::summarize;

use line::listed;
pub(super) use line::{Line, Mark};
use open::open;

/// The answer in plain strings. None of them is escaped.
pub(super) struct Answer {
    /// The paper's title, else the plan's.
    pub(super) title: String,
    /// What was measured, on how many runs.
    pub(super) facts: String,
    /// One finding per ablation, in the order of the binding.
    pub(super) findings: Vec<Finding>,
    /// What is open, and the command that would probably settle it, if anything is open.
    pub(super) open: Option<Open>,
    /// Why runs have no numbers that should have some: how many, the reason, and where to look.
    pub(super) failures: Vec<String>,
    /// What a reader must know before believing any of it.
    pub(super) warnings: Vec<String>,
}

/// What a study says about one ablation.
pub(super) struct Finding {
    /// The ablation.
    pub(super) name: String,
    /// The ablated settings of the baseline: `momentum = 0.9`.
    pub(super) baseline: String,
    /// The mark of its most decisive comparison.
    pub(super) mark: Mark,
    /// `Momentum matters`.
    pub(super) claim: String,
    /// `−17.97 points without it`; may be empty.
    pub(super) detail: String,
    /// One line per variant and primary metric.
    pub(super) lines: Vec<Line>,
}

/// What is open.
pub(super) struct Open {
    /// The comparisons, in words.
    pub(super) words: String,
    /// The command that would probably settle them; `None` if more seeds would not.
    pub(super) command: Option<String>,
}

impl Answer {
    /// The answer of what is selected.
    pub(super) fn new(study: &Study, selection: &Selection) -> Self {
        let results = study.results;
        let shown = results.binding.ablations.iter().filter(|bound| selection.shows(&bound.name));
        Self {
            title: title(results),
            facts: facts(results),
            findings: shown.map(|bound| finding(study, bound)).collect(),
            open: open(study),
            failures: failures(results),
            warnings: warnings(study),
        }
    }
}

impl Finding {
    /// The claim with its detail and the interval of a single difference, as one line.
    pub(super) fn line(&self) -> String {
        let detail = match self.lines.as_slice() {
            [line] if !line.interval.is_empty() => self.detail.replacen(
                &line.difference,
                &format!("{} {}", line.difference, line.interval),
                1,
            ),
            _ => self.detail.clone(),
        };
        if detail.is_empty() { self.claim.clone() } else { format!("{}: {detail}", self.claim) }
    }
}

/// The paper's title in words; a name of few words becomes a question.
fn title(results: &Results) -> String {
    let (title, name) = (results.plan.title.trim(), results.plan.title());
    if !title.is_empty() {
        return title.to_owned();
    }
    let last = name.rsplit('/').next().unwrap_or_default();
    let words: Vec<&str> = last.split(['_', '-', ' ']).filter(|word| !word.is_empty()).collect();
    match words.len() {
        0 => format!("Which parts of {} matter?", results.subject.name),
        1..=3 => format!("Which parts of {} matter?", words.join(" ")),
        _ => words.join(" "),
    }
}

/// `Score (%) · 3 seeds · 18 of 21 runs finished, 3 diverged · baseline 69.40 ± 0.58`.
fn facts(results: &Results) -> String {
    let mut metrics: Vec<&Metric> = Vec::new();
    for metric in results.binding.ablations.iter().flat_map(|bound| primary_metrics(results, bound))
    {
        if metrics.iter().all(|known| known.name != metric.name) {
            metrics.push(metric);
        }
    }
    let named = |metric: &&Metric| match metric.unit.as_str() {
        "" => metric.label.clone(),
        unit => format!("{} ({unit})", metric.label),
    };
    let names: Vec<String> = metrics.iter().map(named).collect();
    let mut facts = vec![names.join(", "), count(results.seeds.len(), "seed"), runs(results)];
    if let ([metric], Some(baseline)) = (metrics.as_slice(), results.configurations.first()) {
        facts.extend(summarize(&values(baseline, &metric.name)).map(|summary| {
            let format = Format::of(&[summary.mean], summary.sd.as_slice());
            let sd = summary.sd.map_or_else(String::new, |sd| format!(" ± {}", format.show(sd)));
            format!("baseline {}{sd}", format.show(summary.mean))
        }));
    }
    if results.departures().is_some_and(|departures| departures.is_empty()) {
        facts.push("frozen before the first run, and kept to".to_owned());
    }
    facts.retain(|fact| !fact.is_empty());
    facts.join(" · ")
}

/// `18 of 21 runs finished, 3 diverged`.
fn runs(results: &Results) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for run in results.runs().filter(|run| !run.status.is_finished()) {
        match counts.iter_mut().find(|(word, _)| *word == run.status.word()) {
            Some((_, n)) => *n += 1,
            None => counts.push((run.status.word(), 1)),
        }
    }
    let is_spared = |status: &Status| matches!(status, Status::Spared { .. });
    let planned = results.runs().filter(|run| !is_spared(&run.status)).count();
    let finished = results.runs().filter(|run| run.status.is_finished()).count();
    let others = counts.iter().map(|(word, n)| format!(", {n} {word}"));
    format!("{finished} of {} finished{}", count(planned, "run"), others.collect::<String>())
}

fn finding(study: &Study, bound: &Bound) -> Finding {
    let name = bound.name.trim().to_owned();
    let lines = line::lines(study, bound);
    let overall = study.analysis.overall(study.results, bound);
    let (claim, detail) = match overall {
        Some(overall) => claim(study, bound, &name, overall, &lines),
        None => (format!("{name} was not run"), not_run(bound)),
    };
    let decisive = |line: &&Line| Some(line.kind) == overall.map(|overall| overall.kind);
    let mark = lines.iter().find(decisive).map_or(Mark::None, |line| line.mark);
    let baseline = baseline(study.results, bound);
    Finding { name, baseline, mark, claim, detail, lines }
}

/// The settings of the baseline that the ablation's variants change.
fn baseline(results: &Results, bound: &Bound) -> String {
    let Some(baseline) = results.configurations.first() else { return String::new() };
    let mut set: Vec<String> = Vec::new();
    for knob in bound.variants.iter().flat_map(|variant| variant.settings.0.keys()) {
        if let Some(value) = baseline.settings.0.get(knob) {
            let words = format!("{knob} = {value}");
            if !set.contains(&words) {
                set.push(words);
            }
        }
    }
    set.join(", ")
}

fn not_run(bound: &Bound) -> String {
    bound.unbound.first().map_or_else(String::new, |unbound| unbound.reason.clone())
}

/// Said of a claim that came only after seeds were changed by hand.
const EXPLORATORY: &str = ", which is exploratory";

/// What the verdicts on an ablation come to, and the numbers that say so.
fn claim(
    study: &Study,
    bound: &Bound,
    name: &str,
    overall: Overall,
    lines: &[Line],
) -> (String, String) {
    let of = |kind: Kind| lines.iter().filter(|line| line.kind == kind).collect::<Vec<_>>();
    let ended: Vec<String> = lines.iter().filter_map(|line| line.failure.clone()).collect();
    match overall.kind {
        Kind::Matters => {
            let found = of(Kind::Matters);
            let is_small = found.iter().all(|line| line.is_small);
            let small = if is_small { ", by less than the margin" } else { "" };
            let shown = listed(bound, &found[..found.len().min(3)]);
            let more = found.len().saturating_sub(3);
            let more = (more > 0).then(|| format!("{more} more"));
            let words: Vec<String> = shown.into_iter().chain(more).chain(ended).collect();
            let hedge = if found.iter().all(|line| line.exploratory) { EXPLORATORY } else { "" };
            (format!("{name} matters{small}{hedge}"), words.join("; "))
        }
        Kind::DoesNotMatter => {
            let same = of(Kind::DoesNotMatter);
            let within = same.iter().filter_map(|line| line.within.clone()).next();
            let within = within.unwrap_or_else(|| "within the margin".to_owned());
            let words = match same.len() {
                1 => within,
                n => format!("all {n} comparisons {within}"),
            };
            let words: Vec<String> = std::iter::once(words).chain(ended).collect();
            let hedge = if same.iter().any(|line| line.exploratory) { EXPLORATORY } else { "" };
            (format!("{name} does not matter{hedge}"), words.join("; "))
        }
        Kind::Undecided => {
            let open = of(Kind::Undecided);
            let shown = listed(bound, &open[..open.len().min(3)]);
            let more = open.len().saturating_sub(3);
            let more = (more > 0).then(|| format!("{more} more"));
            let same = of(Kind::DoesNotMatter);
            let within = same.iter().find_map(|line| line.within.as_ref());
            let settled = within.map(|within| format!("{} {within}", count(same.len(), "other")));
            let words = shown.into_iter().chain(more).chain(settled).chain(ended);
            (format!("{name} is undecided"), words.collect::<Vec<_>>().join("; "))
        }
        Kind::CannotBeDecided => {
            let seeds = count(study.results.seeds.len(), "seed");
            (format!("{name} cannot be decided with {seeds}"), ended.join("; "))
        }
        Kind::Missing => {
            let why = if ended.is_empty() { listed(bound, &of(Kind::Missing)) } else { ended };
            (format!("{name} has no verdict"), why.join("; "))
        }
    }
}

/// What was frozen and departed from, and what was made again.
fn warnings(study: &Study) -> Vec<String> {
    let results = study.results;
    let mut warnings = match results.departures() {
        Some(departures) => departures
            .iter()
            .map(|departure| format!("departed from what was frozen: {departure}"))
            .collect(),
        None => results.replaced(),
    };
    if study.analysis.unplanned > 0 {
        warnings.push(super::document::unplanned(results));
    }
    warnings
}

/// How many runs failed, took too long or were cut off, with the reason of the first of each; a run
/// that diverged has told the study something.
fn failures(results: &Results) -> Vec<String> {
    let mut groups: Vec<(&Record, usize)> = Vec::new();
    for run in results.runs() {
        match &run.status {
            Status::Missing { reason } if reason == NOT_RUN => {}
            Status::Failed { .. } | Status::TimedOut { .. } | Status::Missing { .. } => {
                match groups.iter_mut().find(|(known, _)| known.status.word() == run.status.word())
                {
                    Some((_, n)) => *n += 1,
                    None => groups.push((run, 1)),
                }
            }
            Status::Finished | Status::Diverged { .. } | Status::Spared { .. } => {}
        }
    }
    let words = |(run, n): &(&Record, usize)| {
        let (reason, log) =
            (shortened(&run.status.to_string()), format!("runs/{}/log.txt", run.id));
        match n {
            1 => format!("1 run {reason} ({log})"),
            n => format!("{n} runs {}, the first: {reason} ({log})", run.status.word()),
        }
    };
    groups.iter().map(words).collect()
}

/// How the runs of a configuration ended that has no numbers: `diverged 3/3`.
fn failure(results: &Results, index: usize) -> Option<String> {
    let configured = &results.configurations[index];
    let is_none = configured.runs.iter().all(|run| !run.status.is_finished());
    is_none.then(|| outcomes(configured))
}
