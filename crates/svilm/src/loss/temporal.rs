//! The temporal grouping loss: clips are told apart by the video they come from.

use burn::nn::Linear;
use burn::tensor::Tensor;
use burn::tensor::activation::{log_sigmoid, log_softmax, sigmoid, softmax};

use super::unit;
use crate::choice::choice;

choice! {
    /// Form of the loss.
    pub(crate) enum Form: "temporal_loss" {
        /// Mean squared error of the softmax over the two centers.
        SquaredError = "mse",
        /// Cross-entropy of the same.
        CrossEntropy = "bce",
        /// Cross-entropy of a linear map of the clip's feature, without centers.
        Direct = "direct_bce",
    }
}

choice! {
    /// How the features of clips make a center.
    pub(crate) enum Center: "center" {
        /// They are averaged; the center is normalised.
        AverageFirst = "average_first",
        /// They are normalised, then averaged; the center is normalised again.
        NormalizeFirst = "normalize_first",
    }
}

/// The knobs of the loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Temporal {
    pub form: Form,
    pub center: Center,
    /// Whether gradients flow through the centers.
    pub center_gradient: bool,
    pub temperature: f64,
}

/// The loss and how it came about.
pub(crate) struct TemporalLoss {
    /// `[1]`
    pub loss: Tensor<1>,
    /// Probability that a clip is foreground: `[b, t]`.
    pub foreground: Tensor<2>,
}

/// How much a probability of being foreground agrees with the truth: 1 or 0, half if it favours
/// neither, 0 if it is no number.
pub(crate) fn agreement(foreground: f64, truth: bool) -> f64 {
    if foreground == 0.5 {
        0.5
    } else {
        f64::from((foreground > 0.5 && truth) || (foreground < 0.5 && !truth))
    }
}

impl Temporal {
    /// # Shapes
    /// - clips: `[b, t, d]`, means over space of the final video tokens
    /// - mask: `[b, t]`, 1 for foreground; each row has a 0 and a 1
    ///
    /// # Source
    /// S-ViLM eq. 1 and 2; spec 4.2. The form of eq. 2 and the temperature are not certain; both
    /// are knobs.
    pub(crate) fn loss(&self, clips: Tensor<3>, mask: Tensor<2>, direct: &Linear) -> TemporalLoss {
        let error = match self.form {
            Form::SquaredError => squared_error,
            Form::CrossEntropy => cross_entropy,
            Form::Direct => return direct_loss(clips, mask, direct),
        };
        let [b, t, _] = clips.dims();
        let members = Tensor::stack::<3>(vec![-mask.clone() + 1.0, mask], 1); // [b, 2, t], background first
        let share = members.clone() / members.clone().sum_dim(2);
        let material = match self.center {
            Center::AverageFirst => clips.clone(),
            Center::NormalizeFirst => unit(clips.clone()),
        };
        let centers = share.matmul(material); // [b, 2, d]
        let centers = if self.center_gradient { centers } else { centers.detach() };
        let scores = unit(clips).matmul(unit(centers).swap_dims(1, 2)) / self.temperature; // [b, t, 2]
        let truth = members.swap_dims(1, 2); // [b, t, 2]
        let weights = softmax(scores.clone(), 2);
        let foreground = weights.clone().narrow(2, 1, 1).reshape([b, t]);
        TemporalLoss { loss: error(scores, weights, truth), foreground }
    }
}

/// Mean over all entries `[b, t, 2]`.
fn squared_error(_: Tensor<3>, weights: Tensor<3>, truth: Tensor<3>) -> Tensor<1> {
    (weights - truth).square().mean()
}

/// Mean over clips; all `[b, t, 2]`.
fn cross_entropy(scores: Tensor<3>, _: Tensor<3>, truth: Tensor<3>) -> Tensor<1> {
    let [b, t, _] = scores.dims();
    -(truth * log_softmax(scores, 2)).sum() / (b * t) as f64
}

/// The loss without centers: `direct` gives each clip the score of being foreground.
fn direct_loss(clips: Tensor<3>, mask: Tensor<2>, direct: &Linear) -> TemporalLoss {
    let scores: Tensor<2> = direct.forward(clips).squeeze_dim(2); // [b, t]
    let right = mask.clone() * log_sigmoid(scores.clone());
    let wrong = (-mask + 1.0) * log_sigmoid(-scores.clone());
    TemporalLoss { loss: -(right + wrong).mean(), foreground: sigmoid(scores) }
}
