//! The block of G-TAD: convolutions along time and along the edges to similar positions.

use burn::module::Module;
use burn::tensor::activation::relu;
use burn::tensor::{Tensor, TensorData};

use super::convolution::{Convolution, Uniform};
use crate::evaluate::encode::numbers;

/// A residual block of two streams, one over neighbours in time and one over neighbours in the
/// space of features.
///
/// # Source
/// GCNeXt, "G-TAD: Sub-Graph Localization for Temporal Action Detection"
/// <https://arxiv.org/abs/1911.11462>, section 3.2; spec 6.4.
#[derive(Module, Debug)]
pub(super) struct Block {
    enter: Convolution,
    along_time: Convolution,
    leave: Convolution,
    enter_edge: Convolution,
    along_edge: Convolution,
    leave_edge: Convolution,
    neighbors: usize,
}

/// Sizes of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Width {
    /// Channels of positions.
    pub(super) channels: usize,
    /// Channels within the streams.
    pub(super) inner: usize,
    /// Groups of the inner channels.
    pub(super) groups: usize,
    /// Nearest positions of each, itself included.
    pub(super) neighbors: usize,
}

impl Block {
    pub(super) fn new(init: &Uniform, width: Width) -> Self {
        let Width { channels, inner, groups, neighbors } = width;
        Self {
            enter: init.convolution("enter", [channels, inner], 1, 1),
            along_time: init.convolution("along_time", [inner, inner], 3, groups),
            leave: init.convolution("leave", [inner, channels], 1, 1),
            enter_edge: init.convolution("enter_edge", [2 * channels, inner], 1, 1),
            along_edge: init.convolution("along_edge", [inner, inner], 1, groups),
            leave_edge: init.convolution("leave_edge", [inner, channels], 1, 1),
            neighbors,
        }
    }

    /// # Shapes
    /// - x: `[b, t, c]`
    /// - returns: `[b, t, c]`
    pub(super) fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let time = relu(self.along_time.forward(relu(self.enter.forward(x.clone()))));
        relu(x.clone() + self.leave.forward(time) + self.along_edges(x))
    }

    /// The stream over similar positions; the largest of the neighbours counts, channel by channel.
    fn along_edges(&self, x: Tensor<3>) -> Tensor<3> {
        let graph = Graph::new(x.clone(), self.neighbors);
        let edges = Tensor::cat(vec![graph.gather(x.clone()), x.repeat_dim(1, graph.k)], 2);
        let edges = relu(self.enter_edge.forward(edges));
        let edges = self.leave_edge.forward(relu(self.along_edge.forward(edges)));
        let rank = |k: usize| edges.clone().narrow(1, k * graph.t, graph.t);
        (1..graph.k).fold(rank(0), |largest, k| largest.max_pair(rank(k)))
    }
}

/// For each position the positions nearest to it, the position itself among them.
pub(super) struct Graph {
    /// `[b, k, t]`
    nearest: Vec<usize>,
    b: usize,
    k: usize,
    t: usize,
}

impl Graph {
    /// Nearest by Euclidean distance, of equal ones the earlier; no more than there are.
    pub(super) fn new(x: Tensor<3>, k: usize) -> Self {
        let x = x.detach();
        let [b, t, _] = x.dims();
        let k = k.min(t);
        let products: Vec<f32> = numbers(x.clone().matmul(x.swap_dims(1, 2)));
        let mut nearest = vec![0; b * k * t];
        for (product, nearest) in products.chunks_exact(t * t).zip(nearest.chunks_exact_mut(k * t))
        {
            for i in 0..t {
                // the square of i itself is the same for all
                let mut far: Vec<f32> =
                    (0..t).map(|j| product[j * t + j] - 2.0 * product[i * t + j]).collect();
                for rank in 0..k {
                    let best = (0..t).fold(0, |best, j| if far[j] < far[best] { j } else { best });
                    nearest[rank * t + i] = best;
                    far[best] = f32::INFINITY;
                }
            }
        }
        Self { nearest, b, k, t }
    }

