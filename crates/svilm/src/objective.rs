//! What pre-training minimises: the weighted sum of the three losses.

use burn::tensor::{Tensor, TensorData};
use subject::Settings;

use crate::batch::Targets;
use crate::loss::contrastive::{Directions, cosines, cross_entropy};
use crate::loss::cut_paste::Cut;
use crate::loss::grounding::{Pooling, grounded};
use crate::loss::temporal::{Form, Temporal};
use crate::model::Model;
use crate::step::Features;

/// The knobs of the objective.
#[derive(Clone, Debug)]
pub(crate) struct Objective {
    temporal: Temporal,
    /// Weights of the temporal, grounding and contrastive loss.
    weights: [f64; 3],
    pooling: Pooling,
    directions: Directions,
    /// Whether the contrastive loss takes only the video's own text for true.
    hard_targets: bool,
    temperature: f64,
    /// Temperatures of the grounding loss: of the weights within a noun's similarity, and of the
    /// loss itself.
    grounding: [f64; 2],
    learn_temperature: bool,
    /// Whether there is a background to tell the foreground from.
    blended: bool,
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
    pub(crate) fn new(settings: &Settings, cut: Cut) -> Self {
        let temperature = settings.float("temperature");
        let own = |name: &str| match settings.float(name) {
            0.0 => temperature,
            own => own,
        };
        Self {
            temporal: Temporal {
                form: match settings.text("temporal_loss") {
                    "mse" => Form::SquaredError,
                    "bce" => Form::CrossEntropy,
                    _ => Form::Direct,
                },
                normalize_first: settings.text("center") == "normalize_first",
                center_gradient: settings.bool("center_gradient"),
                temperature: own("temperature_temporal"),
            },
            weights: ["weight_temporal", "weight_grounding", "weight_contrastive"]
                .map(|name| settings.float(name)),
            pooling: if settings.text("noun_pooling") == "mean" {
                Pooling::Mean
            } else {
                Pooling::Separate
            },
            directions: if settings.text("directions") == "mean" {
                Directions::Mean
            } else {
                Directions::Sum
            },
            hard_targets: settings.text("targets") == "hard",
            temperature,
            grounding: ["temperature_assignment", "temperature_grounding"].map(own),
            learn_temperature: settings.bool("learn_temperature"),
            blended: cut != Cut::Off,
        }
    }

    /// How the temporal loss assigns clips.
    pub(crate) fn temporal(&self) -> Temporal {
        self.temporal
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
        let [weight_temporal, weight_grounding, weight_contrastive] = self.weights;
        if weight_temporal > 0.0 && self.blended {
            let loss =
                self.temporal.loss(features.clips.clone(), targets.mask.clone(), &model.foreground);
            temporal = loss.loss;
            foreground = Some(loss.foreground);
        }
        if weight_grounding > 0.0 {
            let groups = model.project_video.forward(features.groups.clone());
            let prompts = model.project_text.forward(features.prompts.clone());
            let similarity = grounded(groups, prompts, self.grounding[0]);
            let (phi, weights) =
                targets.nouns.candidates(similarity, targets.pairs.clone(), self.pooling);
            [grounding, ..] = cross_entropy(phi / self.grounding[1], weights, self.directions);
        }
        if weight_contrastive > 0.0 {
            let pooled = model.pooled(features.groups.clone(), features.clips.clone());
            let video = model.project_video.forward(pooled).squeeze_dim(1);
            let similarity = cosines(video, model.project_text.forward(features.captions.clone()));
            let scores = if self.learn_temperature {
                // at most 100, as in GroupViT
                similarity * model.log_scale.val().clamp_max(100.0_f64.ln()).exp().unsqueeze::<2>()
            } else {
                similarity / self.temperature
            };
            let pairs = if self.hard_targets {
                Tensor::eye(scores.dims()[0], &device)
            } else {
                targets.pairs.clone()
            };
            [contrastive, ..] = cross_entropy(scores, pairs, self.directions);
        }
        let total = temporal.clone() * weight_temporal
            + grounding.clone() * weight_grounding
            + contrastive.clone() * weight_contrastive;
        Losses { total, temporal, grounding, contrastive, foreground }
    }
}
