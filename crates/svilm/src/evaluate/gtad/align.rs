//! Anchors and their alignment: what every bin of every anchor reads of the positions.

use super::sparse::Sparse;
use crate::data::segment::Segment;

/// A segment of whole positions that may be proposed: it starts at one and covers `duration + 1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) start: usize,
    pub(super) duration: usize,
}

impl Anchor {
    /// All anchors within the positions, the shortest first.
    pub(super) fn all(positions: usize) -> Vec<Self> {
        let of_duration =
            |duration| (0..positions - duration).map(move |start| Self { start, duration });
        (0..positions).flat_map(of_duration).collect()
    }

    /// In parts of the length.
    pub(super) fn segment(self, positions: usize) -> Segment {
        let part = |position: usize| position as f64 / positions as f64;
        Segment { start: part(self.start), end: part(self.end()) }
    }

    /// The position after the last.
    pub(super) fn end(self) -> usize {
        self.start + self.duration + 1
    }

    /// The stretch that is looked at: the anchor and half of its length before and after.
    fn stretch(self) -> (f64, f64) {
        let (start, half) = (self.start as f64, 0.5 * (self.duration + 1) as f64);
        (start - half, start + self.duration as f64 + half)
    }
}

/// For each bin of a stretch, the positions that it reads and their weights.
///
/// # Source
/// One-dimensional RoIAlign, spec 6.4: linear interpolation at evenly spaced samples, 0 beyond one
/// position outside.
pub(super) fn bins(start: f64, end: f64, bins: usize, positions: usize) -> Vec<Vec<(usize, f64)>> {
    let length = (end - start).max(1.0);
    let size = length / bins as f64;
    let samples = size.ceil().max(1.0);
    let last = positions - 1;
    let read = |bin: usize| {
        let mut weights = vec![0.0; positions];
        for sample in 0..samples as usize {
            let place = start + bin as f64 * size + (sample as f64 + 0.5) * size / samples;
            if (-1.0..=positions as f64).contains(&place) {
                let place = place.clamp(0.0, last as f64);
                let low = place as usize;
                weights[low] += (1.0 - place.fract()) / samples;
                weights[(low + 1).min(last)] += place.fract() / samples;
            }
        }
        weights.into_iter().enumerate().filter(|(_, weight)| *weight != 0.0).collect()
    };
    (0..bins).map(read).collect()
}

/// Reads all bins of all anchors and adds them up: `[anchors, positions * (inner + context)]`, a
/// bin's row of position t being `t * (inner + context) + bin`, those of the context after the
/// inner ones.
///
/// # Source
/// Departure in the order of the sums alone: the first layer of the map head is linear in what the
/// bins read, and that is linear in the features. So every position is first mapped to its share in
/// every bin, and then the shares are added, which takes about a thirtieth of the multiplications
/// and of the memory, and the same numbers come out.
pub(super) fn alignment(positions: usize, [inner, context]: [usize; 2]) -> Sparse {
    let row = |anchor: Anchor| {
        let (start, end) = anchor.stretch();
        let all = [inner, context].map(|count| bins(start, end, count, positions)).concat();
        let entry = |bin: usize, (position, weight): (usize, f64)| {
            (position * (inner + context) + bin, weight as f32)
        };
        let entries =
            |(bin, read): (usize, Vec<_>)| read.into_iter().map(move |read| entry(bin, read));
        all.into_iter().enumerate().flat_map(entries).collect()
    };
    let rows: Vec<Vec<(usize, f32)>> = Anchor::all(positions).into_iter().map(row).collect();
    Sparse::new(&rows, positions * (inner + context))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aligned(x: &[f64], start: f64, end: f64, n: usize) -> Vec<f64> {
        let sum = |bin: Vec<(usize, f64)>| {
            bin.into_iter().map(|(position, weight)| weight * x[position]).sum()
        };
        bins(start, end, n, x.len()).into_iter().map(sum).collect()
    }

    /// Sample by sample, as the formula reads.
    fn literal(x: &[f64], start: f64, end: f64, n: usize) -> Vec<f64> {
        let (t, length) = (x.len() as f64, if end - start > 1.0 { end - start } else { 1.0 });
        let samples = (length / n as f64).ceil() as usize;
        let at = |place: f64| {
            if place < -1.0 || place > t {
                return 0.0;
            }
            let place = place.max(0.0);
            let low = place.floor() as usize;
            if low + 1 >= x.len() {
                return x[x.len() - 1];
            }
            let part = place - low as f64;
            x[low] * (1.0 - part) + x[low + 1] * part
        };
        let place = |bin: usize, k: usize| {
            let step = length / n as f64;
            start + bin as f64 * step + (k as f64 + 0.5) * step / samples as f64
        };
        (0..n)
            .map(|bin| (0..samples).map(|k| at(place(bin, k))).sum::<f64>() / samples as f64)
            .collect()
    }

    fn det(n: usize, c: f64) -> Vec<f64> {
        (0..n).map(|i| (0.37 * i as f64 + 0.011 * (i * i) as f64 + c).sin()).collect()
    }

    #[test]
    fn t9_alignment() {
        let expected = [0.275_273_567_1, 0.655_307_132_3, 0.929_106_743_5, 0.943_947_615_9];
        for (actual, expected) in aligned(&det(8, 0.2), -0.5, 4.5, 4).into_iter().zip(expected) {
            assert!((actual - expected).abs() < 1e-9, "{actual} instead of {expected}");
        }
    }

    #[test]
    fn every_anchor_is_read_as_a_literal_loop_reads_it() {
        for positions in [1, 2, 3, 7, 12] {
            let x = det(positions, 1.3);
            for (anchor, n) in Anchor::all(positions)
                .into_iter()
                .flat_map(|anchor| [1, 4, 5, 16].map(|n| (anchor, n)))
            {
                let (start, end) = anchor.stretch();
                for (a, e) in aligned(&x, start, end, n).into_iter().zip(literal(&x, start, end, n))
                {
                    assert!(
                        (a - e).abs() < 1e-12,
                        "{anchor:?} of {positions} in {n} bins: {a} instead of {e}"
                    );
                }
            }
        }
    }

    #[test]
    fn anchors_are_the_segments_within_the_positions() {
        assert_eq!(Anchor::all(1), [Anchor { start: 0, duration: 0 }]);
        assert_eq!(Anchor::all(32).len(), 32 * 33 / 2);
        assert!(Anchor::all(9).into_iter().all(|anchor| anchor.end() <= 9));
        assert_eq!(
            Anchor { start: 2, duration: 2 }.segment(8),
            Segment { start: 0.25, end: 0.625 }
        );
    }
}
