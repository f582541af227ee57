//! The video encoder: joint attention over video and group tokens, with grouping blocks after some layers.

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::Tensor;

use super::branch::{Layer, Norm, Normalization, VIDEO_EPSILON};
use super::grouping::{Assignment, Grouped, GroupingBlock};
use super::init::{Init, POSITION_DEVIATION};
use super::size::Size;
use crate::fused::map::linear;

/// The knobs of the video encoder.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct VideoConfig {
    pub size: Size,
    /// Layers, counted from 1, that a grouping block follows.
    pub grouping_layers: Vec<usize>,
    pub group_tokens: usize,
    /// Whether group tokens take part in self-attention (A1).
    pub groups_in_attention: bool,
    /// Whether grouping blocks are those of GroupViT's code (A4).
    pub full_grouping_block: bool,
    /// Whether a class token goes before the video tokens (A5). It takes part in attention and is dropped in the end.
    pub class_token: bool,
    /// Whether attention over time and over space are divided (A2).
    pub divided_attention: bool,
    pub assignment: Assignment,
}

/// Video encoder.
///
/// # Source
/// S-ViLM section 3, spec 2.2: ViT with tubelet embedding, learned positions, pre-norm layers; group tokens are
/// concatenated after the video tokens and updated by grouping blocks, which leave the video tokens as they are.
#[derive(Module, Debug)]
pub(crate) struct VideoEncoder {
    pub embedding: Linear,
    pub positions: Param<Tensor<2>>,
    pub class: Option<Param<Tensor<2>>>,
    pub group_tokens: Param<Tensor<2>>,
    pub layers: Vec<Layer>,
    pub grouping: Vec<GroupingBlock>,
    pub norm_tokens: Normalization,
    pub norm_groups: Normalization,
    #[module(skip)]
    config: VideoConfig,
}

/// What the encoder makes of a batch of clips.
#[derive(Clone)]
pub(crate) struct Encoded {
    /// Final video tokens, time-major: `[b, s, d]`.
    pub tokens: Tensor<3>,
    /// Final group tokens: `[b, g, d]`.
    pub groups: Tensor<3>,
    /// Assignment of the last grouping block, if there is one: `[b, g, s]`.
    pub assignment: Option<Tensor<3>>,
}

impl VideoEncoder {
    pub(crate) fn new(init: &mut Init, config: &VideoConfig) -> Self {
        let Size { width: d, heads, layers, .. } = config.size;
        let deviation = Init::token_deviation(d);
        let block =
            |init: &mut Init| GroupingBlock::new(init, d, heads, config.group_tokens, config.full_grouping_block);
        Self {
            embedding: init.moving_gratings(&config.size),
            positions: init.normal([config.size.tokens(), d], POSITION_DEVIATION),
            class: config.class_token.then(|| init.normal([1, d], deviation)),
            group_tokens: init.normal([config.group_tokens, d], deviation),
            layers: (0..layers)
                .map(
                    |_| {
                        if config.divided_attention {
                            Layer::divided(init, d, heads)
                        } else {
                            Layer::new(init, d, heads)
                        }
                    },
                )
                .collect(),
            grouping: config.grouping_layers.iter().map(|_| block(init)).collect(),
            norm_tokens: Normalization::new(init, d),
            norm_groups: Normalization::new(init, d),
            config: config.clone(),
        }
    }

    /// # Shapes
    /// - tubelets: `[b, s, tubelet]`, pixels in -1..1 in the order frame, row, column, channel
    /// - noise: for each grouping block `[b, g, s]`; empty for none
    pub(crate) fn forward(&self, tubelets: Tensor<3>, mut noise: Vec<Tensor<3>>) -> Encoded {
        let [b, s, _] = tubelets.dims();
        let (g, d) = (self.config.group_tokens, self.config.size.width);
        let spread = |tokens: Tensor<2>, count| tokens.unsqueeze::<3>().expand([b, count, d]);
        let mut x = linear(&self.embedding, tubelets) + self.positions.val().unsqueeze();
        if let Some(class) = &self.class {
            x = Tensor::cat(vec![spread(class.val(), 1), x], 1);
        }
        let lead = x.dims()[1] - s;
        let mut groups = spread(self.group_tokens.val(), g);
        let joint = self.config.groups_in_attention;
        if joint {
            x = Tensor::cat(vec![x, groups.clone()], 1);
        }
        let mut assignment = None;
        noise.reverse();
        let mut blocks = self.grouping.iter().zip(&self.config.grouping_layers).peekable();
        for (index, layer) in self.layers.iter().enumerate() {
            x = if self.config.divided_attention {
                self.divided(layer, x, lead, s)
            } else {
                layer.forward(x, Norm::Pre, VIDEO_EPSILON, &None)
            };
            let Some((block, _)) = blocks.next_if(|(_, after)| **after == index + 1) else { continue };
            let tokens = x.clone().narrow(1, lead, s);
            if joint {
                groups = x.clone().narrow(1, lead + s, g);
            }
            let grouped: Grouped = block.forward(tokens, groups, self.config.assignment, noise.pop());
            groups = grouped.groups;
            assignment = Some(grouped.assignment);
            if joint {
                x = Tensor::cat(vec![x.narrow(1, 0, lead + s), groups.clone()], 1);
            }
        }
        if joint {
            groups = x.clone().narrow(1, lead + s, g);
        }
        let x = self.norm_tokens.forward(x.narrow(1, 0, lead + s), VIDEO_EPSILON);
        Encoded { tokens: x.narrow(1, lead, s), groups: self.norm_groups.forward(groups, VIDEO_EPSILON), assignment }
    }

    /// A layer with divided attention on `[class; video tokens; groups]`.
    fn divided(&self, layer: &Layer, x: Tensor<3>, lead: usize, s: usize) -> Tensor<3> {
        let n = x.dims()[1];
        let parts = [(0, lead), (lead + s, n - lead - s)].into_iter().filter(|(_, length)| *length > 0);
        let others: Vec<Tensor<3>> = parts.map(|(start, length)| x.clone().narrow(1, start, length)).collect();
        let others = (!others.is_empty()).then(|| Tensor::cat(others, 1));
        let (video, others) = layer.forward_divided(x.narrow(1, lead, s), others, self.config.size.positions());
        let Some(others) = others else { return video };
        let mut parts = Vec::new();
        if lead > 0 {
            parts.push(others.clone().narrow(1, 0, lead));
        }
        parts.push(video);
        if n > lead + s {
            parts.push(others.narrow(1, lead, n - lead - s));
        }
        Tensor::cat(parts, 1)
    }
}
