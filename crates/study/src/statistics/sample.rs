//! Mean, spread, and Student's t.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::Interval;

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

/// Mean and standard deviation; `None` for an empty sample.
pub fn summarize(sample: &[f64]) -> Option<Summary> {
    let n = sample.len();
    let mean = mean(sample)?;
    let squares: f64 = sample.iter().map(|value| (value - mean).powi(2)).sum();
    let sd = (n > 1).then(|| (squares / (n - 1) as f64).sqrt());
    Some(Summary { n, mean, sd })
}

impl Summary {
    /// Standard error of the mean; `None` for n = 1.
    pub fn standard_error(&self) -> Option<f64> {
        self.sd.map(|sd| sd / (self.n as f64).sqrt())
    }

    /// Student's t interval of the mean; `None` for n < 2. It assumes that the sample is normally
    /// distributed.
    pub fn t_interval(&self, level: f64) -> Option<Interval> {
        let half = quantile(self.n, 0.5 + level / 2.0)? * self.standard_error()?;
        Some((self.mean - half, self.mean + half))
    }

    /// The two-sided p of Student's one-sample t test of mean 0; `None` for n < 2, and for values
    /// without any spread, of which the test can say nothing: few coarse values may well be equal
    /// by chance.
    pub fn t_test(&self) -> Option<f64> {
        let error = self.standard_error().filter(|error| *error > 0.0)?;
        Some(2.0 * tail(self.n, self.mean.abs() / error))
    }
}

/// P(T > t) for Student's t with n - 1 degrees of freedom.
pub(super) fn tail(n: usize, t: f64) -> f64 {
    student((n - 1) as f64).map_or(f64::NAN, |student| student.sf(t))
}

/// Quantile of Student's t with n - 1 degrees of freedom; `None` for n < 2.
pub(super) fn quantile(n: usize, probability: f64) -> Option<f64> {
    student(n.checked_sub(1)? as f64).map(|student| student.inverse_cdf(probability))
}

pub(super) fn student(freedom: f64) -> Option<StudentsT> {
    StudentsT::new(0.0, 1.0, freedom).ok()
}

/// Arithmetic mean; `None` for an empty sample.
fn mean(sample: &[f64]) -> Option<f64> {
    let n = sample.len() as f64;
    let first = *sample.first()?;
    // from the first value on, so that equal values give exactly that value and no rounding error
    // as their spread
    Some(first + sample.iter().map(|value| (value - first) / n).sum::<f64>())
}
