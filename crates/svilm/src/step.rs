//! Gradients of one step, in as much memory as there is.
//!
//! The losses compare every video of a batch with every text, but they see of a video only its
//! features, and no feature depends on another video. So the features of a batch may be computed
//! part by part without gradients, the losses and the gradients of the features from all of them,
//! and then each part once more with gradients. The result is that of the whole batch at once, up
//! to rounding; negatives are never fewer.
//!
//! # Source
//! "Scaling Deep Contrastive Learning Batch Size under Memory Limited Setup"
//! <https://arxiv.org/abs/2101.06983>; within a part, layers may be computed again in the backward
//! pass: "Training Deep Nets with Sublinear Memory Cost" <https://arxiv.org/abs/1604.06174>.

use burn::module::Module;
use burn::optim::{GradientsAccumulator, GradientsParams};
use burn::tensor::{Device, Tensor, TensorData};

use crate::batch::Batch;
use crate::model::Model;
use crate::model::text::Texts;
use crate::model::video::{Encoded, State};
use crate::objective::{Features, Losses, Objective};

/// How much is computed at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Memory {
    /// Videos, and texts, at once; 0 for the whole batch.
    pub part: usize,
    /// Whether the inside of the video encoder's layers is computed again in the backward pass.
    pub recompute: bool,
}

/// Results of a step.
pub(crate) struct Found {
    pub losses: Losses,
    pub gradients: GradientsParams,
    /// Mean over videos and tokens of the last assignment, for each group.
    pub usage: Option<Tensor<1>>,
}

/// Losses of a batch and gradients of all weights.
///
/// # Shapes
/// - noise: for each grouping block `[b, g, s]`; empty for none
pub(crate) fn gradients(
    model: &Model,
    objective: &Objective,
    batch: &Batch,
    noise: &[TensorData],
    memory: Memory,
) -> Found {
    let b = batch.captions.len();
    let part = if memory.part == 0 { b } else { memory.part.min(b) };
    if part == b && !memory.recompute {
        whole(model, objective, batch, noise)
    } else {
        in_parts(model, objective, batch, noise, Memory { part, ..memory })
    }
}

fn whole(model: &Model, objective: &Objective, batch: &Batch, noise: &[TensorData]) -> Found {
    let device = model.device();
    let noise = noise.iter().map(|noise| Tensor::from_data(noise.clone(), &device)).collect();
    let encoded = model.video.forward(Tensor::from_data(batch.tubelets.clone(), &device), noise);
    let usage = encoded.assignment.clone().map(usage);
    let losses = objective.losses(model, &features(model, encoded, batch), &batch.targets);
    let gradients = GradientsParams::from_grads(losses.total.backward(), model);
    Found { losses, gradients, usage }
}

/// The features of a batch whose clips are encoded.
pub(crate) fn features(model: &Model, encoded: Encoded, batch: &Batch) -> Features {
    Features {
        groups: encoded.groups,
        clips: model.position_features(encoded.tokens),
        captions: model.first_token(&Texts::new(&batch.captions)),
        prompts: model.first_token(&Texts::new(&batch.prompts)),
    }
}

fn in_parts(
    model: &Model,
    objective: &Objective,
    batch: &Batch,
    noise: &[TensorData],
    memory: Memory,
) -> Found {
    let (b, plain) = (batch.captions.len(), model.valid());
    let starts = || (0..b).step_by(memory.part).map(|start| (start, memory.part.min(b - start)));
    let single = starts().count() == 1;
    let mut kept = None;
    let (mut clips, mut groups, mut used) = (Vec::new(), Vec::new(), Vec::new());
    for (start, n) in starts() {
        let input = Input::new(batch, noise, start, n, &plain.device());
        let (states, encoded) = forward(&plain, input, single);
        used.extend(encoded.assignment.map(|assignment| usage(assignment) * (n as f64 / b as f64)));
        groups.push(encoded.groups);
        clips.push(model.position_features(encoded.tokens));
        kept = Some(states);
    }
    let texts = |texts: &[Vec<usize>]| {
        let parts = texts.chunks(memory.part);
        let features = parts.map(|texts| plain.first_token(&Texts::new(texts)));
        Tensor::cat(features.collect(), 0).autodiff().require_grad()
    };
    let features = Features {
        clips: Tensor::cat(clips, 0).autodiff().require_grad(),
        groups: Tensor::cat(groups, 0).autodiff().require_grad(),
        captions: texts(&batch.captions),
        prompts: texts(&batch.prompts),
    };
    let losses = objective.losses(model, &features, &batch.targets);
    let grads = losses.total.backward();
    let (d_clips, d_groups) = (features.clips.grad(&grads), features.groups.grad(&grads));
    let (d_captions, d_prompts) = (features.captions.grad(&grads), features.prompts.grad(&grads));
    let mut sum = Sum { model, gradients: GradientsAccumulator::new() };
    sum.gradients.accumulate(model, GradientsParams::from_grads(grads, model));
    for (start, n) in starts() {
        let input = Input::new(batch, noise, start, n, &plain.device());
        let cut = |gradient: &Option<Tensor<3>>| {
            gradient.clone().map(|gradient| gradient.narrow(0, start, n))
        };
        let outer = (cut(&d_clips), cut(&d_groups));
        if memory.recompute {
            let kept = kept.take().filter(|_| single);
            let states = kept.unwrap_or_else(|| forward(&plain, input.clone(), true).0);
            sum.backward_by_layers(input, states, outer);
        } else {
            sum.backward(input, outer);
        }
    }
    sum.text_backward(&batch.captions, d_captions, memory.part);
    sum.text_backward(&batch.prompts, d_prompts, memory.part);
    let usage = used.into_iter().reduce(|a, b| a + b);
    Found { losses, gradients: sum.gradients.grads(), usage }
}

