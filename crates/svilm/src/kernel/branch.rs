//! A residual branch of a transformer layer, forward and backward.
//!
//! With `f` attention or the two-layer perceptron, a pre-norm branch is `x + f(LN(x))` (video
//! encoder, spec 2.2), a post-norm branch `LN(x + f(x))` (text encoder, spec 3). The forward pass
//! keeps what is dear to compute again (packed queries, keys and values with the attended values;
//! the hidden layer before GELU); the backward pass computes the rest again. Gradients of weights
//! are summed over a fixed number of groups of clips, so no result depends on the threads.

mod head;

use rayon::prelude::*;

use super::gemm::{Into, Left, Right, gemm};
use super::rows;
use super::scratch::Scratch;
use head::Head;

/// Groups of clips that gradients of weights are summed over.
pub(super) const GROUPS: usize = 8;

/// The function that a branch computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inner {
    /// Multi-head self-attention over the tokens of one clip.
    Attention { heads: usize },
    /// Linear, GELU, linear.
    Perceptron,
}

/// Where the normalisation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Norm {
    /// Before the inner function.
    Pre,
    /// After the sum.
    Post,
}

/// A branch without its weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Branch {
    pub inner: Inner,
    pub norm: Norm,
    /// Epsilon of the normalisation.
    pub epsilon: f32,
}

/// Weights of a branch; `d` is the width, `wide` is 3d for attention and the hidden width for the
/// perceptron, `hidden` is d for attention and the hidden width for the perceptron.
#[derive(Clone, Copy)]
pub(crate) struct Weights<'a> {
    /// `[d]`
    pub gain: &'a [f32],
    /// `[d]`
    pub shift: &'a [f32],
    /// `[d, wide]`
    pub w1: &'a [f32],
    /// `[wide]`
    pub b1: &'a [f32],
    /// `[hidden, d]`
    pub w2: &'a [f32],
    /// `[d]`
    pub b2: &'a [f32],
}

/// Gradients in the order of the inputs: x, gain, shift, w1, b1, w2, b2.
pub(crate) type Gradients<'a> = [&'a mut [f32]; 7];

/// Sizes of one call.
#[derive(Clone, Copy)]
struct Sizes {
    /// Tokens of a clip.
    n: usize,
    d: usize,
    wide: usize,
    hidden: usize,
}

impl Branch {
    /// How many numbers the backward pass needs per token beside the input.
    pub(crate) fn saved_per_token(&self, d: usize, wide: usize) -> usize {
        match self.inner {
            Inner::Attention { .. } => wide + d,
            Inner::Perceptron => wide,
        }
    }

    fn sizes(&self, n: usize, w: &Weights) -> Sizes {
        let (d, wide) = (w.gain.len(), w.b1.len());
        let hidden = w.w2.len() / d;
        Sizes { n, d, wide, hidden }
    }

    /// The branch on clips of `n` tokens.
    ///
    /// # Shapes
    /// - x, y: `[b, n, d]`
    /// - valid: `[b, n]`, false where a token is padding, to which no token attends
    /// - saved: `[b, n, saved_per_token]`, or empty if no backward pass will follow
    pub(crate) fn forward(
        &self,
        x: &[f32],
        n: usize,
        w: Weights,
        valid: Option<&[bool]>,
        y: &mut [f32],
        saved: &mut [f32],
    ) {
        let s = self.sizes(n, &w);
        let clip = n * s.d;
        let per_clip = n * self.saved_per_token(s.d, s.wide);
        let keep = !saved.is_empty();
        let mut saved: Vec<&mut [f32]> = saved.chunks_mut(per_clip).collect();
        saved.resize_with(x.len() / clip, || &mut []);
        y.par_chunks_mut(clip).zip(saved).enumerate().for_each(|(i, (y, saved))| {
            let valid = valid.map(|valid| &valid[i * n..(i + 1) * n]);
            let mut unkept = Scratch::new(if keep { 0 } else { per_clip });
            let saved = if keep { saved } else { &mut unkept };
            self.forward_clip(s, &x[i * clip..(i + 1) * clip], w, valid, y, saved);
        });
    }

    fn forward_clip(
        &self,
        s: Sizes,
        x: &[f32],
        w: Weights,
        valid: Option<&[bool]>,
        y: &mut [f32],
        saved: &mut [f32],
    ) {
        let Sizes { n, d, wide, hidden } = s;
        let input = self.input(s, x, w);
        let (packed, rest) = saved.split_at_mut(n * wide);
        rows::fill_rows(w.b1, packed);
        gemm([n, wide, d], Left::Rows(&input, d), Right(w.w1, wide), Into::Add(packed, wide));
        let perceptron;
        let values: &[f32] = match self.inner {
            Inner::Attention { heads } => {
                let mut head = Head::new(n, d / heads, valid);
                for h in 0..heads {
                    head.forward(packed, h, d, rest);
                }
                rest
            }
            Inner::Perceptron => {
                let mut active = Scratch::new(n * hidden);
                rows::gelu(packed, &mut active);
                perceptron = active;
                &perceptron
            }
        };
        self.output(s, x, values, w, y);
        if self.norm == Norm::Post {
            let mut sum = Scratch::new(y.len());
            sum.copy_from_slice(y);
            rows::layer_norm(&sum, w.gain, w.shift, self.epsilon, y);
        }
    }

    /// The input of the inner function.
    fn input(&self, s: Sizes, x: &[f32], w: Weights) -> Scratch {
        let mut input = Scratch::new(s.n * s.d);
        match self.norm {
            Norm::Pre => rows::layer_norm(x, w.gain, w.shift, self.epsilon, &mut input),
            Norm::Post => input.copy_from_slice(x),
        }
        input
    }

