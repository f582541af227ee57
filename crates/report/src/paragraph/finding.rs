//! What was found about each ablation, with the numbers that say so.

use subject::{Better, Metric};

use super::list::{capital, joined, listed};
use super::{Piece, Sentence, text, value};
use crate::Study;
use crate::quantity::Quantities;
use crate::reading::is_small;
use ::plan::Action;
use ::plan::binding::{Bound, Variant};
use study::analysis::{Comparison, Direction, Kind, Verdict, primary_metrics};
use study::results::{Configured, Record, Status};

/// The kinds in the order in which they are said.
const KINDS: [Kind; 5] =
    [Kind::Matters, Kind::DoesNotMatter, Kind::Undecided, Kind::CannotBeDecided, Kind::Missing];

/// The sentences on all ablations, in the order of the binding.
pub(super) fn findings(study: &Study, quantities: &Quantities) -> Vec<Sentence> {
    let bound = study.results.binding.ablations.iter().enumerate();
    bound.flat_map(|(at, bound)| ablation(study, quantities, at, bound)).collect()
}

fn ablation(study: &Study, quantities: &Quantities, at: usize, bound: &Bound) -> Vec<Sentence> {
    let Some(overall) = study.analysis.overall(study.results, bound) else { return Vec::new() };
    let clauses = clauses(study, quantities, at, bound);
    // a variant is named where the one before it in the same sentence is another
    let of = |kind: Kind| -> Vec<Sentence> {
        let same: Vec<&Clause> = clauses.iter().filter(|clause| clause.kind == kind).collect();
        let said = |(at, clause): (usize, &&Clause)| {
            let is_named = at == 0 || same[at - 1].with != clause.with;
            let with = is_named.then(|| text(format!("{}, ", clause.with)));
            with.into_iter().chain(clause.said.iter().cloned()).collect()
        };
        same.iter().enumerate().map(said).collect()
    };
    let mut first = vec![text(opening(bound.name.trim(), overall.kind))];
    first.extend(joined(of(overall.kind), "; "));
    let others = KINDS.into_iter().filter(|&kind| kind != overall.kind).map(of);
    let others = others.filter(|clauses| !clauses.is_empty());
    std::iter::once(first).chain(others.map(|clauses| capital(joined(clauses, "; ")))).collect()
}

/// What the comparisons of an ablation come to.
fn opening(name: &str, kind: Kind) -> String {
    match kind {
        Kind::Matters => format!("{name} mattered: "),
        Kind::DoesNotMatter => format!("{name} did not matter: "),
        Kind::Undecided => format!("Whether {name} matters remains undecided: "),
        Kind::CannotBeDecided => {
            format!("Whether {name} matters cannot be decided with so few seeds: ")
        }
        Kind::Missing => format!("There is no verdict on {name}: "),
    }
}

/// What is said of a variant in a metric.
struct Clause {
    kind: Kind,
    /// The variant: `with one layer`, `without it`.
    with: String,
    said: Sentence,
}

/// A clause for each variant and primary metric.
fn clauses(study: &Study, quantities: &Quantities, at: usize, bound: &Bound) -> Vec<Clause> {
    let mut clauses = Vec::new();
    for (place, variant) in bound.variants.iter().enumerate() {
        let Some(index) = study.results.configuration(variant).filter(|&index| index != 0) else {
            continue;
        };
        let Some(prefix) = quantities.variant(at, place) else { continue };
        let configured = &study.results.configurations[index];
        let with = with(bound, variant);
        if configured.runs.iter().all(|run| !run.status.is_finished()) {
            clauses.push(Clause { kind: Kind::Missing, with, said: ended(configured, prefix) });
            continue;
        }
        for metric in primary_metrics(study.results, bound) {
            let Some(comparison) = study.analysis.comparison(index, &metric.name) else {
                continue;
            };
            let prefix = prefix.to_owned();
            let key = format!("{prefix}/{}", quantities.metric(&metric.name));
            let baseline = format!("baseline/{}", quantities.metric(&metric.name));
            let line = Line { study, metric, comparison, configured, prefix, key, baseline };
            let mut said = vec![text(format!("{} ", metric.label.trim()))];
            said.extend(line.clause());
            said.extend(comparison.exploratory.then(|| text(", which is exploratory")));
            clauses.push(Clause { kind: line.verdict().kind(), with: with.clone(), said });
        }
    }
    clauses
}

