//! Where configurations stand in a column of a table: the best, and those near it.

use std::collections::BTreeMap;

use subject::Metric;

use super::comparison::difference;
use super::pair::{differences, pairs, sign};
use super::{Analysis, SEED};
use crate::results::Results;
use crate::statistics::{self, Resample, summarize};

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
    /// mean; intervals are those of every comparison, at [`Analysis::level`]. None has a standing
    /// where all means are equal, and where they are means over different seeds, which must not be
    /// ranked.
    pub fn standings(
        &self,
        results: &Results,
        metric: &Metric,
        configurations: &[usize],
    ) -> BTreeMap<usize, Standing> {
        let mut standings: BTreeMap<usize, Standing> =
            configurations.iter().map(|&index| (index, Standing::Other)).collect();
        let Some(best) = best(results, metric, configurations) else { return standings };
        for (&index, standing) in &mut standings {
            *standing = self.against(results, best, index, metric);
        }
        if standings.values().all(|&standing| standing == Standing::Best) {
            standings.values_mut().for_each(|standing| *standing = Standing::Other);
        }
        standings
    }

    /// The standing of a configuration by its differences to the best one.
    fn against(&self, results: &Results, best: usize, other: usize, metric: &Metric) -> Standing {
        let [best, other] = [best, other].map(|index| &results.configurations[index]);
        let differences = differences(&pairs(best, other, metric));
        let Some(known) = difference(&differences, self.level) else { return Standing::Other };
        if known.mean == 0.0 {
            return Standing::Best;
        }
        let is_near = match known.interval {
            Some((low, high)) => low <= 0.0 && 0.0 <= high,
            // one pair says nothing, and pairs without spread what their signs say
            None => {
                known.sd.is_some()
                    && statistics::sign_flip(&differences, &mut Resample::new(SEED))
                        .is_some_and(|p| p >= 1.0 - self.level)
            }
        };
        if is_near { Standing::NearBest } else { Standing::Other }
    }
}

/// The configuration with the best mean, the first of equals; `None` if there is nothing to rank.
fn best(results: &Results, metric: &Metric, configurations: &[usize]) -> Option<usize> {
    let values = |index: usize| results.configurations[index].values(&metric.name);
    let seeds = |index: usize| values(index).into_iter().map(|(seed, _)| seed).collect::<Vec<_>>();
    let measured: Vec<usize> =
        configurations.iter().copied().filter(|&index| !values(index).is_empty()).collect();
    let first = seeds(*measured.first()?);
    if measured.iter().any(|&index| seeds(index) != first) {
        return None;
    }
    let mut best: Option<(usize, f64)> = None;
    for index in measured {
        let values: Vec<f64> = values(index).into_iter().map(|(_, value)| value).collect();
        let mean = sign(metric) * summarize(&values)?.mean;
        if best.is_none_or(|(_, most)| mean > most) {
            best = Some((index, mean));
        }
    }
    best.map(|(index, _)| index)
}
