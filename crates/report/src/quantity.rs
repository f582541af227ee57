//! Every number of a study by name, for `macros.tex` and for the results in words.

use subject::Metric;

use super::name::{Names, slug};
use super::number::{percent, seeds};
use super::reading::probability;
use super::table::{Column, Grid, planned, values};
use crate::Study;
use study::analysis::Comparison;
use study::results::{Configured, Status};

/// The numbers of a study with their names.
pub(super) struct Quantities {
    named: Vec<(String, Quantity)>,
    /// The names of the metrics in keys.
    metrics: Vec<(String, String)>,
    /// The beginning of the keys of each variant, by ablation; `None` for what is not in the
    /// results.
    variants: Vec<Vec<Option<String>>>,
}

/// A number, or words in its place. It is not escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    /// `−9.77`, or with its sign before it: `< 0.001`.
    Number(String),
    Words(String),
    /// It could not be obtained.
    Missing,
}

impl Quantities {
    pub(super) fn new(study: &Study) -> Self {
        let results = study.results;
        let metrics: Vec<&Metric> =
            results.subject.metrics.iter().filter(|metric| !metric.curve).collect();
        let all: Vec<usize> = (0..results.configurations.len()).collect();
        let columns: Vec<Column> =
            metrics.iter().map(|metric| Column::new(study, metric, &all)).collect();
        let mut keys = Names::case_sensitive();
        let names: Vec<String> =
            metrics.iter().map(|metric| keys.take(&key(&metric.name), "-")).collect();
        let of_metrics = metrics.iter().map(|metric| metric.name.clone()).zip(names.clone());
        let mut made =
            Self { named: terms(study), metrics: of_metrics.collect(), variants: Vec::new() };
        if let Some(baseline) = results.configurations.first() {
            made.named.extend(outcomes("baseline", baseline));
            for ((column, name), metric) in columns.iter().zip(&names).zip(&metrics) {
                let key = format!("baseline/{name}");
                made.named.extend(summary(&key, column, 0));
                let margin = results.protocol.margin(&metric.name, &values(baseline, &metric.name));
                made.named.push((format!("{key}/margin"), shown_margin(column, margin)));
            }
        }
        let mut slugs = Names::without(&["baseline", "study"]);
        for bound in &results.binding.ablations {
            let (ablation, mut variants) = (slugs.take(&slug(&bound.name), "-"), Names::default());
            let mut prefixes = Vec::new();
            for (variant, index) in bound.variants.iter().zip(Grid::new(results, bound).variants) {
                let variant = variants.take(&slug(&variant.label), "-");
                let prefix = format!("{ablation}/{variant}");
                if let Some(index) = index {
                    made.named.extend(outcomes(&prefix, &results.configurations[index]));
                    for (column, name) in columns.iter().zip(&names) {
                        let key = format!("{prefix}/{name}");
                        made.named.extend(summary(&key, column, index));
                        let comparison = column.comparisons.get(&index).copied();
                        made.named.extend(compared(&key, column, comparison));
                    }
                }
                prefixes.push(index.map(|_| prefix));
            }
            made.variants.push(prefixes);
        }
        made
    }

    /// All of them, in the order of the binding.
    pub(super) fn iter(&self) -> impl Iterator<Item = &(String, Quantity)> {
        self.named.iter()
    }

    /// The one of this name.
    pub(super) fn get(&self, key: &str) -> Option<&Quantity> {
        self.named.iter().find(|(known, _)| known == key).map(|(_, quantity)| quantity)
    }

    /// The key of a metric.
    pub(super) fn metric(&self, name: &str) -> &str {
        let found = self.metrics.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, key)| key)
    }

    /// The beginning of the keys of a variant, by the places of ablation and variant in the
    /// binding.
    pub(super) fn variant(&self, ablation: usize, variant: usize) -> Option<&str> {
        self.variants.get(ablation)?.get(variant)?.as_deref()
    }
}

