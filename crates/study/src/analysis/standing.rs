//! Where configurations stand in a column of a table: the best, and those near it.

use std::collections::BTreeMap;

use subject::Metric;

use super::Analysis;
use super::comparison::{difference, pairs, sign};
use crate::results::Results;
use crate::statistics::{Summary, summarize};

/// How the mean of a configuration compares with the best one of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// The best mean.
    Best,
    /// Not distinguishable from the best: the interval of their paired difference holds 0.
    NearBest,
    /// Neither, or nothing to compare.
    #[default]
    Other,
}

impl Analysis {
    /// The standing of each of these configurations in a metric. The best is the one with the best
    /// mean among those with the most runs; intervals are those of every comparison, at
    /// [`Analysis::level`]. Where all means are equal, none is the best.
    pub fn standings(
        &self,
        results: &Results,
        metric: &Metric,
        configurations: &[usize],
    ) -> BTreeMap<usize, Standing> {
        let summaries: BTreeMap<usize, Option<Summary>> =
            configurations.iter().map(|&index| (index, summary(results, index, metric))).collect();
        let mut standings: BTreeMap<usize, Standing> =
            summaries.keys().map(|&index| (index, Standing::Other)).collect();
        let Some((best, mean)) = best(&summaries, metric) else { return standings };
        for (&index, summary) in &summaries {
            let Some(summary) = summary else { continue };
            let standing = if summary.mean == mean {
                Standing::Best
            } else if self.is_near(results, best, index, metric) {
                Standing::NearBest
            } else {
                Standing::Other
            };
            standings.insert(index, standing);
        }
        if standings.values().all(|&standing| standing == Standing::Best) {
            standings.values_mut().for_each(|standing| *standing = Standing::Other);
        }
        standings
    }

    /// Whether a configuration cannot be told apart from the best one.
    fn is_near(&self, results: &Results, best: usize, other: usize, metric: &Metric) -> bool {
        let [best, other] = [best, other].map(|index| &results.configurations[index]);
        let differences: Vec<f64> =
            pairs(best, other, metric).iter().map(|pair| pair.difference).collect();
        let interval = difference(&differences, self.level).and_then(|known| known.interval);
        interval.is_some_and(|(low, high)| low <= 0.0 && 0.0 <= high)
    }
}

fn summary(results: &Results, configuration: usize, metric: &Metric) -> Option<Summary> {
    let values = results.configurations[configuration].values(&metric.name);
    summarize(&values.into_iter().map(|(_, value)| value).collect::<Vec<_>>())
}

/// The configuration with the best mean among those with the most runs, the first of equals.
fn best(summaries: &BTreeMap<usize, Option<Summary>>, metric: &Metric) -> Option<(usize, f64)> {
    let most = summaries.values().flatten().map(|summary| summary.n).max()?;
    let mut best: Option<(usize, f64)> = None;
    for (&index, summary) in summaries {
        let Some(summary) = summary.filter(|summary| summary.n == most) else { continue };
        if best.is_none_or(|(_, mean)| sign(metric) * summary.mean > sign(metric) * mean) {
            best = Some((index, summary.mean));
        }
    }
    best
}
