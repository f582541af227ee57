//! The uncertainty of a difference that comes from the test set as well as from the seeds.

use statrs::distribution::ContinuousCDF;

use super::sample::student;
use super::{Interval, summarize};

/// The uncertainty of a difference when both seeds and items are resampled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossed {
    /// Standard error of the mean difference over new seeds and new items.
    pub standard_error: f64,
    /// The mean difference with so many standard errors to each side as Student's t says.
    pub interval: Interval,
}

/// The two-level bootstrap over seeds and items, in closed form. `differences` holds for each seed
/// the difference of each item; `None` for fewer than two seeds or items, or where seeds have
/// different numbers of items.
///
/// # Source
/// All seeds are measured on the same items, so that a draw takes seeds, then the same items for
/// every seed: the levels are crossed, not nested (the pigeonhole bootstrap, Owen 2007). A draw
/// takes one seed less than there are, which makes the variance of seeds that of their mean also
/// for few of them (Rao and Wu 1988). The variance over all draws is that of the seeds' means, of
/// the items' means and of what is left of each item at each seed, [`components`]; no draws are
/// needed to know it. What is left is thereby counted three times, and the excess is taken off, but
/// never below what the seeds alone say. The interval is made of the standard error, as percentiles
/// over few seeds cover too rarely, with Satterthwaite's degrees of freedom of both sources.
pub fn crossed(differences: &[Vec<f64>], level: f64) -> Option<Crossed> {
    let Components { mean, seeds, items, rest } = components(differences)?;
    let (n, many) = (differences.len() as f64, differences[0].len() as f64);
    let excess = 2.0 * rest * many / (many - 1.0);
    let variance = (seeds + items + rest - excess).max(seeds);
    let from_items = variance - seeds;
    let squares = seeds.powi(2) / (n - 1.0) + from_items.powi(2) / (many - 1.0);
    let freedom = if squares > 0.0 { variance.powi(2) / squares } else { n - 1.0 };
    let half = student(freedom)?.inverse_cdf(0.5 + level / 2.0) * variance.sqrt();
    Some(Crossed { standard_error: variance.sqrt(), interval: (mean - half, mean + half) })
}

/// The variance over draws of seeds and items, by what it comes from.
pub(super) struct Components {
    pub(super) mean: f64,
    /// From the seeds.
    pub(super) seeds: f64,
    /// From the items.
    pub(super) items: f64,
    /// From what belongs to one item at one seed alone.
    pub(super) rest: f64,
}

pub(super) fn components(differences: &[Vec<f64>]) -> Option<Components> {
    let (n, many) = (differences.len(), differences.first()?.len());
    if n < 2 || many < 2 || differences.iter().any(|seed| seed.len() != many) {
        return None;
    }
    let of_seeds: Vec<f64> =
        differences.iter().filter_map(|seed| Some(summarize(seed)?.mean)).collect();
    let of_items: Vec<f64> = (0..many)
        .map(|item| differences.iter().map(|seed| seed[item]).sum::<f64>() / n as f64)
        .collect();
    let (seeds, items) = (summarize(&of_seeds)?, summarize(&of_items)?);
    let left = |seed: &Vec<f64>, of_seed: &f64| {
        let left = seed
            .iter()
            .zip(&of_items)
            .map(|(value, of_item)| value - of_seed - of_item + seeds.mean);
        left.map(|left| left.powi(2)).sum::<f64>()
    };
    let squares: f64 =
        differences.iter().zip(&of_seeds).map(|(seed, of_seed)| left(seed, of_seed)).sum();
    let (n, many) = (n as f64, many as f64);
    Some(Components {
        mean: seeds.mean,
        seeds: seeds.sd?.powi(2) / n,
        items: items.sd?.powi(2) * (many - 1.0) / many.powi(2),
        rest: squares / (n * (n - 1.0) * many.powi(2)),
    })
}
