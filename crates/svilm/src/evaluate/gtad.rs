//! Temporal action localisation by a graph of positions: G-TAD, trained on features of frozen
//! encoders.

mod align;
mod convolution;
mod graph;
mod label;
mod loss;
mod network;
mod sparse;
#[cfg(test)]
mod tests;

use burn::module::Module;
use burn::optim::decay::WeightDecayConfig;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor, TensorData};

use self::align::{Anchor, alignment};
use self::label::Labels;
use self::loss::loss;
use self::network::Network;
use self::sparse::Sparse;
use crate::evaluate::action::mean;
use crate::evaluate::encode::numbers;
use crate::evaluate::proposals::{
    Annotated, Proposal, Proposer, candidates, resize, soft_suppression,
};
use crate::random::Random;

/// Sizes of the network and how it is trained.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Recipe {
    /// Positions that the features of every video are resized to.
    pub positions: usize,
    /// Channels of positions, of the last layers for anchors, and of their first.
    pub hidden: [usize; 3],
    /// Channels within a block, and the groups that they are in.
    pub inner: usize,
    pub groups: usize,
    /// Bins of an anchor on the features, and on the means of neighbours.
    pub bins: [usize; 2],
    /// Nearest positions of each, itself included.
    pub neighbors: usize,
    pub epochs: usize,
    /// Epochs after which the learning rate falls to a tenth.
    pub step: usize,
    /// Videos of a step.
    pub batch: usize,
    pub learning_rate: f64,
    /// Weight decay, as a penalty on squares in the gradient.
    pub decay: f32,
}

impl Recipe {
    /// As published for ActivityNet.
    pub(crate) fn paper() -> Self {
        Self {
            positions: 100,
            hidden: [256, 128, 512],
            inner: 128,
            groups: 32,
            bins: [32, 4],
            neighbors: 3,
            epochs: 10,
            step: 5,
            batch: 16,
            learning_rate: 4e-3,
            decay: 1e-4,
        }
    }

    /// For a hundred short videos and seconds on one core (spec 8.3). Departure: small batches and
    /// more epochs, since ten epochs of batches of 16 would be no more than 60 steps.
    pub(crate) fn small() -> Self {
        let short = Self { batch: 4, epochs: 10, step: 7, ..Self::paper() };
        Self { positions: 32, hidden: [64, 32, 128], inner: 32, groups: 8, bins: [16, 4], ..short }
    }
}

/// The losses of an epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Epoch {
    /// Counted from 1.
    pub epoch: usize,
    pub of: usize,
    /// Mean loss of its steps.
    pub training: f64,
    /// Loss on the validation videos afterwards, if there are any.
    pub validation: Option<f64>,
}

/// A trained localizer.
///
/// # Source
/// "G-TAD: Sub-Graph Localization for Temporal Action Detection"
/// <https://arxiv.org/abs/1911.11462>; spec 6.4. Departures: channels are standardised by mean and
/// deviation over the training videos; anchors that reach out of the video, which count nowhere,
/// are not computed; the last, smaller batch of an epoch is used; without validation videos the
/// last epoch is kept.
pub(crate) struct GTad {
    network: Network,
    alignment: Sparse,
    scale: Scale,
    device: Device,
}

impl GTad {
    /// Trains on some videos and keeps the epoch with the lowest loss on others. A loss that is not
    /// finite ends the training.
    ///
    /// # Panics
    /// If there is no video to train on, a video has no features, or not all have the same number
    /// of channels.
    pub(crate) fn fit(
        recipe: &Recipe,
        videos: &[Annotated],
        validation: &[Annotated],
        seed: u64,
        device: &Device,
        progress: &mut dyn FnMut(Epoch),
    ) -> Self {
        let scale = Scale::new(recipe.positions, videos);
        let alignment = alignment(recipe.positions, recipe.bins);
        let material = |videos: &[Annotated]| Material::new(&scale, &alignment, videos);
        let (videos, validation) = (material(videos), material(validation));
        let fit = Fit { recipe, videos, validation, seed, device: &device.clone().autodiff() };
        let network = Network::new(recipe, scale.channels(), seed, fit.device);
        let network = fit.train(network, progress).valid();
        Self { network, alignment, scale, device: device.clone() }
    }
}

