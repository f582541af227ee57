//! The loss of G-TAD.

use burn::tensor::{Tensor, TensorData};

use super::label::Labels;
use super::network::Predicted;
use crate::random::Random;

/// Keeps logarithms finite.
const EPSILON: f64 = 1e-6;
/// Weight of the regression.
const REGRESSION: f64 = 10.0;

/// The loss of a batch: starts and ends, classification of anchors, and regression of their overlap.
///
/// # Source
/// Spec 6.4. The weights there, `r / 2` and `r / (2 (r - 1))` with r entries for each positive one, say that the mean over
/// the positive ones and the mean over the others count half each. So said, nothing is divided by zero: a side without
/// entries adds nothing, and so does a regression without an anchor to regress.
pub(super) fn loss(predicted: Predicted, labels: &[&Labels], random: &mut Random) -> Tensor<1> {
    let join = |of: fn(&Labels) -> &[f32]| labels.iter().flat_map(|labels| of(labels)).copied().collect::<Vec<f32>>();
    let overlap = join(|labels| &labels.overlap);
    let [b, anchors, _] = predicted.map.dims();
    let channel = |index: usize| predicted.map.clone().narrow(2, index, 1).reshape([b * anchors]);
    let boundaries = balanced_entropy(predicted.start.flatten(0, 1), &join(|labels| &labels.start), 0.5)
        + balanced_entropy(predicted.end.flatten(0, 1), &join(|labels| &labels.end), 0.5);
    let weights = balanced(&overlap, random);
    boundaries + balanced_entropy(channel(1), &overlap, 0.9) + regression(channel(0), overlap, weights) * REGRESSION
}

/// Binary cross-entropy of `[n]` probabilities; labels above the threshold are positive.
fn balanced_entropy(scores: Tensor<1>, labels: &[f32], threshold: f32) -> Tensor<1> {
    let positive = labels.iter().filter(|label| **label > threshold).count();
    let weights = |side: bool, count: usize| {
        let weight = 0.5 / count.max(1) as f32;
        let weights: Vec<f32> = labels.iter().map(|l| if (*l > threshold) == side { weight } else { 0.0 }).collect();
        like(&scores, weights)
    };
    let (wanted, unwanted) = (weights(true, positive), weights(false, labels.len() - positive));
    let right = (scores.clone() + EPSILON).log() * wanted;
    let wrong = ((-scores + 1.0) + EPSILON).log() * unwanted;
    -(right + wrong).sum()
}

/// Which anchors are regressed: all of high overlap, and about as many of medium and of low overlap.
///
/// One number is drawn for each anchor, whether it decides or not.
fn balanced(overlap: &[f32], random: &mut Random) -> Vec<f32> {
    let level = |overlap: f32| [0.7, 0.3, 0.0].into_iter().position(|bound| overlap > bound);
    let count = |wanted| overlap.iter().filter(|overlap| level(**overlap) == Some(wanted)).count() as f64;
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
