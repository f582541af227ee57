//! The three losses of pre-training (spec 4).

pub(crate) mod contrastive;
pub(crate) mod cut_paste;
pub(crate) mod grounding;
pub(crate) mod temporal;

use burn::tensor::Tensor;

/// Rows scaled to unit length; a row shorter than 1e-8 is divided by that.
///
/// # Shapes
/// - x, returns: `[..., d]`
pub(crate) fn unit<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let length = x.clone().square().sum_dim(D - 1).clamp_min(1e-16).sqrt();
    x / length
}

#[cfg(test)]
pub(crate) mod tests;
