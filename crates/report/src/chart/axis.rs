//! Axes: which values stand where, and which are written down.

use super::font::width;
use super::scene::SIZE;

/// An axis from one place of the drawing to another.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    is_logarithmic: bool,
    /// Whether every value is whole, so that nothing between whole numbers is written.
    is_whole: bool,
}

/// A larger value cannot be told from one that is no number.
const LARGEST: f64 = 1e300;

impl Axis {
    /// An axis that holds these values and is a little longer. It is logarithmic only if all of
    /// them are positive.
    pub(super) fn over(values: impl Iterator<Item = f64>, is_logarithmic: bool) -> Self {
        let values: Vec<f64> = values
            .filter(|value| value.is_finite())
            .map(|value| value.clamp(-LARGEST, LARGEST))
            .collect();
        let (low, high) =
            values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(*value), high.max(*value))
            });
        let (low, high) = if values.is_empty() { (0.0, 1.0) } else { (low, high) };
        let is_logarithmic = is_logarithmic && low > 0.0;
        let (low, high) = if is_logarithmic { (low.log10(), high.log10()) } else { (low, high) };
        let room = 0.04 * (high - low);
        // equal values still need an axis, and one on which they differ from their neighbours
        let room = if room > low.abs().max(high.abs()) * 1e-9 {
            room
        } else {
            (low.abs() * 0.05).max(0.5)
        };
        let is_whole = !is_logarithmic
            && !values.is_empty()
            && values.iter().all(|value| value.fract() == 0.0);
        Self { low: low - room, high: high + room, from: 0.0, to: 1.0, is_logarithmic, is_whole }
    }

    /// The same between two places.
    pub(super) fn between(self, from: f64, to: f64) -> Self {
        Self { from, to, ..self }
    }

    /// The place of a value; beyond the ends for values that are.
    pub(super) fn at(&self, value: f64) -> f64 {
        let value = match self.is_logarithmic {
            true if value > 0.0 => value.log10(),
            true => self.low,
            false => value,
        };
        let share = (value.clamp(-LARGEST, LARGEST) - self.low) / (self.high - self.low);
        self.from + share.clamp(-1e3, 1e3) * (self.to - self.from)
    }

    /// Values that are written, with their words: as many as fit along a horizontal axis.
    pub(super) fn beside(&self) -> Vec<(f64, String)> {
        let is_loose = |ticks: &[(f64, String)]| {
            ticks.windows(2).all(|pair| {
                let half = (width(&pair[0].1, SIZE) + width(&pair[1].1, SIZE)) / 2.0;
                (self.at(pair[1].0) - self.at(pair[0].0)).abs() > half + SIZE
            })
        };
        (2..=8)
            .rev()
            .map(|most| self.ticks(most))
            .find(|ticks| is_loose(ticks))
            .unwrap_or_else(|| self.ticks(1))
    }

    /// Values that are written, about so many, with their words.
    pub(super) fn ticks(&self, most: usize) -> Vec<(f64, String)> {
        if self.is_logarithmic { self.decades(most) } else { self.steps(most) }
    }

    fn steps(&self, most: usize) -> Vec<(f64, String)> {
        let least = (self.high - self.low) / most.max(1) as f64;
        let decade = 10_f64.powf(least.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .map(|times| times * decade)
            .into_iter()
            .find(|step| *step >= least * 0.999);
        let step = step.unwrap_or(decade * 10.0);
        let step = if self.is_whole { step.max(1.0) } else { step };
        let first = (self.low / step).ceil();
        let values = (0..=most + 1)
            .map(|index| (first + index as f64) * step)
            .filter(|value| *value <= self.high);
        let largest = self.low.abs().max(self.high.abs());
        values.map(|value| (value, stepped(value, step, largest))).collect()
    }

    fn decades(&self, most: usize) -> Vec<(f64, String)> {
        let (first, last) = (self.low.floor(), self.high.ceil());
        let many = last - first;
        let times: &[f64] = if many <= 2.0 { &[1.0, 2.0, 5.0] } else { &[1.0] };
        let apart = (many / most.max(1) as f64).ceil().max(1.0);
        let decades = (0..=most + 2)
            .map(|index| first + index as f64 * apart)
            .take_while(|decade| *decade <= last);
        let values =
            decades.flat_map(|decade| times.iter().map(move |times| times * 10_f64.powf(decade)));
        let shown = values.filter(|value| (self.low..=self.high).contains(&value.log10()));
        shown.map(|value| (value, plain(value))).collect()
    }
}

/// A value with as many digits as its step needs.
fn stepped(value: f64, step: f64, largest: f64) -> String {
    let value = if value.abs() < step / 2.0 { 0.0 } else { value };
    if largest >= 1e6 || step < 1e-5 {
        let digits = ((largest / step).log10().ceil()).clamp(0.0, 12.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let digits = if value == 0.0 { 0 } else { digits as usize };
        let words = format!("{value:.digits$e}");
        let (number, exponent) = words.split_once('e').unwrap_or((&words, "0"));
        let number = if number.contains('.') {
            number.trim_end_matches('0').trim_end_matches('.')
        } else {
            number
        };
        return if value == 0.0 {
            "0".to_owned()
        } else {
            format!("{number}e{exponent}").replace('-', "−")
        };
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let digits = (-(step * 1.001).log10().floor()).clamp(0.0, 12.0) as usize;
    format!("{value:.digits$}").replace('-', "−")
}

/// A power of ten, or a small multiple of one.
fn plain(value: f64) -> String {
    if (0.000_9..1e6).contains(&value) {
        let digits = (-value.log10().floor()).max(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 4")]
        let digits = digits as usize;
        return format!("{value:.digits$}");
    }
    format!("{value:.0e}").replace('-', "−")
}
