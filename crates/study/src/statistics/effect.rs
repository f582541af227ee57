//! How large an effect is, apart from its unit.

use statrs::distribution::{Beta, ContinuousCDF};
use statrs::function::gamma::ln_gamma;

use super::Interval;
use super::sample::summarize;

/// Cohen's d of paired differences: their mean in their own standard deviations. `None` for n < 2
/// and without any spread.
pub fn d_z(differences: &[f64]) -> Option<f64> {
    let summary = summarize(differences)?;
    Some(summary.mean / summary.sd.filter(|sd| *sd > 0.0)?)
}

/// [`d_z`] with the exact correction for small samples (Hedges 1981): `Γ(m/2) / (√(m/2)
/// Γ((m-1)/2))` with m = n - 1. `None` for n < 3, where that factor is 0.
pub fn g_z(differences: &[f64]) -> Option<f64> {
    let freedom = differences.len().checked_sub(1).filter(|freedom| *freedom > 1)? as f64;
    let factor =
        (ln_gamma(freedom / 2.0) - ln_gamma((freedom - 1.0) / 2.0)).exp() / (freedom / 2.0).sqrt();
    d_z(differences).map(|d| d * factor)
}

/// The exact interval (Clopper and Pearson 1934) of a probability after so many successes in `n`
/// trials, of which a tie counts half. `None` for n = 0.
pub fn share(successes: f64, n: usize, level: f64) -> Option<Interval> {
    let (tail, failures) = ((1.0 - level) / 2.0, n as f64 - successes);
    let end =
        |a: f64, b: f64, probability: f64| Some(Beta::new(a, b).ok()?.inverse_cdf(probability));
    let low = if successes <= 0.0 { 0.0 } else { end(successes, failures + 1.0, tail)? };
    let high = if failures <= 0.0 { 1.0 } else { end(successes + 1.0, failures, 1.0 - tail)? };
    (n > 0).then_some((low, high))
}
