//! Operations of burn with hand-written backward passes, on the CPU backend.
//!
//! burn's own autodiff would take a residual branch apart into some twenty nodes and keep an
//! intermediate tensor for each; this is one node with the backward pass of
//! [`crate::kernel::branch`]. Other devices take the same branch from burn's operations
//! ([`crate::model::branch`]), and tests hold the two against each other.

pub(crate) mod map;

use std::fmt::Debug;
use std::marker::PhantomData;
use std::sync::Arc;

use burn::backend::autodiff::Autodiff;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Dispatch, Flex};
use burn::tensor::{Tensor, TensorData};
use burn_flex::FlexTensor;

use crate::kernel::branch::{Branch, Weights};

/// The two passes of an operation of `N` tensors.
pub(crate) trait Passes<const N: usize>: Debug + Send + 'static {
    /// What the backward pass needs.
    type Kept: Clone + Debug + Send + 'static;

    /// The output; what is kept may be incomplete if no backward pass will follow.
    fn forward(self, inputs: [FlexTensor; N], backward_follows: bool) -> (FlexTensor, Self::Kept);

    /// Gradients of the inputs, given that of the output; those that are not wanted may be none.
    fn backward(kept: Self::Kept, dy: FlexTensor, wanted: [bool; N]) -> [Option<FlexTensor>; N];
}

/// The node of an operation in the graph.
#[derive(Debug)]
struct Node<P>(PhantomData<P>);

impl<P: Passes<N>, const N: usize> Backward<Flex, N> for Node<P> {
    type State = P::Kept;

    fn backward(self, ops: Ops<P::Kept, N>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let dy = gradients.consume::<Flex>(&ops.node);
        let computed = P::backward(ops.state, dy, ops.parents.each_ref().map(Option::is_some));
        for (parent, gradient) in ops.parents.into_iter().zip(computed) {
            if let (Some(parent), Some(gradient)) = (parent, gradient) {
                gradients.register::<Flex>(parent.id, gradient);
            }
        }
    }
}

/// The operation on tensors of a graph.
pub(crate) fn tracked<P: Passes<N>, C: CheckpointStrategy, const N: usize>(
    tensors: [FloatTensor<Autodiff<Flex, C>>; N],
    passes: P,
) -> FloatTensor<Autodiff<Flex, C>> {
    let nodes = tensors.each_ref().map(|tensor| tensor.node());
    let inputs = tensors.map(|tensor| tensor.into_primitive());
    match Node::<P>(PhantomData).prepare::<C>(nodes).compute_bound().stateful() {
        OpsKind::Tracked(prepared) => {
            let (y, kept) = passes.forward(inputs, true);
            prepared.finish(kept, y)
        }
        OpsKind::UnTracked(prepared) => prepared.finish(passes.forward(inputs, false).0),
    }
}

/// Makes [`Passes`] an operation that burn finds the backend for: a trait with one function.
macro_rules! operation {
    ($trait:ident: fn $name:ident($($input:ident),+; $passes:ty)) => {
        #[burn::backend::backend_extension(Flex, Autodiff)]
        pub(crate) trait $trait: burn::backend::Backend {
            #[allow(clippy::too_many_arguments, reason = "burn takes tensors one by one")]
            fn $name($($input: FloatTensor<Self>,)+ passes: $passes) -> FloatTensor<Self>;
        }

        impl $trait for Flex {
            fn $name($($input: FlexTensor,)+ passes: $passes) -> FlexTensor {
                $crate::fused::Passes::forward(passes, [$($input),+], false).0
            }
        }

        impl<C: CheckpointStrategy> $trait for Autodiff<Flex, C> {
            fn $name($($input: FloatTensor<Self>,)+ passes: $passes) -> FloatTensor<Self> {
                $crate::fused::tracked::<_, C, _>([$($input),+], passes)
            }
        }
    };
}
pub(crate) use operation;

