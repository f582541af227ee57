//! The grouping block: video tokens are handed out to group tokens.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::softmax;
use burn::tensor::{Int, Tensor};

use super::branch::{Norm, Normalization, ResidualBranch, VIDEO_EPSILON, gelu};
use super::init::Init;
use crate::choice::choice;
use crate::fused::map::linear;
use crate::kernel::branch::{Branch, Inner};

choice! {
    /// How video tokens are assigned (A3). None is the K-means attention of kMaX-DeepLab, see
    /// [`GroupingBlock`].
    pub(crate) enum Assignment: "assignment" {
        /// To one group each, with Gumbel noise in training.
        HardGumbel = "hard_gumbel",
        /// To one group each, without noise.
        Hard = "hard",
        /// By softmax weights.
        Soft = "soft",
    }
}

choice! {
    /// The steps of a grouping block before the assignment (A4).
    pub(crate) enum Design: "grouping_block" {
        /// Nothing.
        Paper = "paper",
        /// Group tokens are mixed and attend to the video tokens, as in GroupViT's code.
        Full = "full",
    }
}

/// Grouping block with its own weights.
///
/// # Source
/// S-ViLM section 3 after GroupViT's grouping block (eq. 3 to 5)
/// <https://arxiv.org/abs/2202.11094>; spec 2.3. Departures from GroupViT: noise per group and
/// token; 1 added to the group's weight, so that an empty group gets 0; the residual is the group
/// token itself, not its normalised projection; as many groups go out as come in. Departure from
/// S-ViLM: what its reviews call K-means attention is read as GroupViT's assignment, not as that of
/// kMaX-DeepLab, which sums values instead of averaging them and has no gradient of its own.
#[derive(Module, Debug)]
pub(crate) struct GroupingBlock {
    pub norm_tokens: Normalization,
    pub norm_groups: Normalization,
    pub query: Linear,
    pub key: Linear,
    pub value: Linear,
    pub output: Linear,
    pub perceptron: ResidualBranch,
    pub mixing: Option<Mixing>,
}

/// The steps of GroupViT's code before the assignment (A4): group tokens are mixed with each other,
/// then attend to the video tokens.
///
/// # Source
/// Grouping block of GroupViT's code <https://github.com/NVlabs/GroupViT>: a token-mixing
/// perceptron over the group axis with hidden width d/2 and without residual, then cross-attention
/// with a normalisation at its end; spec 2.2 (A4).
#[derive(Module, Debug)]
pub(crate) struct Mixing {
    pub narrow: Linear,
    pub widen: Linear,
    pub norm_mixed: Normalization,
    pub query: Linear,
    pub key: Linear,
    pub value: Linear,
    pub output: Linear,
    pub perceptron: ResidualBranch,
    pub norm_output: Normalization,
    heads: usize,
}

/// The output of a grouping block.
pub(crate) struct Grouped {
    /// `[b, g, d]`
    pub groups: Tensor<3>,
    /// Assignment of tokens to groups, `[b, g, s]`; each column sums to 1.
    pub assignment: Tensor<3>,
}

impl GroupingBlock {
    pub(crate) fn new(init: &Init, d: usize, heads: usize, g: usize, design: Design) -> Self {
        Self {
            norm_tokens: Normalization::new(init, d),
            norm_groups: Normalization::new(init, d),
            query: init.linear("query", d, d),
            key: init.linear("key", d, d),
            value: init.linear("value", d, d),
            output: init.linear("output", d, d),
            perceptron: ResidualBranch::perceptron(&init.at("perceptron"), d),
            mixing: match design {
                Design::Paper => None,
                Design::Full => Some(Mixing::new(&init.at("mixing"), d, heads, g)),
            },
        }
    }

