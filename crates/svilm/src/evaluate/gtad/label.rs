//! Training labels of a video.

use super::align::Anchor;
use crate::data::segment::Segment;
use crate::evaluate::proposals::near;

/// Labels of one video.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Labels {
    /// How much of a start lies at each position.
    pub(super) start: Vec<f32>,
    /// How much of an end lies at each position.
    pub(super) end: Vec<f32>,
    /// Largest intersection over union of each anchor with a segment.
    pub(super) overlap: Vec<f32>,
}

impl Labels {
    /// Labels for segments in parts of the length. What lies outside of the video is cut off, and
    /// segments of no length teach nothing.
    pub(super) fn new(positions: usize, segments: &[Segment]) -> Self {
        let within = |segment: &Segment| {
            let segment =
                Segment { start: segment.start.clamp(0.0, 1.0), end: segment.end.clamp(0.0, 1.0) };
            (segment.start < segment.end).then_some(segment)
        };
        let segments: Vec<Segment> = segments.iter().filter_map(within).collect();
        let boundary = |of: fn(&Segment) -> f64| {
            (0..positions).map(|j| near(j, positions, segments.iter().map(of)) as f32).collect()
        };
        let overlap = |anchor: Anchor| {
            let anchor = anchor.segment(positions);
            segments.iter().map(|segment| segment.overlap(&anchor)).fold(0.0, f64::max) as f32
        };
        Self {
            start: boundary(|segment| segment.start),
            end: boundary(|segment| segment.end),
            overlap: Anchor::all(positions).into_iter().map(overlap).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(actual: &[f32], expected: &[f32]) {
        assert_eq!(actual.len(), expected.len());
        assert!(actual.iter().zip(expected).all(|(a, e)| (a - e).abs() < 1e-6), "{actual:?}");
    }

    #[test]
    fn t9_labels() {
        let labels = Labels::new(8, &[Segment { start: 0.2, end: 0.6 }]);
        close(&labels.start, &[0.7, 1.0, 0.8, 0.3, 0.0, 0.0, 0.0, 0.0]);
        close(&labels.end, &[0.0, 0.0, 0.1, 0.6, 1.0, 0.9, 0.4, 0.0]);
        let best = (0..labels.overlap.len())
            .max_by(|a, b| labels.overlap[*a].total_cmp(&labels.overlap[*b]));
        let best = best.expect("there are anchors");
        assert_eq!(Anchor::all(8)[best], Anchor { start: 2, duration: 2 });
        close(&[labels.overlap[best]], &[0.823_529_4]);
        let sum: f64 = labels.overlap.iter().map(|&overlap| f64::from(overlap)).sum();
        assert!((sum - 12.350_473_560_2).abs() < 1e-5, "{sum}");
    }

    #[test]
    fn of_several_segments_the_nearest_counts() {
        let [first, second] = [Segment { start: 0.0, end: 0.25 }, Segment { start: 0.5, end: 1.0 }];
        let both = Labels::new(4, &[first, second]);
        let (one, other) = (Labels::new(4, &[first]), Labels::new(4, &[second]));
        for (both, one, other) in [
            (both.start, one.start, other.start),
            (both.end, one.end, other.end),
            (both.overlap, one.overlap, other.overlap),
        ] {
            let larger: Vec<f32> = one.iter().zip(&other).map(|(a, b)| a.max(*b)).collect();
            close(&both, &larger);
        }
    }

    #[test]
    fn what_is_no_segment_of_the_video_teaches_nothing() {
        let nothing = Labels::new(4, &[]);
        assert!(
            nothing
                .start
                .iter()
                .chain(&nothing.end)
                .chain(&nothing.overlap)
                .all(|label| *label == 0.0)
        );
        for (start, end) in
            [(0.5, 0.5), (0.7, 0.2), (1.5, 2.0), (-2.0, -1.0), (f64::NAN, 0.5), (0.1, f64::NAN)]
        {
            assert_eq!(Labels::new(4, &[Segment { start, end }]), nothing, "{start} to {end}");
        }
        let cut = Labels::new(4, &[Segment { start: 0.5, end: 7.0 }]);
        assert_eq!(cut, Labels::new(4, &[Segment { start: 0.5, end: 1.0 }]));
    }
}
