//! The loss of G-TAD.

use burn::tensor::{Tensor, TensorData};

use super::label::Labels;
use super::network::Predicted;
use crate::random::Random;

/// Keeps logarithms finite.
const EPSILON: f64 = 1e-6;
/// Weight of the regression.
const REGRESSION: f64 = 10.0;

/// The loss of a batch: starts and ends, classification of anchors, and regression of their
/// overlap.
///
/// # Source
/// Spec 6.4. The weights there, `r / 2` and `r / (2 (r - 1))` with r entries for each positive one,
/// say that the mean over the positive ones and the mean over the others count half each. So said,
/// nothing is divided by zero: a side without entries adds nothing, and so does a regression
/// without an anchor to regress.
pub(super) fn loss(predicted: Predicted, labels: &[&Labels], random: &mut Random) -> Tensor<1> {
    let join = |of: fn(&Labels) -> &[f32]| {
        labels.iter().flat_map(|labels| of(labels)).copied().collect::<Vec<f32>>()
    };
    let overlap = join(|labels| &labels.overlap);
    let [b, anchors, _] = predicted.map.dims();
    let channel = |index: usize| predicted.map.clone().narrow(2, index, 1).reshape([b * anchors]);
    let (start, end) = (join(|labels| &labels.start), join(|labels| &labels.end));
    let weights = balanced(&overlap, random);
    balanced_entropy(predicted.start.flatten(0, 1), &start, 0.5)
        + balanced_entropy(predicted.end.flatten(0, 1), &end, 0.5)
        + balanced_entropy(channel(1), &overlap, 0.9)
        + regression(channel(0), overlap, weights) * REGRESSION
}

/// Binary cross-entropy of `[n]` probabilities; labels above the threshold are positive.
fn balanced_entropy(scores: Tensor<1>, labels: &[f32], threshold: f32) -> Tensor<1> {
    let positive = labels.iter().filter(|label| **label > threshold).count();
    let weights = |side: bool, count: usize| {
        let weight = 0.5 / count.max(1) as f32;
        let weights: Vec<f32> =
            labels.iter().map(|l| if (*l > threshold) == side { weight } else { 0.0 }).collect();
        like(&scores, weights)
    };
    let (wanted, unwanted) = (weights(true, positive), weights(false, labels.len() - positive));
    let right = (scores.clone() + EPSILON).log() * wanted;
    let wrong = ((-scores + 1.0) + EPSILON).log() * unwanted;
    -(right + wrong).sum()
}

/// Which anchors are regressed: all of high overlap, and about as many of medium and of low
/// overlap.
///
/// One number is drawn for each anchor, whether it decides or not.
fn balanced(overlap: &[f32], random: &mut Random) -> Vec<f32> {
    let level = |overlap: f32| [0.7, 0.3, 0.0].into_iter().position(|bound| overlap > bound);
    let count =
        |wanted| overlap.iter().filter(|overlap| level(**overlap) == Some(wanted)).count() as f64;
    let high = count(0);
    let shares = [1.0, high / count(1).max(1.0), high / count(2).max(1.0)];
    let weight = |overlap: &f32| {
        let drawn = random.uniform();
        f32::from(level(*overlap).is_some_and(|level| level == 0 || drawn < shares[level]))
    };
    overlap.iter().map(weight).collect()
}

/// Half of the weighted mean squared error.
fn regression(scores: Tensor<1>, overlap: Vec<f32>, weights: Vec<f32>) -> Tensor<1> {
    let sum = weights.iter().sum::<f32>().max(1.0);
    let (overlap, weights) = (like(&scores, overlap), like(&scores, weights));
    ((scores - overlap).square() * weights).sum() * (0.5 / f64::from(sum))
}

