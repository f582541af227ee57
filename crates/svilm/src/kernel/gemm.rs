//! Matrix product for the matrices of one clip. Rows of the right operand are read as they lie, or
//! copied in panels where it is too large for the cache.
//!
//! Every element is a chain of fused multiply-adds in the order of the inner index, whatever the
//! width of the machine's vectors, so the product has the same bits on every machine that has fused
//! multiply-add.

use std::cell::RefCell;

use pulp::{Arch, Simd, WithSimd};

/// The left operand, `[m, k]`.
#[derive(Clone, Copy)]
pub(crate) enum Left<'a> {
    /// Element (i, p) is at `i * stride + p`.
    Rows(&'a [f32], usize),
    /// Element (i, p) is at `p * stride + i`: the transpose of what is stored.
    Columns(&'a [f32], usize),
}

/// A matrix with contiguous rows, `row` elements apart.
#[derive(Clone, Copy)]
pub(crate) struct Right<'a>(pub &'a [f32], pub usize);

/// The result, with what becomes of its old content; rows are so many elements apart.
pub(crate) enum Into<'a> {
    Overwrite(&'a mut [f32], usize),
    Add(&'a mut [f32], usize),
}

/// `c (+)= a b`, of the sizes `[m, k] x [k, n]`.
///
/// # Panics
/// If a matrix is smaller than its sizes say. That is asked once, here: a panic inside the loops
/// would force the sums out of the registers and halve the speed.
pub(crate) fn gemm([m, n, k]: [usize; 3], a: Left, b: Right, c: Into) {
    let (c, stride, add) = match c {
        Into::Overwrite(c, stride) => (c, stride, false),
        Into::Add(c, stride) => (c, stride, true),
    };
    let reach = |rows: usize, row: usize, columns: usize| {
        if rows == 0 { 0 } else { (rows - 1) * row + columns }
    };
    let left_fits = match a {
        Left::Rows(a, lda) => a.len() >= reach(m, lda, k),
        Left::Columns(a, lda) => a.len() >= reach(k, lda, m),
    };
    assert!(
        left_fits && b.0.len() >= reach(k, b.1, n) && c.len() >= reach(m, stride, n),
        "invariant: matrices fit their sizes"
    );
    if m == 0 || n == 0 {
        return;
    }
    let product = Gemm { m, n, k, a, b, c, stride, add };
    let panels = Panels::new(Arch::new().dispatch(Lanes));
    if k * n <= panels.large || m < MANY {
        Arch::new().dispatch(product);
    } else {
        PANEL.with_borrow_mut(|panel| in_panels(product, panels.columns, panel));
    }
}

/// Numbers in a vector of AVX-512.
const WIDE: usize = 16;
/// Rows that make a copy worth its while.
const MANY: usize = 32;
/// Depth of a panel, and rows of the left operand that pass it: these stay in the second cache for
/// the next panel.
const DEPTH: usize = 192;
const ROWS: usize = 512;

/// Which right operands are copied in panels, and in which ones. Found by measurement: with vectors
/// of AVX-512 on a Zen 5, with those of AVX2 on a Zen 3.
#[derive(Clone, Copy)]
struct Panels {
    /// Numbers up to which a right operand is read where it lies.
    large: usize,
    columns: usize,
}

impl Panels {
    fn new(lanes: usize) -> Self {
        if lanes >= WIDE {
            Self { large: 1 << 18, columns: 48 }
        } else {
            Self { large: 1 << 16, columns: 96 }
        }
    }
}

/// Numbers in a vector of this machine.
struct Lanes;

impl WithSimd for Lanes {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        S::F32_LANES
    }
}

thread_local! {
    static PANEL: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
}

