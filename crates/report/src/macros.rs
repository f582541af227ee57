//! `macros.tex`: every number of a study by name, for the text of a paper.

use subject::Metric;

use super::escape::latex as escape;
use super::latex::formula;
use super::name::{Names, slug};
use super::reading::probability;
use super::table::{Column, Grid};
use crate::Study;
use study::analysis::Comparison;

/// The head of the file. It makes an unknown name a LaTeX error that names it.
const HEAD: &str = include_str!("latex/macros.tex");

/// `macros.tex`: `\ablate{ABLATION/VARIANT/METRIC/WHAT}` for everything that was compared, whatever
/// is selected.
pub fn macros(study: &Study) -> String {
    let results = study.results;
    let metrics: Vec<&Metric> =
        results.subject.metrics.iter().filter(|metric| !metric.curve).collect();
    let all: Vec<usize> = (0..results.configurations.len()).collect();
    let columns: Vec<Column> =
        metrics.iter().map(|metric| Column::new(study, metric, &all)).collect();
    let mut keys = Names::case_sensitive();
    let names: Vec<String> =
        metrics.iter().map(|metric| keys.take(&key(&metric.name), "-")).collect();
    let mut text = HEAD.to_owned();
    text.push_str(&terms(study));
    if !all.is_empty() {
        for (column, name) in columns.iter().zip(&names) {
            text.push_str(&summary(&format!("baseline/{name}"), column, 0));
        }
    }
    let mut slugs = Names::without(&["baseline", "study"]);
    for bound in &results.binding.ablations {
        let (ablation, mut variants) = (slugs.take(&slug(&bound.name), "-"), Names::default());
        for (variant, index) in bound.variants.iter().zip(Grid::new(results, bound).variants) {
            let variant = variants.take(&slug(&variant.label), "-");
            let Some(index) = index else { continue };
            for (column, name) in columns.iter().zip(&names) {
                let key = format!("{ablation}/{variant}/{name}");
                text.push_str(&summary(&key, column, index));
                text.push_str(&compared(&key, column, column.comparisons.get(&index).copied()));
            }
        }
    }
    text
}

fn terms(study: &Study) -> String {
    let Study { results, analysis, .. } = study;
    let finished = results.runs().filter(|run| run.status.is_finished()).count();
    let alpha = results.protocol.alpha.to_string();
    [
        ("subject", escape(&format!("{} {}", results.subject.name, results.subject.version))),
        ("seeds", results.seeds.len().to_string()),
        ("runs", results.runs().count().to_string()),
        ("finished", finished.to_string()),
        ("family", analysis.family.to_string()),
        ("alpha", alpha),
        ("test", escape(&analysis.test.to_string())),
        ("correction", escape(&results.protocol.correction.to_string())),
        ("margin", escape(&results.protocol.margin.to_string())),
    ]
    .into_iter()
    .map(|(what, value)| define(&format!("study/{what}"), &value))
    .collect()
}

fn summary(key: &str, column: &Column, index: usize) -> String {
    let known = column.summaries[&index];
    let show = |value: Option<f64>| number(value.map(|value| column.format.show(value)));
    define(&format!("{key}/mean"), &show(known.map(|known| known.mean)))
        + &define(&format!("{key}/sd"), &show(known.and_then(|known| known.sd)))
        + &define(&format!("{key}/n"), &known.map_or(0, |known| known.n).to_string())
}

fn compared(key: &str, column: &Column, comparison: Option<&Comparison>) -> String {
    let difference = comparison.and_then(|comparison| comparison.difference);
    let interval = difference.and_then(|difference| difference.interval);
    let half = interval.map_or(0.0, |(low, high)| (high - low) / 2.0);
    let format =
        difference.map_or(column.format, |difference| column.format.finer(difference.mean, half));
    let signed = |value: Option<f64>| number(value.map(|value| format.signed(value)));
    let p = |p: Option<f64>| {
        number(p.map(|p| probability(p).trim_start_matches('p').trim().to_owned()))
    };
    let uncorrected = comparison.and_then(|comparison| comparison.t.or(comparison.sign_flip));
    let verdict = comparison
        .and_then(|comparison| comparison.verdict)
        .map_or_else(missing, |verdict| escape(&verdict.to_string()));
    [
        ("delta", signed(difference.map(|difference| difference.mean))),
        ("low", signed(interval.map(|(low, _)| low))),
        ("high", signed(interval.map(|(_, high)| high))),
        ("pairs", comparison.map_or(0, |comparison| comparison.pairs.len()).to_string()),
        ("p", p(comparison.and_then(|comparison| comparison.adjusted))),
        ("p-uncorrected", p(uncorrected)),
        ("verdict", verdict),
    ]
    .into_iter()
    .map(|(what, value)| define(&format!("{key}/{what}"), &value))
    .collect()
}

fn number(shown: Option<String>) -> String {
    shown.map_or_else(missing, |shown| format!("\\ensuremath{{{}}}", formula(&shown)))
}

fn missing() -> String {
    "\\ablatemissing{}".to_owned()
}

fn define(key: &str, value: &str) -> String {
    format!("\\ablatedefine{{{key}}}{{{value}}}%\n")
}

/// The name of a metric as it is, but for characters that mean something to LaTeX.
fn key(name: &str) -> String {
    let is_harmless = |c: char| c.is_ascii_alphanumeric() || "@/_-.+:=()".contains(c);
    name.chars().map(|c| if is_harmless(c) { c } else { '-' }).collect()
}
