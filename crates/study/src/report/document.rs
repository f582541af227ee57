//! What a report says, before it is laid out.

use std::collections::{BTreeMap, BTreeSet};

use crate::binding::Bound;
use crate::results::Results;

use super::table::Table;

/// A report in plain strings. None of them is escaped.
pub(super) struct Document {
    pub(super) title: String,
    /// One line on what was run.
    pub(super) summary: String,
    pub(super) tables: Vec<Table>,
    /// How to read the tables.
    pub(super) legend: Vec<String>,
}

/// Composes the report.
pub(super) fn compose(results: &Results) -> Document {
    let tables: Vec<Table> = results.binding.ablations.iter().map(|bound| Table::new(results, bound)).collect();
    let comparisons = tables.iter().map(|table| table.comparisons).sum();
    let title = results.plan.title();
    Document {
        title: if title.trim().is_empty() { "Results".to_owned() } else { title },
        summary: summary(results),
        legend: legend(results, comparisons),
        tables,
    }
}

fn summary(results: &Results) -> String {
    let (total, finished) = (results.runs().count(), results.runs().filter(|run| run.status.is_finished()).count());
    let baseline = results.binding.baseline.0.iter().map(|(knob, value)| format!("{knob} = {value}"));
    let baseline: Vec<String> = baseline.collect();
    let baseline = match baseline.as_slice() {
        [] => "its defaults".to_owned(),
        set => format!("its defaults but {}", set.join(", ")),
    };
    format!(
        "Subject {} {}; the baseline is {baseline}. {finished} of {total} runs finished ({} x {}).",
        results.subject.name,
        results.subject.version,
        count(results.configurations.len(), "configuration"),
        seeds(&results.seeds),
    )
}

fn legend(results: &Results, comparisons: usize) -> Vec<String> {
    let n = results.seeds.len();
    let mut legend = vec![format!(
        "Cells: mean ± sample standard deviation over {} (n = {n}; another n is given in the cell). ↑ higher is better, \
         ↓ lower is better.",
        seeds(&results.seeds)
    )];
    if n > 1 {
        legend.push(format!(
            "Δ: mean difference to the baseline, paired by seed, with its 95 % t interval [low, high]. The intervals \
             assume normally distributed differences and are not corrected for multiplicity: this report makes {}, and \
             about one in twenty intervals misses the true difference.",
            count(comparisons, "comparison")
        ));
    } else {
        legend.push("Δ: difference to the baseline at the same seed. One seed gives no interval: run more.".to_owned());
    }
    legend.push(
        "The best mean of a column is marked, which does not mean that it differs from the others. `chance` is what a \
         method without skill gets."
            .to_owned(),
    );
    legend.extend(remarks(results));
    legend
}

/// What runs say must be known of them, each once, with how many runs say it.
fn remarks(results: &Results) -> Vec<String> {
    let shown: BTreeSet<&str> =
        results.binding.ablations.iter().flat_map(|bound| &bound.metrics).map(String::as_str).collect();
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for run in results.runs() {
        let label =
            |name: &str| results.subject.metric(name).map_or_else(|| name.to_owned(), |metric| metric.label.clone());
        let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (name, reason) in run.unmeasured.iter().filter(|(name, _)| shown.contains(name.as_str())) {
            reasons.entry(reason).or_default().push(label(name));
        }
        let unmeasured =
            reasons.into_iter().map(|(reason, names)| format!("Not measured: {} ({reason})", names.join(", ")));
        for text in unmeasured.chain(run.notes.iter().cloned()) {
            *said.entry(text).or_default() += 1;
        }
    }
    let of = results.runs().count();
    said.into_iter().map(|(text, n)| format!("{text} [{n} of {of} runs]")).collect()
}

/// What of an ablation was not run or not measured, and why.
pub(super) fn gaps(results: &Results, bound: &Bound) -> Vec<String> {
    let unbound = bound.unbound.iter().map(|unbound| {
        let what = unbound.label.as_deref().map_or_else(String::new, |label| format!(" `{label}`"));
        let nearest = match unbound.nearest.as_slice() {
            [] => String::new(),
            knobs => format!(" (closest: {})", knobs.join(", ")),
        };
        format!("Not run{what}: {}{nearest}", unbound.reason)
    });
    let missing = bound.missing_metrics.as_slice();
    let missing =
        (!missing.is_empty()).then(|| format!("Not measured by {}: {}", results.subject.name, missing.join(", ")));
    unbound.chain(missing).collect()
}

/// `seed 4`, `seeds 1, 2, 3`, `seeds 1 to 10`.
pub(super) fn seeds(seeds: &[u64]) -> String {
    let consecutive = seeds.len() > 3 && seeds.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1]));
    match seeds {
        [seed] => format!("seed {seed}"),
        [first, .., last] if consecutive => format!("seeds {first} to {last}"),
        seeds => format!("seeds {}", seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")),
    }
}

fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