/// The input of the video encoder.
#[derive(Clone)]
struct Input {
    tubelets: Tensor<3>,
    noise: Vec<Tensor<3>>,
}

impl Input {
    /// The videos from `start` on.
    fn new(batch: &Batch, noise: &[TensorData], start: usize, n: usize, device: &Device) -> Self {
        let part = |data: &TensorData| Tensor::<3>::from_data(rows(data, start, n), device);
        Self { tubelets: part(&batch.tubelets), noise: noise.iter().map(part).collect() }
    }
}

/// Rows of data of three axes.
fn rows(data: &TensorData, start: usize, n: usize) -> TensorData {
    let numbers = data.as_slice::<f32>().expect("invariant: batches are made of f32");
    let [_, tokens, width] = data.shape().dims();
    let row = tokens * width;
    TensorData::new(numbers[start * row..(start + n) * row].to_vec(), [n, tokens, width])
}

/// The encoder without gradients, and the states before each layer and after the last, if they are
/// wanted.
fn forward(plain: &Model, input: Input, keep: bool) -> (Vec<State>, Encoded) {
    let mut state = plain.video.begin(input.tubelets);
    let mut states = Vec::new();
    for index in 0..plain.video.layers.len() {
        if keep {
            states.push(state.clone());
        }
        state = plain.video.advance(index, state, &input.noise);
    }
    if keep {
        states.push(state.clone());
    }
    (states, plain.video.end(state))
}

/// Gradients of the positions or tokens, and of the groups.
type Outer = (Option<Tensor<3>>, Option<Tensor<3>>);

/// The gradients of a model's weights so far.
struct Sum<'a> {
    model: &'a Model,
    gradients: GradientsAccumulator<Model>,
}

impl Sum<'_> {
    /// Adds the gradients of the weights that the value came through, and returns those of the
    /// state that it came from.
    fn add(&mut self, value: Tensor<1>, state: Option<&State>) -> Outer {
        let gradients = value.backward();
        let of = |tensor: &Tensor<3>| tensor.grad(&gradients);
        let outer = (
            state.and_then(|state| of(&state.tokens)),
            state.and_then(|state| state.groups.as_ref().and_then(of)),
        );
        let gradients = GradientsParams::from_grads(gradients, self.model);
        self.gradients.accumulate(self.model, gradients);
        outer
    }

    /// Adds the gradients of the video encoder, given those of its features.
    fn backward(&mut self, input: Input, outer: Outer) {
        let noise = input.noise.into_iter().map(Tensor::autodiff).collect();
        let encoded = self.model.video.forward(input.tubelets.autodiff(), noise);
        if let Some(value) = feature_product(self.model, encoded, outer) {
            self.add(value, None);
        }
    }

    /// The same layer by layer, given the states.
    fn backward_by_layers(&mut self, input: Input, mut states: Vec<State>, outer: Outer) {
        let video = &self.model.video;
        let noise: Vec<Tensor<3>> = input.noise.into_iter().map(Tensor::autodiff).collect();
        let last = leaf(states.pop().expect("invariant: one more state than layers"));
        let Some(value) = feature_product(self.model, video.end(last.clone()), outer) else {
            return;
        };
        let mut gradients = self.add(value, Some(&last));
        for index in (0..video.layers.len()).rev() {
            let before = leaf(states.pop().expect("invariant: a state for each layer"));
            let after = video.advance(index, before.clone(), &noise);
            let Some(value) = state_product(after, gradients) else { return };
            gradients = self.add(value, Some(&before));
        }
        if let Some(value) = state_product(video.begin(input.tubelets.autodiff()), gradients) {
            self.add(value, None);
        }
    }

    /// Adds the gradients of the text encoder, given that of its features.
    fn text_backward(&mut self, texts: &[Vec<usize>], gradient: Option<Tensor<2>>, part: usize) {
        let Some(gradient) = gradient else { return };
        for (index, texts) in texts.chunks(part).enumerate() {
            let first = self.model.first_token(&Texts::new(texts));
            let gradient = gradient.clone().narrow(0, index * part, texts.len()).autodiff();
            self.add((first * gradient).sum(), None);
        }
    }
}

/// A state from which gradients are taken.
fn leaf(state: State) -> State {
    let start = |tensor: Tensor<3>| tensor.autodiff().require_grad();
    State { tokens: start(state.tokens), groups: state.groups.map(start), assignment: None }
}

fn state_product(state: State, gradients: Outer) -> Option<Tensor<1>> {
    product([(Some(state.tokens), gradients.0), (state.groups, gradients.1)])
}

fn feature_product(model: &Model, encoded: Encoded, (clips, groups): Outer) -> Option<Tensor<1>> {
    let positions = model.position_features(encoded.tokens);
    product([(Some(positions), clips), (Some(encoded.groups), groups)])
}

/// Inner product of tensors with their gradients: its gradient is theirs.
fn product(pairs: [(Option<Tensor<3>>, Option<Tensor<3>>); 2]) -> Option<Tensor<1>> {
    let product = |(value, gradient): (Option<Tensor<3>>, Option<Tensor<3>>)| {
        Some((value? * gradient?.autodiff()).sum())
    };
    pairs.into_iter().filter_map(product).reduce(|a, b| a + b)
}

/// Share of the tokens that each group has.
///
/// # Shapes
/// - assignment: `[b, g, s]`
/// - returns: `[g]`
fn usage(assignment: Tensor<3>) -> Tensor<1> {
    let g = assignment.dims()[1];
    assignment.detach().mean_dims(&[0, 2]).reshape([g])
}

#[cfg(test)]
mod tests;
