//! The charts of a study, drawn from its results.

use std::collections::{BTreeMap, BTreeSet};

use subject::Metric;

use super::escape::plain;
use super::number::percent;
use super::reading::{about, format};
use super::table::{header, outcomes, values};
use crate::Study;
use crate::chart::{
    Dots, DotsRow, Effect, Estimate, Forest, Lines, Point, Quantity, Scene, Series, Spread, Tone,
    coincident, dots, forest, lines,
};
use ::plan::binding::{Bound, Variant};
use foundation::words::cut;
use study::analysis::{Comparison, Direction, Verdict, primary_metrics};
use study::results::{Configured, Record, Results};
use study::statistics::summarize;

/// Lines in one chart that can still be told apart.
const LINES: usize = 8;

/// A chart and what it belongs to.
pub(super) struct Plot {
    /// The index of the ablation; `None` for learning curves, which show all.
    pub(super) ablation: Option<usize>,
    /// The name of its metric.
    pub(super) metric: String,
    /// Its file without the ending: lower-case letters, digits and hyphens; no other plot has it.
    pub(super) name: String,
    /// How to read it.
    pub(super) caption: String,
    pub(super) scene: Scene,
}

/// Every chart: of each ablation in each primary metric the differences and the single values, then
/// the learning curves.
pub(super) fn plots(study: &Study) -> Vec<Plot> {
    let results = study.results;
    let mut plots = Vec::new();
    let mut names = BTreeSet::new();
    let mut add = |ablation: Option<usize>,
                   metric: &Metric,
                   words: &[&str],
                   (caption, scene): (String, Scene)| {
        let words: Vec<&str> = words.iter().copied().chain([metric.name.as_str()]).collect();
        let (metric, name) = (metric.name.clone(), name(&words, &mut names));
        plots.push(Plot { ablation, metric, name, caption, scene });
    };
    for (index, bound) in results.binding.ablations.iter().enumerate() {
        if bound.variants.is_empty() || results.configurations.is_empty() {
            continue;
        }
        for metric in primary_metrics(results, bound) {
            let drawn = [
                ("differences", differences(study, bound, metric)),
                ("seeds", single(results, bound, metric)),
            ];
            for (kind, drawn) in drawn {
                let Some(drawn) = drawn else { continue };
                add(Some(index), metric, &[kind, &bound.name], drawn);
            }
        }
    }
    for metric in results.subject.metrics.iter().filter(|metric| metric.curve) {
        for drawn in curves(results, metric) {
            add(None, metric, &["curve"], drawn);
        }
    }
    plots
}

/// A name for a file that is safe everywhere and that no other plot has.
fn name(words: &[&str], taken: &mut BTreeSet<String>) -> String {
    let mut name = String::new();
    for word in words {
        let letters = word
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
        let letters: String = letters.collect();
        let parts: Vec<&str> = letters.split('-').filter(|part| !part.is_empty()).collect();
        let part: String = parts.join("-").chars().take(40).collect();
        if !part.is_empty() {
            name = if name.is_empty() {
                part
            } else {
                format!("{name}-{}", part.trim_end_matches('-'))
            };
        }
    }
    let mut unique = name.clone();
    for number in 2.. {
        if taken.insert(unique.clone()) {
            break;
        }
        unique = format!("{name}-{number}");
    }
    unique
}

/// The differences of an ablation's variants to the baseline, if there is any.
fn differences(study: &Study, bound: &Bound, metric: &Metric) -> Option<(String, Scene)> {
    let Study { results, analysis, .. } = study;
    let compared =
        |variant: &Variant| analysis.comparison(results.configuration(variant)?, &metric.name);
    let rows: Vec<Effect> =
        bound.variants.iter().map(|variant| effect(results, variant, compared(variant))).collect();
    let is_known = rows.iter().any(|row| row.estimate.is_some());
    let margin = bound
        .variants
        .iter()
        .filter_map(|variant| Some(compared(variant)?.equivalence?.margin))
        .next();
    let said = rows.iter().map(|row| format!("{}: {} {}.", row.label, row.verdict, row.numbers));
    let level = percent(analysis.level);
    let items =
        bound.variants.iter().filter_map(compared).any(|comparison| comparison.items.is_some());
    let items =
        if items { " The line below holds the uncertainty of the test set too." } else { "" };
    let band =
        margin.map_or("", |_| " The band is the margin within which a difference does not matter.");
    let caption = format!(
        "Mean difference to the baseline, paired by seed, with its {level} % interval (thick) and the corrected one that the \
         verdict is made on (thin).{items}{band}"
    );
    let scene = forest(&Forest {
        title: format!("{}: difference to the baseline in {}", bound.name.trim(), metric.label),
        description: format!("{caption} {}", said.collect::<Vec<_>>().join(" ")),
        axis: format!("Δ {}, better →", header(metric).trim_end_matches(['↑', '↓', ' '])),
        margin,
        rows,
    });
    is_known.then_some((caption, scene))
}

