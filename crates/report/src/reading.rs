//! Comparisons in words that do not claim more than the numbers show.

use subject::Metric;

use super::number::Format;
use crate::Study;
use foundation::words::count;
use study::analysis::{Comparison, Difference, Kind, Verdict};
use study::protocol::Test;
use study::results::Results;
use study::statistics::smallest_p;

/// The reading of one variant in one primary metric.
pub(super) struct Reading {
    /// The variant.
    pub(super) label: String,
    /// The verdict, if there is one.
    pub(super) verdict: Option<Verdict>,
    /// A qualification of the verdict: empty, or a phrase that begins with a comma.
    pub(super) qualifier: &'static str,
    /// The numbers that the verdict rests on, or else what there is to say.
    pub(super) evidence: String,
}

impl Reading {
    /// A reading without a verdict.
    pub(super) fn plain(label: &str, words: &str) -> Self {
        let (label, evidence) = (label.to_owned(), words.to_owned());
        Self { label, verdict: None, qualifier: "", evidence }
    }

    /// The whole reading as one sentence.
    pub(super) fn sentence(&self) -> String {
        let Self { label, verdict, qualifier, evidence } = self;
        match verdict {
            Some(verdict) => format!("{label}: {verdict}{qualifier}: {evidence}"),
            None => format!("{label}: {evidence}"),
        }
    }
}

/// The verdict on a comparison and the numbers that it rests on.
pub(super) fn reading(
    study: &Study,
    label: &str,
    metric: &Metric,
    comparison: &Comparison,
) -> Reading {
    let verdict = comparison.verdict.unwrap_or(Verdict::Missing);
    let is_small = verdict.kind() == Kind::Matters && is_small(study.results, comparison);
    Reading {
        label: label.to_owned(),
        verdict: Some(verdict),
        qualifier: match (is_small, comparison.exploratory) {
            (true, true) => ", by less than the margin, exploratory: seeds were changed by hand",
            (true, false) => ", by less than the margin",
            (false, true) => ", exploratory: seeds were changed by hand",
            (false, false) => "",
        },
        evidence: match comparison.difference {
            Some(difference) => evidence(study, metric, comparison, verdict, difference),
            None => nothing(study.results, metric, comparison),
        },
    }
}

/// Why there is no pair of runs to compare.
fn nothing(results: &Results, metric: &Metric, comparison: &Comparison) -> String {
    let runs = &results.configurations[comparison.configuration].runs;
    let (n, word) = (runs.len(), runs.first().map_or("missing", |run| run.status.word()));
    let is_alike = runs.iter().all(|run| run.status.word() == word);
    match n {
        1 if word != "finished" => format!("{word} on the only seed; nothing to compare."),
        n if is_alike && word != "finished" => {
            format!("{word} on all {n} seeds; nothing to compare.")
        }
        _ => format!("no seed has {} of both the variant and the baseline.", metric.label),
    }
}

/// The numbers that a verdict rests on.
fn evidence(
    study: &Study,
    metric: &Metric,
    comparison: &Comparison,
    verdict: Verdict,
    difference: Difference,
) -> String {
    let Study { results, analysis, .. } = study;
    let (n, label) = (comparison.pairs.len(), &metric.label);
    let format = format(comparison, difference);
    let numbers = format!("{label} {}, n = {n}", about(format, difference));
    let p =
        comparison.adjusted.map_or_else(String::new, |p| format!(", corrected {}", probability(p)));
    let identical = if comparison.is_identical() {
        " The metric is identical at all seeds: does the setting have any effect?"
    } else if comparison.is_flat() {
        " The difference is the same at all seeds, so it has no interval and its sign decides."
    } else {
        ""
    };
    match verdict {
        Verdict::Matters { .. } if is_small(results, comparison) => {
            format!("{numbers}{p}, {}.{identical}", margin(format, comparison))
        }
        Verdict::Matters { .. } => format!("{numbers}{p}.{identical}"),
        Verdict::DoesNotMatter => format!("{numbers}, {}.{identical}", margin(format, comparison)),
        Verdict::Undecided { seeds } => format!(
            "{numbers}{p}, {}; {}.{identical}",
            margin(format, comparison),
            more(results, comparison, seeds)
        ),
        Verdict::CannotBeDecided { needed, .. } => format!(
            "{numbers}; the smallest p that the {} allows is {}, for {} {needed} seeds are \
             needed.{identical}",
            Test::SignFlip,
            short(smallest_p(n)),
            count(analysis.family, "comparison"),
        ),
        Verdict::Missing => format!(
            "{label} {}; one seed, so no interval and no verdict. Run with --seeds 3 or more.",
            format.signed(difference.mean)
        ),
    }
}