    /// `y = x + values w2 + b2`
    fn output(&self, s: Sizes, x: &[f32], values: &[f32], w: Weights, y: &mut [f32]) {
        rows::fill_rows(w.b2, y);
        rows::add(x, y);
        let Sizes { n, d, hidden, .. } = s;
        gemm([n, d, hidden], Left::Rows(values, hidden), Right(w.w2, d), Into::Add(y, d));
    }

    /// Gradients of everything, given the gradient `dy` of the output. The gradients are
    /// overwritten.
    #[expect(
        clippy::too_many_arguments,
        reason = "slices of one batch; a struct for them would be built and taken apart once"
    )]
    pub(crate) fn backward(
        &self,
        x: &[f32],
        n: usize,
        w: Weights,
        valid: Option<&[bool]>,
        saved: &[f32],
        dy: &[f32],
        gradients: Gradients,
    ) {
        let s = self.sizes(n, &w);
        let clip = n * s.d;
        let per_clip = n * self.saved_per_token(s.d, s.wide);
        let (mut w1t, mut w2t) = (Scratch::new(w.w1.len()), Scratch::new(w.w2.len()));
        rows::transpose(w.w1, s.d, s.wide, s.wide, &mut w1t);
        rows::transpose(w.w2, s.hidden, s.d, s.d, &mut w2t);
        let group = (x.len() / clip).div_ceil(GROUPS);
        let [dx, weights @ ..] = gradients;
        let lengths: Vec<usize> = weights.iter().map(|gradient| gradient.len()).collect();
        let total: usize = lengths.iter().sum();
        let mut sums = Scratch::zeros(GROUPS * total);
        dx.par_chunks_mut(group * clip).zip(sums.par_chunks_mut(total)).enumerate().for_each(
            |(g, (dx, sum))| {
                let mut rest = sum;
                let mut parts: [&mut [f32]; 6] = std::array::from_fn(|i| {
                    let (part, tail) = std::mem::take(&mut rest).split_at_mut(lengths[i]);
                    rest = tail;
                    part
                });
                for (j, dx) in dx.chunks_mut(clip).enumerate() {
                    let i = g * group + j;
                    let valid = valid.map(|valid| &valid[i * n..(i + 1) * n]);
                    let saved = &saved[i * per_clip..(i + 1) * per_clip];
                    let (x, dy) = (&x[i * clip..(i + 1) * clip], &dy[i * clip..(i + 1) * clip]);
                    self.backward_clip(s, x, w, [&w1t, &w2t], valid, saved, dy, dx, &mut parts);
                }
            },
        );
        let mut start = 0;
        for (gradient, length) in weights.into_iter().zip(lengths) {
            gradient.fill(0.0);
            for sum in sums.chunks(total) {
                rows::add(&sum[start..start + length], gradient);
            }
            start += length;
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "slices of one clip; a struct for them would be built and taken apart once"
    )]
    fn backward_clip(
        &self,
        s: Sizes,
        x: &[f32],
        w: Weights,
        transposed: [&[f32]; 2],
        valid: Option<&[bool]>,
        saved: &[f32],
        dy: &[f32],
        dx: &mut [f32],
        parts: &mut [&mut [f32]; 6],
    ) {
        let Sizes { n, d, wide, hidden } = s;
        let [dgain, dshift, dw1, db1, dw2, db2] = parts;
        let (packed, rest) = saved.split_at(n * wide);
        let hidden_layer = if self.inner == Inner::Perceptron { n * hidden } else { 0 };
        let (mut active, mut slope) = (Scratch::new(hidden_layer), Scratch::new(hidden_layer));
        let values = match self.inner {
            Inner::Attention { .. } => rest,
            Inner::Perceptron => {
                rows::gelu_and_slope(packed, &mut active, &mut slope);
                &active
            }
        };
        // gradient of the sum x + f, which is also the gradient of f
        match self.norm {
            Norm::Pre => dx.copy_from_slice(dy),
            Norm::Post => {
                let mut sum = Scratch::new(n * d);
                self.output(s, x, values, w, &mut sum);
                dx.fill(0.0);
                rows::layer_norm_backward(&sum, w.gain, self.epsilon, dy, dx, dgain, dshift);
            }
        }
        rows::add_rows(dx, db2);
        gemm([hidden, d, n], Left::Columns(values, hidden), Right(dx, d), Into::Add(dw2, d));
        let mut dvalues = Scratch::new(n * hidden);
        let into = Into::Overwrite(&mut dvalues, hidden);
        gemm([n, hidden, d], Left::Rows(dx, d), Right(transposed[1], hidden), into);
        let dpacked = match self.inner {
            Inner::Attention { heads } => {
                let mut dpacked = Scratch::new(n * wide);
                let mut head = Head::new(n, d / heads, valid);
                for h in 0..heads {
                    head.backward(packed, h, d, &dvalues, &mut dpacked);
                }
                dpacked
            }
            Inner::Perceptron => {
                rows::multiply(&slope, &mut dvalues);
                dvalues
            }
        };
        let input = self.input(s, x, w);
        rows::add_rows(&dpacked, db1);
        gemm([d, wide, n], Left::Columns(&input, d), Right(&dpacked, wide), Into::Add(dw1, wide));
        let (size, left, right) =
            ([n, d, wide], Left::Rows(&dpacked, wide), Right(transposed[0], d));
        match self.norm {
            Norm::Pre => {
                let mut dinput = Scratch::new(n * d);
                gemm(size, left, right, Into::Overwrite(&mut dinput, d));
                rows::layer_norm_backward(x, w.gain, self.epsilon, &dinput, dx, dgain, dshift);
            }
            Norm::Post => gemm(size, left, right, Into::Add(dx, d)),
        }
    }
}
