//! A forecast of what a study can detect, before anything is run.

use super::judge::least_p;
use super::look::Looks;
use super::primary;
use crate::protocol::{Correction, Test};
use crate::results::Results;
use crate::statistics;

/// The power that effects are forecast for.
const POWER: f64 = 0.8;

/// The sensitivity of a study, from its number of seeds alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// The test that decides.
    pub test: Test,
    /// How many seeds each comparison gets at most.
    pub seeds: usize,
    /// How many primary comparisons are corrected together.
    pub family: usize,
    /// The smallest corrected p that can come out, if all comparisons come out so.
    pub least: f64,
    /// Seeds from which on a difference could be shown, if the planned ones do not suffice.
    pub needed: Option<usize>,
    /// The smallest mean difference, in standard deviations of the paired differences, that is
    /// found with a probability of 80 %; `None` if none is.
    pub effect: Option<f64>,
}

impl Forecast {
    /// Forecasts for a study.
    pub fn new(results: &Results) -> Self {
        let protocol = &results.protocol;
        let (family, looks) = (primary(results).len(), Looks::of(results));
        let seeds = protocol.looks.last().copied().unwrap_or(results.seeds.len());
        let (test, _) = protocol.choose(results.seeds.len(), family * (looks.unplanned + 1));
        let many = looks.count as f64
            * if protocol.correction == Correction::Holm { family as f64 } else { 1.0 };
        let least = |seeds: usize| (many * least_p(test, seeds)).min(1.0);
        let needed = (least(seeds) >= protocol.alpha)
            .then(|| (2..=statistics::EXACT).find(|&n| least(n) < protocol.alpha))
            .flatten();
        let is_possible = family > 0 && least(seeds) < protocol.alpha;
        let effect = is_possible.then(|| effect(seeds, protocol.alpha / many)).flatten();
        Self { test, seeds, family, least: least(seeds), needed, effect }
    }

    /// Whether any outcome could show a difference.
    pub fn is_possible(&self) -> bool {
        self.needed.is_none() && self.seeds > 1
    }
}

/// The smallest effect with the power, by bisection.
fn effect(seeds: usize, alpha: f64) -> Option<f64> {
    let (mut low, mut high) = (0.0, 1.0);
    while statistics::power(high, 1.0, seeds, alpha) < POWER {
        high *= 2.0;
        if high > 1e4 {
            return None;
        }
    }
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if statistics::power(middle, 1.0, seeds, alpha) < POWER {
            low = middle
        } else {
            high = middle
        }
    }
    Some(high)
}
