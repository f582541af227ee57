//! A number as a colour.

use super::palette::hex;

/// The map viridis at ten places.
///
/// # Source
/// matplotlib (CC0), <https://bids.github.io/colormap/>; straight lines between the places.
const STOPS: [[u8; 3]; 10] = [
    [68, 1, 84],
    [72, 40, 120],
    [62, 73, 137],
    [49, 104, 142],
    [38, 130, 142],
    [31, 158, 137],
    [53, 183, 121],
    [110, 206, 88],
    [181, 222, 43],
    [253, 231, 37],
];

/// A share of the range, 0..1, as a colour.
pub(super) fn color(share: f64) -> [u8; 3] {
    let place = share.clamp(0.0, 1.0) * (STOPS.len() - 1) as f64;
    let below = (place as usize).min(STOPS.len() - 2);
    let part = place - below as f64;
    std::array::from_fn(|i| {
        let [from, to] = [STOPS[below][i], STOPS[below + 1][i]].map(f64::from);
        (from + (to - from) * part).round() as u8
    })
}

/// The same as `#rrggbb`, and the colour of a number upon it.
pub(super) fn shade(share: f64) -> (String, &'static str) {
    (hex(color(share)), if share > 0.6 { super::svg::INK } else { "#ffffff" })
}

#[cfg(test)]
mod tests {
    use super::super::palette::tests::{distance, lightness};
    use super::*;

    #[test]
    fn larger_numbers_are_lighter_in_even_steps() {
        let colors: Vec<[u8; 3]> = (0..=20).map(|step| color(f64::from(step) / 20.0)).collect();
        let steps: Vec<f64> = colors.windows(2).map(|pair| distance(pair[0], pair[1])).collect();
        assert!(colors.windows(2).all(|pair| lightness(pair[0]) < lightness(pair[1])));
        let (least, most) =
            (steps.iter().copied().fold(1.0, f64::min), steps.iter().copied().fold(0.0, f64::max));
        assert!(least > 0.02 && most < 0.08, "steps from {least} to {most}");
    }
}