/// `with one layer`, `without it`.
fn with(bound: &Bound, variant: &Variant) -> String {
    match (bound.action, variant.label.trim()) {
        (Action::Remove, "removed") => "without it".to_owned(),
        (Action::Add, "added") => "with it".to_owned(),
        (Action::Remove | Action::Replace | Action::Add, _) => format!("with {}", variant.title()),
    }
}

/// How the runs of a configuration ended that has no numbers.
fn ended(configured: &Configured, prefix: &str) -> Sentence {
    let is_run = |run: &&Record| !matches!(run.status, Status::Spared { .. });
    let runs: Vec<&Record> = configured.runs.iter().filter(is_run).collect();
    let first = runs.first().map(|run| &run.status);
    let is_alike = runs.iter().all(|run| Some(run.status.word()) == first.map(Status::word));
    match first {
        Some(status) if is_alike && runs.len() == 1 => {
            vec![text(format!("the run {}", end(status)))]
        }
        Some(status) if is_alike => {
            vec![
                text("all "),
                value(format!("{prefix}/runs")),
                text(format!(" runs {}", end(status))),
            ]
        }
        Some(_) | None => {
            let mut said = vec![text("no run finished (")];
            said.extend(lost(configured, prefix));
            said.push(text(")"));
            said
        }
    }
}

fn end(status: &Status) -> &'static str {
    match status {
        Status::Finished => "finished",
        Status::Diverged { .. } => "diverged",
        Status::Failed { .. } => "failed",
        Status::TimedOut { .. } => "timed out",
        Status::Missing { .. } => "did not end",
        Status::Spared { .. } => "stopped early",
    }
}

/// `1 of 3 runs diverged`, for each way in which runs ended without numbers.
pub(super) fn lost(configured: &Configured, prefix: &str) -> Sentence {
    let mut words: Vec<(&str, &str)> = Vec::new();
    for run in &configured.runs {
        let pair = (run.status.word(), end(&run.status));
        let is_lost = match run.status {
            Status::Finished | Status::Spared { .. } => false,
            Status::Diverged { .. }
            | Status::Failed { .. }
            | Status::TimedOut { .. }
            | Status::Missing { .. } => true,
        };
        if is_lost && !words.contains(&pair) {
            words.push(pair);
        }
    }
    let part = |(word, end): (&str, &str)| {
        let key = format!("{prefix}/{}", word.replace(' ', "-"));
        let runs = value(format!("{prefix}/runs"));
        vec![value(key), text(" of "), runs, text(format!(" runs {end}"))]
    };
    listed(words.into_iter().map(part).collect())
}

/// A variant that has numbers, in a metric.
struct Line<'a> {
    study: &'a Study<'a>,
    metric: &'a Metric,
    comparison: &'a Comparison,
    configured: &'a Configured,
    prefix: String,
    key: String,
    baseline: String,
}

