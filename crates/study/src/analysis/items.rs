//! Single items of two configurations, paired by seed and item.

use subject::Metric;

use super::pair::{pairs, sign};
use crate::results::{Configured, item_scale};
use crate::statistics::{self, Crossed};

/// The uncertainty over seeds and items, if every run of every pair left outcomes of the same
/// number of items of this metric. Items that any of these runs left without an outcome are left
/// out of all.
pub(super) fn items(
    baseline: &Configured,
    variant: &Configured,
    metric: &Metric,
    level: f64,
) -> Option<Crossed> {
    let scale = sign(metric) * item_scale(metric);
    let outcomes = |configured: &Configured, seed: u64| {
        let run = configured.runs.iter().find(|run| run.seed == seed)?;
        run.items.get(&metric.name).cloned()
    };
    let mut differences: Vec<Vec<Option<f64>>> = Vec::new();
    for pair in pairs(baseline, variant, metric) {
        let (theirs, ours) = (outcomes(baseline, pair.seed)?, outcomes(variant, pair.seed)?);
        if theirs.len() != ours.len() {
            return None;
        }
        let both = theirs.into_iter().zip(ours);
        differences.push(both.map(|(theirs, ours)| Some(scale * (ours? - theirs?))).collect());
    }
    let many = differences.iter().map(Vec::len).min()?;
    let known: Vec<usize> =
        (0..many).filter(|&item| differences.iter().all(|seed| seed[item].is_some())).collect();
    let known = |seed: &Vec<Option<f64>>| known.iter().filter_map(|&item| seed[item]).collect();
    statistics::crossed(&differences.iter().map(known).collect::<Vec<Vec<f64>>>(), level)
}
