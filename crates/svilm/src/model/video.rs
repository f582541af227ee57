//! The video encoder: joint attention over video and group tokens, with grouping blocks after some
//! layers.

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::Tensor;

use super::branch::{Layer, Norm, Normalization, VIDEO_EPSILON};
use super::grouping::{Assignment, Design, Grouped, GroupingBlock};
use super::init::{Init, POSITION_DEVIATION};
use super::size::Size;
use crate::choice::choice;
use crate::fused::map::linear;

choice! {
    /// How video tokens attend to each other (A2).
    pub(crate) enum Attention: "attention" {
        /// Over space and time at once.
        Joint = "joint",
        /// Over time and then over space.
        Divided = "divided",
    }
}

/// The knobs of the video encoder.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct VideoConfig {
    pub size: Size,
    /// Layers, counted from 1, that a grouping block follows.
    pub grouping_layers: Vec<usize>,
    pub group_tokens: usize,
    /// Whether group tokens take part in self-attention (A1).
    pub groups_in_attention: bool,
    pub grouping_block: Design,
    /// Whether a class token goes before the video tokens (A5). It takes part in attention and is
    /// dropped in the end.
    pub class_token: bool,
    pub attention: Attention,
    pub assignment: Assignment,
}

/// Video encoder.
///
/// # Source
/// S-ViLM section 3, spec 2.2: ViT with tubelet embedding, learned positions, pre-norm layers;
/// group tokens are concatenated after the video tokens and updated by grouping blocks, which leave
/// the video tokens as they are.
#[derive(Module, Debug)]
pub(crate) struct VideoEncoder {
    pub embedding: Linear,
    pub positions: Param<Tensor<2>>,
    pub class: Option<Param<Tensor<2>>>,
    pub group_tokens: Param<Tensor<2>>,
    pub layers: Vec<Layer>,
    /// The block after each layer, where there is one, so that the path of its weights says where
    /// it is.
    pub grouping: Vec<Option<GroupingBlock>>,
    pub norm_tokens: Normalization,
    pub norm_groups: Normalization,
    #[module(skip)]
    config: VideoConfig,
}

/// The encoded clips of a batch.
#[derive(Clone)]
pub(crate) struct Encoded {
    /// Final video tokens, time-major: `[b, s, d]`.
    pub tokens: Tensor<3>,
    /// Final group tokens: `[b, g, d]`.
    pub groups: Tensor<3>,
    /// Assignment of the last grouping block, if there is one: `[b, g, s]`.
    pub assignment: Option<Tensor<3>>,
}

/// Tokens between two layers.
#[derive(Clone)]
pub(crate) struct State {
    /// Class token, video tokens and, if they take part in attention, group tokens: `[b, n, d]`.
    pub tokens: Tensor<3>,
    /// Group tokens, if they do not take part in attention: `[b, g, d]`.
    pub groups: Option<Tensor<3>>,
    /// Assignment of the last grouping block so far: `[b, g, s]`.
    pub assignment: Option<Tensor<3>>,
}

impl VideoEncoder {
    pub(crate) fn new(init: &Init, config: &VideoConfig) -> Self {
        let Size { width: d, heads, layers, .. } = config.size;
        let deviation = Init::token_deviation(d);
        let block = |layer: usize| {
            let (init, g) = (init.at("grouping").at(layer), config.group_tokens);
            let is_there = config.grouping_layers.contains(&(layer + 1));
            is_there.then(|| GroupingBlock::new(&init, d, heads, g, config.grouping_block))
        };
        Self {
            embedding: init.moving_gratings("embedding", &config.size),
            positions: init.normal("positions", [config.size.tokens(), d], POSITION_DEVIATION),
            class: config.class_token.then(|| init.normal("class", [1, d], deviation)),
            group_tokens: init.normal("group_tokens", [config.group_tokens, d], deviation),
            layers: (0..layers)
                .map(|layer| init.at("layers").at(layer))
                .map(|init| match config.attention {
                    Attention::Joint => Layer::new(&init, d, heads),
                    Attention::Divided => Layer::divided(&init, d, heads),
                })
                .collect(),
            grouping: (0..layers).map(block).collect(),
            norm_tokens: Normalization::new(init, d),
            norm_groups: Normalization::new(init, d),
            config: config.clone(),
        }
    }

