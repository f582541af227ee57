//! AdamW whose moments can be read without a GPU.
//!
//! burn reads an optimiser's state onto its default device, which in a program that was built for
//! CUDA is a GPU, whether there is one or not. Here it is read onto the CPU; the next step takes it
//! to where the weights are.

use burn::optim::{AdamW, AdamWState, Optimizer, RecordState, StateSink, StateSource};
use burn::tensor::{Device, Tensor};

/// The same steps as AdamW's.
#[derive(Clone)]
pub(super) struct Resumable(pub AdamW);

/// The moments of a weight.
#[derive(Clone)]
pub(super) struct Moments<const D: usize>(AdamWState<D>);

impl<const D: usize> RecordState for Moments<D> {
    fn state_flatten(&self, prefix: &str, out: &mut StateSink) {
        self.0.state_flatten(prefix, out);
    }

    fn state_unflatten(prefix: &str, source: &mut StateSource, _: &Device) -> Option<Self> {
        AdamWState::state_unflatten(prefix, source, &Device::flex()).map(Self)
    }
}

impl Optimizer for Resumable {
    type State<const D: usize> = Moments<D>;

    fn step<const D: usize>(
        &self,
        rate: f64,
        weight: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<Moments<D>>,
    ) -> (Tensor<D>, Option<Moments<D>>) {
        let (weight, state) = self.0.step(rate, weight, gradient, state.map(|moments| moments.0));
        (weight, state.map(Moments))
    }

    fn to_device<const D: usize>(state: Moments<D>, device: &Device) -> Moments<D> {
        Moments(AdamW::to_device(state.0, device))
    }
}
