//! Convolutions along positions as products of matrices.

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, TensorData};

use crate::model::init::Init;

/// A convolution over an odd number of positions, 0 outside of the video, with channels in groups.
///
/// The weights of the groups are laid on the diagonal of one matrix: on a processor the zeros cost
/// less than many small products.
#[derive(Module, Debug)]
pub(super) struct Convolution {
    /// `[reach, inputs / groups, outputs]`
    weight: Param<Tensor<3>>,
    bias: Param<Tensor<1>>,
    groups: usize,
}

/// Draws initial weights, all uniform up to one over the root of the number of inputs, as PyTorch's
/// layers do; each weight from the stream of its path.
pub(super) struct Uniform(Init);

impl Uniform {
    pub(super) fn new(seed: u64, device: &Device) -> Self {
        Self(Init::new(seed, device).at("localizer"))
    }

    /// The same for a part of the module.
    pub(super) fn at(&self, part: &str) -> Self {
        Self(self.0.at(part))
    }

    /// Weights or a bias of an output that reads so many inputs.
    pub(super) fn draw<const D: usize>(
        &self,
        name: &str,
        shape: [usize; D],
        inputs: usize,
    ) -> Param<Tensor<D>> {
        let bound = 1.0 / (inputs.max(1) as f64).sqrt();
        let count = shape.iter().product();
        let mut random = self.0.stream(name);
        let data: Vec<f32> =
            (0..count).map(|_| ((2.0 * random.uniform() - 1.0) * bound) as f32).collect();
        self.0.data(data, shape)
    }

    /// # Panics
    /// If the groups do not divide the channels.
    pub(super) fn convolution(
        &self,
        name: &str,
        [inputs, outputs]: [usize; 2],
        reach: usize,
        groups: usize,
    ) -> Convolution {
        assert!(
            inputs.is_multiple_of(groups) && outputs.is_multiple_of(groups),
            "{groups} groups do not divide {inputs} and {outputs} channels"
        );
        let (init, each) = (self.at(name), inputs / groups);
        let weight = init.draw("weight", [reach, each, outputs], reach * each);
        Convolution { weight, bias: init.draw("bias", [outputs], reach * each), groups }
    }
}

impl Convolution {
    /// # Shapes
    /// - x: `[b, t, inputs]`
    /// - returns: `[b, t, outputs]`
    pub(super) fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let [b, t, inputs] = x.dims();
        let [reach, _, outputs] = self.weight.dims();
        let seen = around(x, reach).reshape([b * t, reach * inputs]);
        let y = seen.matmul(self.dense(inputs)) + self.bias.val().unsqueeze();
        y.reshape([b, t, outputs])
    }

    /// The weights of all groups as one matrix, `[reach * inputs, outputs]`.
    fn dense(&self, inputs: usize) -> Tensor<2> {
        let [reach, each, outputs] = self.weight.dims();
        let weight = self.weight.val();
        let weight = if self.groups == 1 {
            weight
        } else {
            let group = |output: usize| output / (outputs / self.groups);
            let place = |place: usize| f32::from(place / outputs / each == group(place % outputs));
            let mask: Vec<f32> = (0..inputs * outputs).map(place).collect();
            let mask = TensorData::new(mask, [1, inputs, outputs]);
            let mask = Tensor::<3>::from_data(mask, &weight.device());
            weight.repeat_dim(1, self.groups) * mask
        };
        weight.reshape([reach * inputs, outputs])
    }
}

/// Each position with those around it, the earliest first: `[b, t, reach * c]`.
fn around(x: Tensor<3>, reach: usize) -> Tensor<3> {
    if reach == 1 {
        return x;
    }
    let [b, t, c] = x.dims();
    let outside = Tensor::zeros([b, reach / 2, c], &x.device());
    let padded = Tensor::cat(vec![outside.clone(), x, outside], 1);
    Tensor::cat((0..reach).map(|offset| padded.clone().narrow(1, offset, t)).collect(), 2)
}

#[cfg(test)]
impl Convolution {
    /// The same on one video `[t][c]`, as the formula reads.
    pub(super) fn literal(&self, x: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let [reach, each, outputs] = self.weight.dims();
        let weight = self.weight.val().into_data_as::<f64>().try_into_vec::<f64>().expect("floats");
        let bias = self.bias.val().into_data_as::<f64>().try_into_vec::<f64>().expect("floats");
        let mut y = vec![bias; x.len()];
        for (t, y) in y.iter_mut().enumerate() {
            for (output, y) in y.iter_mut().enumerate() {
                let group = output / (outputs / self.groups);
                for k in 0..reach {
                    let Some(row) = (t + k).checked_sub(reach / 2).and_then(|place| x.get(place))
                    else {
                        continue;
                    };
                    for i in 0..each {
                        *y += weight[(k * each + i) * outputs + output] * row[group * each + i];
                    }
                }
            }
        }
        y
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::gtad::tests::{close, rows, tensor};

    #[test]
    fn grouped_convolution_equals_the_definition() {
        let device = Device::flex();
        for (channels, reach, groups, t) in [
            ([6, 4], 3, 2, 5),
            ([4, 8], 1, 4, 3),
            ([5, 7], 3, 1, 1),
            ([8, 8], 3, 8, 2),
            ([3, 2], 5, 1, 4),
        ] {
            let convolution =
                Uniform::new(3, &device).convolution("layer", channels, reach, groups);
            let x = rows(t, channels[0], 5);
            let y = convolution.forward(tensor(std::slice::from_ref(&x), &device));
            close(&y, &convolution.literal(&x));
        }
    }
}
