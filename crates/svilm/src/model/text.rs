//! The text encoder: a small BERT over words.

use std::sync::Arc;

use burn::module::{Module, Param};
use burn::tensor::{Int, Tensor, TensorData};

use super::branch::{Layer, Norm, Normalization, TEXT_EPSILON};
use super::init::Init;
use super::size::Size;

/// Longest text, in tokens, the first and the last one included (spec 1.2).
pub(crate) const LONGEST: usize = 32;

/// Texts of one batch as token numbers, padded to the longest of them.
#[derive(Clone, Debug)]
pub(crate) struct Texts {
    ids: Vec<i64>,
    /// Which tokens are no padding, `[b, l]`.
    pub valid: Arc<[bool]>,
    /// Tokens of the longest text.
    pub length: usize,
}

impl Texts {
    /// Pads the texts; no weight depends on how much.
    ///
    /// # Panics
    /// If there is no text, or one is longer than [`LONGEST`].
    pub(crate) fn new(texts: &[Vec<usize>]) -> Self {
        let length = texts.iter().map(Vec::len).max().expect("invariant: a batch has texts");
        assert!(length <= LONGEST, "a text of {length} tokens is longer than {LONGEST}");
        let mut ids = vec![0; texts.len() * length];
        let mut valid = vec![false; ids.len()];
        for (index, text) in texts.iter().enumerate() {
            for (place, &id) in text.iter().enumerate() {
                ids[index * length + place] = id as i64;
                valid[index * length + place] = true;
            }
        }
        Self { ids, valid: valid.into(), length }
    }

    /// How many texts.
    pub(crate) fn count(&self) -> usize {
        self.ids.len() / self.length
    }
}

/// Text encoder.
///
/// # Source
/// BERT <https://arxiv.org/abs/1810.04805>: post-norm layers, learned positions, GELU; spec 3.
/// Departures: from scratch, over a vocabulary of words; texts of [`LONGEST`] tokens; one type of
/// token instead of two; no pooler and no dropout.
#[derive(Module, Debug)]
pub(crate) struct TextEncoder {
    pub words: Param<Tensor<2>>,
    pub positions: Param<Tensor<2>>,
    pub kind: Param<Tensor<2>>,
    pub norm: Normalization,
    pub layers: Vec<Layer>,
}

impl TextEncoder {
    /// Words that are known.
    pub(crate) fn vocabulary(&self) -> usize {
        self.words.dims()[0]
    }

    pub(crate) fn new(init: &Init, size: &Size, vocabulary: usize) -> Self {
        let d = size.text_width;
        let deviation = Init::token_deviation(d);
        Self {
            words: init.normal("words", [vocabulary, d], deviation),
            positions: init.normal("positions", [LONGEST, d], deviation),
            kind: init.normal("kind", [1, d], deviation),
            norm: Normalization::new(init, d),
            layers: (0..size.text_layers)
                .map(|layer| Layer::new(&init.at("layers").at(layer), d, size.text_heads))
                .collect(),
        }
    }

    /// # Shapes
    /// - returns: `[b, l, d]`
    pub(crate) fn forward(&self, texts: &Texts) -> Tensor<3> {
        let (b, l, d) = (texts.count(), texts.length, self.words.dims()[1]);
        let ids = TensorData::new(texts.ids.clone(), [b * l]);
        let ids = Tensor::<1, Int>::from_data(ids, &self.words.device());
        let words = self.words.val().select(0, ids).reshape([b, l, d]);
        let positions = self.positions.val().narrow(0, 0, l) + self.kind.val();
        let mut x = self.norm.forward(words + positions.unsqueeze(), TEXT_EPSILON);
        let valid = Some(texts.valid.clone());
        for layer in &self.layers {
            x = layer.forward(x, Norm::Post, TEXT_EPSILON, &valid);
        }
        x
    }
}