/// Which tokens may be attended to, `[b, n]`; none if all.
pub(crate) type Valid = Option<Arc<[bool]>>;

/// A residual branch with what it may attend to; inputs are x `[b, n, d]`, gain, shift, w1, b1, w2,
/// b2.
#[derive(Clone, Debug)]
pub(crate) struct Branched {
    branch: Branch,
    valid: Valid,
}

operation! { ResidualBranch: fn residual_branch(x, gain, shift, w1, b1, w2, b2; Branched) }

impl Passes<7> for Branched {
    type Kept = (Self, [FlexTensor; 7], FlexTensor);

    fn forward(self, inputs: [FlexTensor; 7], backward_follows: bool) -> (FlexTensor, Self::Kept) {
        let plain = inputs.each_ref().map(FlexTensor::to_contiguous);
        let (shape, weights) = (dims(&plain[0]), weights(&plain));
        let per_token = self.branch.saved_per_token(shape[2], weights.b1.len());
        let per_token = if backward_follows { per_token } else { 0 };
        let (mut y, mut saved) = (zeros(&shape), zeros(&[shape[0], shape[1], per_token]));
        let (x, valid) = (slice(&plain[0]), self.valid.as_deref());
        let (into, keep) = (y.storage_mut(), saved.storage_mut());
        self.branch.forward(x, shape[1], weights, valid, into, keep);
        (y, (self, inputs, saved))
    }

    fn backward(kept: Self::Kept, dy: FlexTensor, _: [bool; 7]) -> [Option<FlexTensor>; 7] {
        let (Self { branch, valid }, inputs, saved) = kept;
        let inputs = inputs.each_ref().map(FlexTensor::to_contiguous);
        let (n, dy) = (dims(&inputs[0])[1], dy.to_contiguous());
        let mut gradients = inputs.each_ref().map(|input| zeros(&dims(input)));
        branch.backward(
            slice(&inputs[0]),
            n,
            weights(&inputs),
            valid.as_deref(),
            slice(&saved),
            slice(&dy),
            gradients.each_mut().map(|gradient| gradient.storage_mut()),
        );
        gradients.map(Some)
    }
}

/// The numbers of a contiguous tensor.
pub(crate) fn slice(tensor: &FlexTensor) -> &[f32] {
    let start = tensor.layout().start_offset();
    &tensor.storage::<f32>()[start..start + tensor.layout().num_elements()]
}

/// Zeros. `FlexTensor::empty` would make bytes, then copy them to where numbers may stand.
fn zeros(shape: &[usize]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(vec![0.0_f32; shape.iter().product()], shape.to_vec()))
}

pub(crate) fn dims(tensor: &FlexTensor) -> Vec<usize> {
    tensor.layout().shape().to_vec()
}

fn weights([_, gain, shift, w1, b1, w2, b2]: &[FlexTensor; 7]) -> Weights<'_> {
    let [gain, shift, w1, b1, w2, b2] = [gain, shift, w1, b1, w2, b2].map(slice);
    Weights { gain, shift, w1, b1, w2, b2 }
}

/// The branch on `x` `[b, n, d]`, given gain, shift, b1, b2, and w1, w2.
pub(crate) fn residual_branch(
    x: Tensor<3>,
    weights: [Tensor<1>; 4],
    maps: [Tensor<2>; 2],
    branch: Branch,
    valid: Valid,
) -> Tensor<3> {
    let [gain, shift, b1, b2] = weights.map(Tensor::into_dispatch);
    let ([w1, w2], x) = (maps.map(Tensor::into_dispatch), x.into_dispatch());
    let passes = Branched { branch, valid };
    Tensor::from_dispatch(Dispatch::residual_branch(x, gain, shift, w1, b1, w2, b2, passes))
}

/// Whether the operations exist on the device.
pub(crate) fn runs_on(device: &burn::tensor::Device) -> bool {
    device.clone().without_autodiff() == burn::tensor::Device::flex()
}
