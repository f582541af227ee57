//! The temporal grouping loss: clips are told apart by the video they come from.

use burn::nn::Linear;
use burn::tensor::activation::{log_softmax, softmax};
use burn::tensor::{Tensor, activation::log_sigmoid};

use super::unit;

/// Form of the loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Mean squared error of the softmax over the two centers.
    SquaredError,
    /// Cross-entropy of the same.
    CrossEntropy,
    /// Cross-entropy of a linear map of the clip's feature, without centers.
    Direct,
}

/// What settles the loss besides its inputs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Temporal {
    pub form: Form,
    /// Whether features are normalised before they are averaged into a center.
    pub normalize_first: bool,
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

impl Temporal {
    /// # Shapes
    /// - clips: `[b, t, d]`, means over space of the final video tokens
    /// - mask: `[b, t]`, 1 for foreground; each row has a 0 and a 1
    ///
    /// # Source
    /// S-ViLM eq. 1 and 2; spec 4.2. The form of eq. 2 and the temperature are not certain; both
    /// are knobs.
    pub(crate) fn loss(&self, clips: Tensor<3>, mask: Tensor<2>, direct: &Linear) -> TemporalLoss {
        let [b, t, _] = clips.dims();
        if self.form == Form::Direct {
            let scores: Tensor<2> = direct.forward(clips).squeeze_dim(2); // [b, t]
            let right = mask.clone() * log_sigmoid(scores.clone());
            let wrong = (-mask + 1.0) * log_sigmoid(-scores.clone());
            return TemporalLoss {
                loss: -(right + wrong).mean(),
                foreground: burn::tensor::activation::sigmoid(scores),
            };
        }
        let members = Tensor::stack::<3>(vec![-mask.clone() + 1.0, mask], 1); // [b, 2, t], background first
        let share = members.clone() / members.clone().sum_dim(2);
        let material = if self.normalize_first { unit(clips.clone()) } else { clips.clone() };
        let centers = share.matmul(material); // [b, 2, d]
        let centers = if self.center_gradient { centers } else { centers.detach() };
        let scores = unit(clips).matmul(unit(centers).swap_dims(1, 2)) / self.temperature; // [b, t, 2]
        let truth = members.swap_dims(1, 2); // [b, t, 2]
        let weights = softmax(scores.clone(), 2);
        let foreground = weights.clone().narrow(2, 1, 1).reshape([b, t]);
        let loss = match self.form {
            Form::SquaredError => (weights - truth).square().mean(),
            _ => -(truth * log_softmax(scores, 2)).sum() / (b * t) as f64,
        };
        TemporalLoss { loss, foreground }
    }
}
