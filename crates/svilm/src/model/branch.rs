//! A residual branch and a transformer layer made of two of them.

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::activation::softmax;
use burn::tensor::{Bool, Tensor, TensorData};

use super::init::Init;
use super::precision::Precision;
use crate::fused::{self, Valid};
pub(crate) use crate::kernel::branch::Norm;
use crate::kernel::branch::{Branch, Inner};

/// Epsilon of every normalisation on the video side (spec 2.2).
pub(crate) const VIDEO_EPSILON: f32 = 1e-6;
/// Epsilon of every normalisation in the text encoder (spec 3).
pub(crate) const TEXT_EPSILON: f32 = 1e-12;

/// Weights of a residual branch: a normalisation and two linear maps, between which stands
/// attention or GELU.
#[derive(Module, Debug)]
pub(crate) struct ResidualBranch {
    pub gain: Param<Tensor<1>>,
    pub shift: Param<Tensor<1>>,
    pub first: Linear,
    pub second: Linear,
    #[module(skip)]
    pub precision: Precision,
}

impl ResidualBranch {
    pub(crate) fn attention(init: &Init, d: usize) -> Self {
        Self::new(init, d, [3 * d, d])
    }

    pub(crate) fn perceptron(init: &Init, d: usize) -> Self {
        Self::new(init, d, [4 * d; 2])
    }

    /// A branch whose first map has `wide` outputs and whose second has `hidden` inputs.
    fn new(init: &Init, d: usize, [wide, hidden]: [usize; 2]) -> Self {
        let (first, second) = (init.linear("first", d, wide), init.linear("second", hidden, d));
        let (gain, shift) = (init.ones(d), init.zeros(d));
        Self { gain, shift, first, second, precision: init.precision }
    }

    /// # Shapes
    /// - x, returns: `[b, n, d]`
    /// - valid: `[b, n]`
    pub(crate) fn forward(&self, x: Tensor<3>, branch: Branch, valid: &Valid) -> Tensor<3> {
        if fused::runs_on(&x.device()) && self.precision == Precision::Full {
            let maps = [&self.first, &self.second];
            let [b1, b2] =
                maps.map(|map| map.bias.as_ref().expect("invariant: branches have biases").val());
            let weights = [self.gain.val(), self.shift.val(), b1, b2];
            let maps = maps.map(|map| map.weight.val());
            fused::residual_branch(x, weights, maps, branch, valid.clone())
        } else {
            self.composed(x, branch, valid)
        }
    }

    /// The same from burn's own operations.
    pub(crate) fn composed(&self, x: Tensor<3>, branch: Branch, valid: &Valid) -> Tensor<3> {
        let normalize = |x| layer_norm(x, self.gain.val(), self.shift.val(), branch.epsilon);
        let input = if branch.norm == Norm::Pre { normalize(x.clone()) } else { x.clone() };
        let wide = self.precision.linear(&self.first, input);
        let values = match branch.inner {
            Inner::Attention { heads } => attend(wide, heads, valid, self.precision),
            Inner::Perceptron => gelu(wide),
        };
        let sum = x + self.precision.linear(&self.second, values);
        if branch.norm == Norm::Post { normalize(sum) } else { sum }
    }
}

/// Multi-head attention from packed queries, keys and values.
///
/// # Shapes
/// - packed: `[b, n, 3d]`
/// - returns: `[b, n, d]`
fn attend(packed: Tensor<3>, heads: usize, valid: &Valid, precision: Precision) -> Tensor<3> {
    let [b, n, wide] = packed.dims();
    let d = wide / 3;
    let device = packed.device();
    let part = |index: usize| {
        let part = packed.clone().narrow(2, index * d, d);
        part.reshape([b, n, heads, d / heads]).swap_dims(1, 2) // [b, h, n, d/h]
    };
    let mut scores =
        precision.matmul(part(0), part(1).swap_dims(2, 3)) / ((d / heads) as f64).sqrt(); // [b, h, n, n]
    if let Some(valid) = valid {
        let hidden: Vec<bool> = valid.iter().map(|valid| !valid).collect();
        let hidden = Tensor::<2, Bool>::from_data(TensorData::new(hidden, [b, n]), &device);
        scores = scores.mask_fill(hidden.reshape([b, 1, 1, n]).expand([b, heads, n, n]), -1e9);
    }
    precision.matmul(softmax(scores, 3), part(2)).swap_dims(1, 2).reshape([b, n, d])
}

/// GELU by the error function. burn's own has the slope of an approximation by tanh, which is 1e-3
/// off.
pub(crate) fn gelu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let below = ((x.clone() * std::f64::consts::FRAC_1_SQRT_2).erf() + 1.0) * 0.5;
    x * below
}

/// Normalises the last axis to mean 0 and (biased) variance 1, then scales and shifts.
pub(crate) fn layer_norm<const D: usize>(
    x: Tensor<D>,
    gain: Tensor<1>,
    shift: Tensor<1>,
    epsilon: f32,
) -> Tensor<D> {
    let centered = x.clone() - x.mean_dim(D - 1);
    let variance = centered.clone().square().mean_dim(D - 1);
    centered / (variance + epsilon).sqrt() * gain.unsqueeze() + shift.unsqueeze()
}

