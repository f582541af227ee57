//! Lines that lie on each other.

use super::palette::dash;
use super::scene::{Ink, Pen};
use super::series::{Series, finite};

/// Lines that are nearer than this cannot be told apart, in units of 1/96 inch.
const NEAR: f64 = 1.5;

/// The share of the points of a line that lie on another one; 0 if they have no point in common.
pub(super) fn share(one: &Series, other: &Series, distance: impl Fn(f64, f64) -> f64) -> f64 {
    let known: Vec<_> = finite(other).collect();
    let (mut common, mut near) = (0_usize, 0_usize);
    for point in finite(one) {
        if let Some(same) = known.iter().find(|same| same.x == point.x) {
            common += 1;
            near += usize::from(distance(point.y, same.y) <= NEAR);
        }
    }
    if common < 2 { 0.0 } else { near as f64 / common as f64 }
}

/// The length of a stripe where lines lie on each other.
const STRIPE: f32 = 9.0;

/// Stripes of a line among so many that lie on each other, from two to eight: one stripe, then
/// room for those of the others.
const STRIPES: [[f32; 2]; 7] = [
    [STRIPE, STRIPE],
    [STRIPE, 2.0 * STRIPE],
    [STRIPE, 3.0 * STRIPE],
    [STRIPE, 4.0 * STRIPE],
    [STRIPE, 5.0 * STRIPE],
    [STRIPE, 6.0 * STRIPE],
    [STRIPE, 7.0 * STRIPE],
];

/// How each line is drawn. Lines that lie on each other over half of their points or more share
/// the way: each has a stripe in turn, so that all of them are seen.
pub(super) fn pens(series: &[Series], distance: impl Fn(f64, f64) -> f64) -> Vec<Pen> {
    let first = |index: usize| {
        let is_on = |other: &usize| share(&series[index], &series[*other], &distance) >= 0.5;
        (0..index).find(is_on).unwrap_or(index)
    };
    let groups: Vec<usize> = (0..series.len()).map(first).collect();
    let pen = |index: usize| {
        let pen = Pen::new(Ink::Series(index), 2.0);
        let members = || (0..series.len()).filter(|&other| groups[other] == groups[index]);
        let (many, at) = (members().count(), members().take_while(|&other| other < index).count());
        match STRIPES.get(many.wrapping_sub(2)) {
            Some(stripes) => Pen { dash: stripes, phase: STRIPE * (many - at) as f32, ..pen },
            None => pen.dashed(dash(index)),
        }
    };
    (0..series.len()).map(pen).collect()
}
