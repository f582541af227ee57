//! From features along time to scored segments.
//!
//! The seam for other localisers: whatever [`Proposer`] learns and proposes,
//! [`super::localization`] joins with video classes and measures.

use crate::data::segment::Segment;
use crate::evaluate::action::mean;
use crate::evaluate::classifier::Classifier;

/// A video as the localizer sees it.
#[derive(Clone, Debug)]
pub(crate) struct Annotated {
    /// Features at evenly spaced places, one or more, `[t][c]`.
    pub features: Vec<Vec<f64>>,
    /// Where actions are, in parts of the length.
    pub segments: Vec<Segment>,
}

/// A segment that may hold an action, in parts of the video's length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Proposal {
    pub segment: Segment,
    pub score: f64,
}

/// Learns where actions start and end, and proposes segments.
pub(crate) trait Proposer {
    /// Segments of a video, given features `[t][d]` along it.
    fn propose(&self, features: &[Vec<f64>]) -> Vec<Proposal>;
}

/// Boundaries and actionness by three linear classifiers on windows of features.
///
/// # Source
/// The candidate rule and soft non-maximum suppression of G-TAD <https://arxiv.org/abs/1911.11462>;
/// labels of starts and ends as in spec 6.4. Departure: a simple head, without graph convolutions
/// and without a map of anchors.
pub(crate) struct Boundaries {
    start: Classifier,
    end: Classifier,
    inside: Classifier,
}

impl Boundaries {
    /// Classifiers that ended before their minimum.
    pub(crate) fn unconverged(&self) -> usize {
        let all = [&self.start, &self.end, &self.inside];
        all.iter().filter(|classifier| !classifier.converged).count()
    }
}

/// Positions that the features of every video are resized to.
const POSITIONS: usize = 32;
/// Positions before and after that a classifier sees.
const REACH: usize = 2;

impl Boundaries {
    pub(crate) fn fit(videos: &[Annotated]) -> Self {
        let windows: Vec<_> = videos.iter().flat_map(|video| windows(&video.features)).collect();
        let learn = |label: fn(usize, &[Segment]) -> f64| {
            let labels = |video| (0..POSITIONS).map(move |j| label(j, video));
            let labels = videos.iter().flat_map(|video| labels(&video.segments));
            let targets: Vec<_> = labels.map(|label| vec![1.0 - label, label]).collect();
            Classifier::fit(&windows, &targets)
        };
        Self {
            start: learn(|j, found| near(j, POSITIONS, found.iter().map(|segment| segment.start))),
            end: learn(|j, found| near(j, POSITIONS, found.iter().map(|segment| segment.end))),
            inside: learn(|j, found| {
                let center = (j as f64 + 0.5) / POSITIONS as f64;
                f64::from(found.iter().any(|part| part.start <= center && center < part.end))
            }),
        }
    }
}

/// Features at other places along the same video, between the two nearest and constant beyond the
/// first and the last.
///
/// # Source
/// Linear interpolation with `align_corners=false`.
pub(crate) fn resize(features: &[Vec<f64>], positions: usize) -> impl Iterator<Item = Vec<f64>> {
    assert!(!features.is_empty(), "a video has no features");
    let last = features.len() - 1;
    (0..positions).map(move |position| {
        let place = (position as f64 + 0.5) * features.len() as f64 / positions as f64 - 0.5;
        let place = place.clamp(0.0, last as f64);
        let (low, part) = (place as usize, place.fract());
        let pairs = features[low].iter().zip(&features[(low + 1).min(last)]);
        pairs.map(|(a, b)| a * (1.0 - part) + b * part).collect()
    })
}

/// How much of the stretch from half a position before to one and a half after `j` lies within 1.5
/// positions of a boundary.
pub(crate) fn near(j: usize, t: usize, boundaries: impl Iterator<Item = f64>) -> f64 {
    let (low, high) = (j as f64 - 0.5, j as f64 + 1.5);
    boundaries
        .map(|boundary| boundary * t as f64)
        .map(|x| ((high.min(x + 1.5) - low.max(x - 1.5)) / 2.0).max(0.0))
        .fold(0.0, f64::max)
}

