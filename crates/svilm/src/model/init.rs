//! Every initial value of every weight, each weight from a stream of its own: that of the seed and
//! of the weight's path in the model, such as `video.layers.0.attention.first.weight`. A knob that
//! adds, removes or resizes one weight leaves all others as they were.
//!
//! | weights | initial values |
//! |---|---|
//! | linear maps | normal, standard deviation sqrt(2 / (inputs + outputs)) (Xavier); biases 0 |
//! | normalisations | gain 1, shift 0 |
//! | tubelet embedding | still and moving gratings of the length of Xavier's filters, moving ones 10 times as long |
//! | positions of video tokens | normal, 0.3: a tenth of the length of an embedded tubelet |
//! | group tokens | normal, 0.02 sqrt(768 / d) (spec 8.1) |
//! | words, positions and type of text tokens; class token | normal, 0.02 sqrt(768 / width) |
//!
//! Departures: the paper starts from Kinetics-400 and BERT weights, and the spec from positions of
//! deviation 0.02.

use std::f64::consts::TAU;

use burn::module::Param;
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};

use super::precision::Precision;
use super::size::Size;
use crate::random::Random;

/// Standard deviation of the positions of video tokens.
pub(crate) const POSITION_DEVIATION: f64 = 0.3;
/// How much longer filters are that see change: an edge that moves changes few pixels of a tubelet.
const CHANGE_GAIN: f64 = 10.0;

/// Draws the initial weights of a module at some path.
#[derive(Clone)]
pub(crate) struct Init {
    seed: u64,
    /// Of the module, with a point at its end; empty for the model itself.
    path: String,
    device: Device,
    /// Of the parts that are made.
    pub(super) precision: Precision,
}

impl Init {
    pub(crate) fn new(seed: u64, device: &Device) -> Self {
        let (path, device) = (String::new(), device.clone());
        Self { seed, path, device, precision: Precision::Full }
    }

    /// The same for a part of the module: the name of a field, or a place in a list.
    pub(crate) fn at(&self, part: impl std::fmt::Display) -> Self {
        Self { path: format!("{}{part}.", self.path), ..self.clone() }
    }

    /// The stream of a weight of this module.
    pub(crate) fn stream(&self, name: &str) -> Random {
        Random::stream(self.seed, &format!("init {}{name}", self.path), 0)
    }

    /// A weight of these numbers.
    pub(crate) fn data<const D: usize>(
        &self,
        data: Vec<f32>,
        shape: [usize; D],
    ) -> Param<Tensor<D>> {
        Param::from_tensor(Tensor::from_data(TensorData::new(data, shape), &self.device))
    }

    pub(crate) fn zeros(&self, d: usize) -> Param<Tensor<1>> {
        self.data(vec![0.0; d], [d])
    }

    pub(crate) fn ones(&self, d: usize) -> Param<Tensor<1>> {
        self.data(vec![1.0; d], [d])
    }

    pub(crate) fn constant(&self, value: f32) -> Param<Tensor<1>> {
        self.data(vec![value], [1])
    }

    pub(crate) fn normal<const D: usize>(
        &self,
        name: &str,
        shape: [usize; D],
        deviation: f64,
    ) -> Param<Tensor<D>> {
        let mut random = self.stream(name);
        let numbers = (0..shape.iter().product()).map(|_| random.normal() * deviation);
        let numbers = numbers.map(|number| number as f32).collect();
        self.data(numbers, shape)
    }

    /// A linear map with bias; the weight is `[inputs, outputs]`, the transpose of the spec's.
    pub(crate) fn linear(&self, name: &str, inputs: usize, outputs: usize) -> Linear {
        let deviation = (2.0 / (inputs + outputs) as f64).sqrt();
        let weight = self.at(name).normal("weight", [inputs, outputs], deviation);
        Linear { weight, bias: Some(self.zeros(outputs)) }
    }

    /// The tubelet embedding: each filter is a grating of a random colour, wave and phase, at most
    /// one period per tubelet. Two of three stand still and see colour; the third moves by a pixel
    /// per frame in a random direction and has no mean over time, so that it sees change alone.
    ///
    /// # Source
    /// Spatiotemporal filters of the motion-energy model (Adelson and Bergen 1985). They stand in
    /// for the weights from Kinetics-400 that the paper starts from: with random filters, the
    /// motion of an object stays unlearned for as long as a run on a processor may take
    /// (`docs/log.md`).
    pub(crate) fn moving_gratings(&self, name: &str, size: &Size) -> Linear {
        let random = self.at(name).stream("weight");
        let (inputs, outputs) = (size.tubelet(), size.width);
        let length = (2.0 * inputs as f64 / (inputs + outputs) as f64).sqrt();
        let mut weight = vec![0.0; inputs * outputs];
        for output in 0..outputs {
            let moves = output % 3 == 1;
            let filter = grating(random.item(output as u64), size, moves);
            let norm = filter.iter().map(|x| x * x).sum::<f64>().sqrt();
            let gain = length / norm * if moves { CHANGE_GAIN } else { 1.0 };
            for (input, value) in filter.iter().enumerate() {
                weight[input * outputs + output] = (value * gain) as f32;
            }
        }
        Linear { weight: self.data(weight, [inputs, outputs]), bias: Some(self.zeros(outputs)) }
    }

    /// Standard deviation of tokens that are learned in a model of this width.
    pub(crate) fn token_deviation(width: usize) -> f64 {
        0.02 * (768.0 / width as f64).sqrt()
    }
}

/// One filter, in the order frame, row, column, channel.
fn grating(mut random: Random, size: &Size, moves: bool) -> Vec<f64> {
    let (frames, pixels) = (size.tubelet_frames, size.tubelet_pixels);
    let mut wave = || (2.0 * random.uniform() - 1.0) * TAU / pixels as f64;
    let (wave_x, wave_y) = (wave(), wave());
    let (angle, phase) = (random.uniform() * TAU, random.uniform() * TAU);
    let color: [f64; 3] = std::array::from_fn(|_| random.normal());
    let speed = if moves { 1.0 } else { 0.0 };
    let mut filter = Vec::with_capacity(size.tubelet());
    for frame in 0..frames {
        let far = speed * frame as f64;
        for (row, column) in
            (0..pixels).flat_map(|row| (0..pixels).map(move |column| (row, column)))
        {
            let (x, y) = (column as f64 - far * angle.cos(), row as f64 - far * angle.sin());
            filter.extend(color.map(|color| color * (wave_x * x + wave_y * y + phase).cos()));
        }
    }
    let still = pixels * pixels * 3;
    for place in (0..still).filter(|_| moves) {
        let mean =
            (0..frames).map(|frame| filter[frame * still + place]).sum::<f64>() / frames as f64;
        (0..frames).for_each(|frame| filter[frame * still + place] -= mean);
    }
    filter
}
