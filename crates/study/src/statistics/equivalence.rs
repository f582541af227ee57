//! Two one-sided tests: is the difference smaller than a margin?

use super::sample::{summarize, tail};

/// The p of the two one-sided t tests (TOST) that the mean lies within `-margin..margin`: the
/// larger of both. `None` for n < 2.
///
/// Values without any spread, of which t can say nothing, are tested by their signs: that all n lie
/// within the margin has a probability of at most 2^-n if the true median is at the margin.
///
/// # Source
/// Schuirmann 1987. It assumes that the differences are normally distributed.
pub fn equivalence(differences: &[f64], margin: f64) -> Option<f64> {
    let summary = summarize(differences)?;
    let error = summary.standard_error()?;
    if error > 0.0 {
        let p = |room: f64| tail(summary.n, room / error);
        return Some(p(margin - summary.mean).max(p(margin + summary.mean)));
    }
    let is_within = summary.mean.abs() < margin;
    Some(if is_within { (0.5_f64).powi(i32::try_from(summary.n).unwrap_or(i32::MAX)) } else { 1.0 })
}