/// Each of [`POSITIONS`] with its neighbours, the first and the last one repeated beyond the ends.
fn windows(features: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let features: Vec<Vec<f64>> = resize(features, POSITIONS).collect();
    let near =
        |j: usize, k: usize| features[(j + k).saturating_sub(REACH).min(POSITIONS - 1)].clone();
    (0..POSITIONS).map(|j| (0..=2 * REACH).flat_map(|k| near(j, k)).collect()).collect()
}

/// The first and the last index, local maxima, and everything above half of the maximum.
pub(crate) fn candidates(scores: &[f64], always: usize) -> Vec<usize> {
    let top = scores.iter().copied().fold(0.0, f64::max);
    let peak = |j: usize| {
        let before = j.checked_sub(1).map_or(f64::NEG_INFINITY, |i| scores[i]);
        let after = scores.get(j + 1).copied().unwrap_or(f64::NEG_INFINITY);
        scores[j] > before && scores[j] > after
    };
    (0..scores.len()).filter(|&j| j == always || scores[j] > 0.5 * top || peak(j)).collect()
}

impl Proposer for Boundaries {
    fn propose(&self, features: &[Vec<f64>]) -> Vec<Proposal> {
        let (windows, t) = (windows(features), POSITIONS);
        let scores = |classifier: &Classifier| -> Vec<f64> {
            windows.iter().map(|window| classifier.probabilities(window)[1]).collect()
        };
        let (start, end, inside) = (scores(&self.start), scores(&self.end), scores(&self.inside));
        let mut proposals = Vec::new();
        for &s in &candidates(&start, 0) {
            for &e in candidates(&end, t - 1).iter().filter(|e| **e > s) {
                let segment = Segment { start: s as f64 / t as f64, end: e as f64 / t as f64 };
                proposals
                    .push(Proposal { segment, score: start[s] * end[e] * mean(&inside[s..e]) });
            }
        }
        soft_suppression(proposals, 0.8, 100)
    }
}

/// Takes the best proposal again and again and lowers the others by how much they overlap it:
/// `exp(-IoU^2 / sigma)`. The last remaining one is dropped.
pub(crate) fn soft_suppression(
    mut proposals: Vec<Proposal>,
    sigma: f64,
    keep: usize,
) -> Vec<Proposal> {
    let mut kept = Vec::new();
    while proposals.len() > 1 && kept.len() < keep {
        let scores: Vec<f64> = proposals.iter().map(|proposal| proposal.score).collect();
        let best = proposals.remove(super::classifier::largest(&scores));
        if best.score <= 0.0 {
            break;
        }
        for other in &mut proposals {
            other.score *= (-best.segment.overlap(&other.segment).powi(2) / sigma).exp();
        }
        kept.push(best);
    }
    if kept.is_empty() { proposals } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t9_labels_and_suppression() {
        let starts: Vec<f64> = (0..8).map(|j| near(j, 8, [0.2].into_iter())).collect();
        let ends: Vec<f64> = (0..8).map(|j| near(j, 8, [0.6].into_iter())).collect();
        for (actual, expected) in [
            (starts, [0.7, 1.0, 0.8, 0.3, 0.0, 0.0, 0.0, 0.0]),
            (ends, [0.0, 0.0, 0.1, 0.6, 1.0, 0.9, 0.4, 0.0]),
        ] {
            assert!(actual.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{actual:?}");
        }
        let proposals = [(0.0, 1.0, 0.9), (0.1, 0.9, 0.8), (0.5, 1.0, 0.7), (0.0, 0.2, 0.6)];
        let proposals = proposals
            .map(|(start, end, score)| Proposal { segment: Segment { start, end }, score });
        let kept = soft_suppression(proposals.to_vec(), 0.8, 100);
        let expected = [(0.0, 1.0, 0.9), (0.0, 0.2, 0.570_737_654_7), (0.5, 1.0, 0.512_130_940_3)];
        assert_eq!(kept.len(), 3);
        for (kept, (start, end, score)) in kept.iter().zip(expected) {
            assert_eq!(kept.segment, Segment { start, end });
            assert!((kept.score - score).abs() < 1e-9);
        }
    }
}
