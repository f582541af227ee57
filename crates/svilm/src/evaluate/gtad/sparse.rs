//! The product of a fixed sparse matrix with the rows of many videos, as one differentiable
//! operation of burn.

use std::sync::Arc;

use burn::backend::autodiff::Autodiff;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Dispatch, Flex};
use burn::tensor::{DType, Shape, Tensor, TensorData};
use burn_flex::FlexTensor;
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use crate::fused::{self, Passes, operation};

/// A sparse matrix with its transpose, which the backward pass multiplies by.
#[derive(Clone, Debug)]
pub(super) struct Sparse {
    rows: Arc<Rows>,
    columns: Arc<Rows>,
}

/// A sparse matrix row by row.
#[derive(Debug)]
pub(crate) struct Rows {
    /// Where the entries of each row start, and the end of the last one.
    starts: Vec<usize>,
    /// Column and value.
    entries: Vec<(usize, f32)>,
    /// How many columns.
    width: usize,
}

impl Rows {
    fn new(rows: &[Vec<(usize, f32)>], width: usize) -> Self {
        let mut columns = rows.iter().flatten().map(|(column, _)| *column);
        assert!(columns.all(|column| column < width), "a column lies outside of the matrix");
        let ends = rows.iter().scan(0, |end, row| {
            *end += row.len();
            Some(*end)
        });
        Self { starts: std::iter::once(0).chain(ends).collect(), entries: rows.concat(), width }
    }

    fn count(&self) -> usize {
        self.starts.len() - 1
    }

    fn row(&self, row: usize) -> &[(usize, f32)] {
        &self.entries[self.starts[row]..self.starts[row + 1]]
    }

    fn transposed(&self) -> Self {
        let mut columns = vec![Vec::new(); self.width];
        for row in 0..self.count() {
            for &(column, value) in self.row(row) {
                columns[column].push((row, value));
            }
        }
        Self::new(&columns, self.count())
    }

    /// The matrix times every item of `x` `[b, n, d]`.
    fn product(&self, x: FlexTensor) -> FlexTensor {
        let (x, m, n) = (x.to_contiguous(), self.count(), self.width);
        let (shape, input) = (fused::dims(&x), fused::slice(&x));
        let (b, d) = (shape[0], shape[2]);
        let mut output = FlexTensor::empty(Shape::from(vec![b, m, d]), DType::F32);
        if output.layout().num_elements() > 0 {
            let items = output.storage_mut::<f32>().par_chunks_mut(m * d);
            items.zip(input.par_chunks(n * d)).for_each(|(output, input)| {
                Arch::new().dispatch(Item { rows: self, input, output, d });
            });
        }
        output
    }
}

impl Sparse {
    /// A matrix of these rows, each with columns and values.
    ///
    /// # Panics
    /// If a column is not below `width`.
    pub(super) fn new(rows: &[Vec<(usize, f32)>], width: usize) -> Self {
        let rows = Rows::new(rows, width);
        Self { columns: Arc::new(rows.transposed()), rows: Arc::new(rows) }
    }

    /// The matrix, m by n, times every item of a batch.
    ///
    /// # Shapes
    /// - x: `[b, n, d]`
    /// - returns: `[b, m, d]`
    pub(super) fn product(&self, x: Tensor<3>) -> Tensor<3> {
        let [_, n, _] = x.dims();
        assert_eq!(n, self.rows.width, "rows of the right side differ from columns of the matrix");
        if fused::runs_on(&x.device()) {
            Tensor::from_dispatch(Dispatch::sparse_product(x.into_dispatch(), self.clone()))
        } else {
            self.composed(x)
        }
    }

    /// The same from burn's own operations, for other devices.
    fn composed(&self, x: Tensor<3>) -> Tensor<3> {
        let (m, n) = (self.rows.count(), self.rows.width);
        let mut dense = vec![0.0; m * n];
        for row in 0..m {
            self.rows.row(row).iter().for_each(|&(column, value)| dense[row * n + column] += value);
        }
        Tensor::<3>::from_data(TensorData::new(dense, [1, m, n]), &x.device()).matmul(x)
    }
}

operation! { SparseProduct: fn sparse_product(x; Sparse) }

impl Passes<1> for Sparse {
    /// The transpose.
    type Kept = Self;

