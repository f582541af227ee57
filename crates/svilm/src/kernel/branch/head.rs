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
    narrow: Narrow,
    /// Which columns are no padding.
    valid: Option<Vec<bool>>,
}

/// Working memory for products with queries, keys, values or gradients.
struct Narrow {
    width: usize,
    padded: usize,
    /// `[n, padded]`
    right: Scratch,
    /// `[n, padded]`
    product: Scratch,
}

impl Narrow {
    /// The matrix `[n, n]` times the first columns of another one, written into the first columns
    /// of a third; each of them with how far its rows are apart.
    fn multiply(&mut self, left: Left, from: (&[f32], usize), to: (&mut [f32], usize)) {
        let Self { width, padded, right, product } = self;
        let n = right.len() / *padded;
        for (right, from) in right.chunks_exact_mut(*padded).zip(from.0.chunks(from.1)) {
            right[..*width].copy_from_slice(&from[..*width]);
        }
        gemm([n, *padded, n], left, Right(right, *padded), Into::Overwrite(product, *padded));
        for (product, to) in product.chunks_exact(*padded).zip(to.0.chunks_mut(to.1)) {
            to[..*width].copy_from_slice(&product[..*width]);
        }
    }
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
        let (dscores, right) = (Scratch::new(n * columns), Scratch::zeros(n * padded));
        let narrow = Narrow { width, padded, right, product: Scratch::new(n * padded) };
        Self { n, width, columns, turned, weights, dscores, narrow, valid }
    }

    fn scale(&self) -> f32 {
        (self.width as f32).sqrt().recip()
    }

    fn turn(&mut self, from: &[f32], stride: usize) {
        for (j, from) in from.chunks(stride).take(self.n).enumerate() {
            for (i, &x) in from[..self.width].iter().enumerate() {
                self.turned[i * self.columns + j] = x;
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

    /// Attended values of head `h`, written into its columns of `[n, d]`.
    pub(super) fn forward(&mut self, packed: &[f32], h: usize, d: usize, out: &mut [f32]) {
        self.attend(packed, h, d);
        let start = h * self.width;
        let weights = Left::Rows(&self.weights, self.columns);
        self.narrow.multiply(weights, (&packed[2 * d + start..], 3 * d), (&mut out[start..], d));
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
        let (start, stride, columns, scale) = (h * self.width, 3 * d, self.columns, self.scale());
        let [queries, keys, values] = [0, d, 2 * d].map(|part| part + start);
        let dvalues = &dvalues[start..];
        let weights = Left::Columns(&self.weights, columns);
        self.narrow.multiply(weights, (dvalues, d), (&mut dpacked[values..], stride));
        self.turn(&packed[values..], stride);
        let (left, right) = (Left::Rows(dvalues, d), Right(&self.turned, columns));
        let dscores = Into::Overwrite(&mut self.dscores, columns);
        gemm([self.n, columns, self.width], left, right, dscores);
        rows::softmax_backward(&self.weights, &mut self.dscores, columns, scale);
        let dscores = Left::Rows(&self.dscores, columns);
        self.narrow.multiply(dscores, (&packed[keys..], stride), (&mut dpacked[queries..], stride));
        let dscores = Left::Columns(&self.dscores, columns);
        self.narrow.multiply(dscores, (&packed[queries..], stride), (&mut dpacked[keys..], stride));
    }
}