/// Everything that a training needs.
struct Fit<'a> {
    recipe: &'a Recipe,
    videos: Material<'a>,
    validation: Material<'a>,
    seed: u64,
    device: &'a Device,
}

impl Fit<'_> {
    /// The network of the best epoch, or of the last one before a loss that is not finite.
    fn train(&self, mut network: Network, progress: &mut dyn FnMut(Epoch)) -> Network {
        let recipe = self.recipe;
        let mut optimizer = optimizer(recipe.decay);
        let mut best: Option<(f64, Network)> = None;
        for epoch in 0..recipe.epochs {
            let (trained, training) = self.epoch(epoch, network, &mut optimizer);
            network = trained;
            let Some(training) = training else { break };
            let device = self.device.clone().without_autodiff();
            let validation = self.validation.mean_loss(&network.valid(), recipe.batch, &device);
            progress(Epoch { epoch: epoch + 1, of: recipe.epochs, training, validation });
            let is_better =
                |loss: &f64| best.as_ref().map_or(loss.is_finite(), |(low, _)| loss < low);
            if let Some(loss) = validation.filter(is_better) {
                best = Some((loss, network.clone()));
            }
        }
        best.map_or(network, |(_, best)| best)
    }

    /// One pass over the videos, with the mean loss; none, with the last network of a finite loss,
    /// if it is not finite.
    fn epoch(
        &self,
        epoch: usize,
        mut network: Network,
        optimizer: &mut ModuleOptimizer,
    ) -> (Network, Option<f64>) {
        let recipe = self.recipe;
        let rate = recipe.learning_rate * 0.1_f64.powi((epoch / recipe.step) as i32);
        let mut random = Random::stream(self.seed, "localizer order", epoch as u64);
        let order = random.permutation(self.videos.labels.len());
        let steps = order.len().div_ceil(recipe.batch);
        let (mut sound, mut sum) = (network.clone(), 0.0);
        for (step, chosen) in order.chunks(recipe.batch).enumerate() {
            let number = (epoch * steps + step) as u64;
            let mut random = Random::stream(self.seed, "localizer subsets", number);
            let loss = self.videos.loss(&network, chosen, &mut random, self.device);
            let value: f64 = loss.clone().into_scalar();
            if !value.is_finite() {
                return (sound, None);
            }
            sum += value;
            sound = network.clone();
            let gradients = GradientsParams::from_grads(loss.backward(), &network);
            network = optimizer.step(rate, network, gradients);
        }
        (network, Some(sum / steps as f64))
    }
}

/// Adam with the decay in the gradient, as PyTorch's Adam has it.
fn optimizer(decay: f32) -> ModuleOptimizer {
    let decay = Some(WeightDecayConfig::new(decay));
    AdamConfig::new().with_epsilon(1e-8).with_weight_decay(decay).init()
}

impl Proposer for GTad {
    fn propose(&self, features: &[Vec<f64>]) -> Vec<Proposal> {
        let t = self.scale.positions;
        let x = TensorData::new(self.scale.apply(features), [1, t, self.scale.channels()]);
        let predicted = self.network.forward(Tensor::from_data(x, &self.device), &self.alignment);
        let (start, end) = (numbers(predicted.start), numbers(predicted.end));
        let map: Vec<f64> = numbers(predicted.map);
        let chosen =
            |candidates: Vec<usize>| (0..t).map(|j| candidates.contains(&j)).collect::<Vec<bool>>();
        let (starts, ends) = (chosen(candidates(&start, 0)), chosen(candidates(&end, t - 1)));
        let proposals = Anchor::all(t).into_iter().zip(map.chunks_exact(2));
        let is_chosen =
            |anchor: &Anchor| anchor.end() < t && starts[anchor.start] && ends[anchor.end()];
        let proposals = proposals.filter(|(anchor, _)| is_chosen(anchor));
        let proposals = proposals.map(|(anchor, scores)| Proposal {
            segment: anchor.segment(t),
            score: scores[0] * scores[1],
        });
        soft_suppression(proposals.collect(), 0.8, 100)
    }
}

