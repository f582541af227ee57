//! One batch of pre-training: blended videos, captions, nouns and targets.

use std::collections::HashMap;

use burn::tensor::{Device, Tensor, TensorData};

use crate::choice::choice;
use crate::data::Data;
use crate::data::pairs::Pair;
use crate::error::Error;
use crate::loss::cut_paste::{Cut, CutPaste, Partner};
use crate::loss::grounding::Nouns;
use crate::model::size::Size;
use crate::prompt::{Template, prompt};
use crate::random::Random;

choice! {
    /// The filling of a caption's slots if it has fewer nouns.
    pub(crate) enum Padding: "noun_padding" {
        /// The caption itself.
        Caption = "caption",
        /// Nothing: the slots are left out.
        Mask = "mask",
    }
}

/// The knobs of a batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drawing {
    /// Videos of a batch.
    pub batch: usize,
    pub cut: Cut,
    pub partner: Partner,
    /// Nouns of a caption.
    pub nouns: usize,
    pub template: Template,
    pub padding: Padding,
}

/// The batches of a training.
pub(crate) struct Batches<'a> {
    data: &'a Data,
    size: Size,
    drawing: Drawing,
    seed: u64,
}

/// A batch.
pub(crate) struct Batch {
    /// Blended videos: `[b, s, tubelet]`.
    pub tubelets: TensorData,
    /// Tokens of each caption.
    pub captions: Vec<Vec<usize>>,
    /// Tokens of each prompt, each prompt once.
    pub prompts: Vec<Vec<usize>>,
    pub targets: Targets,
}

/// The targets of the losses of a batch.
pub(crate) struct Targets {
    /// 1 where a clip is foreground: `[b, t]`.
    pub mask: Tensor<2>,
    /// How much each video belongs to each caption: `[b, b]`, rows sum to 1.
    pub pairs: Tensor<2>,
    pub nouns: Nouns,
}

impl<'a> Batches<'a> {
    pub(crate) fn new(drawing: Drawing, size: Size, data: &'a Data, seed: u64) -> Self {
        Self { data, size, drawing, seed }
    }

    /// The batch of a step, whichever were drawn before.
    ///
    /// # Errors
    /// If too many videos cannot be read.
    pub(crate) fn draw(&self, step: usize, device: &Device) -> Result<Batch, Error> {
        let Drawing { batch, cut, partner, .. } = self.drawing;
        let (positions, tokens) = (self.size.positions(), self.size.tokens());
        let pairs = self.data.pairs.draw(step, batch, &self.size)?;
        let random = Random::stream(self.seed, "cut-and-paste", step as u64);
        let cut = CutPaste::draw(&random, batch, positions, cut, partner);
        let pixels: Vec<f32> = pairs.iter().flat_map(|pair| &pair.pixels).copied().collect();
        let tubelets = TensorData::new(cut.blend(&pixels), [batch, tokens, self.size.tubelet()]);
        let mask = TensorData::new(cut.mask.concat(), [batch, positions]);
        let (nouns, prompts) = self.nouns(step, &pairs);
        let captions = pairs.iter().map(|pair| self.data.words.tokens(&pair.caption)).collect();
        let targets = Targets {
            mask: Tensor::from_data(mask, device),
            pairs: Tensor::from_data(TensorData::new(cut.targets(), [batch, batch]), device),
            nouns,
        };
        Ok(Batch { tubelets, captions, prompts, targets })
    }

    /// The nouns of each caption and the prompts that they ask for: drawn without replacement, in
    /// the caption's order. Those of a small K are among those of a larger one.
    fn nouns(&self, step: usize, pairs: &[Pair]) -> (Nouns, Vec<Vec<usize>>) {
        let [nouns, templates] =
            ["nouns", "templates"].map(|it| Random::stream(self.seed, it, step as u64));
        let (mut numbers, mut prompts) = (HashMap::new(), Vec::new());
        let mut number = |text: String| {
            *numbers.entry(text).or_insert_with_key(|text| {
                prompts.push(self.data.words.tokens(text));
                prompts.len() - 1
            })
        };
        let mut slots = Vec::new();
        for (place, Pair { caption, nouns: found, .. }) in (0..).zip(pairs) {
            let mut chosen = nouns.item(place).permutation(found.len());
            chosen.truncate(self.drawing.nouns);
            chosen.sort_unstable();
            let sentence = |index: usize| {
                let mut random = templates.item(place).item(index as u64);
                prompt(&found[index], self.drawing.template.draw(&mut random))
            };
            let mut texts: Vec<String> = chosen.into_iter().map(sentence).collect();
            match self.drawing.padding {
                Padding::Caption => texts.resize(self.drawing.nouns, caption.clone()),
                Padding::Mask => {}
            }
            slots.push(texts.into_iter().map(&mut number).collect());
        }
        (Nouns { slots, prompts: prompts.len() }, prompts)
    }
}
