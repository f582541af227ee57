//! Which frames of a video a clip is made of.

/// The middles of `n` equal segments of a video of `length` frames; a video with fewer frames gives
/// each of them once.
///
/// # Source
/// Segment sampling of Frozen in Time <https://arxiv.org/abs/2104.00650> in testing; spec 1.1.
pub(crate) fn segment_middles(length: usize, n: usize) -> Vec<usize> {
    let n = n.min(length);
    let start = |segment: usize| segment * length / n;
    (0..n).map(|segment| (start(segment) + start(segment + 1) - 1) / 2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t1_uniform_sampling() {
        assert_eq!(segment_middles(100, 8), [5, 18, 30, 43, 55, 68, 80, 93]);
        assert_eq!(
            segment_middles(37, 16),
            [0, 2, 4, 7, 9, 11, 14, 16, 18, 21, 23, 25, 28, 30, 32, 35]
        );
    }

    #[test]
    fn a_short_video_gives_every_frame() {
        assert_eq!(segment_middles(3, 8), [0, 1, 2]);
        assert_eq!(segment_middles(16, 16), (0..16).collect::<Vec<_>>());
    }
}
