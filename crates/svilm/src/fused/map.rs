//! Linear maps and normalisations that stand alone, each as one node: burn's own would make a
//! weight's gradient for every clip before it adds them, and take a normalisation apart into ten
//! nodes.

use burn::backend::autodiff::Autodiff;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Dispatch, DispatchTensor, Flex};
use burn::nn::Linear;
use burn::tensor::Tensor;
use burn_flex::FlexTensor;

use super::{Passes, dims, operation, runs_on, slice, zeros};
use crate::kernel::map::{Applied, Map};

operation! { RowMap: fn row_map(x, weight, bias; Map) }

fn applied([x, weight, bias]: &[FlexTensor; 3], map: Map) -> Applied<'_> {
    Applied { map, x: slice(x), weight: slice(weight), bias: slice(bias) }
}

impl Passes<3> for Map {
    type Kept = (Self, [FlexTensor; 3]);

    fn forward(self, inputs: [FlexTensor; 3], _: bool) -> (FlexTensor, Self::Kept) {
        let plain = inputs.each_ref().map(FlexTensor::to_contiguous);
        let mut shape = dims(&plain[0]);
        if let Some(last) = shape.last_mut() {
            *last = dims(&plain[2])[0];
        }
        let mut y = zeros(&shape);
        applied(&plain, self).forward(y.storage_mut());
        (y, (self, inputs))
    }

    fn backward(
        (map, inputs): Self::Kept,
        dy: FlexTensor,
        [of_x, ..]: [bool; 3],
    ) -> [Option<FlexTensor>; 3] {
        let inputs = inputs.each_ref().map(FlexTensor::to_contiguous);
        let mut gradients = inputs.each_ref().map(|input| zeros(&dims(input)));
        let [dx, dweight, dbias] = gradients.each_mut().map(|gradient| gradient.storage_mut());
        let dx = if of_x { dx } else { &mut [] };
        applied(&inputs, map).backward(slice(&dy.to_contiguous()), dx, dweight, dbias);
        let [dx, dweight, dbias] = gradients;
        [of_x.then_some(dx), Some(dweight), Some(dbias)]
    }
}

fn row_map<const D: usize>(
    x: Tensor<D>,
    weight: DispatchTensor,
    bias: Tensor<1>,
    map: Map,
) -> Tensor<D> {
    Tensor::from_dispatch(Dispatch::row_map(x.into_dispatch(), weight, bias.into_dispatch(), map))
}

/// A linear map of the last axis, fused where the device allows it.
pub(crate) fn linear(linear: &Linear, x: Tensor<3>) -> Tensor<3> {
    match &linear.bias {
        Some(bias) if runs_on(&x.device()) => {
            row_map(x, linear.weight.val().into_dispatch(), bias.val(), Map::Linear)
        }
        _ => linear.forward(x),
    }
}

/// Normalises the last axis; only where [`runs_on`] says so.
pub(crate) fn normalize<const D: usize>(
    x: Tensor<D>,
    gain: Tensor<1>,
    shift: Tensor<1>,
    epsilon: f32,
) -> Tensor<D> {
    row_map(x, gain.into_dispatch(), shift, Map::Normalize { epsilon })
}

#[cfg(test)]
mod tests {
    use burn::module::Param;

    use super::*;
    use crate::loss::tests::{det, numbers};
    use crate::model::branch::layer_norm;

    fn gradients(
        inputs: [Tensor<3>; 2],
        weights: [Tensor<1>; 2],
        y: Tensor<3>,
        weight: &Tensor<2>,
    ) -> Vec<Vec<f32>> {
        let shape = y.dims();
        let gradients = (y.clone() * det(shape, 1.1, 1.0)).sum().backward();
        let [x, other] = inputs;
        let mut all = vec![numbers(y), numbers(x.grad(&gradients).expect("a gradient"))];
        assert!(other.grad(&gradients).is_none());
        all.extend(weights.iter().filter_map(|weight| weight.grad(&gradients)).map(numbers));
        all.extend(weight.grad(&gradients).map(numbers));
        all
    }

    #[test]
    fn fused_maps_equal_composed_ones_in_value_and_gradient() {
        // more rows than one thread takes at a time, and fewer than there are groups of them
        for (b, n, d, wide) in [(3, 70, 20, 33), (1, 3, 48, 16)] {
            let passes = |map: Map, fused: bool| {
                let x = det([b, n, d], 0.2, 1.0).require_grad();
                let (gain, shift) =
                    ((det([d], 0.3, 0.2) + 1.0).require_grad(), det([d], 0.9, 0.2).require_grad());
                let (weight, bias) =
                    (det([d, wide], 0.5, 0.3).require_grad(), det([wide], 0.7, 0.3).require_grad());
                let maps = Linear {
                    weight: Param::from_tensor(weight.clone()),
                    bias: Some(Param::from_tensor(bias.clone())),
                };
                let fixed = det([b, n, d], 0.4, 1.0);
                match map {
                    Map::Linear => {
                        let y = |x| if fused { linear(&maps, x) } else { maps.forward(x) };
                        let (weight, bias) =
                            (maps.weight.val(), maps.bias.as_ref().expect("a bias").val());
                        // an input without gradient as well
                        let sum = y(x.clone()) + y(fixed.clone());
                        gradients([x, fixed], [bias.clone(), bias], sum, &weight)
                    }
                    Map::Normalize { epsilon } => {
                        let f = if fused { normalize::<3> } else { layer_norm::<3> };
                        let y = |x| f(x, gain.clone(), shift.clone(), epsilon);
                        let sum = y(x.clone()) + y(fixed.clone());
                        gradients([x, fixed], [gain.clone(), shift.clone()], sum, &weight)
                    }
                }
            };
            for map in [Map::Linear, Map::Normalize { epsilon: 1e-6 }] {
                let (fused, composed) = (passes(map, true), passes(map, false));
                assert_eq!(
                    (fused.len(), composed.len()),
                    (if map == Map::Linear { 5 } else { 4 }, fused.len())
                );
                for (index, (fused, composed)) in fused.iter().zip(&composed).enumerate() {
                    let scale = composed.iter().fold(0.0_f32, |top, x| top.max(x.abs()));
                    for (a, b) in fused.iter().zip(composed) {
                        assert!(
                            (a - b).abs() <= 1e-4 * scale,
                            "{map:?} d={d}, output {index}: {a} instead of {b}"
                        );
                    }
                }
            }
        }
    }
}
