//! One head of attention, forward and backward.

use crate::kernel::gemm::{Into, Left, Right, gemm};
use crate::kernel::rows;
use crate::kernel::scratch::Scratch;

/// Working memory of one attention head. Its rows are padded with zeros to whole vectors, because
/// parts of vectors cost as much as whole ones and a half more.
pub(super) struct Head {
    n: usize,
    width: usize,
    /// Number of tokens, padded.
    columns: usize,
    /// Keys or values, transposed: `[width, columns]`.
    turned: Scratch,
    /// Attention weights: `[n, columns]`.
    weights: Scratch,
    /// Gradients of the scores: `[n, columns]`.
    dscores: Scratch,
    /// Width of a head, padded.
    padded: usize,
    /// `[n, padded]`
    product: Scratch,
    /// Which columns are no padding.
    valid: Option<Vec<bool>>,
}

/// Numbers in the widest vector.
const VECTOR: usize = 16;

impl Head {
    pub(super) fn new(n: usize, width: usize, valid: Option<&[bool]>) -> Self {
        let (padded, columns) = (width.next_multiple_of(VECTOR), n.next_multiple_of(VECTOR));
        let valid = match valid {
            Some(valid) => Some(valid.to_vec()),
            None => (columns > n).then(|| vec![true; n]),
        };
        let valid = valid.map(|mut valid| {
            valid.resize(columns, false);
            valid
        });
        let (turned, weights) = (Scratch::zeros(width * columns), Scratch::new(n * columns));
        let (dscores, product) = (Scratch::new(n * columns), Scratch::new(n * padded));
        Self { n, width, columns, turned, weights, dscores, padded, product, valid }
    }

    fn scale(&self) -> f32 {
        (self.width as f32).sqrt().recip()
    }

    fn turn(&mut self, from: &[f32], stride: usize) {
        for (i, turned) in self.turned.chunks_exact_mut(self.columns).enumerate() {
            for (to, x) in turned[..self.n].iter_mut().zip(from[i..].iter().step_by(stride)) {
                *to = *x;
            }
        }
    }

    /// Attention weights of head `h` from packed queries, keys and values `[n, 3d]`.
    fn attend(&mut self, packed: &[f32], h: usize, d: usize) {
        let (start, scale, columns) = (h * self.width, self.scale(), self.columns);
        self.turn(&packed[d + start..], 3 * d);
        let (queries, keys) = (Left::Rows(&packed[start..], 3 * d), Right(&self.turned, columns));
        let scores = Into::Overwrite(&mut self.weights, columns);
        gemm([self.n, columns, self.width], queries, keys, scores);
        rows::softmax(&mut self.weights, columns, scale, self.valid.as_deref());
    }

    /// Weights or gradients of scores, or their transpose, times head `h` of the columns
    /// `part .. part + d` of `from`, written to the same head of the columns `place ..` of `to`.
    /// Both matrices come with how far their rows are apart.
    fn multiply(
        &mut self,
        [h, d]: [usize; 2],
        of: Of,
        (from, stride, part): (&[f32], usize, usize),
        (to, apart, place): (&mut [f32], usize, usize),
    ) {
        let Self { n, width, columns, padded, .. } = *self;
        let left = match of {
            Of::Weights => Left::Rows(&self.weights, columns),
            Of::WeightsTurned => Left::Columns(&self.weights, columns),
            Of::Gradients => Left::Rows(&self.dscores, columns),
            Of::GradientsTurned => Left::Columns(&self.dscores, columns),
        };
        // whole vectors, with columns of the heads beside this one
        let wide = padded.min(d);
        let first = (h * width).min(d - wide);
        let right = Right(&from[part + first..], stride);
        let to = &mut to[place + h * width..];
        if wide == width {
            gemm([n, wide, n], left, right, Into::Overwrite(to, apart));
            return;
        }
        gemm([n, wide, n], left, right, Into::Overwrite(&mut self.product, wide));
        let product = self.product[h * width - first..].chunks(wide);
        for (product, to) in product.zip(to.chunks_mut(apart)) {
            match (product.first_chunk::<12>(), to.first_chunk_mut::<12>()) {
                (Some(product), Some(to)) if width == 12 => *to = *product,
                _ => to[..width].copy_from_slice(&product[..width]),
            }
        }
    }

    /// Attended values of head `h`, written into its columns of `[n, d]`.
    pub(super) fn forward(&mut self, packed: &[f32], h: usize, d: usize, out: &mut [f32]) {
        self.attend(packed, h, d);
        self.multiply([h, d], Of::Weights, (packed, 3 * d, 2 * d), (out, d, 0));
    }

    /// Gradients of packed queries, keys and values of head `h` from those of the attended values
    /// `[n, d]`.
    pub(super) fn backward(
        &mut self,
        packed: &[f32],
        h: usize,
        d: usize,
        dvalues: &[f32],
        dpacked: &mut [f32],
    ) {
        self.attend(packed, h, d);
        let (stride, columns, scale, head) = (3 * d, self.columns, self.scale(), [h, d]);
        self.multiply(head, Of::WeightsTurned, (dvalues, d, 0), (dpacked, stride, 2 * d));
        let start = h * self.width;
        self.turn(&packed[2 * d + start..], stride);
        let (left, right) = (Left::Rows(&dvalues[start..], d), Right(&self.turned, columns));
        let dscores = Into::Overwrite(&mut self.dscores, columns);
        gemm([self.n, columns, self.width], left, right, dscores);
        rows::softmax_backward(&self.weights, &mut self.dscores, columns, scale);
        self.multiply(head, Of::Gradients, (packed, stride, d), (dpacked, stride, 0));
        self.multiply(head, Of::GradientsTurned, (packed, stride, 0), (dpacked, stride, d));
    }
}

/// The left operand of a product over tokens.
#[derive(Clone, Copy)]
enum Of {
    Weights,
    WeightsTurned,
    Gradients,
    GradientsTurned,
}