fn like(tensor: &Tensor<1>, numbers: Vec<f32>) -> Tensor<1> {
    let n = numbers.len();
    Tensor::from_data(TensorData::new(numbers, [n]), &tensor.device())
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::data::segment::Segment;

    fn scores(n: usize, seed: u64) -> Vec<f32> {
        let mut random = Random::new(seed);
        (0..n).map(|_| random.uniform() as f32).collect()
    }

    fn tensor(numbers: &[f32]) -> Tensor<1> {
        Tensor::from_data(
            TensorData::new(numbers.to_vec(), [numbers.len()]),
            &Device::flex().autodiff(),
        )
    }

    /// With the coefficients as they are published.
    fn literal_entropy(scores: &[f32], labels: &[f32], threshold: f32) -> f64 {
        let positive = labels.iter().filter(|label| **label > threshold).count() as f64;
        let r = labels.len() as f64 / positive;
        let entry = |(score, label): (&f32, &f32)| {
            let score = f64::from(*score);
            if *label > threshold {
                0.5 * r * (score + 1e-6).ln()
            } else {
                0.5 * r / (r - 1.0) * (1.0 - score + 1e-6).ln()
            }
        };
        -scores.iter().zip(labels).map(entry).sum::<f64>() / labels.len() as f64
    }

    #[test]
    fn entropy_is_the_published_one() {
        let (scores, labels) = (scores(40, 1), scores(40, 2));
        for threshold in [0.2, 0.5, 0.9] {
            let value = balanced_entropy(tensor(&scores), &labels, threshold).into_scalar::<f64>();
            let expected = literal_entropy(&scores, &labels, threshold);
            assert!((value - expected).abs() < 1e-5, "{value} instead of {expected}");
        }
    }

    #[test]
    fn entropy_is_finite_when_all_are_positive_or_none_or_scores_are_certain() {
        for label in [0.0, 1.0] {
            let value =
                balanced_entropy(tensor(&[0.25, 0.25]), &[label; 2], 0.5).into_scalar::<f64>();
            let right: f64 = if label > 0.5 { 0.25 } else { 0.75 };
            assert!((value + 0.5 * right.ln()).abs() < 1e-5, "{value}");
            let wrong =
                balanced_entropy(tensor(&[1.0 - label; 2]), &[label; 2], 0.5).into_scalar::<f64>();
            assert!(wrong.is_finite() && wrong > 5.0, "{wrong}");
        }
    }

    #[test]
    fn about_as_many_of_medium_and_low_overlap_are_regressed_as_of_high() {
        let overlap: Vec<f32> = [(0.8, 300), (0.5, 3000), (0.1, 6000), (0.0, 500)]
            .into_iter()
            .flat_map(|(overlap, n)| vec![overlap; n])
            .collect();
        let weights = balanced(&overlap, &mut Random::new(5));
        let kept = |range: std::ops::Range<usize>| weights[range].iter().sum::<f32>();
        assert_eq!((kept(0..300), kept(9300..9800)), (300.0, 0.0));
        for kept in [kept(300..3300), kept(3300..9300)] {
            assert!((250.0..350.0).contains(&kept), "{kept}");
        }
        // fewer than the high ones: all of them
        assert_eq!(balanced(&[0.8, 0.8, 0.5, 0.1], &mut Random::new(5)), [1.0; 4]);
        assert_eq!(balanced(&[0.6, 0.2, 0.0], &mut Random::new(5)), [0.0; 3]);
    }

    #[test]
    fn regression_is_half_of_the_mean_square_and_nothing_without_anchors() {
        let value = |weights: &[f32]| {
            regression(tensor(&[0.5, 0.9, 0.1]), vec![1.0, 0.5, 0.3], weights.to_vec())
                .into_scalar::<f64>()
        };
        assert!((value(&[1.0, 0.0, 1.0]) - 0.5 * (0.25 + 0.04) / 2.0).abs() < 1e-6);
        assert_eq!(value(&[0.0; 3]), 0.0);
    }

    #[test]
    fn gradient_is_that_of_finite_differences() {
        let (t, anchors) = (6, 21);
        let labels = [
            Labels::new(t, &[Segment { start: 0.2, end: 0.7 }]),
            Labels::new(t, &[Segment { start: 0.0, end: 1.0 }]),
        ];
        let n = [2 * t, 2 * t, 2 * anchors * 2];
        // away from 0 and 1, where the logarithm is too steep for 32 bits
        let at = scores(n.iter().sum(), 8)
            .into_iter()
            .map(|score| 0.1 + 0.8 * score)
            .collect::<Vec<f32>>();
        let value = |x: &Tensor<1>| {
            let predicted = Predicted {
                start: x.clone().narrow(0, 0, n[0]).reshape([2, t]),
                end: x.clone().narrow(0, n[0], n[1]).reshape([2, t]),
                map: x.clone().narrow(0, n[0] + n[1], n[2]).reshape([2, anchors, 2]),
            };
            loss(predicted, &labels.each_ref(), &mut Random::new(4))
        };
        let x = tensor(&at).require_grad();
        let gradient =
            x.grad(&value(&x).backward()).expect("x has a gradient").into_data_as::<f64>();
        let gradient: Vec<f64> = gradient.try_into_vec().expect("floats");
        for (index, gradient) in gradient.iter().enumerate() {
            let moved = |by: f32| {
                let mut at = at.clone();
                at[index] += by;
                value(&tensor(&at)).into_scalar::<f64>()
            };
            let slope = (moved(0.01) - moved(-0.01)) / 0.02;
            assert!(
                (slope - gradient).abs() < 2e-3 + 0.02 * gradient.abs(),
                "{index}: {gradient} instead of {slope}"
            );
        }
    }
}
