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
    /// ActivityNet's evaluation, spec 6.4: detections of a class in order of falling score, equal
    /// ones in the given order; one is right if the unused instance of its video and class with the
    /// largest overlap reaches the threshold.
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
    let mut found: Vec<&Detection> =
        detections.iter().filter(|found| found.instance.class == class).collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut used = vec![false; truth.len()];
    // precision at each detection that is right
    let (mut right, mut precisions) = (0, Vec::new());
    for (rank, found) in found.iter().enumerate() {
        let overlap = |index: &usize| truth[*index].segment.overlap(&found.instance.segment);
        let mut candidates: Vec<usize> = (0..truth.len())
            .filter(|&index| truth[index].video == found.instance.video && !used[index])
            .collect();
        candidates.sort_by(|a, b| overlap(b).total_cmp(&overlap(a)));
        // the thresholds are sums of 0.05, the overlaps quotients: equal ones may differ in the
        // last bit
        if let Some(&best) = candidates.first().filter(|index| overlap(index) >= threshold - 1e-12)
        {
            used[best] = true;
            right += 1;
            precisions.push(f64::from(right) / (rank + 1) as f64);
        }
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
}