/// How the numbers of a comparison are written.
pub(super) fn format(comparison: &Comparison, difference: Difference) -> Format {
    let spread = difference
        .sd
        .into_iter()
        .chain(comparison.pairs.iter().map(|pair| pair.baseline))
        .fold(0.0, f64::max);
    Format::of(&[difference.mean, spread], difference.sd.as_slice())
}

/// `−9.77 [−10.15, −9.39]`, the difference and its interval.
pub(super) fn about(format: Format, difference: Difference) -> String {
    let half = difference.interval.map_or(0.0, |(low, high)| (high - low) / 2.0);
    let format = format.finer(difference.mean, half);
    let sign = |value| format.signed(value);
    let interval = difference
        .interval
        .map_or_else(String::new, |(low, high)| format!(" [{}, {}]", sign(low), sign(high)));
    format!("{}{interval}", sign(difference.mean))
}

/// Whether the difference is also shown to be smaller than the margin.
pub(super) fn is_small(results: &Results, comparison: &Comparison) -> bool {
    let p = comparison.equivalence.and_then(|equivalence| equivalence.adjusted);
    p.is_some_and(|p| p < results.protocol.alpha)
}

fn margin(format: Format, comparison: &Comparison) -> String {
    let Some(equivalence) = comparison.equivalence else { return "no margin".to_owned() };
    if equivalence.margin == 0.0 {
        return "margin 0, as the baseline is at 0".to_owned();
    }
    let format = format.finer(equivalence.margin, equivalence.margin);
    let p = equivalence
        .adjusted
        .map_or_else(String::new, |p| format!(" (corrected {})", probability(p)));
    format!("margin ±{}{p}", format.show(equivalence.margin))
}

/// The seeds and the time that would probably decide it.
fn more(results: &Results, comparison: &Comparison, seeds: Option<usize>) -> String {
    let is_void = comparison.equivalence.is_some_and(|equivalence| equivalence.margin == 0.0);
    let Some(seeds) = seeds else {
        if comparison.is_identical() && is_void {
            return "no number of seeds can decide it: give a margin in the unit of the metric \
                    (--margin METRIC=0.5)"
                .to_owned();
        }
        return "10,000 seeds would not be likely to decide it".to_owned();
    };
    let more = seeds.saturating_sub(comparison.pairs.len());
    let costs = cost(results, comparison).map_or_else(String::new, |seconds| {
        format!(", {} of computing", duration(seconds * more as f64))
    });
    format!("about {} ({seeds} in all{costs}) would probably decide it", count(more, "more seed"))
}

/// The time of a pair of runs, in seconds.
fn cost(results: &Results, comparison: &Comparison) -> Option<f64> {
    let mean = |index: usize| {
        let of = results.configurations[index]
            .runs
            .iter()
            .filter_map(|run| Some(run.cost.as_ref()?.seconds));
        let seconds: Vec<f64> = of.collect();
        (!seconds.is_empty()).then(|| seconds.iter().sum::<f64>() / seconds.len() as f64)
    };
    Some(mean(0)? + mean(comparison.configuration)?)
}

/// `45 s`, `12 min`, `3.5 h`.
pub(super) fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 0.95 => format!("{s:.1} s"),
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 90.0 * 60.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

/// `p = 0.012`, `p < 0.001`.
pub(super) fn probability(p: f64) -> String {
    if p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {}", short(p)) }
}

pub(super) fn short(p: f64) -> String {
    if p >= 0.1 {
        format!("{p:.2}")
    } else if p >= 0.001 {
        format!("{p:.3}")
    } else {
        format!("{p:.0e}")
    }
}