    fn forward(self, [x]: [FlexTensor; 1], _: bool) -> (FlexTensor, Self) {
        (self.rows.product(x), Self { rows: self.columns, columns: self.rows })
    }

    fn backward(kept: Self, dy: FlexTensor, [wanted]: [bool; 1]) -> [Option<FlexTensor>; 1] {
        [wanted.then(|| kept.rows.product(dy))]
    }
}

/// The product for one video. Every element is a chain of fused multiply-adds in the order of the
/// row's entries, whatever the width of the machine's vectors.
struct Item<'a> {
    rows: &'a Rows,
    input: &'a [f32],
    output: &'a mut [f32],
    d: usize,
}

impl WithSimd for Item<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (lanes, d) = (S::F32_LANES, self.d);
        for (row, output) in self.output.chunks_exact_mut(d).enumerate() {
            let entries = self.rows.row(row);
            let mut column = 0;
            while column + 4 * lanes <= d {
                let output = &mut output[column..column + 4 * lanes];
                tile::<S, 4>(simd, entries, &self.input[column..], d, output);
                column += 4 * lanes;
            }
            while column + lanes <= d {
                let output = &mut output[column..column + lanes];
                tile::<S, 1>(simd, entries, &self.input[column..], d, output);
                column += lanes;
            }
            for (column, output) in output.iter_mut().enumerate().skip(column) {
                let sum = |sum: f32, (from, value): &(usize, f32)| {
                    value.mul_add(self.input[from * d + column], sum)
                };
                *output = entries.iter().fold(0.0, sum);
            }
        }
    }
}

/// `V` vectors of a row of the output; the input starts at their column.
#[inline(always)]
fn tile<S: Simd, const V: usize>(
    simd: S,
    entries: &[(usize, f32)],
    input: &[f32],
    d: usize,
    output: &mut [f32],
) {
    let width = V * S::F32_LANES;
    let mut sums = [simd.splat_f32s(0.0); V];
    for &(row, value) in entries {
        let (right, _) = S::as_simd_f32s(&input[row * d..row * d + width]);
        let value = simd.splat_f32s(value);
        for (sum, right) in sums.iter_mut().zip(right) {
            *sum = simd.mul_add_f32s(value, *right, *sum);
        }
    }
    let (output, _) = S::as_mut_simd_f32s(output);
    output.copy_from_slice(&sums);
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::random::Random;

    fn tensor(shape: [usize; 3], seed: u64, device: &Device) -> Tensor<3> {
        let mut random = Random::new(seed);
        let data: Vec<f32> = (0..shape.iter().product()).map(|_| random.normal() as f32).collect();
        Tensor::from_data(TensorData::new(data, shape), device)
    }

    #[test]
    fn product_and_gradient_are_those_of_the_dense_matrix() {
        let device = Device::flex().autodiff();
        for (b, m, n, d) in [(1, 1, 1, 1), (2, 5, 7, 3), (3, 4, 9, 17), (2, 6, 5, 150)] {
            let mut random = Random::new(7);
            let row = |_| {
                let entry = |_| (random.below(n), random.normal() as f32);
                (0..3).map(entry).collect::<Vec<_>>()
            };
            // one row is empty
            let rows: Vec<_> = (0..m).map(row).chain([vec![]]).collect();
            let matrix = Sparse::new(&rows, n);
            let weight = tensor([b, m + 1, d], 3, &device);
            let pass = |composed: bool| {
                let x = tensor([b, n, d], 2, &device).require_grad();
                let y =
                    if composed { matrix.composed(x.clone()) } else { matrix.product(x.clone()) };
                let gradient = x
                    .grad(&(y.clone() * weight.clone()).sum().backward())
                    .expect("x has a gradient");
                (y.into_data(), gradient.into_data())
            };
            let ((y, gradient), (expected_y, expected_gradient)) = (pass(false), pass(true));
            for (actual, expected) in [(y, expected_y), (gradient, expected_gradient)] {
                let (actual, expected) =
                    (actual.try_into_vec::<f32>(), expected.try_into_vec::<f32>());
                for (a, e) in actual.expect("floats").iter().zip(&expected.expect("floats")) {
                    assert!((a - e).abs() < 1e-5, "{a} instead of {e}");
                }
            }
        }
    }
}
