//! One batch of pre-training: blended videos, captions, nouns and targets.

use std::collections::HashMap;

use burn::tensor::{Device, Tensor, TensorData};
use subject::Settings;

use crate::loss::cut_paste::{Cut, CutPaste, Partner};
use crate::loss::grounding::Nouns;
use crate::model::size::Size;
use crate::model::text::Texts;
use crate::random::Random;
use crate::world::scene::{Background, Scene};
use crate::world::words::{Vocabulary, prompt};
use crate::world::{TRAINING_VIDEOS, raster, training_scene};

/// How batches are drawn.
#[derive(Clone, Debug)]
pub(crate) struct Batches {
    size: Size,
    batch: usize,
    cut: Cut,
    partner: Partner,
    nouns: usize,
    /// Whether missing nouns are filled with the caption.
    pad_nouns: bool,
    vocabulary: Vocabulary,
    seed: u64,
}

/// A batch on the device.
pub(crate) struct Batch {
    /// `[b, s, tubelet]`
    pub tubelets: Tensor<3>,
    /// 1 where a clip is foreground: `[b, t]`.
    pub mask: Tensor<2>,
    /// `[b, b]`, rows sum to 1.
    pub targets: Tensor<2>,
    pub captions: Texts,
    /// Each prompt once.
    pub prompts: Texts,
    pub nouns: Nouns,
}

impl Batches {
    pub(crate) fn new(settings: &Settings, size: Size, vocabulary: &Vocabulary, seed: u64) -> Self {
        Self {
            size,
            batch: settings.count("batch"),
            cut: match settings.text("cut_paste") {
                "half_open" => Cut::HalfOpen,
                "literal" => Cut::Literal,
                _ => Cut::Off,
            },
            partner: if settings.text("partner") == "roll" { Partner::Roll } else { Partner::Independent },
            nouns: settings.count("nouns"),
            pad_nouns: settings.text("noun_padding") == "caption",
            vocabulary: vocabulary.clone(),
            seed,
        }
    }

    pub(crate) fn cut(&self) -> Cut {
        self.cut
    }

    /// The batch of a step, whichever were drawn before.
    pub(crate) fn draw(&self, step: usize, device: &Device) -> Batch {
        let scenes = self.scenes(step);
        let mut random = Random::stream(self.seed, "cut-and-paste", step as u64);
        let cut = CutPaste::draw(&mut random, self.batch, self.size.positions(), self.cut, self.partner);
        let pixels: Vec<f32> = scenes.iter().flat_map(|scene| raster::moving_clip(scene, &self.size)).collect();
        let data = TensorData::new(cut.blend(&pixels), [self.batch, self.size.tokens(), self.size.tubelet()]);
        let mask: Vec<f32> = cut.mask.concat();
        let (nouns, prompts) = self.nouns(step, &scenes);
        let captions: Vec<_> = scenes.iter().map(|scene| self.vocabulary.tokens(&scene.caption())).collect();
        Batch {
            tubelets: Tensor::from_data(data, device),
            mask: Tensor::from_data(TensorData::new(mask, [self.batch, self.size.positions()]), device),
            targets: Tensor::from_data(TensorData::new(cut.targets(), [self.batch, self.batch]), device),
            captions: Texts::new(&captions),
            prompts: Texts::new(&prompts),
            nouns,
        }
    }

    /// The scenes of a step: every pair of twins once in each epoch, one twin after the other. In every fourth batch all
    /// backgrounds are equal, so that foregrounds must be told apart by their objects.
    fn scenes(&self, step: usize) -> Vec<Scene> {
        let per_epoch = (TRAINING_VIDEOS / self.batch).max(1);
        let order = Random::stream(self.seed, "order", (step / per_epoch) as u64).permutation(TRAINING_VIDEOS / 2);
        let start = step % per_epoch * self.batch;
        let item = |place: usize| 2 * order[place / 2 % order.len()] + place % 2;
        let mut scenes: Vec<_> = (start..start + self.batch).map(|place| training_scene(item(place))).collect();
        let mut random = Random::stream(self.seed, "background", step as u64);
        if random.chance(0.25) {
            let background = random.pick(Background::ALL);
            scenes.iter_mut().for_each(|scene| scene.background = background);
        }
        scenes
    }

    /// The nouns of each caption and the prompts that they ask for: drawn without replacement, in the caption's order.
    fn nouns(&self, step: usize, scenes: &[Scene]) -> (Nouns, Vec<Vec<usize>>) {
        let mut random = Random::stream(self.seed, "nouns", step as u64);
        let (mut numbers, mut prompts) = (HashMap::new(), Vec::new());
        let mut slots = Vec::new();
        for scene in scenes {
            let found = scene.nouns();
            let mut chosen = random.permutation(found.len());
            chosen.truncate(self.nouns);
            chosen.sort_unstable();
            let mut texts: Vec<String> = chosen.iter().map(|&index| prompt(&found[index])).collect();
            if self.pad_nouns {
                texts.resize(self.nouns, scene.caption());
            }
            let mut numbered = Vec::new();
            for text in texts {
                let next = prompts.len();
                let number = *numbers.entry(text.clone()).or_insert(next);
                if number == next {
                    prompts.push(self.vocabulary.tokens(&text));
                }
                numbered.push(number);
            }
            slots.push(numbered);
        }
        (Nouns { slots, prompts: prompts.len() }, prompts)
    }
}
