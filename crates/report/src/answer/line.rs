//! One variant in one metric, as a line of the answer.

use foundation::words::cut;
use subject::Metric;

use super::failure;
use crate::Study;
use crate::chart::Estimate;
use crate::reading::{about, format, is_small};
use crate::table::header;
use ::plan::Action;
use ::plan::binding::{Bound, Variant};
use study::analysis::{Comparison, Direction, Kind, Verdict, primary_metrics};

/// The longest label, in characters; the tables have it whole.
const LABEL: usize = 60;

/// A variant against the baseline in a primary metric.
pub(crate) struct Line {
    /// The variant.
    pub(crate) label: String,
    /// The metric, where the ablation has several primary ones; else empty.
    pub(crate) metric: String,
    /// The metric with its unit, which all lines on one axis share.
    pub(crate) axis: String,
    /// Its configuration; `None` if it is not in the results.
    pub(crate) configuration: Option<usize>,
    /// `−17.97`; empty without a pair of runs.
    pub(crate) difference: String,
    /// `[−18.27, −17.68]`; empty where there is none.
    pub(crate) interval: String,
    /// The same in numbers, for a picture.
    pub(crate) estimate: Option<Estimate>,
    /// Differences within this do not matter; `None` without one.
    pub(crate) margin: Option<f64>,
    pub(crate) mark: Mark,
    /// The verdict in words, or how the runs ended.
    pub(crate) word: String,
    pub(super) kind: Kind,
    /// Whether the difference matters, but is shown to be smaller than the margin.
    pub(super) is_small: bool,
    /// Whether its verdict came only after seeds were changed by hand.
    pub(super) exploratory: bool,
    /// `within ±0.69 points`.
    pub(super) within: Option<String>,
    /// `width = 1 ✕ diverged 3/3`, if no run has numbers.
    pub(super) failure: Option<String>,
    /// ` points` for percentages, else the unit.
    unit: String,
}

/// A verdict as a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The variant is worse: what it lacks matters.
    Worse,
    /// The variant is better.
    Better,
    /// It does not matter.
    Same,
    Undecided,
    /// It could not be decided with so few seeds.
    Impossible,
    /// No run has numbers.
    Failed,
    /// Nothing to say.
    None,
}

impl Mark {
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Worse => "▼",
            Self::Better => "▲",
            Self::Same => "≈",
            Self::Undecided => "?",
            Self::Impossible => "⊘",
            Self::Failed => "✕",
            Self::None => "–",
        }
    }

    fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Matters { direction: Direction::Hurts } => Self::Worse,
            Verdict::Matters { direction: Direction::Helps } => Self::Better,
            Verdict::DoesNotMatter => Self::Same,
            Verdict::Undecided { .. } => Self::Undecided,
            Verdict::CannotBeDecided { .. } => Self::Impossible,
            Verdict::Missing => Self::None,
        }
    }
}

/// Every variant in every primary metric of an ablation.
pub(super) fn lines(study: &Study, bound: &Bound) -> Vec<Line> {
    let metrics: Vec<&Metric> = primary_metrics(study.results, bound).collect();
    let several = metrics.len() > 1;
    let of = |variant: &Variant| {
        let line = |metric: &&Metric| line(study, variant, metric, several);
        metrics.iter().map(line).collect::<Vec<_>>()
    };
    bound.variants.iter().flat_map(of).collect()
}

fn line(study: &Study, variant: &Variant, metric: &Metric, several: bool) -> Line {
    let Study { results, analysis, .. } = study;
    let label = cut(&variant.title().replace('\n', " "), LABEL);
    let configuration = results.configuration(variant);
    let nothing = Line {
        label: label.clone(),
        metric: if several { metric.label.clone() } else { String::new() },
        axis: header(metric),
        configuration,
        difference: String::new(),
        interval: String::new(),
        estimate: None,
        margin: None,
        mark: Mark::None,
        word: String::new(),
        kind: Kind::Missing,
        is_small: false,
        exploratory: false,
        within: None,
        failure: None,
        unit: unit(metric),
    };
    let index = match configuration {
        None => return Line { word: "not in the results".to_owned(), ..nothing },
        Some(0) => return Line { word: "the baseline itself".to_owned(), ..nothing },
        Some(index) => index,
    };
    let Some(comparison) = analysis.comparison(index, &metric.name) else { return nothing };
    let verdict = comparison.verdict.unwrap_or(Verdict::Missing);
    if let Some(ended) = failure(results, index) {
        let failure = Some(format!("{label} ✕ {ended}"));
        return Line { word: ended, mark: Mark::Failed, failure, ..nothing };
    }
    let known = comparison.difference.map(|difference| {
        let words = about(format(comparison, difference), difference);
        let (difference, interval) =
            words.split_once(' ').map_or((words.as_str(), ""), |(mean, interval)| (mean, interval));
        (difference.to_owned(), interval.to_owned())
    });
    let (difference, interval) = known.unwrap_or_default();
    Line {
        difference,
        interval,
        estimate: estimate(comparison),
        margin: comparison.equivalence.map(|equivalence| equivalence.margin),
        mark: Mark::of(verdict),
        word: if comparison.exploratory {
            format!("{verdict}, exploratory")
        } else {
            verdict.to_string()
        },
        kind: verdict.kind(),
        exploratory: comparison.exploratory,
        is_small: verdict.kind() == Kind::Matters && is_small(results, comparison),
        within: within(comparison, metric),
        ..nothing
    }
}

fn estimate(comparison: &Comparison) -> Option<Estimate> {
    let difference = comparison.difference?;
    Some(Estimate {
        mean: difference.mean,
        interval: difference.interval,
        corrected: comparison.corrected,
        wider: comparison.items.map(|items| items.interval),
    })
}

fn within(comparison: &Comparison, metric: &Metric) -> Option<String> {
    let (difference, equivalence) = (comparison.difference?, comparison.equivalence?);
    let format = format(comparison, difference);
    Some(format!("within ±{}{}", format.show(equivalence.margin), unit(metric)))
}

/// Percentages differ by points.
fn unit(metric: &Metric) -> String {
    match metric.unit.as_str() {
        "" => String::new(),
        "%" => " points".to_owned(),
        unit => format!(" {unit}"),
    }
}

/// What lines found, a phrase each: `−17.97 points without it`, `width = 1: −0.50 points`; the
/// variant is named once where several phrases are about it.
pub(super) fn listed(bound: &Bound, lines: &[&Line]) -> Vec<String> {
    let is_removed = bound.action == Action::Remove && bound.variants.len() == 1;
    let phrase = |(index, line): (usize, &&Line)| {
        let found = line.found();
        let is_known = !line.difference.is_empty();
        let is_first = index == 0 || lines[index - 1].label != line.label;
        match (is_removed && is_known, is_first) {
            (true, _) if line.metric.is_empty() => format!("{found} without it"),
            (true, true) => format!("without it {found}"),
            (false, true) => format!("{}: {found}", line.label),
            (_, false) => found,
        }
    };
    lines.iter().enumerate().map(phrase).collect()
}

impl Line {
    /// `−17.97 points`, after the metric if there are several.
    fn found(&self) -> String {
        let Self { metric, difference, unit, word, .. } = self;
        match (difference.as_str(), metric.as_str()) {
            ("", _) => word.clone(),
            (_, "") => format!("{difference}{unit}"),
            _ => format!("{metric} {difference}{unit}"),
        }
    }
}
