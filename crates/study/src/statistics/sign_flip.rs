//! The sign-flip test of paired differences.

use super::Resample;

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
    let n = differences.len();
    let size: f64 = differences.iter().map(|difference| difference.abs()).sum();
    // sums of the same numbers in another order differ in their last digits
    let observed = differences.iter().sum::<f64>().abs() - 1e-12 * size;
    match n {
        0 => None,
        1..=EXACT => Some(exact(differences, observed)),
        _ => {
            let reached =
                (0..DRAWS).filter(|_| drawn(differences, draws).abs() >= observed).count();
            Some((reached + 1) as f64 / (DRAWS + 1) as f64)
        }
    }
}

/// The smallest p that so many pairs allow: both ends of all assignments.
pub fn smallest_p(n: usize) -> f64 {
    match n {
        0 => 1.0,
        1..=EXACT => (0.5_f64).powi(i32::try_from(n).unwrap_or(i32::MAX) - 1),
        _ => 1.0 / (DRAWS + 1) as f64,
    }
}

fn exact(differences: &[f64], observed: f64) -> f64 {
    // the first sign stays: an assignment and its opposite are equally far from 0
    let free = differences.len() - 1;
    let reached = (0_u32..1 << free)
        .filter(|signs| flipped(differences, u64::from(*signs) << 1).abs() >= observed);
    reached.count() as f64 / f64::from(1_u32 << free)
}

fn drawn(differences: &[f64], draws: &mut Resample) -> f64 {
    differences.chunks(64).map(|some| flipped(some, draws.coins())).sum()
}

/// The sum with the sign of each difference turned whose bit is set.
fn flipped(differences: &[f64], signs: u64) -> f64 {
    differences
        .iter()
        .enumerate()
        .map(|(bit, &value)| if signs >> bit & 1 == 1 { -value } else { value })
        .sum()
}
