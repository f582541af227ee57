//! Fine-tuning: a task is learned by the encoders together with its head.

use burn::module::Module;
use burn::nn::Linear;
use burn::optim::GradientsParams;
use burn::tensor::activation::log_softmax;
use burn::tensor::{Int, Tensor, TensorData};
use subject::Stop;

use crate::data::video::Video;
use crate::data::view::View;
use crate::data::words::Words;
use crate::data::{ActionSet, ActionSplit, Captioned};
use crate::error::Error;
use crate::evaluate::action::{Accuracy, CLIPS, mean_over_splits, testing_views};
use crate::evaluate::encode;
use crate::loss::contrastive::{Directions, cosines, cross_entropy};
use crate::model::Model;
use crate::model::init::Init;
use crate::model::text::Texts;
use crate::model::video::Encoded;
use crate::optimize::{Optimizer, Schedule};
use crate::random::Random;

/// How long and how fast.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    pub steps: usize,
    pub batch: usize,
    pub rate: f64,
    pub seed: u64,
    pub temperature: f64,
}

impl Recipe {
    /// Items of a step.
    fn batch(&self, purpose: &str, step: usize, items: usize) -> Vec<usize> {
        Random::batch(self.seed, purpose, step, self.batch.min(items), items)
    }
}

/// Minimises a loss with AdamW, a tenth of the steps for warm-up and cosine to 0.
///
/// # Errors
/// [`Stop::Diverged`] at the first loss or gradient that is not finite; whatever the loss returns.
pub(crate) fn minimize<M: Module>(
    mut module: M,
    steps: usize,
    rate: f64,
    mut loss: impl FnMut(&M, usize) -> Result<Tensor<1>, Error>,
) -> Result<M, Stop> {
    let schedule = Schedule { peak: rate, steps, warm_up: steps.div_ceil(10), longest: 1.0 };
    let mut optimizer = Optimizer::new(&schedule, 0.01);
    for step in 0..steps {
        let loss = loss(&module, step)?;
        let value: f64 = loss.clone().into_scalar();
        let gradients = GradientsParams::from_grads(loss.backward(), &module);
        let (next, length) = optimizer.step(step, module, gradients);
        if !value.is_finite() || !length.is_finite() {
            let reason =
                format!("the loss of fine-tuning is {value}, its gradient has the length {length}");
            return Err(Stop::Diverged { step: step as u64, reason });
        }
        module = next;
    }
    Ok(module)
}

/// The model, trained further to match the captions of these videos.
///
/// # Source
/// Spec 6.1: the dual encoder with the contrastive loss on the training videos; one caption of a
/// video at random in each step. No cut-and-paste, so that a video has one right caption.
///
/// # Errors
/// As [`minimize`].
pub(crate) fn retrieval(
    model: &Model,
    words: &Words,
    set: &Captioned,
    recipe: Recipe,
) -> Result<Model, Stop> {
    let mut captions: Vec<Vec<&str>> = vec![Vec::new(); set.videos.len()];
    set.captions.iter().for_each(|(video, text)| captions[*video].push(text));
    let captioned: Vec<usize> =
        (0..captions.len()).filter(|&video| !captions[video].is_empty()).collect();
    let tuned = minimize(model.clone().train(), recipe.steps, recipe.rate, |model, step| {
        let chosen = recipe.batch("fine-tuning retrieval", step, captioned.len());
        let mut random = Random::stream(recipe.seed, "fine-tuning captions", step as u64);
        let (mut texts, mut clips) = (Vec::new(), Vec::new());
        for video in chosen.into_iter().map(|place| captioned[place]) {
            texts.push(words.tokens(random.pick(captions[video].as_slice())));
            clips.push(&set.videos[video]);
        }
        let video = model.video_feature(&encode::training_views(model, &clips, View::Whole)?);
        let scores = cosines(video, model.text_feature(&Texts::new(&texts))) / recipe.temperature;
        let targets = Tensor::eye(clips.len(), &scores.device());
        let [loss, ..] = cross_entropy(scores, targets, Directions::Mean);
        Ok(loss)
    })?;
    Ok(tuned.valid())
}

/// A model with a linear layer on the feature of a clip.
#[derive(Module, Debug)]
struct Recognizer {
    model: Model,
    class: Linear,
}

impl Recognizer {
    /// Scores of the classes, `[b, classes]`.
    fn scores(&self, encoded: &Encoded) -> Tensor<2> {
        self.class.forward(self.model.clip_feature(encoded))
    }
}

/// Mean top-1 accuracy of recognisers that are trained as a whole, one for each split.
///
/// # Source
/// Spec 6.3: `Linear(D, classes)` on the pooled feature; four clips of a video are averaged in
/// testing.
///
/// # Errors
/// As [`minimize`].
pub(crate) fn actions(model: &Model, set: &ActionSet, recipe: Recipe) -> Result<Accuracy, Stop> {
    mean_over_splits(set, |split| {
        let recognizer = recognizer(model, split, set.classes.len(), recipe)?;
        let scores = encode::views(&recognizer.model, &testing_views(split), |encoded| {
            log_softmax(recognizer.scores(&encoded), 1).exp()
        });
        Ok(encode::rows(scores?))
    })
}

fn recognizer(
    model: &Model,
    split: &ActionSplit,
    classes: usize,
    recipe: Recipe,
) -> Result<Recognizer, Stop> {
    let device = model.device().autodiff();
    let width = model.clip_feature_width();
    let class = Init::new(recipe.seed, &device).linear("action head", width, classes);
    let recognizer = Recognizer { model: model.clone().train(), class };
    let tuned = minimize(recognizer, recipe.steps, recipe.rate, |recognizer, step| {
        let chosen = recipe.batch("fine-tuning actions", step, split.training.len());
        let clips: Vec<&Video> = chosen.iter().map(|&index| &split.training[index].0).collect();
        let part = View::Part { index: step % CLIPS, of: CLIPS };
        let encoded = encode::training_views(&recognizer.model, &clips, part)?;
        let truth: Vec<usize> = chosen.iter().map(|&index| split.training[index].1).collect();
        Ok(class_loss(recognizer.scores(&encoded), &truth))
    })?;
    Ok(tuned.valid())
}

/// Mean cross-entropy of scores `[b, classes]`.
pub(crate) fn class_loss(scores: Tensor<2>, truth: &[usize]) -> Tensor<1> {
    let truth: Vec<i64> = truth.iter().map(|&class| class as i64).collect();
    let shape = [truth.len(), 1];
    let truth = Tensor::<2, Int>::from_data(TensorData::new(truth, shape), &scores.device());
    -log_softmax(scores, 1).gather(1, truth).mean()
}