/// The product by parts of rows, inner indices and columns, for each of which the right operand is
/// copied. A sum that goes on in a second part has the same bits as one that runs through.
fn in_panels(whole: Gemm, columns: usize, panel: &mut Vec<f32>) {
    let Gemm { a, b: Right(b, ldb), c, stride, .. } = whole;
    for row in (0..whole.m).step_by(ROWS) {
        let m = ROWS.min(whole.m - row);
        for start in (0..whole.k).step_by(DEPTH) {
            let k = DEPTH.min(whole.k - start);
            let a = match a {
                Left::Rows(a, lda) => Left::Rows(&a[row * lda + start..], lda),
                Left::Columns(a, lda) => Left::Columns(&a[start * lda + row..], lda),
            };
            let add = whole.add || start > 0;
            for column in (0..whole.n).step_by(columns) {
                let n = columns.min(whole.n - column);
                panel.clear();
                for right in b[start * ldb..].chunks(ldb).take(k) {
                    panel.extend_from_slice(&right[column..column + n]);
                }
                let (b, c) = (Right(panel, n), &mut c[row * stride + column..]);
                Arch::new().dispatch(Gemm { m, n, k, a, b, c, stride, add });
            }
        }
    }
}

struct Gemm<'a> {
    m: usize,
    n: usize,
    k: usize,
    a: Left<'a>,
    b: Right<'a>,
    c: &'a mut [f32],
    stride: usize,
    add: bool,
}

impl WithSimd for Gemm<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let mut row = 0;
        // room is left for operands in the 32 registers of AVX-512, and in the 16 of AVX2
        if S::F32_LANES >= WIDE {
            self.rows::<S, 8, 3>(simd, &mut row);
        } else {
            self.rows::<S, 6, 2>(simd, &mut row);
        }
        self.rows::<S, 4, 2>(simd, &mut row);
        self.rows::<S, 1, 2>(simd, &mut row);
    }
}

/// Adds the outer product of `left` and a row to the sums.
#[inline(always)]
fn accumulate<S: Simd, const M: usize, const V: usize>(
    simd: S,
    mut sums: [[S::f32s; V]; M],
    left: [f32; M],
    right: &[f32],
) -> [[S::f32s; V]; M] {
    let (right, _) = S::as_simd_f32s(right);
    let Ok(right) = <&[S::f32s; V]>::try_from(right) else { return sums };
    for i in 0..M {
        let left = simd.splat_f32s(left[i]);
        for v in 0..V {
            sums[i][v] = simd.mul_add_f32s(left, right[v], sums[i][v]);
        }
    }
    sums
}

