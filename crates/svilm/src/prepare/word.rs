//! The lesson of the text encoder: to fill in words that are left out, and to tell from its first
//! output what a caption says.
//!
//! # Source
//! The masked language model of BERT <https://arxiv.org/abs/1810.04805>, section 3.1: 15 % of the
//! words are predicted from the others, by the words' own vectors. Departure: they are always left
//! out, and an unknown word takes their place, for which the vocabulary has a number. In place of
//! the next sentence, the first output predicts the tags of the scene ([`super::tag`]) that the
//! words which are left tell, so that it stands for the sentence.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::log_softmax;
use burn::tensor::{Int, Tensor, TensorData};
use subject::Stop;

use super::tag;
use crate::evaluate::fine_tuning::minimize;
use crate::model::Model;
use crate::model::init::Init;
use crate::model::text::Texts;
use crate::prompt::{TEMPLATES, prompt};
use crate::random::Random;
use crate::world::scene::Scene;
use crate::world::words::{UNKNOWN, Vocabulary};

/// Sentences of a step, the highest learning rate, and the share of words that are left out.
const BATCH: usize = 64;
const RATE: f64 = 1.5e-3;
const SHARE: f64 = 0.15;
/// Weight of the tags, of which most are absent from any caption.
const TAGS: f64 = 10.0;

/// The model, trained to fill in words of captions and of prompts.
pub(super) fn teach(
    model: Model,
    words: &Vocabulary,
    seed: u64,
    steps: usize,
    told: &mut dyn FnMut(&str),
) -> Result<Model, Stop> {
    let mut mean = 0.0;
    let width = model.config.video.size.text_width;
    let tags = Init::new(seed, &model.device()).linear("said", width, tag::count());
    let reader = minimize(Reader { model, tags }, steps, RATE, |reader, step| {
        let loss = loss(reader, words, seed, step);
        mean += loss.clone().into_scalar::<f64>();
        if (step + 1) % 100 == 0 {
            told(&format!("text encoder: step {} of {steps}, loss {:.4}", step + 1, mean / 100.0));
            mean = 0.0;
        }
        Ok(loss)
    })?;
    Ok(reader.model)
}

/// The text encoder with a linear layer on its first output.
#[derive(Module, Debug)]
struct Reader {
    model: Model,
    tags: Linear,
}

fn loss(reader: &Reader, words: &Vocabulary, seed: u64, step: usize) -> Tensor<1> {
    let model = &reader.model;
    let device = model.device();
    let (mut texts, mut places, mut truth) = (Vec::new(), Vec::new(), Vec::new());
    let (mut said, mut captions) = (Vec::new(), Vec::new());
    for item in 0..BATCH {
        let mut random = Random::stream(seed, "left out", (step * BATCH + item) as u64);
        let scene = Scene::draw(&mut Random::stream(0, "preparation", random.bits() >> 1));
        let nouns = scene.nouns();
        let sentence = if item % 4 == 3 {
            prompt(&nouns[random.below(nouns.len())], random.below(TEMPLATES.len()))
        } else {
            said.extend(tag::tags(&scene));
            captions.push(item as i64);
            scene.caption()
        };
        let mut tokens = words.tokens(&sentence);
        let inner = 1..tokens.len() - 1;
        let sure = 1 + random.below(inner.len());
        for place in inner {
            if place == sure || random.chance(SHARE) {
                places.push((item, place));
                truth.push(tokens[place] as i64);
                tokens[place] = UNKNOWN;
            }
        }
        texts.push(tokens);
    }
    let texts = Texts::new(&texts);
    let hidden = model.text.forward(&texts);
    let [b, l, d] = hidden.dims();
    let flat: Vec<i64> = places.iter().map(|&(item, place)| (item * l + place) as i64).collect();
    let n = flat.len();
    let chosen = Tensor::<1, Int>::from_data(TensorData::new(flat, [n]), &device);
    let n_captions = captions.len();
    let captions = Tensor::<1, Int>::from_data(TensorData::new(captions, [n_captions]), &device);
    let first = hidden.clone().narrow(1, 0, 1).squeeze_dim::<2>(1).select(0, captions);
    let said = tag::cross_entropy(reader.tags.forward(first), said) * TAGS;
    let hidden = hidden.reshape([b * l, d]).select(0, chosen);
    let scores = hidden.matmul(model.text.words.val().transpose());
    let truth = Tensor::<2, Int>::from_data(TensorData::new(truth, [n, 1]), &device);
    said - log_softmax(scores, 1).gather(1, truth).mean()
}