fn effect(results: &Results, variant: &Variant, comparison: Option<&Comparison>) -> Effect {
    let label = variant.title();
    let nothing = |verdict: &str| Effect {
        label: label.clone(),
        verdict: verdict.to_owned(),
        ..Effect::default()
    };
    match (results.configuration(variant), comparison) {
        (None, _) => nothing("not in the results"),
        (Some(0), _) => nothing("the baseline itself"),
        (Some(_), None) => nothing("not compared"),
        (Some(index), Some(comparison)) => {
            let n = format!("n = {}", comparison.pairs.len());
            let Some(difference) = comparison.difference else {
                return nothing(&format!("missing ({})", outcomes(&results.configurations[index])));
            };
            let verdict = comparison
                .verdict
                .map_or_else(|| "exploratory".to_owned(), |verdict| verdict.to_string());
            Effect {
                label,
                estimate: Some(Estimate {
                    mean: difference.mean,
                    interval: difference.interval,
                    corrected: comparison.corrected,
                    wider: comparison.items.map(|items| items.interval),
                }),
                numbers: about(format(comparison, difference), difference),
                verdict: format!("{verdict}, {n}"),
                tone: comparison.verdict.map_or(Tone::None, tone),
            }
        }
    }
}

/// The colour of a verdict.
pub(super) fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Matters { direction: Direction::Helps } => Tone::Good,
        Verdict::Matters { direction: Direction::Hurts } => Tone::Bad,
        Verdict::DoesNotMatter => Tone::Same,
        Verdict::Undecided { .. } | Verdict::CannotBeDecided { .. } => Tone::Unsure,
        Verdict::Missing => Tone::None,
    }
}

/// The values of every seed, if there is any.
fn single(results: &Results, bound: &Bound, metric: &Metric) -> Option<(String, Scene)> {
    let baseline = &results.configurations[0];
    let by_seed: BTreeMap<u64, f64> =
        baseline.runs.iter().filter_map(|run| Some((run.seed, run.value(&metric.name)?))).collect();
    let row = |label: &str, configured: &Configured, is_paired: bool| {
        let dots: Vec<(u64, f64, Option<f64>)> = configured
            .runs
            .iter()
            .filter_map(|run| Some((run.seed, run.value(&metric.name)?)))
            .map(|(seed, value)| (seed, value, by_seed.get(&seed).copied().filter(|_| is_paired)))
            .collect();
        let all = configured.runs.iter().all(|run| run.value(&metric.name).is_some());
        let note = if all { format!("n = {}", dots.len()) } else { outcomes(configured) };
        let mean = summarize(&values(configured, &metric.name)).map(|summary| summary.mean);
        DotsRow { label: label.to_owned(), dots, mean, note }
    };
    let mut rows = vec![row("baseline", baseline, false)];
    let mut seen = BTreeSet::from([0]);
    for variant in &bound.variants {
        if let Some(index) = results.configuration(variant).filter(|index| seen.insert(*index)) {
            rows.push(row(&variant.title(), &results.configurations[index], true));
        }
    }
    let is_known = rows.iter().any(|row| !row.dots.is_empty());
    let caption = "Each dot is a run. A thin line joins it to the run of the baseline at the same seed, the small ring above; \
                   the upright line is the mean.";
    let means = rows.iter().filter_map(|row| Some(format!(" {}: mean {}.", row.label, row.mean?)));
    let scene = dots(&Dots {
        title: format!("{}: {} of every seed", bound.name.trim(), metric.label),
        description: format!("{caption}{}", means.collect::<String>()),
        axis: header(metric),
        rows,
    });
    is_known.then(|| (caption.to_owned(), scene))
}

