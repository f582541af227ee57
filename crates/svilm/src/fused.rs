//! Residual branches as one differentiable operation of burn, on the CPU backend.
//!
//! burn's own autodiff would take a branch apart into some twenty nodes and keep an intermediate
//! tensor for each; this is one node with the hand-written backward pass of
//! [`crate::kernel::branch`]. Other devices take the same branch from burn's operations
//! ([`crate::model::branch`]), and tests hold the two against each other.

pub(crate) mod map;

use std::sync::Arc;

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::autodiff::{Autodiff, NodeId};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, Flex, backend_extension};
use burn::tensor::{Tensor, TensorData};
use burn_flex::FlexTensor;

use crate::kernel::branch::{Branch, Weights};

/// Which tokens may be attended to, `[b, n]`; none if all.
pub(crate) type Valid = Option<Arc<[bool]>>;

/// A residual branch as an operation of a backend.
#[backend_extension(Flex, Autodiff)]
pub(crate) trait ResidualBranch: Backend {
    /// The branch on `x` `[b, n, d]`, given gain, shift, first and second linear map.
    #[allow(clippy::too_many_arguments, reason = "the macro takes tensors one by one")]
    fn residual_branch(
        x: FloatTensor<Self>,
        gain: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        w1: FloatTensor<Self>,
        b1: FloatTensor<Self>,
        w2: FloatTensor<Self>,
        b2: FloatTensor<Self>,
        branch: Branch,
        valid: Valid,
    ) -> FloatTensor<Self>;
}

/// The two passes of the branch on a backend without gradients; inputs are x, gain, shift, w1, b1,
/// w2, b2.
pub(crate) trait ResidualPasses: Backend {
    /// The output and what the backward pass needs of the forward pass.
    fn forward(
        inputs: &[FloatTensor<Self>; 7],
        branch: Branch,
        valid: &Valid,
        keep: bool,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);

    /// Gradients of the inputs.
    fn backward(
        inputs: &[FloatTensor<Self>; 7],
        saved: &FloatTensor<Self>,
        dy: FloatTensor<Self>,
        branch: Branch,
        valid: &Valid,
    ) -> [FloatTensor<Self>; 7];
}

fn slice(tensor: &FlexTensor) -> &[f32] {
    let start = tensor.layout().start_offset();
    &tensor.storage::<f32>()[start..start + tensor.layout().num_elements()]
}

/// Zeros. `FlexTensor::empty` would make bytes, then copy them to where numbers may stand.
fn zeros(shape: &[usize]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(vec![0.0_f32; shape.iter().product()], shape.to_vec()))
}

fn dims(tensor: &FlexTensor) -> Vec<usize> {
    let shape = tensor.layout().shape();
    (0..shape.num_dims()).map(|axis| shape[axis]).collect()
}

fn weights(inputs: &[FlexTensor; 7]) -> Weights<'_> {
    let [_, gain, shift, w1, b1, w2, b2] = inputs;
    Weights {
        gain: slice(gain),
        shift: slice(shift),
        w1: slice(w1),
        b1: slice(b1),
        w2: slice(w2),
        b2: slice(b2),
    }
}

impl ResidualPasses for Flex {
    fn forward(
        inputs: &[FlexTensor; 7],
        branch: Branch,
        valid: &Valid,
        keep: bool,
    ) -> (FlexTensor, FlexTensor) {
        let inputs: [FlexTensor; 7] = std::array::from_fn(|i| inputs[i].to_contiguous());
        let (shape, weights) = (dims(&inputs[0]), weights(&inputs));
        let per_token = if keep { branch.saved_per_token(shape[2], weights.b1.len()) } else { 0 };
        let (mut y, mut saved) = (zeros(&shape), zeros(&[shape[0], shape[1], per_token]));
        branch.forward(
            slice(&inputs[0]),
            shape[1],
            weights,
            valid.as_deref(),
            y.storage_mut(),
            saved.storage_mut(),
        );
        (y, saved)
    }

