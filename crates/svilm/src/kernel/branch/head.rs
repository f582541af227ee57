//! One head of attention, forward and backward.

use crate::kernel::gemm::{Into, Left, Right, Size, gemm};
use crate::kernel::rows;
use crate::kernel::scratch::Scratch;

/// Working memory of one attention head. Its rows are padded with zeros to whole vectors, because
/// parts of vectors cost as much as whole ones and a half more.
pub(super) struct Head {
    n: usize,
    width: usize,
    /// Width and number of tokens, padded.
    padded: usize,
    columns: usize,
    /// Keys or values, transposed: `[width, columns]`.
    turned: Scratch,
    /// Attention weights: `[n, columns]`.
    weights: Scratch,
    /// Gradients of the scores: `[n, columns]`.
    dscores: Scratch,
    /// One of queries, keys, values or gradients: `[n, padded]`.
    narrow: Scratch,
    /// A product: `[n, padded]`.
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
        Self {
            n,
            width,
            padded,
            columns,
            turned: Scratch::zeros(width * columns),
            weights: Scratch::new(n * columns),
            dscores: Scratch::new(n * columns),
            narrow: Scratch::zeros(n * padded),
            product: Scratch::new(n * padded),
            valid,
        }
    }

    fn scale(&self) -> f32 {
        (self.width as f32).sqrt().recip()
    }

    /// Copies columns of a matrix whose rows are `stride` apart.
    fn gather(&mut self, from: &[f32], stride: usize) {
        for (to, from) in self.narrow.chunks_exact_mut(self.padded).zip(from.chunks(stride)) {
            to[..self.width].copy_from_slice(&from[..self.width]);
        }
    }

    /// Copies the product into columns of a matrix whose rows are `stride` apart.
    fn scatter(&self, to: &mut [f32], stride: usize) {
        for (from, to) in self.product.chunks_exact(self.padded).zip(to.chunks_mut(stride)) {
            to[..self.width].copy_from_slice(&from[..self.width]);
        }
    }

    fn turn(&mut self, from: &[f32], stride: usize) {
        for (j, from) in from.chunks(stride).take(self.n).enumerate() {
            for (i, &x) in from[..self.width].iter().enumerate() {
                self.turned[i * self.columns + j] = x;
            }
        }
    }

    fn scores_size(&self) -> Size {
        Size { m: self.n, n: self.columns, k: self.width }
    }

    fn product_size(&self) -> Size {
        Size { m: self.n, n: self.padded, k: self.n }
    }

    /// Attention weights of head `h` from packed queries, keys and values `[n, 3d]`.
    fn attend(&mut self, packed: &[f32], h: usize, d: usize) {
        let (start, scale, columns) = (h * self.width, self.scale(), self.columns);
        self.turn(&packed[d + start..], 3 * d);
        let queries = Left::Rows(&packed[start..], 3 * d);
        gemm(
            self.scores_size(),
            queries,
            Right(&self.turned, columns),
            &mut self.weights,
            columns,
            Into::Overwrite,
        );
        rows::softmax(&mut self.weights, columns, scale, self.valid.as_deref());
    }

    /// Attended values of head `h`, written into its columns of `[n, d]`.
    pub(super) fn forward(&mut self, packed: &[f32], h: usize, d: usize, out: &mut [f32]) {
        self.attend(packed, h, d);
        let start = h * self.width;
        self.gather(&packed[2 * d + start..], 3 * d);
        let weights = Left::Rows(&self.weights, self.columns);
        gemm(
            self.product_size(),
            weights,
            Right(&self.narrow, self.padded),
            &mut self.product,
            self.padded,
            Into::Overwrite,
        );
        self.scatter(&mut out[start..], d);
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
        let (start, stride, columns, padded) = (h * self.width, 3 * d, self.columns, self.padded);
        let (size, scale) = (self.product_size(), self.scale());
        let dvalues = &dvalues[start..];
        self.gather(dvalues, d);
        gemm(
            size,
            Left::Columns(&self.weights, columns),
            Right(&self.narrow, padded),
            &mut self.product,
            padded,
            Into::Overwrite,
        );
        self.scatter(&mut dpacked[2 * d + start..], stride);
        self.turn(&packed[2 * d + start..], stride);
        gemm(
            self.scores_size(),
            Left::Rows(dvalues, d),
            Right(&self.turned, columns),
            &mut self.dscores,
            columns,
            Into::Overwrite,
        );
        rows::softmax_backward(&self.weights, &mut self.dscores, columns, scale);
        self.gather(&packed[d + start..], stride);
        gemm(
            size,
            Left::Rows(&self.dscores, columns),
            Right(&self.narrow, padded),
            &mut self.product,
            padded,
            Into::Overwrite,
        );
        self.scatter(&mut dpacked[start..], stride);
        self.gather(&packed[start..], stride);
        gemm(
            size,
            Left::Columns(&self.dscores, columns),
            Right(&self.narrow, padded),
            &mut self.product,
            padded,
            Into::Overwrite,
        );
        self.scatter(&mut dpacked[d + start..], stride);
    }
}
