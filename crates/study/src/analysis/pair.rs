//! Runs of two configurations paired by seed.

use std::collections::BTreeMap;

use serde::Serialize;
use subject::{Better, Metric};

use crate::results::{Configured, Record};
use crate::statistics;

/// The values of two runs with the same seed, in the unit of the metric.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// The seed.
    pub seed: u64,
    /// Value of the baseline.
    pub baseline: f64,
    /// Value of the variant.
    pub variant: f64,
    /// How much better the variant is.
    pub difference: f64,
}

/// The factor that turns a difference so that + is better.
pub(super) fn sign(metric: &Metric) -> f64 {
    match metric.better {
        Better::Higher => 1.0,
        Better::Lower => -1.0,
    }
}

/// Pairs of baseline and variant that ran with the same seed, ascending by seed. Differences that
/// differ by rounding alone are equal.
pub(super) fn pairs(baseline: &Configured, variant: &Configured, metric: &Metric) -> Vec<Pair> {
    let by_seed: BTreeMap<u64, f64> =
        baseline.runs.iter().filter_map(|run| Some((run.seed, run.value(&metric.name)?))).collect();
    let pair = |run: &Record| {
        let (baseline, variant) = (*by_seed.get(&run.seed)?, run.value(&metric.name)?);
        Some(Pair {
            seed: run.seed,
            baseline,
            variant,
            difference: sign(metric) * (variant - baseline),
        })
    };
    let mut pairs: Vec<Pair> = variant.runs.iter().filter_map(pair).collect();
    pairs.sort_by_key(|pair| pair.seed);
    let merged = differences(&pairs);
    pairs.iter_mut().zip(merged).for_each(|(pair, difference)| pair.difference = difference);
    pairs
}

/// The differences of pairs, those that differ by rounding alone made equal.
pub(super) fn differences(pairs: &[Pair]) -> Vec<f64> {
    let values = pairs.iter().flat_map(|pair| [pair.baseline, pair.variant]);
    let size = values.fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let mut differences: Vec<f64> = pairs.iter().map(|pair| pair.difference).collect();
    statistics::merge_rounded(&mut differences, size);
    differences
}

/// The step of the grid on which all values of the pairs lie.
pub(super) fn step(pairs: &[Pair]) -> Option<f64> {
    let values: Vec<f64> = pairs.iter().flat_map(|pair| [pair.baseline, pair.variant]).collect();
    statistics::step(&values)
}
