//! A rectangle of a frame, made square.

use crate::random::Random;

/// A rectangle of a frame in pixels, perhaps mirrored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Crop {
    pub top: usize,
    pub left: usize,
    pub height: usize,
    pub width: usize,
    pub mirrored: bool,
}

/// How often a random rectangle is tried before the middle is taken.
const TRIES: usize = 10;

impl Crop {
    /// The largest square in the middle.
    pub(crate) fn center(height: usize, width: usize) -> Self {
        let side = height.min(width);
        let (top, left) = ((height - side) / 2, (width - side) / 2);
        Self { top, left, height: side, width: side, mirrored: false }
    }

    /// A rectangle of 50 to 100 % of the area, its sides in a ratio of 3:4 to 4:3; mirrored half of
    /// the time, if it may be.
    pub(crate) fn random(height: usize, width: usize, mut random: Random, flip: bool) -> Self {
        let mirrored = random.chance(0.5) && flip;
        let (low, high) = (0.75_f64.ln(), (4.0_f64 / 3.0).ln());
        for _ in 0..TRIES {
            let area = (height * width) as f64 * (0.5 + 0.5 * random.uniform());
            let ratio = (low + (high - low) * random.uniform()).exp();
            let (h, w) =
                ((area / ratio).sqrt().round() as usize, (area * ratio).sqrt().round() as usize);
            if (1..=height).contains(&h) && (1..=width).contains(&w) {
                let (top, left) = (random.below(height - h + 1), random.below(width - w + 1));
                return Self { top, left, height: h, width: w, mirrored };
            }
        }
        Self { mirrored, ..Self::center(height, width) }
    }
}

/// Share that each pixel of a line has in each pixel of the resized line.
///
/// A triangle as wide as two pixels of the smaller scale, so that nothing is left out when a line
/// gets shorter.
fn shares(from: usize, to: usize) -> Vec<(usize, Vec<f32>)> {
    let scale = from as f32 / to as f32;
    let reach = scale.max(1.0);
    let share = |target: usize| {
        let center = (target as f32 + 0.5) * scale;
        let first = (center - reach).floor().max(0.0) as usize;
        let last = ((center + reach).ceil() as usize).min(from);
        let mut shares: Vec<f32> = (first..last)
            .map(|pixel| (1.0 - ((pixel as f32 + 0.5 - center) / reach).abs()).max(0.0))
            .collect();
        let sum: f32 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= sum);
        (first, shares)
    };
    (0..to).map(share).collect()
}

/// The rectangle of a frame of bytes, resized to `side` by `side`.
///
/// # Shapes
/// - frame: `[rows, width, 3]`
/// - returns: `[side, side, 3]`, 0..255
pub(crate) fn resize(frame: &[u8], width: usize, crop: &Crop, side: usize) -> Vec<f32> {
    let (across, down) = (shares(crop.width, side), shares(crop.height, side));
    let mut narrow = vec![0.0_f32; crop.height * side * 3];
    for (row, line) in narrow.chunks_exact_mut(side * 3).enumerate() {
        let start = ((crop.top + row) * width + crop.left) * 3;
        let source = &frame[start..start + crop.width * 3];
        for (column, (first, shares)) in across.iter().enumerate() {
            let place = if crop.mirrored { side - 1 - column } else { column };
            for (share, pixel) in shares.iter().zip(source[first * 3..].chunks_exact(3)) {
                for channel in 0..3 {
                    line[place * 3 + channel] += share * f32::from(pixel[channel]);
                }
            }
        }
    }
    let mut pixels = vec![0.0_f32; side * side * 3];
    for ((first, shares), line) in down.iter().zip(pixels.chunks_exact_mut(side * 3)) {
        for (share, source) in shares.iter().zip(narrow[first * side * 3..].chunks_exact(side * 3))
        {
            line.iter_mut().zip(source).for_each(|(sum, value)| *sum += share * value);
        }
    }
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_of_the_same_size_stays_as_it_is() {
        let frame: Vec<u8> = (0..4 * 6 * 3).map(|x| (x * 3) as u8).collect();
        let crop = Crop::center(4, 6);
        assert_eq!(crop, Crop { top: 0, left: 1, height: 4, width: 4, mirrored: false });
        let pixels = resize(&frame, 6, &crop, 4);
        for row in 0..4 {
            for x in 0..12 {
                assert!((pixels[row * 12 + x] - f32::from(frame[row * 18 + 3 + x])).abs() < 1e-4);
            }
        }
        let mirrored = resize(&frame, 6, &Crop { mirrored: true, ..crop }, 4);
        assert_eq!(mirrored[..3], pixels[9..12]);
    }

    #[test]
    fn a_mean_color_survives_any_size_and_halving_weighs_neighbours() {
        let flat = vec![77_u8; 13 * 9 * 3];
        for side in [1, 4, 9, 31] {
            assert!(
                resize(&flat, 9, &Crop::center(13, 9), side)
                    .iter()
                    .all(|x| (x - 77.0).abs() < 1e-3)
            );
        }
        let line: Vec<u8> = [0, 0, 0, 80, 80, 80, 160, 160, 160, 240, 240, 240].repeat(4);
        let half = resize(&line, 4, &Crop::center(4, 4), 2);
        // shares 3/7, 3/7, 1/7 of the first three
        assert!((half[0] - (80.0 * 3.0 + 160.0) / 7.0).abs() < 1e-3, "{half:?}");
    }

    #[test]
    fn random_rectangles_are_inside_and_of_the_asked_area() {
        let random = Random::new(3);
        for item in 0..500 {
            let crop = Crop::random(48, 85, random.item(item), true);
            assert!(crop.top + crop.height <= 48 && crop.left + crop.width <= 85);
            let share = (crop.height * crop.width) as f64 / (48.0 * 85.0);
            assert!((0.45..=1.0).contains(&share), "{crop:?}");
        }
        assert!(!Crop::random(10, 10, random, false).mirrored);
    }
}
