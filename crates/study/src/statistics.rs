//! Means, and differences paired by seed.
//!
//! Everything here is about runs: one number per run, independent between seeds. An interval is Student's t interval at
//! 95 %; it assumes that the numbers (for a comparison: the differences) are normally distributed, which three seeds can
//! neither show nor refute, and it is not corrected for the number of comparisons in a table.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// The coverage that intervals are made for.
pub const LEVEL: f64 = 0.95;

/// Mean and spread of a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Size of the sample, at least 1.
    pub n: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Sample standard deviation (n - 1 in the denominator); `None` for n = 1.
    pub sd: Option<f64>,
}

/// A paired comparison with the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Pairs, at least 1.
    pub n: usize,
    /// Mean of variant minus baseline.
    pub mean: f64,
    /// t interval of that mean; `None` for n = 1.
    pub interval: Option<(f64, f64)>,
}

/// What a comparison allows to say, at n pairs and without correction for multiplicity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The interval lies below 0.
    Lower,
    /// The interval lies above 0.
    Higher,
    /// The interval holds 0.
    Undistinguished,
    /// Every pair is equal.
    Identical,
    /// One pair: nothing can be said.
    Alone,
}

/// Mean and standard deviation; `None` for an empty sample.
pub fn summarize(sample: &[f64]) -> Option<Summary> {
    let n = sample.len();
    let mean = mean(sample)?;
    let squares: f64 = sample.iter().map(|value| (value - mean).powi(2)).sum();
    let sd = (n > 1).then(|| (squares / (n - 1) as f64).sqrt());
    Some(Summary { n, mean, sd })
}

/// Compares pairs of (baseline, variant); `None` if there is no pair.
pub fn compare(pairs: &[(f64, f64)]) -> Option<Difference> {
    let differences: Vec<f64> = pairs.iter().map(|(baseline, variant)| variant - baseline).collect();
    let Summary { n, mean, sd } = summarize(&differences)?;
    let interval = sd.map(|sd| {
        let half = quantile(n) * sd / (n as f64).sqrt();
        (mean - half, mean + half)
    });
    Some(Difference { n, mean, interval })
}

impl Difference {
    /// What it allows to say.
    pub fn reading(&self) -> Reading {
        match self.interval {
            None => Reading::Alone,
            Some((low, high)) if low == 0.0 && high == 0.0 => Reading::Identical,
            Some((_, high)) if high < 0.0 => Reading::Lower,
            Some((low, _)) if low > 0.0 => Reading::Higher,
            Some(_) => Reading::Undistinguished,
        }
    }
}

/// Arithmetic mean; `None` for an empty sample.
fn mean(sample: &[f64]) -> Option<f64> {
    let n = sample.len() as f64;
    let first = *sample.first()?;
    // from the first value on, so that equal values give exactly that value and no rounding error as their spread
    Some(first + sample.iter().map(|value| (value - first) / n).sum::<f64>())
}

/// The two-sided 95 % quantile of Student's t with n - 1 degrees of freedom.
fn quantile(n: usize) -> f64 {
    let t = StudentsT::new(0.0, 1.0, (n - 1) as f64).expect("invariant: n is at least 2");
    t.inverse_cdf(0.5 + LEVEL / 2.0)
}

#[cfg(test)]
mod tests;