    /// # Shapes
    /// - tokens: `[b, s, d]`
    /// - groups: `[b, g, d]`
    /// - noise: `[b, g, s]`, added to the scores of the assignment; none in evaluation
    pub(crate) fn forward(
        &self,
        tokens: Tensor<3>,
        groups: Tensor<3>,
        how: Assignment,
        noise: Option<Tensor<3>>,
    ) -> Grouped {
        let [_, _, d] = tokens.dims();
        let x = self.norm_tokens.forward(tokens, VIDEO_EPSILON);
        let normalized = self.norm_groups.forward(groups.clone(), VIDEO_EPSILON);
        let (groups, normalized) = match &self.mixing {
            Some(mixing) => {
                let mixed = mixing.forward(normalized, x.clone());
                (mixed.clone(), mixed)
            }
            None => (groups, normalized),
        };
        let queries = linear(&self.query, normalized);
        let mut scores =
            queries.matmul(linear(&self.key, x.clone()).swap_dims(1, 2)) / (d as f64).sqrt(); // [b, g, s]
        if let Some(noise) = noise {
            scores = scores + noise;
        }
        let soft = softmax(scores, 1);
        let assignment = match how {
            Assignment::Soft => soft,
            Assignment::HardGumbel | Assignment::Hard => straight_through(soft),
        };
        let total = assignment.clone().sum_dim(2) + 1.0; // [b, g, 1]
        let update = assignment.clone().matmul(linear(&self.value, x)) / total; // [b, g, d]
        let groups = groups + linear(&self.output, update);
        let branch = Branch { inner: Inner::Perceptron, norm: Norm::Pre, epsilon: VIDEO_EPSILON };
        Grouped { groups: self.perceptron.forward(groups, branch, &None), assignment }
    }
}

/// One-hot over groups in value, the soft weights in gradient; the lowest group wins a tie.
///
/// # Shapes
/// - soft, returns: `[b, g, s]`
fn straight_through(soft: Tensor<3>) -> Tensor<3> {
    let [b, g, s] = soft.dims();
    let best = soft.clone().detach().argmax(1); // [b, 1, s]
    let index = Tensor::<1, Int>::arange(0..g as i64, &best.device()).reshape([1, g, 1]);
    let hard = best.expand([b, g, s]).equal(index.expand([b, g, s])).float();
    hard + soft.clone() - soft.detach()
}

impl Mixing {
    fn new(init: &Init, d: usize, heads: usize, g: usize) -> Self {
        Self {
            narrow: init.linear("narrow", g, d.div_ceil(2)),
            widen: init.linear("widen", d.div_ceil(2), g),
            norm_mixed: Normalization::new(init, d),
            query: init.linear("query", d, d),
            key: init.linear("key", d, d),
            value: init.linear("value", d, d),
            output: init.linear("output", d, d),
            perceptron: ResidualBranch::perceptron(&init.at("perceptron"), d),
            norm_output: Normalization::new(init, d),
            heads,
        }
    }

    /// # Shapes
    /// - groups, returns: `[b, g, d]`; what goes in is normalised
    /// - tokens: `[b, s, d]`, normalised
    fn forward(&self, groups: Tensor<3>, tokens: Tensor<3>) -> Tensor<3> {
        let mixed =
            self.widen.forward(gelu(self.narrow.forward(groups.swap_dims(1, 2)))).swap_dims(1, 2); // [b, g, d]
        let groups = self.norm_mixed.forward(mixed, VIDEO_EPSILON);
        let attended = self.attend(groups.clone(), tokens);
        let branch = Branch { inner: Inner::Perceptron, norm: Norm::Pre, epsilon: VIDEO_EPSILON };
        self.norm_output
            .forward(self.perceptron.forward(groups + attended, branch, &None), VIDEO_EPSILON)
    }

    /// Multi-head attention of groups to tokens.
    fn attend(&self, groups: Tensor<3>, tokens: Tensor<3>) -> Tensor<3> {
        let [b, g, d] = groups.dims();
        let [_, s, _] = tokens.dims();
        let h = self.heads;
        let split = |x: Tensor<3>, n: usize| x.reshape([b, n, h, d / h]).swap_dims(1, 2); // [b, h, n, d/h]
        let queries = split(self.query.forward(groups), g);
        let keys = split(self.key.forward(tokens.clone()), s);
        let values = split(self.value.forward(tokens), s);
        let scores = queries.matmul(keys.swap_dims(2, 3)) / ((d / h) as f64).sqrt(); // [b, h, g, s]
        self.output.forward(softmax(scores, 3).matmul(values).swap_dims(1, 2).reshape([b, g, d]))
    }
}