    /// # Shapes
    /// - tubelets: `[b, s, tubelet]`, pixels in -1..1 in the order frame, row, column, channel
    /// - noise: for each grouping block `[b, g, s]`; empty for none
    pub(crate) fn forward(&self, tubelets: Tensor<3>, noise: Vec<Tensor<3>>) -> Encoded {
        let start = self.begin(tubelets);
        let last =
            (0..self.layers.len()).fold(start, |state, index| self.advance(index, state, &noise));
        self.end(last)
    }

    /// The tokens before the first layer.
    ///
    /// # Shapes
    /// - tubelets: `[b, s, tubelet]`
    pub(crate) fn begin(&self, tubelets: Tensor<3>) -> State {
        let b = tubelets.dims()[0];
        let (g, d) = (self.config.group_tokens, self.config.size.width);
        let spread = |tokens: Tensor<2>, count| tokens.unsqueeze::<3>().expand([b, count, d]);
        let mut x = linear(&self.embedding, tubelets) + self.positions.val().unsqueeze();
        if let Some(class) = &self.class {
            x = Tensor::cat(vec![spread(class.val(), 1), x], 1);
        }
        let groups = spread(self.group_tokens.val(), g);
        if self.config.groups_in_attention {
            State { tokens: Tensor::cat(vec![x, groups], 1), groups: None, assignment: None }
        } else {
            State { tokens: x, groups: Some(groups), assignment: None }
        }
    }

    /// One layer, counted from 0, and the grouping block after it, if there is one.
    pub(crate) fn advance(&self, index: usize, state: State, noise: &[Tensor<3>]) -> State {
        let State { tokens: x, groups, assignment } = state;
        let (lead, s, g) = self.places();
        let layer = &self.layers[index];
        let x = match self.config.attention {
            Attention::Joint => layer.forward(x, Norm::Pre, VIDEO_EPSILON, &None),
            Attention::Divided => self.divided(layer, x),
        };
        let Some(block) = &self.grouping[index] else {
            return State { tokens: x, groups, assignment };
        };
        let tokens = x.clone().narrow(1, lead, s);
        let before = groups.clone().unwrap_or_else(|| x.clone().narrow(1, lead + s, g));
        let number = self.grouping[..index].iter().flatten().count();
        let noise = noise.get(number).cloned();
        let Grouped { groups: after, assignment } =
            block.forward(tokens, before, self.config.assignment, noise);
        let (tokens, groups) = match groups {
            Some(_) => (x, Some(after)),
            None => (Tensor::cat(vec![x.narrow(1, 0, lead + s), after], 1), None),
        };
        State { tokens, groups, assignment: Some(assignment) }
    }

    /// How many class tokens, video tokens and group tokens there are, in this order.
    fn places(&self) -> (usize, usize, usize) {
        let VideoConfig { size, group_tokens, class_token, .. } = self.config;
        (usize::from(class_token), size.tokens(), group_tokens)
    }

    /// The output of the last layer, normalised.
    pub(crate) fn end(&self, state: State) -> Encoded {
        let State { tokens: x, groups, assignment } = state;
        let (lead, s, g) = self.places();
        let groups = groups.unwrap_or_else(|| x.clone().narrow(1, lead + s, g));
        let x = self.norm_tokens.forward(x.narrow(1, 0, lead + s), VIDEO_EPSILON);
        Encoded {
            tokens: x.narrow(1, lead, s),
            groups: self.norm_groups.forward(groups, VIDEO_EPSILON),
            assignment,
        }
    }

    /// A layer with divided attention on `[class; video tokens; groups]`.
    fn divided(&self, layer: &Layer, x: Tensor<3>) -> Tensor<3> {
        let ((lead, s, _), n) = (self.places(), x.dims()[1]);
        let cut = |x: &Tensor<3>, start: usize, length: usize| {
            (length > 0).then(|| x.clone().narrow(1, start, length))
        };
        let rest = n - lead - s;
        let others = [cut(&x, 0, lead), cut(&x, lead + s, rest)].into_iter().flatten();
        let others: Vec<Tensor<3>> = others.collect();
        let others = (!others.is_empty()).then(|| Tensor::cat(others, 1));
        let positions = self.config.size.positions();
        let (video, others) = layer.forward_divided(x.narrow(1, lead, s), others, positions);
        let Some(others) = others else { return video };
        let parts = [cut(&others, 0, lead), Some(video), cut(&others, lead, rest)];
        Tensor::cat(parts.into_iter().flatten().collect(), 1)
    }
}
