//! Every initial value of every weight.
//!
//! | weights | initial values |
//! |---|---|
//! | linear maps | normal, standard deviation sqrt(2 / (inputs + outputs)) (Xavier); biases 0 |
//! | normalisations | gain 1, shift 0 |
//! | positions of video tokens | normal, 0.02 |
//! | group tokens | normal, 0.02 sqrt(768 / d) (spec 8.1) |
//! | words, positions and type of text tokens; class token | normal, 0.02 sqrt(768 / width) |
//!
//! Departure: the paper starts from Kinetics-400 and BERT weights.

use burn::module::Param;
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};

use crate::random::Random;

/// Draws initial weights from one stream, in the order in which the model's parts are made.
pub(crate) struct Init {
    random: Random,
    device: Device,
}

impl Init {
    pub(crate) fn new(seed: u64, device: &Device) -> Self {
        Self { random: Random::stream(seed, "init", 0), device: device.clone() }
    }

    fn data<const D: usize>(&self, data: Vec<f32>, shape: [usize; D]) -> Param<Tensor<D>> {
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

    pub(crate) fn normal<const D: usize>(&mut self, shape: [usize; D], deviation: f64) -> Param<Tensor<D>> {
        let data = (0..shape.iter().product()).map(|_| (self.random.normal() * deviation) as f32).collect();
        self.data(data, shape)
    }

    /// A linear map with bias; the weight is `[inputs, outputs]`, the transpose of the spec's.
    pub(crate) fn linear(&mut self, inputs: usize, outputs: usize) -> Linear {
        let weight = self.normal([inputs, outputs], (2.0 / (inputs + outputs) as f64).sqrt());
        Linear { weight, bias: Some(self.zeros(outputs)) }
    }

    /// Standard deviation of tokens that are learned in a model of this width.
    pub(crate) fn token_deviation(width: usize) -> f64 {
        0.02 * (768.0 / width as f64).sqrt()
    }
}
