//! Mean average precision of detected segments, as ActivityNet defines it.

use crate::data::segment::Segment;
use crate::evaluate::action::percent;

/// A segment with the video and the class that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Instance {
    pub video: usize,
    pub class: usize,
    pub segment: Segment,
}

/// An instance that was found, with the confidence in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Detection {
    pub instance: Instance,
    pub score: f64,
}

/// Mean average precision at the thresholds 0.50, 0.55 ... 0.95, in percent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MeanAveragePrecision(pub Vec<f64>);

impl MeanAveragePrecision {
    /// At 0.5, 0.75, 0.95, and the mean over all ten thresholds.
    pub(crate) fn summary(&self) -> [f64; 4] {
        [self.0[0], self.0[5], self.0[9], self.0.iter().sum::<f64>() / self.0.len() as f64]
    }

    /// Mean over classes of the average precision.
    ///
    /// # Source
    /// ActivityNet's evaluation, spec 6.4: detections of a class in order of falling score; one is
    /// right if the unused instance of its video and class with the largest overlap reaches the
    /// threshold. Departures: detections of one score are taken at once, those with the largest
    /// overlaps first, and have the precision after all of them, since no threshold of the score
    /// tells them apart; the result does not depend on the order of the detections. A score that is
    /// not finite is no detection.
    pub(crate) fn new(truth: &[Instance], detections: &[Detection], classes: usize) -> Self {
        let thresholds = (0..10).map(|step| 0.5 + 0.05 * f64::from(step));
        let mean = |threshold| {
            let present = (0..classes).filter(|class| truth.iter().any(|t| t.class == *class));
            let precision = |class| average_precision(truth, detections, class, threshold);
            percent(&present.map(precision).collect::<Vec<_>>())
        };
        Self(thresholds.map(mean).collect())
    }
}

fn average_precision(
    truth: &[Instance],
    detections: &[Detection],
    class: usize,
    threshold: f64,
) -> f64 {
    let truth: Vec<&Instance> = truth.iter().filter(|instance| instance.class == class).collect();
    let of_class = |found: &&Detection| found.instance.class == class && found.score.is_finite();
    let mut found: Vec<&Detection> = detections.iter().filter(of_class).collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut used = vec![false; truth.len()];
    // precision of each detection that is right
    let (mut rank, mut right, mut precisions) = (0, 0, Vec::new());
    for equal in found.chunk_by(|a, b| a.score == b.score) {
        let new = matched(&truth, equal, &mut used, threshold);
        rank += equal.len();
        right += new;
        precisions.extend(std::iter::repeat_n(right as f64 / rank as f64, new));
    }
    // area under the precision made monotone from the right
    let mut area = 0.0;
    let mut envelope: f64 = 0.0;
    for precision in precisions.into_iter().rev() {
        envelope = envelope.max(precision);
        area += envelope;
    }
    area / truth.len() as f64
}

/// How many detections of one score are right; their instances are marked as used.
fn matched(truth: &[&Instance], equal: &[&Detection], used: &mut [bool], threshold: f64) -> usize {
    let mut pairs = Vec::new();
    for (detection, found) in equal.iter().map(|found| found.instance).enumerate() {
        let free = (0..truth.len()).filter(|&index| truth[index].video == found.video);
        let overlaps = free.map(|index| (truth[index].segment.overlap(&found.segment), index));
        // the thresholds are sums of 0.05, the overlaps quotients: equal ones may differ in the
        // last bit
        let enough =
            overlaps.filter(|(overlap, index)| !used[*index] && *overlap >= threshold - 1e-12);
        let order = (found.segment.start, found.segment.end, detection);
        pairs.extend(enough.map(|(overlap, index)| (overlap, order, index)));
    }
    let key = |&(overlap, (start, end, _), index): &(f64, (f64, f64, usize), usize)| {
        (-overlap, start, end, index as f64)
    };
    pairs.sort_by(|a, b| key(a).partial_cmp(&key(b)).expect("invariant: segments are finite"));
    let mut taken = vec![false; equal.len()];
    let mut right = 0;
    for (_, (_, _, detection), index) in pairs {
        if !taken[detection] && !used[index] {
            (taken[detection], used[index]) = (true, true);
            right += 1;
        }
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance(video: usize, start: f64, end: f64) -> Instance {
        Instance { video, class: 0, segment: Segment { start, end } }
    }

    #[test]
    fn t8_average_precision() {
        let truth = [instance(0, 0.0, 10.0), instance(0, 20.0, 30.0), instance(1, 5.0, 15.0)];
        let found = [
            (0, 0.0, 9.2, 0.9),
            (0, 21.0, 33.0, 0.8),
            (1, 0.0, 10.0, 0.7),
            (0, 1.2, 10.0, 0.6),
            (2, 0.0, 5.0, 0.5),
        ];
        let found = found.map(|(video, start, end, score)| Detection {
            instance: instance(video, start, end),
            score,
        });
        let result = MeanAveragePrecision::new(&truth, &found, 1);
        let expected = [200.0 / 3.0; 4].into_iter().chain([100.0 / 3.0; 5]).chain([0.0]);
        for (value, expected) in result.0.iter().zip(expected) {
            assert!((value - expected).abs() < 1e-6, "{:?}", result.0);
        }
        assert!((result.summary()[3] - 43.333_333_333_3).abs() < 1e-6);
    }

    #[test]
    fn perfect_detections_get_everything_and_none_gets_nothing() {
        let truth = [instance(0, 0.0, 1.0), instance(1, 0.0, 1.0)];
        let found = truth.map(|instance| Detection { instance, score: 1.0 });
        assert_eq!(MeanAveragePrecision::new(&truth, &found, 1).summary(), [100.0; 4]);
        assert_eq!(MeanAveragePrecision::new(&truth, &[], 1).summary(), [0.0; 4]);
    }

    #[test]
    fn equal_scores_count_the_same_in_any_order_and_not_as_if_the_right_came_first() {
        let truth = [instance(0, 0.0, 10.0), instance(1, 0.0, 10.0)];
        let found = [
            (0, 0.0, 10.0, 0.5),
            (0, 0.0, 9.0, 0.5),
            (0, 40.0, 50.0, 0.5),
            (1, 40.0, 50.0, 0.5),
            (1, 0.0, 10.0, 0.2),
        ];
        let found = found.map(|(video, start, end, score)| Detection {
            instance: instance(video, start, end),
            score,
        });
        // one of four is right, then two of five: the envelope is 2/5 at both
        let expected = [40.0; 4];
        let mut turned = found;
        for _ in 0..found.len() {
            turned.rotate_left(1);
            for found in [turned.to_vec(), turned.iter().rev().copied().collect()] {
                let summary = MeanAveragePrecision::new(&truth, &found, 1).summary();
                assert!(
                    summary.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9),
                    "{summary:?}"
                );
            }
        }
    }

    #[test]
    fn a_score_that_is_no_number_is_no_detection() {
        let truth = [instance(0, 0.0, 1.0)];
        let found = [f64::NAN, f64::INFINITY]
            .map(|score| Detection { instance: instance(0, 0.0, 1.0), score });
        assert_eq!(MeanAveragePrecision::new(&truth, &found, 1).summary(), [0.0; 4]);
    }
}
