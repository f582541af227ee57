//! The uncertainty of a difference that comes from the test set as well as from the seeds.

use statrs::distribution::ContinuousCDF;

use super::sample::student;
use super::{Interval, Resample, summarize};

/// Draws of seeds and items.
const DRAWS: usize = 2000;

/// What resampling both seeds and items says of a difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossed {
    /// Standard error of the mean difference over new seeds and new items.
    pub standard_error: f64,
    /// The mean difference with so many standard errors to each side as Student's t says.
    pub interval: Interval,
}

/// Resamples seeds, then items. `differences` holds for each seed the difference of each item; `None` for fewer than two
/// seeds or items, or where seeds have different numbers of items.
///
/// # Source
/// A two-level bootstrap over seeds and items. All seeds are measured on the same items, so that a draw takes the same items
/// for every seed: the levels are crossed, not nested (the pigeonhole bootstrap, Owen 2007). A draw takes one seed less than
/// there are, which makes the variance of seeds that of their mean also for few of them (Rao and Wu 1988). What belongs to
/// one item at one seed alone is thereby counted three times; the excess, known from a two-way analysis of variance, is
/// taken off, but never below what the seeds alone say. The interval is made of the standard error, as percentiles over few
/// seeds cover too rarely, with Satterthwaite's degrees of freedom of both sources.
pub fn crossed(differences: &[Vec<f64>], level: f64, draws: &mut Resample) -> Option<Crossed> {
    let (seeds, items) = (differences.len(), differences.first()?.len());
    if seeds < 2 || items < 2 || differences.iter().any(|seed| seed.len() != items) {
        return None;
    }
    let drawn: Vec<f64> = (0..DRAWS)
        .map(|_| resampled(differences, &draws.indices(seeds - 1, seeds), &draws.indices(items, items)))
        .collect();
    let of_seeds: Vec<f64> = differences.iter().filter_map(|seed| Some(summarize(seed)?.mean)).collect();
    let of_items: Vec<f64> = (0..items).map(|item| mean(differences.iter().map(|seed| seed[item]))).collect();
    let (all, from_seeds) = (summarize(&of_seeds)?, summarize(&of_seeds)?.standard_error()?.powi(2));
    let rest: f64 = differences
        .iter()
        .zip(&of_seeds)
        .flat_map(|(seed, mean)| seed.iter().zip(&of_items).map(move |(value, item)| value - mean - item))
        .map(|rest| (rest + all.mean).powi(2))
        .sum();
    let interaction = rest / ((seeds - 1) * (items - 1) * seeds * items) as f64;
    let variance = (summarize(&drawn)?.sd?.powi(2) - 2.0 * interaction).max(from_seeds);
    let from_items = variance - from_seeds;
    let squares = from_seeds.powi(2) / (seeds - 1) as f64 + from_items.powi(2) / (items - 1) as f64;
    let freedom = if squares > 0.0 { variance.powi(2) / squares } else { (seeds - 1) as f64 };
    let half = student(freedom)?.inverse_cdf(0.5 + level / 2.0) * variance.sqrt();
    Some(Crossed { standard_error: variance.sqrt(), interval: (all.mean - half, all.mean + half) })
}

/// The mean over the drawn items of the drawn seeds.
pub(super) fn resampled(differences: &[Vec<f64>], seeds: &[usize], items: &[usize]) -> f64 {
    mean(seeds.iter().flat_map(|seed| items.iter().map(|item| differences[*seed][*item])))
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0_usize), |(sum, n), value| (sum + value, n + 1));
    sum / n as f64
}