    /// The neighbours of each position, `[b, k * t, c]`: all nearest ones first, then all second
    /// nearest.
    fn gather(&self, x: Tensor<3>) -> Tensor<3> {
        let mut selection = vec![0.0; self.b * self.k * self.t * self.t];
        for (row, &from) in self.nearest.iter().enumerate() {
            selection[row * self.t + from] = 1.0;
        }
        self.product(selection, self.k * self.t, x)
    }

    /// The mean of each position's neighbours, `[b, t, c]`.
    pub(super) fn mean(&self, x: Tensor<3>) -> Tensor<3> {
        let mut selection = vec![0.0; self.b * self.t * self.t];
        for (index, &from) in self.nearest.iter().enumerate() {
            let (video, position) = (index / (self.k * self.t), index % self.t);
            selection[(video * self.t + position) * self.t + from] += 1.0 / self.k as f32;
        }
        self.product(selection, self.t, x)
    }

    fn product(&self, selection: Vec<f32>, rows: usize, x: Tensor<3>) -> Tensor<3> {
        let selection = TensorData::new(selection, [self.b, rows, self.t]);
        Tensor::<3>::from_data(selection, &x.device()).matmul(x)
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::evaluate::gtad::tests::{close, rows, tensor};

    fn nearest(x: &[Vec<f64>], i: usize, k: usize) -> Vec<usize> {
        let far = |j: usize| x[i].iter().zip(&x[j]).map(|(a, b)| (a - b).powi(2)).sum::<f64>();
        let mut order: Vec<usize> = (0..x.len()).collect();
        order.sort_by(|a, b| far(*a).total_cmp(&far(*b)));
        order.truncate(k);
        order
    }

    fn positive(x: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
        x.into_iter().map(|row| row.into_iter().map(|x| x.max(0.0)).collect()).collect()
    }

    /// Position by position and edge by edge.
    fn literal(block: &Block, x: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let time = positive(block.along_time.literal(&positive(block.enter.literal(x))));
        let mut y = block.leave.literal(&time);
        for (i, y) in y.iter_mut().enumerate() {
            let mut largest = vec![f64::NEG_INFINITY; y.len()];
            for j in nearest(x, i, block.neighbors) {
                let one = |convolution: &Convolution, row: &Vec<f64>| {
                    convolution.literal(std::slice::from_ref(row))
                };
                let edge = positive(one(&block.enter_edge, &[&x[j][..], &x[i][..]].concat()));
                let edge =
                    block.leave_edge.literal(&positive(block.along_edge.literal(&edge))).remove(0);
                largest
                    .iter_mut()
                    .zip(edge)
                    .for_each(|(largest, edge)| *largest = largest.max(edge));
            }
            y.iter_mut()
                .zip(&x[i])
                .zip(largest)
                .for_each(|((y, x), edge)| *y = (*y + x + edge).max(0.0));
        }
        y
    }

    #[test]
    fn block_equals_a_literal_loop() {
        let device = Device::flex();
        for (t, neighbors) in [(7, 3), (5, 1), (2, 3), (1, 3)] {
            let init = Uniform::new(11, &device);
            let block = Block::new(&init, Width { channels: 6, inner: 4, groups: 2, neighbors });
            let videos = [rows(t, 6, 1), rows(t, 6, 2)];
            let y = block.forward(tensor(&videos, &device));
            for (index, x) in videos.iter().enumerate() {
                close(&y.clone().narrow(0, index, 1), &literal(&block, x));
            }
        }
    }

    #[test]
    fn mean_is_that_of_the_nearest() {
        let x = rows(6, 3, 4);
        let batch = tensor(&[rows(6, 3, 9), x.clone()], &Device::flex());
        let mean = |i: usize| {
            let chosen = nearest(&x, i, 3);
            (0..3).map(|c| chosen.iter().map(|&j| x[j][c]).sum::<f64>() / 3.0).collect()
        };
        let expected: Vec<Vec<f64>> = (0..6).map(mean).collect();
        close(&Graph::new(batch.clone(), 3).mean(batch).narrow(0, 1, 1), &expected);
    }

    #[test]
    fn of_equal_positions_the_earlier_are_nearer() {
        let graph = Graph::new(tensor(&[vec![vec![1.0]; 4]], &Device::flex()), 3);
        assert_eq!(graph.nearest, [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
    }
}