/// Brings features to the network's positions and its scale.
#[derive(Clone, Debug)]
struct Scale {
    positions: usize,
    mean: Vec<f64>,
    deviation: Vec<f64>,
}

impl Scale {
    fn new(positions: usize, videos: &[Annotated]) -> Self {
        let rows = || videos.iter().flat_map(|video| &video.features);
        let count = rows().count() as f64;
        let channels = rows().next().expect("there is no video with features to learn from").len();
        let mean: Vec<f64> =
            (0..channels).map(|c| rows().map(|row| row[c]).sum::<f64>() / count).collect();
        let variance = |c: usize| rows().map(|row| (row[c] - mean[c]).powi(2)).sum::<f64>() / count;
        let deviation = (0..channels).map(|c| variance(c).sqrt());
        let deviation = deviation.map(|d| if d > 1e-9 { d } else { 1.0 }).collect();
        Self { positions, mean, deviation }
    }

    fn channels(&self) -> usize {
        self.mean.len()
    }

    /// `[positions, channels]`
    fn apply(&self, features: &[Vec<f64>]) -> Vec<f32> {
        let is_sound = features.iter().all(|row| row.len() == self.channels());
        assert!(is_sound, "videos differ in channels");
        let scaled = |row: Vec<f64>| {
            let scaled = row.into_iter().zip(&self.mean).zip(&self.deviation);
            scaled.map(|((x, mean), d)| ((x - mean) / d) as f32).collect::<Vec<f32>>()
        };
        resize(features, self.positions).flat_map(scaled).collect()
    }
}

/// Videos ready for the network.
struct Material<'a> {
    scale: &'a Scale,
    alignment: &'a Sparse,
    /// `[positions, channels]` each
    features: Vec<Vec<f32>>,
    labels: Vec<Labels>,
}

impl<'a> Material<'a> {
    fn new(scale: &'a Scale, alignment: &'a Sparse, videos: &[Annotated]) -> Self {
        let features = videos.iter().map(|video| scale.apply(&video.features)).collect();
        let labels = videos.iter().map(|video| Labels::new(scale.positions, &video.segments));
        Self { scale, alignment, features, labels: labels.collect() }
    }

    /// Loss of some of the videos.
    fn loss(
        &self,
        network: &Network,
        chosen: &[usize],
        random: &mut Random,
        device: &Device,
    ) -> Tensor<1> {
        let data: Vec<f32> =
            chosen.iter().flat_map(|&index| &self.features[index]).copied().collect();
        let shape = [chosen.len(), self.scale.positions, self.scale.channels()];
        let x = Tensor::from_data(TensorData::new(data, shape), device);
        let labels: Vec<&Labels> = chosen.iter().map(|&index| &self.labels[index]).collect();
        loss(network.forward(x, self.alignment), &labels, random)
    }

    /// Mean over batches, with the same random subsets whenever it is asked for; none without
    /// videos.
    fn mean_loss(&self, network: &Network, batch: usize, device: &Device) -> Option<f64> {
        let all: Vec<usize> = (0..self.labels.len()).collect();
        let losses = all.chunks(batch).enumerate().map(|(index, chosen)| {
            let mut random = Random::stream(0, "localizer validation", index as u64);
            self.loss(network, chosen, &mut random, device).into_scalar::<f64>()
        });
        let losses: Vec<f64> = losses.collect();
        (!losses.is_empty()).then(|| mean(&losses))
    }
}