fn terms(study: &Study) -> Vec<(String, Quantity)> {
    let Study { results, analysis, .. } = study;
    let protocol = &results.protocol;
    let finished = results.runs().filter(|run| run.status.is_finished()).count();
    let run = results.binding.ablations.iter().filter(|bound| !bound.variants.is_empty());
    let words = |words: String| Quantity::Words(words);
    let named = [
        ("subject", words(format!("{} {}", results.subject.name, results.subject.version))),
        ("seeds", count(results.seeds.len())),
        ("seed-list", words(seeds(&results.seeds))),
        ("ablations", count(run.count())),
        ("variants", count(results.configurations.len().saturating_sub(1))),
        ("runs", count(results.runs().count())),
        ("planned", count(results.configurations.iter().map(planned).sum())),
        ("finished", count(finished)),
        ("family", count(analysis.family)),
        ("looks", count(analysis.looks)),
        ("departures", count(results.departures().map_or(0, |departures| departures.len()))),
        ("replaced", count(results.replaced().len())),
        ("alpha", words(protocol.alpha.to_string())),
        ("level", words(percent(analysis.level).to_string())),
        ("test", words(analysis.test.to_string())),
        ("correction", words(protocol.correction.to_string())),
        ("margin", words(protocol.margin.to_string())),
    ];
    named.into_iter().map(|(what, value)| (format!("study/{what}"), value)).collect()
}

/// How many runs a configuration has, and how they ended.
fn outcomes(key: &str, configured: &Configured) -> Vec<(String, Quantity)> {
    let of = |is: &dyn Fn(&Status) -> bool| {
        count(configured.runs.iter().filter(|run| is(&run.status)).count())
    };
    [
        ("runs", count(planned(configured))),
        ("finished", of(&Status::is_finished)),
        ("diverged", of(&|status| matches!(status, Status::Diverged { .. }))),
        ("failed", of(&|status| matches!(status, Status::Failed { .. }))),
        ("timed-out", of(&|status| matches!(status, Status::TimedOut { .. }))),
        ("missing", of(&|status| matches!(status, Status::Missing { .. }))),
        ("stopped-early", of(&|status| matches!(status, Status::Spared { .. }))),
    ]
    .map(|(what, value)| (format!("{key}/{what}"), value))
    .into()
}

fn summary(key: &str, column: &Column, index: usize) -> Vec<(String, Quantity)> {
    let known = column.summaries[&index];
    let show = |value: Option<f64>| number(value.map(|value| column.format.show(value)));
    [
        ("mean", show(known.map(|known| known.mean))),
        ("sd", show(known.and_then(|known| known.sd))),
        ("n", count(known.map_or(0, |known| known.n))),
    ]
    .map(|(what, value)| (format!("{key}/{what}"), value))
    .into()
}

fn compared(
    key: &str,
    column: &Column,
    comparison: Option<&Comparison>,
) -> Vec<(String, Quantity)> {
    let difference = comparison.and_then(|comparison| comparison.difference);
    let interval = difference.and_then(|difference| difference.interval);
    let half = interval.map_or(0.0, |(low, high)| (high - low) / 2.0);
    let format =
        difference.map_or(column.format, |difference| column.format.finer(difference.mean, half));
    let signed = |value: Option<f64>| number(value.map(|value| format.signed(value)));
    let p = |p: Option<f64>| {
        number(p.map(|p| probability(p).trim_start_matches('p').trim().to_owned()))
    };
    let equivalence = comparison.and_then(|comparison| comparison.equivalence);
    let margin = shown_margin(column, equivalence.map(|equivalence| equivalence.margin));
    let uncorrected = comparison.and_then(|comparison| comparison.t.or(comparison.sign_flip));
    let verdict = comparison
        .and_then(|comparison| comparison.verdict)
        .map_or(Quantity::Missing, |verdict| Quantity::Words(verdict.to_string()));
    [
        ("delta", signed(difference.map(|difference| difference.mean))),
        ("low", signed(interval.map(|(low, _)| low))),
        ("high", signed(interval.map(|(_, high)| high))),
        ("pairs", count(comparison.map_or(0, |comparison| comparison.pairs.len()))),
        ("p", p(comparison.and_then(|comparison| comparison.adjusted))),
        ("p-uncorrected", p(uncorrected)),
        ("margin", margin),
        ("p-equivalence", p(equivalence.and_then(|equivalence| equivalence.adjusted))),
        ("verdict", verdict),
    ]
    .map(|(what, value)| (format!("{key}/{what}"), value))
    .into()
}

fn shown_margin(column: &Column, margin: Option<f64>) -> Quantity {
    number(margin.map(|margin| column.format.finer(margin, margin).show(margin)))
}

fn number(shown: Option<String>) -> Quantity {
    shown.map_or(Quantity::Missing, Quantity::Number)
}

/// A whole number, which needs no formula.
fn count(n: usize) -> Quantity {
    Quantity::Words(n.to_string())
}

/// The name of a metric as it is, but for characters that mean something to LaTeX.
fn key(name: &str) -> String {
    let is_harmless = |c: char| c.is_ascii_alphanumeric() || "@/_-.+:=()".contains(c);
    name.chars().map(|c| if is_harmless(c) { c } else { '-' }).collect()
}
