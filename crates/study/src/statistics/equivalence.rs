//! Two one-sided tests: is the difference smaller than a margin?

use super::Summary;
use super::sample::tail;

impl Summary {
    /// The p of the two one-sided t tests (TOST) that the mean lies within `-margin..margin`: the
    /// larger of both. `None` for n < 2.
    ///
    /// Values without any spread, of which t can say nothing, are tested by their signs: that all n
    /// lie within the margin has a probability of at most 2^-n if the true median is at the margin.
    ///
    /// # Source
    /// Schuirmann 1987. It assumes that the differences are normally distributed.
    pub fn equivalence(&self, margin: f64) -> Option<f64> {
        let error = self.standard_error()?;
        if error > 0.0 {
            let p = |room: f64| tail(self.n, room / error);
            return Some(p(margin - self.mean).max(p(margin + self.mean)));
        }
        let halves = i32::try_from(self.n).unwrap_or(i32::MAX);
        Some(if self.mean.abs() < margin { 0.5_f64.powi(halves) } else { 1.0 })
    }
}