    fn backward(
        inputs: &[FlexTensor; 7],
        saved: &FlexTensor,
        dy: FlexTensor,
        branch: Branch,
        valid: &Valid,
    ) -> [FlexTensor; 7] {
        let inputs: [FlexTensor; 7] = std::array::from_fn(|i| inputs[i].to_contiguous());
        let dy = dy.to_contiguous();
        let n = dims(&inputs[0])[1];
        let mut gradients: [FlexTensor; 7] = std::array::from_fn(|i| zeros(&dims(&inputs[i])));
        let slices = gradients.each_mut().map(|gradient| gradient.storage_mut());
        branch.backward(
            slice(&inputs[0]),
            n,
            weights(&inputs),
            valid.as_deref(),
            slice(saved),
            slice(&dy),
            slices,
        );
        gradients
    }
}

impl ResidualBranch for Flex {
    fn residual_branch(
        x: FlexTensor,
        gain: FlexTensor,
        shift: FlexTensor,
        w1: FlexTensor,
        b1: FlexTensor,
        w2: FlexTensor,
        b2: FlexTensor,
        branch: Branch,
        valid: Valid,
    ) -> FlexTensor {
        Self::forward(&[x, gain, shift, w1, b1, w2, b2], branch, &valid, false).0
    }
}

impl<B: ResidualPasses, C: CheckpointStrategy> ResidualBranch for Autodiff<B, C> {
    fn residual_branch(
        x: FloatTensor<Self>,
        gain: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        w1: FloatTensor<Self>,
        b1: FloatTensor<Self>,
        w2: FloatTensor<Self>,
        b2: FloatTensor<Self>,
        branch: Branch,
        valid: Valid,
    ) -> FloatTensor<Self> {
        let tensors = [x, gain, shift, w1, b1, w2, b2];
        let nodes = tensors.each_ref().map(|tensor| tensor.node());
        let inputs = tensors.map(|tensor| tensor.into_primitive());
        match Branched.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let (y, saved) = B::forward(&inputs, branch, &valid, true);
                prepared.finish(Kept { inputs, saved, branch, valid }, y)
            }
            OpsKind::UnTracked(prepared) => {
                prepared.finish(B::forward(&inputs, branch, &valid, false).0)
            }
        }
    }
}

/// The node in the graph.
#[derive(Debug)]
struct Branched;

/// State of the node for its backward pass.
#[derive(Clone, Debug)]
struct Kept<B: Backend> {
    inputs: [FloatTensor<B>; 7],
    saved: FloatTensor<B>,
    branch: Branch,
    valid: Valid,
}

impl<B: ResidualPasses> Backward<B, 7> for Branched {
    type State = Kept<B>;

    fn backward(self, ops: Ops<Kept<B>, 7>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let dy = gradients.consume::<B>(&ops.node);
        let Kept { inputs, saved, branch, valid } = ops.state;
        let computed = B::backward(&inputs, &saved, dy, branch, &valid);
        for (parent, gradient) in ops.parents.into_iter().zip(computed) {
            if let Some(parent) = parent {
                let id: NodeId = parent.id;
                gradients.register::<B>(id, gradient);
            }
        }
    }
}

/// The branch on `x` `[b, n, d]`; `weights` are gain, shift, w1, b1, w2, b2.
pub(crate) fn residual_branch(
    x: Tensor<3>,
    weights: [burn::tensor::Tensor<1>; 4],
    maps: [Tensor<2>; 2],
    branch: Branch,
    valid: Valid,
) -> Tensor<3> {
    let [gain, shift, b1, b2] = weights.map(Tensor::into_dispatch);
    let [w1, w2] = maps.map(Tensor::into_dispatch);
    Tensor::from_dispatch(Dispatch::residual_branch(
        x.into_dispatch(),
        gain,
        shift,
        w1,
        b1,
        w2,
        b2,
        branch,
        valid,
    ))
}

/// Whether the fused operation exists on the device.
pub(crate) fn runs_on(device: &burn::tensor::Device) -> bool {
    device.clone().without_autodiff() == burn::tensor::Device::flex()
}
