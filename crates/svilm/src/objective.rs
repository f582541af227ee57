//! The objective of pre-training: the weighted sum of the three losses.

use burn::tensor::{Tensor, TensorData};

use crate::batch::Targets;
use crate::choice::choice;
use crate::loss::contrastive::{Directions, cosines, cross_entropy};
use crate::loss::cut_paste::Cut;
use crate::loss::grounding::{Pooling, grounded};
use crate::loss::temporal::Temporal;
use crate::model::Model;

choice! {
    /// Which texts the contrastive loss takes for those of a blended video.
    pub(crate) enum TrueTexts: "targets" {
        /// Those of foreground and background, by their shares of the clips.
        Soft = "soft",
        /// That of the foreground.
        Hard = "hard",
    }
}

/// The knobs of the objective.
#[derive(Clone, Debug)]
pub(crate) struct Objective {
    pub temporal: Temporal,
    pub weight_temporal: f64,
    pub weight_grounding: f64,
    pub weight_contrastive: f64,
    pub pooling: Pooling,
    pub directions: Directions,
    pub true_texts: TrueTexts,
    /// Temperature of the contrastive loss.
    pub temperature: f64,
    /// Temperature of the grounding loss.
    pub temperature_grounding: f64,
    /// Temperature of the weights of groups within a noun's similarity.
    pub temperature_assignment: f64,
    /// Whether the contrastive temperature is trained.
    pub learn_temperature: bool,
    /// How videos are cut: without a background, no foreground can be told from it.
    pub cut: Cut,
}

/// The features of a batch that the losses compare.
#[derive(Clone)]
pub(crate) struct Features {
    /// Means over space of the final video tokens: `[b, t, d]`.
    pub clips: Tensor<3>,
    /// Final group tokens: `[b, g, d]`.
    pub groups: Tensor<3>,
    /// First tokens of the captions: `[b, text width]`.
    pub captions: Tensor<2>,
    /// First tokens of the prompts: `[u, text width]`.
    pub prompts: Tensor<2>,
}

/// The losses of one batch. A loss of weight 0 is not computed and stands as 0.
pub(crate) struct Losses {
    /// `[1]` each.
    pub total: Tensor<1>,
    pub temporal: Tensor<1>,
    pub grounding: Tensor<1>,
    pub contrastive: Tensor<1>,
    /// Probability that a clip is foreground `[b, t]`, if the temporal loss was computed.
    pub foreground: Option<Tensor<2>>,
}

impl Objective {
    /// Whether there is anything to minimise.
    pub(crate) fn has_loss(&self) -> bool {
        self.has_temporal() || self.weight_grounding > 0.0 || self.weight_contrastive > 0.0
    }

    fn has_temporal(&self) -> bool {
        let blended = match self.cut {
            Cut::HalfOpen | Cut::Literal => true,
            Cut::Off => false,
        };
        blended && self.weight_temporal > 0.0
    }

    /// The losses of a batch; each sees the blended videos and the captions of their foregrounds.
    ///
    /// # Source
    /// S-ViLM eq. 8: all weights 1; spec 4.5. Without cut-and-paste there is no temporal loss.
    pub(crate) fn losses(&self, model: &Model, features: &Features, targets: &Targets) -> Losses {
        let device = features.clips.device();
        let zero = || Tensor::<1>::from_data(TensorData::from([0.0_f32]), &device);
        let (mut temporal, mut grounding, mut contrastive, mut foreground) =
            (zero(), zero(), zero(), None);
        if self.has_temporal() {
            let loss =
                self.temporal.loss(features.clips.clone(), targets.mask.clone(), &model.foreground);
            temporal = loss.loss;
            foreground = Some(loss.foreground);
        }
        if self.weight_grounding > 0.0 {
            let groups = model.project_video.forward(features.groups.clone());
            let prompts = model.project_text.forward(features.prompts.clone());
            let similarity = grounded(groups, prompts, self.temperature_assignment);
            let (phi, weights) =
                targets.nouns.candidates(similarity, targets.pairs.clone(), self.pooling);
            [grounding, ..] =
                cross_entropy(phi / self.temperature_grounding, weights, self.directions);
        }
        if self.weight_contrastive > 0.0 {
            let pooled = model.pooled(features.groups.clone(), features.clips.clone());
            let video = model.project_video.forward(pooled).squeeze_dim(1);
            let similarity = cosines(video, model.project_text.forward(features.captions.clone()));
            let scores = if self.learn_temperature {
                // at most 100, as in GroupViT
                similarity * model.log_scale.val().clamp_max(100.0_f64.ln()).exp().unsqueeze::<2>()
            } else {
                similarity / self.temperature
            };
            let pairs = match self.true_texts {
                TrueTexts::Soft => targets.pairs.clone(),
                TrueTexts::Hard => Tensor::eye(scores.dims()[0], &device),
            };
            [contrastive, ..] = cross_entropy(scores, pairs, self.directions);
        }
        let total = temporal.clone() * self.weight_temporal
            + grounding.clone() * self.weight_grounding
            + contrastive.clone() * self.weight_contrastive;
        Losses { total, temporal, grounding, contrastive, foreground }
    }
}
