//! From what is seen and asked to scores of answers.

use std::sync::Arc;

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::Tensor;
use burn::tensor::activation::relu;

use crate::choice::choice;
use crate::model::Model;
use crate::model::branch::{Layer, Norm, VIDEO_EPSILON};
use crate::model::init::Init;

choice! {
    /// The kind of head.
    pub(crate) enum Kind: "question_head" {
        /// Two transformer layers over words, groups and clips.
        Transformer = "transformer",
        /// A perceptron on the features of the joint space and their product.
        Perceptron = "mlp",
    }
}

/// A batch of questions with what was seen.
pub(crate) struct Seen {
    /// `[b, l, text width]`
    pub words: Tensor<3>,
    /// Which words are no padding, `[b, l]`.
    pub valid: Arc<[bool]>,
    /// `[b, g, d]`
    pub groups: Tensor<3>,
    /// `[b, t, d]`
    pub clips: Tensor<3>,
}

impl Seen {
    /// The same as the start of a graph of gradients.
    pub(crate) fn autodiff(self) -> Self {
        Self {
            words: self.words.autodiff(),
            groups: self.groups.autodiff(),
            clips: self.clips.autodiff(),
            valid: self.valid,
        }
    }
}

/// A head.
///
/// # Source
/// Spec 6.2. Transformer: text tokens, final group tokens and clip features, each mapped to the
/// width of the video encoder and added to a vector of its type; two pre-norm layers; the first
/// output. Perceptron (`vqa_mlp`): video feature, text feature and their product in the joint
/// space. Both end in linear, ReLU, linear.
#[derive(Module, Debug)]
pub(crate) struct Head {
    fusion: Option<Fusion>,
    wide: Linear,
    answer: Linear,
}

#[derive(Module, Debug)]
struct Fusion {
    words: Linear,
    groups: Linear,
    clips: Linear,
    types: Param<Tensor<2>>,
    layers: Vec<Layer>,
}

impl Head {
    /// A head for a model, to be trained.
    pub(crate) fn new(model: &Model, kind: Kind, answers: usize, seed: u64) -> Self {
        let size = model.config.video.size;
        let (d, device) = (size.width, model.device().autodiff());
        let init = Init::new(seed, &device).at("question head");
        let fusion = init.at("fusion");
        let fusion = (kind == Kind::Transformer).then(|| Fusion {
            words: fusion.linear("words", size.text_width, d),
            groups: fusion.linear("groups", d, d),
            clips: fusion.linear("clips", d, d),
            types: fusion.normal("types", [3, d], Init::token_deviation(d)),
            layers: (0..2)
                .map(|layer| Layer::new(&fusion.at("layers").at(layer), d, size.heads))
                .collect(),
        });
        let input = if fusion.is_some() { d } else { 3 * size.joint };
        Self {
            fusion,
            wide: init.linear("wide", input, 2 * d),
            answer: init.linear("answer", 2 * d, answers),
        }
    }

    /// # Shapes
    /// - returns: `[b, answers]`, scores
    pub(crate) fn forward(&self, model: &Model, seen: Seen) -> Tensor<2> {
        let input = match &self.fusion {
            Some(fusion) => fusion.forward(seen),
            None => {
                let first = seen.words.narrow(1, 0, 1);
                let text: Tensor<2> = model.project_text.forward(first).squeeze_dim(1);
                let pooled = model.pooled(seen.groups, seen.clips);
                let video = model.project_video.forward(pooled).squeeze_dim(1);
                Tensor::cat(vec![video.clone(), text.clone(), video * text], 1)
            }
        };
        self.answer.forward(relu(self.wide.forward(input)))
    }
}

impl Fusion {
    fn forward(&self, seen: Seen) -> Tensor<2> {
        let kind = |index: usize| self.types.val().narrow(0, index, 1).unsqueeze::<3>();
        let (l, rest) = (seen.words.dims()[1], seen.groups.dims()[1] + seen.clips.dims()[1]);
        let all = |valid: &[bool]| [valid, &vec![true; rest]].concat();
        let valid: Arc<[bool]> = seen.valid.chunks(l).flat_map(all).collect();
        let parts = vec![
            self.words.forward(seen.words) + kind(0),
            self.groups.forward(seen.groups) + kind(1),
            self.clips.forward(seen.clips) + kind(2),
        ];
        let mut x = Tensor::cat(parts, 1);
        let valid = Some(valid);
        for (index, layer) in self.layers.iter().enumerate() {
            let first = (index + 1 == self.layers.len()).then_some(1);
            x = layer.first(x, first, Norm::Pre, VIDEO_EPSILON, &valid);
        }
        x.squeeze_dim(1)
    }
}
