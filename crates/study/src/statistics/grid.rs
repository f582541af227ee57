//! The grid of a metric that counts: accuracy over 30 questions moves in steps of 1/30.

use super::Summary;

/// Gaps below this share of the largest value are rounding.
const ROUNDING: f64 = 1e-6;

/// A grid is coarse where the differences spread over fewer than so many steps.
const COARSE: f64 = 2.0;

/// The step of the grid on which all values lie, the greatest common divisor of their gaps; `None`
/// if all are equal. Values that lie on no grid have a step near 0.
pub fn step(values: &[f64]) -> Option<f64> {
    let size = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let first = *values.first()?;
    let gaps = values.iter().map(|value| (value - first).abs());
    let step = gaps.fold(0.0, |step, gap| divisor(step, gap, ROUNDING * size));
    (step > ROUNDING * size).then_some(step)
}

/// The greatest common divisor of two numbers that are known up to rounding (Euclid).
fn divisor(mut a: f64, mut b: f64, rounding: f64) -> f64 {
    while b > rounding {
        let rest = a % b;
        // just below a multiple is a multiple
        (a, b) = (b, if b - rest <= rounding { 0.0 } else { rest });
    }
    a
}

impl Summary {
    /// The same differences, with the rounding to a grid counted as spread where it is coarse.
    ///
    /// # Source
    /// Few values on a coarse grid are often nearly equal by chance, which t takes for proof: with
    /// five seeds and ten comparisons without any effect it errs in 6.5 % of studies. A rounded
    /// value lies anywhere within a step, which has a variance of step²/12 (Sheppard 1898, who
    /// takes it off to estimate the spread of what was rounded; a test must not).
    pub fn on_grid(self, step: Option<f64>) -> Self {
        let coarse = |sd: &f64| *sd > 0.0 && step.is_some_and(|step| *sd < COARSE * step);
        let widened = |sd: f64| (sd.powi(2) + step.unwrap_or(0.0).powi(2) / 12.0).sqrt();
        let sd = self.sd.map(|sd| if coarse(&sd) { widened(sd) } else { sd });
        Self { sd, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::summarize;

    #[test]
    fn counts_lie_on_a_grid() {
        for (of, unit) in [(10.0, 1.0), (30.0, 100.0), (100.0, 1.0), (7.0, 1.0)] {
            let share = |right: f64| right / of * unit;
            let known = step(&[share(5.0), share(3.0), share(6.0), share(3.0)]).unwrap();
            assert!((known - unit / of).abs() < 1e-6 * unit, "{known}");
            // single precision
            let single: Vec<f64> =
                [5.0, 3.0, 6.0].iter().map(|&right| f64::from(share(right) as f32)).collect();
            assert!((step(&single).unwrap() / (unit / of) - 1.0).abs() < 1e-4);
        }
        assert_eq!((step(&[]), step(&[0.7; 3])), (None, None));
    }

    #[test]
    fn only_a_coarse_grid_counts_as_spread() {
        let coarse = summarize(&[1.0, 1.0, 1.0, 1.0, 2.0]).unwrap();
        let sd = coarse.on_grid(Some(1.0)).sd.unwrap();
        assert!((sd * sd - (0.2 + 1.0 / 12.0)).abs() < 1e-12);
        assert_eq!(coarse.on_grid(Some(0.1)), coarse);
        assert_eq!(coarse.on_grid(None), coarse);
        let fine = summarize(&[0.613, 0.207, 0.551]).unwrap();
        assert_eq!(fine.on_grid(step(&[0.613, 0.207, 0.551, 0.7013])), fine);
        let flat = summarize(&[1.0, 1.0]).unwrap();
        assert_eq!(flat.on_grid(Some(1.0)), flat);
    }
}
