//! One axis shared by many rows of a page, each of which draws its own difference.

use super::axis::Axis;
use super::forest::{Estimate, reach};

/// The width of the axis, in the units of a drawing.
pub const WIDTH: f64 = 400.0;

/// An axis of differences that all rows share.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    axis: Axis,
}

impl Strip {
    /// The axis that holds 0, the margin and these estimates; as in a forest, no wide interval
    /// hides the others.
    pub fn over(estimates: &[Estimate], margin: Option<f64>) -> Self {
        let reach = reach(estimates, margin);
        let plain = estimates.iter().flat_map(|one| {
            let (low, high) = one.interval.unwrap_or((one.mean, one.mean));
            [low, high, one.mean]
        });
        let margins = margin.into_iter().flat_map(|margin| [-margin, margin]);
        let values = plain.chain(margins).map(|value| value.clamp(-reach, reach));
        Self { axis: Axis::over(values.chain([0.0]), false).between(0.0, WIDTH) }
    }

    /// The place of a value, and whether it is on the axis.
    pub fn at(&self, value: f64) -> (f64, bool) {
        let at = self.axis.at(value);
        (at.clamp(0.0, WIDTH), (0.0..=WIDTH).contains(&at))
    }

    /// The values that are written, with their places.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        self.axis.ticks(4).into_iter().map(|(value, words)| (self.axis.at(value), words)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_holds_all_but_what_would_hide_the_others() {
        let one = |mean: f64, half: f64| Estimate {
            mean,
            interval: Some((mean - half, mean + half)),
            ..Estimate::default()
        };
        let strip = Strip::over(&[one(-18.0, 0.3), one(0.1, 900.0)], Some(0.7));
        assert!(strip.at(-18.3).1 && strip.at(0.7).1 && !strip.at(900.0).1);
        assert_eq!(strip.at(f64::INFINITY), (WIDTH, false));
        assert!(strip.ticks().iter().any(|(_, words)| words == "0"));
        let empty = Strip::over(&[], None);
        assert!(empty.at(0.0).1);
    }
}