impl Line<'_> {
    fn verdict(&self) -> Verdict {
        self.comparison.verdict.unwrap_or(Verdict::Missing)
    }

    /// What the metric did.
    fn clause(&self) -> Sentence {
        let of = |what: &str| value(format!("{}/{what}", self.key));
        let p = || vec![Piece::Symbol('p'), text("\u{a0}"), of("p")];
        let p_equivalence =
            || vec![text("equivalence "), Piece::Symbol('p'), text("\u{a0}"), of("p-equivalence")];
        let margin = || vec![text("±"), of("margin"), text(difference_unit(self.metric))];
        match self.verdict() {
            Verdict::Matters { direction } => {
                let mut clause = self.moved(direction);
                if is_small(self.study.results, self.comparison) {
                    clause.push(text(", by less than the margin of "));
                    clause.extend(margin());
                }
                clause
            }
            Verdict::DoesNotMatter => {
                let mut clause = self.differed(Some(p_equivalence()));
                clause.push(text(", within the margin of "));
                clause.extend(margin());
                clause
            }
            Verdict::Undecided { .. } => {
                let mut clause = self.differed(self.comparison.adjusted.map(|_| p()));
                if self.comparison.equivalence.is_some() {
                    clause.push(text(", which shows neither a difference nor equivalence within "));
                    clause.extend(margin());
                } else {
                    clause.push(text(", which does not show a difference"));
                }
                clause
            }
            Verdict::CannotBeDecided { .. } => self.differed(None),
            Verdict::Missing if self.comparison.pairs.is_empty() => {
                vec![text("has no pair of runs at the same seed")]
            }
            Verdict::Missing => self.differed(None),
        }
    }

    /// `fell from 69.58 ± 0.49 % to 51.59 ± 0.44 % (…)`; only the difference is given where the two
    /// means are not over the same seeds.
    fn moved(&self, direction: Direction) -> Sentence {
        let rises = match (direction, self.metric.better) {
            (Direction::Helps, Better::Higher) | (Direction::Hurts, Better::Lower) => true,
            (Direction::Hurts, Better::Higher) | (Direction::Helps, Better::Lower) => false,
        };
        let p = self
            .comparison
            .adjusted
            .map(|_| vec![Piece::Symbol('p'), text("\u{a0}"), value(format!("{}/p", self.key))]);
        let mut difference = vec![text("difference ")];
        difference.extend(self.difference());
        difference.extend(self.sign().into_iter().flat_map(|sign| [text(", "), sign]));
        let mut clause = if self.is_over_same_seeds() {
            let mut clause = vec![text(if rises { "rose from " } else { "fell from " })];
            clause.extend(mean(&self.baseline, self.metric));
            clause.push(text(" to "));
            clause.extend(mean(&self.key, self.metric));
            clause
        } else {
            vec![text(if rises { "rose" } else { "fell" })]
        };
        clause.extend(self.evidence(Some(difference), p));
        clause
    }

    fn differed(&self, p: Option<Sentence>) -> Sentence {
        let mut clause = vec![text("differed by ")];
        clause.extend(self.difference());
        clause.extend(self.evidence(self.sign().map(|sign| vec![sign]), p));
        clause
    }

    /// Where smaller values are better, the sign of a difference is not what a reader expects.
    fn sign(&self) -> Option<Piece> {
        match self.metric.better {
            Better::Higher => None,
            Better::Lower => Some(text("+ is better")),
        }
    }

    fn difference(&self) -> Sentence {
        vec![value(format!("{}/delta", self.key)), text(difference_unit(self.metric))]
    }

    /// ` (95 % CI [−18.11, −17.87], n = 5, p < 0.001)`.
    fn evidence(&self, difference: Option<Sentence>, p: Option<Sentence>) -> Sentence {
        let of = |what: &str| value(format!("{}/{what}", self.key));
        let interval = self.comparison.difference.and_then(|difference| difference.interval);
        let interval = interval.map(|_| {
            let level = value("study/level");
            let low = [level, text("\u{a0}% CI ["), of("low"), text(", "), of("high"), text("]")];
            low.to_vec()
        });
        let alike = if self.comparison.is_identical() {
            Some(vec![text("every seed gave the same value")])
        } else {
            self.comparison.is_flat().then(|| vec![text("the same at every seed")])
        };
        let mut n = vec![Piece::Symbol('n'), text("\u{a0}=\u{a0}"), of("pairs")];
        let lost = lost(self.configured, &self.prefix);
        if !lost.is_empty() {
            n.push(text(" as "));
            n.extend(lost);
        }
        let parts: Vec<Sentence> =
            [difference, interval, alike, Some(n), p].into_iter().flatten().collect();
        let mut evidence = vec![text(" (")];
        evidence.extend(joined(parts, ", "));
        evidence.push(text(")"));
        evidence
    }

    fn is_over_same_seeds(&self) -> bool {
        let results = self.study.results;
        let n = |configured: &Configured| configured.values(&self.metric.name).len();
        let pairs = self.comparison.pairs.len();
        results.configurations.first().is_some_and(|baseline| n(baseline) == pairs)
            && n(self.configured) == pairs
    }
}

/// `69.58 ± 0.49 %`.
pub(super) fn mean(key: &str, metric: &Metric) -> Sentence {
    let unit = match metric.unit.as_str() {
        "" => String::new(),
        unit => format!("\u{a0}{unit}"),
    };
    let (mean, sd) = (value(format!("{key}/mean")), value(format!("{key}/sd")));
    vec![mean, text("\u{a0}±\u{a0}"), sd, text(unit)]
}

/// Percentages differ by points.
fn difference_unit(metric: &Metric) -> String {
    match metric.unit.as_str() {
        "" => String::new(),
        "%" => " points".to_owned(),
        unit => format!("\u{a0}{unit}"),
    }
}