/// A transformer layer: attention, then the perceptron.
#[derive(Module, Debug)]
pub(crate) struct Layer {
    pub attention: ResidualBranch,
    pub perceptron: ResidualBranch,
    /// Attention over time, if time and space are divided (A2).
    pub over_time: Option<ResidualBranch>,
    heads: usize,
}

impl Layer {
    pub(crate) fn new(init: &Init, d: usize, heads: usize) -> Self {
        Self {
            attention: ResidualBranch::attention(&init.at("attention"), d),
            perceptron: ResidualBranch::perceptron(&init.at("perceptron"), d),
            over_time: None,
            heads,
        }
    }

    /// A layer with attention over time and over space, one after the other (A2).
    pub(crate) fn divided(init: &Init, d: usize, heads: usize) -> Self {
        let layer = Self::new(init, d, heads);
        Self { over_time: Some(ResidualBranch::attention(&init.at("over_time"), d)), ..layer }
    }

    /// Divided attention: first over the temporal positions at each place, then over the places at
    /// each position, where the other tokens join in at every position and are averaged afterwards.
    /// The residual is the layer's input.
    ///
    /// # Shapes
    /// - x, returns: `[b, s, d]`, video tokens, time-major
    /// - others, returns: `[b, o, d]`, class and group tokens; o may be 0
    ///
    /// # Source
    /// Frozen in Time <https://arxiv.org/abs/2104.00650>; spec 2.2 (A2). Departure: it has one
    /// class token; here group tokens are treated as it treats that.
    ///
    /// # Panics
    /// If the layer was not made by [`Layer::divided`].
    pub(crate) fn forward_divided(
        &self,
        x: Tensor<3>,
        others: Option<Tensor<3>>,
        t: usize,
    ) -> (Tensor<3>, Option<Tensor<3>>) {
        let ([b, s, d], inner) = (x.dims(), Inner::Attention { heads: self.heads });
        let (p, branch) = (s / t, Branch { inner, norm: Norm::Pre, epsilon: VIDEO_EPSILON });
        let over_time = self.over_time.as_ref().expect("invariant: made with attention over time");
        let places = x.clone().reshape([b, t, p, d]).swap_dims(1, 2).reshape([b * p, t, d]);
        let timed = over_time.forward(places, branch, &None).reshape([b, p, t, d]);
        let timed = timed.swap_dims(1, 2).reshape([b * t, p, d]);
        let o = others.as_ref().map_or(0, |others| others.dims()[1]);
        let spread = others.as_ref().map(|others| {
            others.clone().unsqueeze_dim::<4>(1).expand([b, t, o, d]).reshape([b * t, o, d])
        });
        let joint = Tensor::cat(std::iter::once(timed).chain(spread).collect(), 1); // [b t, p + o, d]
        // the branch adds its own input; what is wanted is only the update
        let update = self.attention.forward(joint.clone(), branch, &None) - joint;
        let x = x + update.clone().narrow(1, 0, p).reshape([b, s, d]);
        let others = others.map(|others| {
            let update = update.narrow(1, p, o).reshape([b, t, o, d]).mean_dim(1);
            others + update.squeeze_dim(1)
        });
        let all = Tensor::cat(std::iter::once(x).chain(others).collect(), 1);
        let all =
            self.perceptron.forward(all, Branch { inner: Inner::Perceptron, ..branch }, &None);
        let others = (o > 0).then(|| all.clone().narrow(1, s, o));
        (all.narrow(1, 0, s), others)
    }

    /// # Shapes
    /// - x, returns: `[b, n, d]`
    pub(crate) fn forward(
        &self,
        x: Tensor<3>,
        norm: Norm,
        epsilon: f32,
        valid: &Valid,
    ) -> Tensor<3> {
        self.first(x, None, norm, epsilon, valid)
    }

    /// The outputs of the first tokens, all of them if no number is given. The perceptron sees no
    /// others.
    ///
    /// # Shapes
    /// - x: `[b, n, d]`
    /// - returns: `[b, first, d]`
    pub(crate) fn first(
        &self,
        x: Tensor<3>,
        first: Option<usize>,
        norm: Norm,
        epsilon: f32,
        valid: &Valid,
    ) -> Tensor<3> {
        let attention = Branch { inner: Inner::Attention { heads: self.heads }, norm, epsilon };
        let x = self.attention.forward(x, attention, valid);
        let x = if let Some(first) = first { x.narrow(1, 0, first) } else { x };
        self.perceptron.forward(x, Branch { inner: Inner::Perceptron, ..attention }, &None)
    }
}

/// Weights of a normalisation that stands alone.
#[derive(Module, Debug)]
pub(crate) struct Normalization {
    pub gain: Param<Tensor<1>>,
    pub shift: Param<Tensor<1>>,
}

impl Normalization {
    pub(crate) fn new(init: &Init, d: usize) -> Self {
        Self { gain: init.ones(d), shift: init.zeros(d) }
    }

    /// # Shapes
    /// - x, returns: `[..., d]`
    pub(crate) fn forward<const D: usize>(&self, x: Tensor<D>, epsilon: f32) -> Tensor<D> {
        let (gain, shift) = (self.gain.val(), self.shift.val());
        if fused::runs_on(&x.device()) {
            fused::map::normalize(x, gain, shift, epsilon)
        } else {
            layer_norm(x, gain, shift, epsilon)
        }
    }
}