impl Gemm<'_> {
    /// As many times `M` rows as there are, by up to `V` vectors of columns.
    #[inline(always)]
    fn rows<S: Simd, const M: usize, const V: usize>(&mut self, simd: S, row: &mut usize) {
        let (lanes, n) = (S::F32_LANES, self.n);
        while *row + M <= self.m {
            let mut column = 0;
            // two and two vectors are faster than three and one
            while V > 2 && column + V * lanes <= n && (n - column) / lanes != V + 1 {
                self.tile::<S, M, V>(simd, *row, column);
                column += V * lanes;
            }
            while column + 2 * lanes <= n {
                self.tile::<S, M, 2>(simd, *row, column);
                column += 2 * lanes;
            }
            while column + lanes <= n {
                self.tile::<S, M, 1>(simd, *row, column);
                column += lanes;
            }
            if column < n {
                self.edge::<S, M>(simd, *row, column);
            }
            *row += M;
        }
    }

    #[inline(always)]
    #[expect(
        clippy::needless_range_loop,
        reason = "an iterator over one row leaves a check of the others in the loop"
    )]
    fn tile<S: Simd, const M: usize, const V: usize>(
        &mut self,
        simd: S,
        row: usize,
        column: usize,
    ) {
        let width = V * S::F32_LANES;
        let mut sums = [[simd.splat_f32s(0.0); V]; M];
        if self.add {
            for (i, sums) in sums.iter_mut().enumerate() {
                let start = (row + i) * self.stride + column;
                let (old, _) = S::as_simd_f32s(&self.c[start..start + width]);
                sums.copy_from_slice(old);
            }
        }
        let k = self.k;
        let Right(b, stride) = self.b;
        match self.a {
            Left::Rows(a, lda) => {
                let rows: [&[f32]; M] =
                    std::array::from_fn(|i| &a[(row + i) * lda..(row + i) * lda + k]);
                for p in 0..k {
                    let Some(right) = b.get(p * stride + column..p * stride + column + width)
                    else {
                        break;
                    };
                    let left = std::array::from_fn(|i| rows[i][p]);
                    sums = accumulate(simd, sums, left, right);
                }
            }
            Left::Columns(a, lda) => {
                for p in 0..k {
                    let Some(right) = b.get(p * stride + column..p * stride + column + width)
                    else {
                        break;
                    };
                    let Some(left) = a.get(p * lda + row..p * lda + row + M) else { break };
                    let Ok(left) = <[f32; M]>::try_from(left) else { break };
                    sums = accumulate(simd, sums, left, right);
                }
            }
        }
        for (i, sums) in sums.iter().enumerate() {
            let start = (row + i) * self.stride + column;
            let (new, _) = S::as_mut_simd_f32s(&mut self.c[start..start + width]);
            new.copy_from_slice(sums);
        }
    }

    /// The columns that fill less than a vector.
    #[inline(always)]
    #[expect(clippy::needless_range_loop, reason = "as in `tile`")]
    fn edge<S: Simd, const M: usize>(&mut self, simd: S, row: usize, column: usize) {
        let n = self.n;
        let mut sums = [simd.splat_f32s(0.0); M];
        if self.add {
            for (i, sum) in sums.iter_mut().enumerate() {
                let start = (row + i) * self.stride;
                *sum = simd.partial_load_f32s(&self.c[start + column..start + n]);
            }
        }
        let k = self.k;
        let Right(b, stride) = self.b;
        match self.a {
            Left::Rows(a, lda) => {
                let rows: [&[f32]; M] =
                    std::array::from_fn(|i| &a[(row + i) * lda..(row + i) * lda + k]);
                for p in 0..k {
                    let Some(right) = b.get(p * stride + column..p * stride + n) else { break };
                    let right = simd.partial_load_f32s(right);
                    for i in 0..M {
                        sums[i] = simd.mul_add_f32s(simd.splat_f32s(rows[i][p]), right, sums[i]);
                    }
                }
            }
            Left::Columns(a, lda) => {
                for p in 0..k {
                    let Some(right) = b.get(p * stride + column..p * stride + n) else { break };
                    let Some(left) = a.get(p * lda + row..p * lda + row + M) else { break };
                    let right = simd.partial_load_f32s(right);
                    for i in 0..M {
                        sums[i] = simd.mul_add_f32s(simd.splat_f32s(left[i]), right, sums[i]);
                    }
                }
            }
        }
        for (i, sum) in sums.iter().enumerate() {
            let start = (row + i) * self.stride;
            simd.partial_store_f32s(&mut self.c[start + column..start + n], *sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(n: usize, seed: f32) -> Vec<f32> {
        (0..n).map(|i| (i as f32 * 0.37 + seed).sin()).collect()
    }

    #[test]
    fn product_equals_the_definition_for_all_shapes_and_strides() {
        for (m, n, k) in [
            (1, 1, 1),
            (3, 5, 7),
            (8, 48, 48),
            (13, 50, 12),
            (96, 12, 96),
            (9, 144, 48),
            (4, 96, 3),
            (5, 17, 0),
            (33, 700, 390),
            (515, 690, 385),
        ] {
            for add in [false, true] {
                for transposed in [false, true] {
                    let (lda, ldb, ldc) = (if transposed { m } else { k } + 2, n + 3, n + 1);
                    let a = numbers(lda * if transposed { k.max(1) } else { m }, 0.3);
                    let b = numbers(ldb * k.max(1), 1.7);
                    let mut c = numbers(ldc * m, 2.9);
                    let mut expected = c.clone();
                    for i in 0..m {
                        for j in 0..n {
                            let mut sum = if add { f64::from(expected[i * ldc + j]) } else { 0.0 };
                            for p in 0..k {
                                let left = if transposed { a[p * lda + i] } else { a[i * lda + p] };
                                sum += f64::from(left) * f64::from(b[p * ldb + j]);
                            }
                            expected[i * ldc + j] = sum as f32;
                        }
                    }
                    let left =
                        if transposed { Left::Columns(&a, lda) } else { Left::Rows(&a, lda) };
                    let result =
                        if add { Into::Add(&mut c, ldc) } else { Into::Overwrite(&mut c, ldc) };
                    gemm([m, n, k], left, Right(&b, ldb), result);
                    for (index, (c, expected)) in c.iter().zip(&expected).enumerate() {
                        assert!(
                            (c - expected).abs() < 1e-5,
                            "({m},{n},{k}) at {index}: {c} instead of {expected}"
                        );
                    }
                }
            }
        }
    }
}