/// The learning curves in a metric: the baseline with the others, in as many charts as are needed
/// to tell them apart.
fn curves(results: &Results, metric: &Metric) -> Vec<(String, Scene)> {
    let has = |configured: &&Configured| {
        configured.runs.iter().any(|run| run.curves.contains_key(&metric.name))
    };
    let all: Vec<Series> = results
        .configurations
        .iter()
        .filter(has)
        .map(|configured| curve(configured, &metric.name))
        .collect();
    let Some((first, others)) = all.split_first() else { return Vec::new() };
    let charts = others.len().div_ceil(LINES - 1).max(1);
    let chart = |number: usize| {
        let from = number * (LINES - 1);
        let others = &others[from..others.len().min(from + LINES - 1)];
        let of = if charts > 1 { format!(" ({} of {charts})", number + 1) } else { String::new() };
        let series: Vec<Series> = std::iter::once(first).chain(others).cloned().collect();
        let caption = "Mean over the seeds that finished; the band goes from the lowest to the highest of them. A run that \
                       ended early is a thin line of its own that ends in a cross, and is in no mean.";
        let mut chart = Lines {
            title: format!("{} along the steps{of}", metric.label),
            description: String::new(),
            x: Quantity::new("step", ""),
            y: Quantity { is_logarithmic: is_wide(&series), ..Quantity::new(&header(metric), "") },
            series,
            spread: Spread::Band,
            reference: None,
        };
        let name = |index: usize| cut(&plain(&chart.series[index].name), 60);
        let same = coincident(&chart);
        let same = same.iter().map(|&(one, other)| format!("{} on {}", name(one), name(other)));
        let same: Vec<String> = same.collect();
        let caption = match same.as_slice() {
            [] => caption.to_owned(),
            same => format!(
                "{caption} These lie on each other and have a stripe in turn: {}.",
                same.join(", ")
            ),
        };
        chart.description.clone_from(&caption);
        (caption, lines(&chart))
    };
    (0..charts).map(chart).collect()
}

/// Whether values are positive and of so different size that only ratios can be seen.
fn is_wide(series: &[Series]) -> bool {
    let values = || series.iter().flat_map(|series| &series.points).map(|point| point.y);
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max));
    low > 0.0 && high / low > 50.0
}

fn curve(configured: &Configured, metric: &str) -> Series {
    let of = |run: &Record| run.curves.get(metric).cloned().filter(|curve| !curve.is_empty());
    let finished: Vec<Vec<(u64, f64)>> =
        configured.runs.iter().filter(|run| run.status.is_finished()).filter_map(of).collect();
    let ended = configured.runs.iter().filter(|run| !run.status.is_finished()).filter_map(of);
    let ended =
        ended.map(|curve| curve.into_iter().map(|(step, value)| (step as f64, value)).collect());
    // only where all of them are: a seed that comes in late would bend the mean
    let from = finished.iter().map(|curve| curve[0].0).max().unwrap_or(0);
    let to =
        finished.iter().filter_map(|curve| curve.last()).map(|point| point.0).min().unwrap_or(0);
    let steps: BTreeSet<u64> = finished.iter().flatten().map(|point| point.0).collect();
    let point = |step: &u64| {
        let values: Vec<f64> = finished.iter().filter_map(|curve| at(curve, *step)).collect();
        let mean = summarize(&values)?.mean;
        let ends = values
            .iter()
            .fold((mean, mean), |ends, value| (ends.0.min(*value), ends.1.max(*value)));
        Some(Point { x: *step as f64, y: mean, interval: (values.len() > 1).then_some(ends) })
    };
    let (n, planned) = (finished.len(), configured.runs.len());
    Series {
        name: if n == planned {
            configured.label.clone()
        } else {
            format!("{} ({n} of {planned})", configured.label)
        },
        points: steps.iter().filter(|step| (from..=to).contains(*step)).filter_map(point).collect(),
        ended: ended.collect(),
    }
}

/// The value at a step, on a straight line between those that are known.
fn at(curve: &[(u64, f64)], step: u64) -> Option<f64> {
    let after = curve.partition_point(|point| point.0 < step);
    let (next, value) = *curve.get(after)?;
    if next == step || after == 0 {
        return (next == step).then_some(value);
    }
    let (before, earlier) = curve[after - 1];
    Some(earlier + (value - earlier) * (step - before) as f64 / (next - before) as f64)
}
