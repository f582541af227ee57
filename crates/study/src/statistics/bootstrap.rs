//! The bootstrap of a mean, and its BCa interval.

use statrs::distribution::{ContinuousCDF, Normal};

use super::sample::{quantile as student, summarize};
use super::{Interval, Resample};

/// Draws of a bootstrap.
const DRAWS: usize = 10_000;

/// The BCa interval of the mean from 10,000 draws, expanded for small samples; `None` for n < 2.
/// Below some ten values use [`t_interval`](super::Summary::t_interval).
///
/// # Source
/// Efron 1987. As such it covers 90 % instead of 95 % for ten normal values, since resamples vary
/// less than samples by (n - 1) / n and the normal has thinner tails than t. As Hesterberg 2015
/// does for percentiles, the level is therefore raised until a normal sample gets the width of its
/// t interval.
pub fn bootstrap(sample: &[f64], level: f64, draws: &mut Resample) -> Option<Interval> {
    let n = sample.len();
    let t = student(n, 0.5 + level / 2.0)? * (n as f64 / (n - 1) as f64).sqrt();
    let level = 2.0 * Normal::standard().cdf(t) - 1.0;
    let mean =
        |draws: &mut Resample| (0..n).map(|_| sample[draws.below(n)]).sum::<f64>() / n as f64;
    bca(sample, (0..DRAWS).map(|_| mean(draws)).collect(), level)
}

/// The bias-corrected and accelerated interval (Efron 1987) of the mean of a sample, from the means
/// of its resamples. `None` for n < 2 or no resamples. Where all values are equal, it is that
/// value.
///
/// The bias correction counts resamples at the observed mean half; the acceleration is that of the
/// jackknife; ends between two resamples are interpolated.
pub fn bca(sample: &[f64], mut distribution: Vec<f64>, level: f64) -> Option<Interval> {
    let summary = summarize(sample)?;
    if summary.n < 2 || distribution.is_empty() {
        return None;
    }
    if summary.sd == Some(0.0) {
        return Some((summary.mean, summary.mean));
    }
    let normal = Normal::standard();
    // sums in another order differ in their last digits: what is that close is the observed mean
    // itself
    let near = 1e-12 * sample.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let below = distribution.iter().filter(|mean| **mean < summary.mean - near).count();
    let within = distribution.iter().filter(|mean| **mean <= summary.mean + near).count();
    let bias = normal.inverse_cdf((below + within) as f64 / (2 * distribution.len()) as f64);
    let acceleration = acceleration(sample, summary.mean);
    let mut end = |probability: f64| {
        let z = bias + normal.inverse_cdf(probability);
        quantile(&mut distribution, normal.cdf(bias + z / (1.0 - acceleration * z)))
    };
    Some((end((1.0 - level) / 2.0), end((1.0 + level) / 2.0)))
}

/// Of the mean: leaving a value out moves the mean against that value.
fn acceleration(sample: &[f64], mean: f64) -> f64 {
    let power = |exponent| sample.iter().map(|value| (value - mean).powi(exponent)).sum::<f64>();
    power(3) / (6.0 * power(2).powf(1.5))
}

/// The quantile of a sample, which is reordered, interpolated between its neighbours.
fn quantile(sample: &mut [f64], probability: f64) -> f64 {
    let place = probability.clamp(0.0, 1.0) * (sample.len() - 1) as f64;
    let (_, low, above) = sample.select_nth_unstable_by(place.floor() as usize, f64::total_cmp);
    let next = above.iter().copied().fold(f64::INFINITY, f64::min);
    if place.fract() == 0.0 { *low } else { *low + (next - *low) * place.fract() }
}
