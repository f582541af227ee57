//! The sign-flip test of paired differences, and the interval of what it cannot reject.

use super::{Interval, Resample, summarize};

/// Up to this many pairs every assignment of signs is tried.
pub const EXACT: usize = 20;

/// Assignments that are drawn for more pairs than that.
const DRAWS: usize = 100_000;

/// The two-sided p of the sign-flip test: the share of all assignments of signs to the differences
/// whose mean is at least as far from 0 as the one that was observed. `None` for no differences.
///
/// It assumes that the differences are symmetrically distributed around 0 if there is no effect,
/// and nothing else. For more than [`EXACT`] differences, 100,000 assignments are drawn and the
/// observed one is counted among them.
pub fn sign_flip(differences: &[f64], draws: &mut Resample) -> Option<f64> {
    let size: f64 = differences.iter().map(|difference| difference.abs()).sum();
    let total: f64 = differences.iter().sum();
    // sums of the same numbers in another order differ in their last digits
    let observed = total.abs() - 1e-12 * size;
    let flipped = Flipped::new(differences, draws)?;
    let reached = flipped.sums.iter().filter(|&&sum| (total - 2.0 * sum).abs() >= observed).count();
    Some(reached as f64 / flipped.sums.len() as f64)
}

/// All means that the two-sided sign-flip test does not reject at `alpha`: its interval with a
/// coverage of at least 1 - alpha (Hartigan 1969). Its ends are infinite where so few differences
/// could not reject anything, and it leaves out 0 exactly if [`sign_flip`] of the same draws is
/// below alpha. `None` for no differences.
///
/// A mean `m` left of the observed one is as far out as an assignment if the differences that it
/// flips, or those that it keeps, have a mean of at most `m`; so its p counts the assignments by
/// the smaller of these two means, and the end is one of them.
pub fn sign_flip_interval(
    differences: &[f64],
    alpha: f64,
    draws: &mut Resample,
) -> Option<Interval> {
    let flipped = Flipped::new(differences, draws)?;
    let (n, total) = (differences.len() as u32, differences.iter().sum::<f64>());
    let end = |pick: fn(f64, f64) -> f64, none: f64| {
        let of = |(&sum, &size): (&f64, &u32)| {
            let part = |sum: f64, size: u32| if size == 0 { none } else { sum / f64::from(size) };
            pick(part(sum, size), part(total - sum, n - size))
        };
        flipped.sums.iter().zip(&flipped.sizes).map(of).collect::<Vec<f64>>()
    };
    let count = flipped.sums.len();
    // p of the rank-th end is (rank + 1) / count
    let rank = (alpha * count as f64).ceil().max(1.0) as usize - 1;
    let rank = rank.min(count - 1);
    let mut low = end(f64::min, f64::NEG_INFINITY);
    let mut high = end(f64::max, f64::INFINITY);
    let low = *low.select_nth_unstable_by(rank, f64::total_cmp).1;
    let high = *high.select_nth_unstable_by(rank, |a, b| b.total_cmp(a)).1;
    let mean = summarize(differences)?.mean;
    Some((low.min(mean), high.max(mean)))
}

/// The smallest p that so many pairs allow: both ends of all assignments.
pub fn smallest_p(n: usize) -> f64 {
    match n {
        0 => 1.0,
        1..=EXACT => (0.5_f64).powi(i32::try_from(n).unwrap_or(i32::MAX) - 1),
        _ => 1.0 / (DRAWS + 1) as f64,
    }
}

/// The differences that each assignment flips: their sum and how many they are. The first
/// assignment is the observed one, which flips none.
struct Flipped {
    sums: Vec<f64>,
    sizes: Vec<u32>,
}

impl Flipped {
    /// Every assignment, or drawn ones; `None` for no differences.
    fn new(differences: &[f64], draws: &mut Resample) -> Option<Self> {
        match differences {
            [] => None,
            // the first sign stays: an assignment and its opposite are equally far from 0
            [_, free @ ..] if differences.len() <= EXACT => Some(Self::all(free)),
            _ => Some(Self::drawn(differences, draws)),
        }
    }

    fn all(free: &[f64]) -> Self {
        let (mut sums, mut sizes) = (vec![0.0], vec![0]);
        for difference in free {
            sums.extend_from_within(..);
            sizes.extend_from_within(..);
            let half = sums.len() / 2;
            sums[half..].iter_mut().for_each(|sum| *sum += difference);
            sizes[half..].iter_mut().for_each(|size| *size += 1);
        }
        Self { sums, sizes }
    }

    fn drawn(differences: &[f64], draws: &mut Resample) -> Self {
        let bytes: Vec<Self> = differences.chunks(8).map(Self::all).collect();
        let (mut sums, mut sizes) = (vec![0.0], vec![0]);
        for _ in 0..DRAWS {
            let (mut sum, mut size) = (0.0, 0);
            for some in bytes.chunks(8) {
                let coins = draws.coins().to_le_bytes();
                for (byte, coins) in some.iter().zip(coins) {
                    // of fewer than eight differences, the last coins are not needed
                    let index = usize::from(coins) % byte.sums.len();
                    sum += byte.sums[index];
                    size += byte.sizes[index];
                }
            }
            sums.push(sum);
            sizes.push(size);
        }
        Self { sums, sizes }
    }
}
