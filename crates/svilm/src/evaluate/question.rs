//! Question answering: a small transformer over the words, groups and clips of the frozen encoders, trained here.

use std::iter::repeat_n;
use std::sync::Arc;

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::activation::{log_softmax, relu};
use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::evaluate::action::Accuracy;
use crate::evaluate::encode;
use crate::fused::Valid;
use crate::model::Model;
use crate::model::branch::{Layer, Norm, VIDEO_EPSILON};
use crate::model::init::Init;
use crate::model::text::Texts;
use crate::optimize::Optimizer;
use crate::random::Random;
use crate::world::question::{Question, QuestionSet};
use crate::world::raster;
use crate::world::words::Vocabulary;

/// Questions of one training step.
const BATCH: usize = 64;
/// Peak learning rate.
const RATE: f64 = 2e-3;

/// The head.
///
/// # Source
/// Spec 6.2: text tokens, final group tokens and clip features, each mapped to the width of the video encoder and added
/// to a vector of its type; two pre-norm layers; the first output through linear, ReLU, linear. Departure: the encoders
/// are not trained further.
#[derive(Module, Debug)]
struct Head {
    words: Linear,
    groups: Linear,
    clips: Linear,
    types: Param<Tensor<2>>,
    layers: Vec<Layer>,
    wide: Linear,
    answer: Linear,
}

impl Head {
    fn new(model: &Model, answers: usize, seed: u64, device: &Device) -> Self {
        let size = model.config.video.size;
        let (d, mut init) = (size.width, Init::new(seed ^ 0x5eed, device));
        Self {
            words: init.linear(size.text_width, d),
            groups: init.linear(d, d),
            clips: init.linear(d, d),
            types: init.normal([3, d], Init::token_deviation(d)),
            layers: (0..2).map(|_| Layer::new(&mut init, d, size.heads)).collect(),
            wide: init.linear(d, 2 * d),
            answer: init.linear(2 * d, answers),
        }
    }

    /// # Shapes
    /// - words: `[b, l, text width]`, groups: `[b, g, d]`, clips: `[b, t, d]`
    /// - returns: `[b, answers]`, scores
    fn forward(&self, words: Tensor<3>, groups: Tensor<3>, clips: Tensor<3>, valid: &Valid) -> Tensor<2> {
        let kind = |index: usize| self.types.val().narrow(0, index, 1).unsqueeze::<3>();
        let parts = vec![
            self.words.forward(words) + kind(0),
            self.groups.forward(groups) + kind(1),
            self.clips.forward(clips) + kind(2),
        ];
        let mut x = Tensor::cat(parts, 1);
        for layer in &self.layers {
            x = layer.forward(x, Norm::Pre, VIDEO_EPSILON, valid);
        }
        let first: Tensor<2> = x.narrow(1, 0, 1).squeeze_dim(1);
        self.answer.forward(relu(self.wide.forward(first)))
    }
}

/// Questions with the features of everything that they are about.
struct Material {
    questions: Vec<Question>,
    /// `[questions, l, text width]`
    words: Tensor<3>,
    /// Which words are no padding, `[questions, l]`.
    valid: Arc<[bool]>,
    /// `[videos, g, d]`
    groups: Tensor<3>,
    /// `[videos, t, d]`
    clips: Tensor<3>,
}

impl Material {
    fn new(model: &Model, set: QuestionSet) -> Self {
        let vocabulary = Vocabulary::new();
        let size = model.config.video.size;
        let g = model.config.video.group_tokens;
        let clips = set.scenes.iter().map(|scene| raster::moving_clip(scene, &size));
        let both = encode::clips(model, clips, |encoded| {
            Tensor::cat(vec![encoded.groups.clone(), model.position_features(encoded.tokens)], 1)
        });
        let texts: Vec<_> = set.questions.iter().map(|question| vocabulary.tokens(&question.text)).collect();
        let texts = Texts::new(&texts);
        Self {
            words: model.text.forward(&texts),
            valid: texts.valid().clone(),
            questions: set.questions,
            groups: both.clone().narrow(1, 0, g),
            clips: both.narrow(1, g, size.positions()),
        }
    }

    /// Scores of the answers to some questions, `[b, answers]`.
    fn scores(&self, head: &Head, chosen: &[usize]) -> Tensor<2> {
        let trained = head.types.device().is_autodiff();
        let select = |features: &Tensor<3>, items: Vec<i64>| {
            let items = Tensor::<1, Int>::from_data(TensorData::new(items, [chosen.len()]), &features.device());
            let features = features.clone().select(0, items);
            if trained { features.autodiff() } else { features }
        };
        let videos: Vec<i64> = chosen.iter().map(|&index| self.questions[index].video as i64).collect();
        let words = select(&self.words, chosen.iter().map(|&index| index as i64).collect());
        let (l, rest) = (self.words.dims()[1], self.groups.dims()[1] + self.clips.dims()[1]);
        let tokens = |index: usize| self.valid[index * l..(index + 1) * l].iter().copied().chain(repeat_n(true, rest));
        let valid: Arc<[bool]> = chosen.iter().flat_map(|&index| tokens(index)).collect();
        head.forward(words, select(&self.groups, videos.clone()), select(&self.clips, videos), &Some(valid))
    }
}

/// Trains the head and measures it; an answer that training never saw counts as wrong.
pub(crate) fn question_answering(model: &Model, training: usize, testing: usize, epochs: usize, seed: u64) -> Accuracy {
    let training = QuestionSet::draw("question training", training).for_training();
    let answers = training.answers();
    let (training, testing) =
        (Material::new(model, training), Material::new(model, QuestionSet::draw("question testing", testing)));
    let device = model.project_video.weight.device().autodiff();
    let mut head = Head::new(model, answers.len(), seed, &device);
    let per_epoch = training.questions.len() / BATCH;
    let steps = epochs * per_epoch;
    let mut optimizer = Optimizer::new(RATE, steps, steps.div_ceil(10), 0.01);
    let number = |question: &Question| answers.iter().position(|answer| *answer == question.answer);
    for step in 0..steps {
        let order =
            Random::stream(seed, "question order", (step / per_epoch) as u64).permutation(training.questions.len());
        let chosen = &order[step % per_epoch * BATCH..][..BATCH];
        let scores = training.scores(&head, chosen);
        let truth = chosen
            .iter()
            .map(|&index| number(&training.questions[index]).expect("invariant: a training answer") as i64);
        let truth = Tensor::<2, Int>::from_data(TensorData::new(truth.collect::<Vec<_>>(), [BATCH, 1]), &device);
        let loss = -log_softmax(scores, 1).gather(1, truth).mean();
        (head, _) = optimizer.step(step, head, loss.backward());
    }
    let head = head.valid();
    let all: Vec<usize> = (0..testing.questions.len()).collect();
    let mut right = 0;
    for chosen in all.chunks(BATCH) {
        let best = testing.scores(&head, chosen).argmax(1).into_data_as::<i64>();
        let best: Vec<i64> = best.try_into_vec().expect("invariant: just converted");
        right += chosen
            .iter()
            .zip(best)
            .filter(|(index, best)| number(&testing.questions[**index]) == Some(*best as usize))
            .count();
    }
    let majority = testing.questions.iter().filter(|question| question.answer == answers[0]).count();
    let percent = |count: usize| 100.0 * count as f64 / testing.questions.len() as f64;
    Accuracy { accuracy: percent(right), majority: percent(majority) }
}
