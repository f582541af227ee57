//! One batch of pre-training: blended videos, captions, nouns and targets.

use std::collections::HashMap;

use burn::tensor::{Device, Tensor, TensorData};
use subject::Settings;

use crate::data::Data;
use crate::data::pairs::Pair;
use crate::data::words::{TEMPLATES, prompt};
use crate::error::Error;
use crate::loss::cut_paste::{Cut, CutPaste, Partner};
use crate::loss::grounding::Nouns;
use crate::model::size::Size;
use crate::random::Random;

/// How batches are drawn.
pub(crate) struct Batches<'a> {
    data: &'a Data,
    size: Size,
    batch: usize,
    cut: Cut,
    partner: Partner,
    nouns: usize,
    /// Whether missing nouns are filled with the caption.
    pad_nouns: bool,
    /// Whether the sentence around a noun varies.
    vary: bool,
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

/// What the losses hold the features of a batch against.
pub(crate) struct Targets {
    /// 1 where a clip is foreground: `[b, t]`.
    pub mask: Tensor<2>,
    /// How much each video belongs to each caption: `[b, b]`, rows sum to 1.
    pub pairs: Tensor<2>,
    pub nouns: Nouns,
}

impl<'a> Batches<'a> {
    pub(crate) fn new(settings: &Settings, size: Size, data: &'a Data, seed: u64) -> Self {
        Self {
            data,
            size,
            batch: settings.count("batch"),
            cut: match settings.text("cut_paste") {
                "half_open" => Cut::HalfOpen,
                "literal" => Cut::Literal,
                _ => Cut::Off,
            },
            partner: if settings.text("partner") == "roll" {
                Partner::Roll
            } else {
                Partner::Independent
            },
            nouns: settings.count("nouns"),
            vary: settings.text("noun_template") == "varied",
            pad_nouns: settings.text("noun_padding") == "caption",
            seed,
        }
    }

    pub(crate) fn cut(&self) -> Cut {
        self.cut
    }

    /// The batch of a step, whichever were drawn before.
    ///
    /// # Errors
    /// If too many videos cannot be read.
    pub(crate) fn draw(&self, step: usize, device: &Device) -> Result<Batch, Error> {
        let pairs = self.data.pairs.draw(step, self.batch, &self.size)?;
        let mut random = Random::stream(self.seed, "cut-and-paste", step as u64);
        let cut =
            CutPaste::draw(&mut random, self.batch, self.size.positions(), self.cut, self.partner);
        let pixels: Vec<f32> = pairs.iter().flat_map(|pair| &pair.pixels).copied().collect();
        let data = TensorData::new(
            cut.blend(&pixels),
            [self.batch, self.size.tokens(), self.size.tubelet()],
        );
        let mask: Vec<f32> = cut.mask.concat();
        let (nouns, prompts) = self.nouns(step, &pairs);
        let captions: Vec<_> =
            pairs.iter().map(|pair| self.data.words.tokens(&pair.caption)).collect();
        let targets = Targets {
            mask: Tensor::from_data(
                TensorData::new(mask, [self.batch, self.size.positions()]),
                device,
            ),
            pairs: Tensor::from_data(
                TensorData::new(cut.targets(), [self.batch, self.batch]),
                device,
            ),
            nouns,
        };
        Ok(Batch { tubelets: data, captions, prompts, targets })
    }

    /// The nouns of each caption and the prompts that they ask for: drawn without replacement, in
    /// the caption's order.
    fn nouns(&self, step: usize, pairs: &[Pair]) -> (Nouns, Vec<Vec<usize>>) {
        let mut random = Random::stream(self.seed, "nouns", step as u64);
        let (mut numbers, mut prompts) = (HashMap::new(), Vec::new());
        let mut slots = Vec::new();
        for Pair { caption, nouns: found, .. } in pairs {
            let mut chosen = random.permutation(found.len());
            chosen.truncate(self.nouns);
            chosen.sort_unstable();
            let mut texts: Vec<String> = chosen
                .iter()
                .map(|&index| {
                    prompt(&found[index], if self.vary { random.below(TEMPLATES.len()) } else { 0 })
                })
                .collect();
            if self.pad_nouns {
                texts.resize(self.nouns, caption.clone());
            }
            let mut numbered = Vec::new();
            for text in texts {
                let next = prompts.len();
                let number = *numbers.entry(text.clone()).or_insert(next);
                if number == next {
                    prompts.push(self.data.words.tokens(&text));
                }
                numbered.push(number);
            }
            slots.push(numbered);
        }
        (Nouns { slots, prompts: prompts.len() }, prompts)
    }
}
