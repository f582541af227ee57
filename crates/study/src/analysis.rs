//! The analysis of a study: every comparison with the baseline, corrected for all that are made,
//! and a verdict on each.
//!
//! ```text
//! results (runs, protocol) ─▶ comparisons, paired by seed ─▶ p, corrected in one family ─▶ verdicts
//! ```
//!
//! A pure function of [`Results`]. Comparisons that share seeds are paired by seed value; runs that
//! did not finish leave their pair out and are never counted as 0. Renaming, reordering or adding
//! what is not primary changes no number.
//!
//! The family of what is corrected together is every primary comparison of the study, planned runs
//! that failed included: all configurations but the baseline, each in the primary metrics of the
//! ablations that it belongs to. Tests of a difference and tests of equivalence are corrected each
//! in a family of their own: each kind of verdict is wrong with a probability of at most alpha.
//!
//! A sequential study (`looks`) is looked at several times. The p of a comparison is then the
//! smallest of all looks so far times the number of planned looks, which is a valid p whenever one
//! stops, and its intervals are as much wider.

mod comparison;
mod forecast;
mod items;
mod judge;
mod look;
mod pair;
mod standing;
mod verdict;

use std::collections::BTreeSet;

use serde::Serialize;
use subject::Metric;

use crate::protocol::{Choice, Test};
use crate::results::{Results, compact};
use plan::binding::Bound;

use look::Looks;

pub use comparison::{Comparison, Difference, Equivalence, Method, Wins};
pub use forecast::Forecast;
pub use pair::Pair;
pub use standing::Standing;
pub use verdict::{Direction, Kind, Overall, Verdict};

/// The seed of all resampling: the same results give the same intervals.
const SEED: u64 = 0x5eed;

/// The analysis of a study.
#[derive(Clone, Debug, Serialize)]
pub struct Analysis {
    /// The test whose p decides.
    pub test: Test,
    /// Why it does.
    pub choice: Choice,
    /// How many primary comparisons are corrected together.
    pub family: usize,
    /// How often the study is looked at: 1 unless it is sequential or seeds were added by hand.
    pub looks: usize,
    /// How many of these looks were not planned: verdicts could be seen before seeds were added or
    /// left out.
    pub unplanned: usize,
    /// Coverage of the intervals: 1 - alpha, and more where there are several looks.
    pub level: f64,
    /// Every comparison, by configuration and then in the order in which the subject declares its
    /// metrics.
    pub comparisons: Vec<Comparison>,
}

impl Analysis {
    /// Compares every configuration with the baseline in every metric that is due once a run, and
    /// judges.
    pub fn new(results: &Results) -> Self {
        let protocol = &results.protocol;
        let looks = Looks::of(results);
        let primary = primary(results);
        let (test, choice) =
            protocol.choose(results.seeds.len(), primary.len() * (looks.unplanned + 1));
        let mut analysis = Self {
            test,
            choice,
            family: primary.len(),
            looks: looks.count,
            unplanned: looks.unplanned,
            level: 1.0 - protocol.alpha / looks.count as f64,
            comparisons: Vec::new(),
        };
        for configuration in 1..results.configurations.len() {
            for metric in results.subject.metrics.iter().filter(|metric| !metric.curve) {
                let is_primary = primary.contains(&(configuration, metric.name.as_str()));
                let compared =
                    Comparison::new(results, configuration, metric, analysis.level, is_primary);
                analysis.comparisons.push(compared);
            }
        }
        judge::judge(results, &looks, &mut analysis);
        analysis
    }

    /// `results.json` with one more key, `analysis`: every comparison and its verdict.
    pub fn to_json(&self, results: &Results) -> String {
        #[derive(Serialize)]
        struct Both<'a> {
            #[serde(flatten)]
            results: &'a Results,
            analysis: &'a Analysis,
        }
        compact::json(&Both { results, analysis: self })
    }

    /// The comparison of a configuration in a metric.
    pub fn comparison(&self, configuration: usize, metric: &str) -> Option<&Comparison> {
        self.comparisons.iter().find(|comparison| {
            comparison.configuration == configuration && comparison.metric == metric
        })
    }

    /// The verdict on an ablation, from those on its variants; `None` if nothing of it is
    /// compared.
    pub fn overall(&self, results: &Results, bound: &Bound) -> Option<Overall> {
        let variants: BTreeSet<usize> = bound
            .variants
            .iter()
            .filter_map(|variant| results.configuration(variant))
            .filter(|&comparison| comparison != 0)
            .collect();
        let metrics: BTreeSet<&str> =
            primary_metrics(results, bound).map(|metric| metric.name.as_str()).collect();
        let judges = |comparison: &&Comparison| {
            variants.contains(&comparison.configuration)
                && metrics.contains(comparison.metric.as_str())
        };
        let verdicts: Vec<Verdict> = self
            .comparisons
            .iter()
            .filter(judges)
            .filter_map(|comparison| comparison.verdict)
            .collect();
        Overall::new(&verdicts)
    }
}

/// The primary metrics of an ablation: those that the protocol names, else the first that the
/// ablation names, else the first that the subject declares.
pub fn primary_metrics<'a>(
    results: &'a Results,
    bound: &'a Bound,
) -> impl Iterator<Item = &'a Metric> {
    let declared =
        |name: &&String| results.subject.metric(name).is_some_and(|metric| !metric.curve);
    let due = results.subject.metrics.iter().filter(|metric| !metric.curve);
    let named: Vec<&str> = match results.protocol.primary.as_slice() {
        [] => bound.metrics.iter().filter(declared).take(1).map(String::as_str).collect(),
        names => names.iter().map(String::as_str).collect(),
    };
    let first = named.is_empty().then(|| due.clone().next()).flatten();
    due.filter(move |metric| named.contains(&metric.name.as_str())).chain(first)
}

/// The number of primary comparisons, which are corrected together.
pub(crate) fn family(results: &Results) -> usize {
    primary(results).len()
}

/// Every primary comparison, once: the index of its configuration and the name of its metric.
fn primary(results: &Results) -> BTreeSet<(usize, &str)> {
    let mut primary = BTreeSet::new();
    for bound in &results.binding.ablations {
        let variants = bound.variants.iter().filter_map(|variant| results.configuration(variant));
        for configuration in variants.filter(|&configuration| configuration != 0) {
            primary.extend(
                primary_metrics(results, bound).map(|metric| (configuration, metric.name.as_str())),
            );
        }
    }
    primary
}

#[cfg(test)]
pub(crate) mod tests;
