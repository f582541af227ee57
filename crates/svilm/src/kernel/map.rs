//! Maps that treat every row alike, linear ones and the normalisation, forward and backward.
//! Gradients of weights are summed over a fixed number of groups of rows, so no result depends on
//! the threads.

use rayon::prelude::*;

use super::branch::GROUPS;
use super::gemm::{Into, Left, Right, gemm};
use super::rows;
use super::scratch::Scratch;

/// Rows that one thread takes at a time in the forward pass.
const BLOCK: usize = 64;

/// A function of each row, given a weight and a bias.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Map {
    /// `x weight + bias`; the weight is `[width of x, width of y]`.
    Linear,
    /// To mean 0 and variance 1, then times the weight plus the bias.
    Normalize { epsilon: f32 },
}

/// A map with what it is applied to.
#[derive(Clone, Copy)]
pub(crate) struct Applied<'a> {
    pub map: Map,
    /// `[rows, width of x]`
    pub x: &'a [f32],
    pub weight: &'a [f32],
    /// `[width of y]`
    pub bias: &'a [f32],
}

impl Applied<'_> {
    /// Widths of x and of y.
    fn widths(&self) -> (usize, usize) {
        let wide = self.bias.len();
        match self.map {
            Map::Linear => (self.weight.len() / wide, wide),
            Map::Normalize { .. } => (wide, wide),
        }
    }

    /// # Shapes
    /// - y: `[rows, width of y]`
    pub(crate) fn forward(&self, y: &mut [f32]) {
        let (narrow, wide) = self.widths();
        y.par_chunks_mut(BLOCK * wide).zip(self.x.par_chunks(BLOCK * narrow)).for_each(|(y, x)| {
            match self.map {
                Map::Normalize { epsilon } => {
                    rows::layer_norm(x, self.weight, self.bias, epsilon, y)
                }
                Map::Linear => {
                    rows::fill_rows(self.bias, y);
                    let size = [y.len() / wide, wide, narrow];
                    gemm(size, Left::Rows(x, narrow), Right(self.weight, wide), Into::Add(y, wide));
                }
            }
        });
    }

    /// Gradients from that of y; `dx`, zeros before, may be empty if it is not needed.
    pub(crate) fn backward(
        &self,
        dy: &[f32],
        dx: &mut [f32],
        dweight: &mut [f32],
        dbias: &mut [f32],
    ) {
        let (narrow, wide) = self.widths();
        let group = (dy.len() / wide).div_ceil(GROUPS).max(1);
        let needed = self.map == Map::Linear && !dx.is_empty();
        let mut turned = Scratch::new(if needed { self.weight.len() } else { 0 });
        if needed {
            rows::transpose(self.weight, narrow, wide, wide, &mut turned);
        }
        let mut dx: Vec<&mut [f32]> = dx.chunks_mut(group * narrow).collect();
        dx.resize_with(dy.len().div_ceil(group * wide), || &mut []);
        let (weights, total) = (self.weight.len(), self.weight.len() + wide);
        let mut sums = Scratch::zeros(GROUPS * total);
        let parts = dy.par_chunks(group * wide).zip(self.x.par_chunks(group * narrow)).zip(dx);
        parts.zip(sums.par_chunks_mut(total)).for_each(|(((dy, x), dx), sum)| {
            let (of_weight, of_bias) = sum.split_at_mut(weights);
            self.part(&turned, x, dy, dx, of_weight, of_bias);
        });
        for sum in sums.chunks(total) {
            let (of_weight, of_bias) = sum.split_at(weights);
            rows::add(of_weight, dweight);
            rows::add(of_bias, dbias);
        }
    }

    fn part(
        &self,
        turned: &[f32],
        x: &[f32],
        dy: &[f32],
        dx: &mut [f32],
        dweight: &mut [f32],
        dbias: &mut [f32],
    ) {
        let (narrow, wide) = self.widths();
        let rows = dy.len() / wide;
        match self.map {
            Map::Normalize { epsilon } => {
                let mut unwanted = Scratch::new(if dx.is_empty() { x.len() } else { 0 });
                let dx = if dx.is_empty() { &mut *unwanted } else { dx };
                rows::layer_norm_backward(x, self.weight, epsilon, dy, dx, dweight, dbias)
            }
            Map::Linear => {
                rows::add_rows(dy, dbias);
                let size = [narrow, wide, rows];
                gemm(size, Left::Columns(x, narrow), Right(dy, wide), Into::Add(dweight, wide));
                if !dx.is_empty() {
                    let size = [rows, narrow, wide];
                    let into = Into::Overwrite(dx, narrow);
                    gemm(size, Left::Rows(dy, wide), Right(turned, narrow), into);
                }
            }
        }
    }
}
