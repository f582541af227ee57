//! Which frames of a video are looked at.
//!
//! A video of `length` frames is cut into `n` segments of equal length; segment `k` is the frames
//! from `floor(k * length / n)` to before the next one's first.
//!
//! # Source
//! Specification of S-ViLM, section 1.1; the same segments as Frozen in Time. Differs: a random
//! frame may be any of its segment, the last one included; a video shorter than `n` frames is
//! padded with its last frame.

/// The middle frame of each of `n` equal segments; the last frame is repeated if there are fewer
/// than `n`.
pub fn middles(length: usize, n: usize) -> Vec<usize> {
    segments(length, n, |first, last| first + (last - first) / 2)
}

/// A random frame of each of `n` equal segments; the last frame is repeated if there are fewer than
/// `n`.
///
/// `below(m)` must give a number from 0 to `m - 1`, each as likely; a larger one counts as `m - 1`.
pub fn random(length: usize, n: usize, mut below: impl FnMut(usize) -> usize) -> Vec<usize> {
    segments(length, n, |first, last| first + below(last - first + 1).min(last - first))
}

/// All frames if there are at most `most`, else the middles of that many segments.
pub fn all_or_middles(length: usize, most: usize) -> Vec<usize> {
    middles(length, most.min(length))
}

fn segments(length: usize, n: usize, mut choose: impl FnMut(usize, usize) -> usize) -> Vec<usize> {
    if length == 0 {
        return Vec::new();
    }
    // in 128 bits: the product of two lengths may not fit a word
    let edge = |k: usize| (k as u128 * length as u128 / n as u128) as usize;
    if length >= n {
        return (0..n).map(|k| choose(edge(k), edge(k + 1) - 1)).collect();
    }
    (0..n).map(|k| k.min(length - 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(length: usize, n: usize, expected: &[usize]) {
        assert_eq!(middles(length, n), expected, "middles of {length} in {n}");
    }

    #[test]
    fn middles_are_those_of_the_specification() {
        check(100, 8, &[5, 18, 30, 43, 55, 68, 80, 93]);
        check(37, 16, &[0, 2, 4, 7, 9, 11, 14, 16, 18, 21, 23, 25, 28, 30, 32, 35]);
        check(4, 4, &[0, 1, 2, 3]);
        check(5, 1, &[2]);
        check(6, 1, &[2]);
        check(9, 0, &[]);
    }

    #[test]
    fn a_short_video_repeats_its_last_frame() {
        check(3, 5, &[0, 1, 2, 2, 2]);
        check(1, 3, &[0, 0, 0]);
        check(0, 3, &[]);
        assert_eq!(random(3, 5, |_| 0), [0, 1, 2, 2, 2]);
    }

    #[test]
    fn random_frames_reach_both_ends_of_each_segment_and_nothing_else() {
        assert_eq!(random(37, 4, |_| 0), [0, 9, 18, 27]);
        assert_eq!(random(37, 4, |m| m - 1), [8, 17, 26, 36]);
        assert_eq!(random(37, 4, |_| usize::MAX), [8, 17, 26, 36]);
        let mut asked = Vec::new();
        random(37, 4, |m| {
            asked.push(m);
            0
        });
        assert_eq!(asked, [9, 9, 9, 10]);
    }

    #[test]
    fn all_frames_are_kept_of_a_video_that_is_short_enough() {
        assert_eq!(all_or_middles(3, 8), [0, 1, 2]);
        assert_eq!(all_or_middles(100, 8), middles(100, 8));
    }
}
