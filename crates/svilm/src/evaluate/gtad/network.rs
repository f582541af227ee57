//! The network of G-TAD.

use burn::module::{Module, Param};
use burn::tensor::activation::{relu, sigmoid};
use burn::tensor::{Device, Tensor};

use super::Recipe;
use super::convolution::{Convolution, Uniform};
use super::graph::{Block, Graph, Width};
use super::sparse::Sparse;

/// Groups of the first convolution.
const ENTRY_GROUPS: usize = 4;

/// Scores for boundaries and anchors from features along a video.
///
/// # Source
/// "G-TAD: Sub-Graph Localization for Temporal Action Detection"
/// <https://arxiv.org/abs/1911.11462>; spec 6.4. The first layer of the map head is applied before
/// the alignment instead of after it, see [`super::align::alignment`].
#[derive(Module, Debug)]
pub(super) struct Network {
    entry: Convolution,
    base: Block,
    start: Block,
    start_score: Convolution,
    end: Block,
    end_score: Convolution,
    second: Block,
    /// `[c, inner bins * outputs]`
    inner: Param<Tensor<2>>,
    /// `[c, context bins * outputs]`
    context: Param<Tensor<2>>,
    aligned_bias: Param<Tensor<1>>,
    map: Vec<Convolution>,
    bins: usize,
    neighbors: usize,
}

/// Predictions for a batch, all between 0 and 1.
pub(super) struct Predicted {
    /// `[b, t]`
    pub(super) start: Tensor<2>,
    /// `[b, t]`
    pub(super) end: Tensor<2>,
    /// `[b, anchors, 2]`: regressed overlap, and whether the overlap is high.
    pub(super) map: Tensor<3>,
}

impl Network {
    /// A network for features of so many channels.
    pub(super) fn new(recipe: &Recipe, channels: usize, seed: u64, device: &Device) -> Self {
        let init = Uniform::new(seed, device);
        let [c, narrow, wide] = recipe.hidden;
        let &Recipe { inner, groups, neighbors, .. } = recipe;
        let width = Width { channels: c, inner, groups, neighbors };
        let [inner, context] = recipe.bins;
        let bins = inner + context;
        // features whose number four does not divide are convolved in fewer groups
        let entry_groups = [ENTRY_GROUPS, 2, 1]
            .into_iter()
            .find(|n| channels.is_multiple_of(*n) && c.is_multiple_of(*n));
        Self {
            entry: init.convolution("entry", [channels, c], 3, entry_groups.unwrap_or(1)),
            base: Block::new(&init.at("base"), width),
            start: Block::new(&init.at("start"), width),
            start_score: init.convolution("start_score", [c, 1], 1, 1),
            end: Block::new(&init.at("end"), width),
            end_score: init.convolution("end_score", [c, 1], 1, 1),
            second: Block::new(&init.at("second"), width),
            inner: init.draw("inner", [c, inner * wide], c * bins),
            context: init.draw("context", [c, context * wide], c * bins),
            aligned_bias: init.draw("aligned_bias", [wide], c * bins),
            map: [[wide, narrow], [narrow, narrow], [narrow, narrow], [narrow, 2]]
                .into_iter()
                .enumerate()
                .map(|(layer, channels)| {
                    init.at("map").convolution(&layer.to_string(), channels, 1, 1)
                })
                .collect(),
            bins,
            neighbors,
        }
    }

    /// # Shapes
    /// - x: `[b, t, channels]`
    /// - alignment: for t positions
    pub(super) fn forward(&self, x: Tensor<3>, alignment: &Sparse) -> Predicted {
        let [b, t, _] = x.dims();
        let base = self.base.forward(relu(self.entry.forward(x)));
        let score = |block: &Block, score: &Convolution| {
            sigmoid(score.forward(block.forward(base.clone()))).reshape([b, t])
        };
        let (start, end) =
            (score(&self.start, &self.start_score), score(&self.end, &self.end_score));
        let x = self.second.forward(base);
        let mut map = relu(self.aligned(x, alignment));
        let (last, before) = self.map.split_last().expect("invariant: the map head has layers");
        for layer in before {
            map = relu(layer.forward(map));
        }
        Predicted { start, end, map: sigmoid(last.forward(map)) }
    }

    /// The first layer of the map head on all bins of all anchors, `[b, anchors, outputs]`.
    fn aligned(&self, x: Tensor<3>, alignment: &Sparse) -> Tensor<3> {
        let [b, t, c] = x.dims();
        let wide = self.aligned_bias.dims()[0];
        let context = Graph::new(x.clone(), self.neighbors).mean(x.clone());
        let share =
            |x: Tensor<3>, weight: &Param<Tensor<2>>| x.reshape([b * t, c]).matmul(weight.val());
        let shares = Tensor::cat(vec![share(x, &self.inner), share(context, &self.context)], 1);
        alignment.product(shares.reshape([b, t * self.bins, wide]))
            + self.aligned_bias.val().unsqueeze()
    }
}
