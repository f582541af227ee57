//! In how many bits products are computed.

use burn::nn::Linear;
use burn::tensor::{FloatDType, Tensor};

use crate::choice::choice;

choice! {
    /// In how many bits the products inside the transformers are computed. Weights, sums,
    /// normalisations and softmax are always in 32.
    ///
    /// # Source
    /// "Mixed Precision Training" <https://arxiv.org/abs/1710.03740>; bfloat16 has the range of 32
    /// bits and needs no scaled loss.
    #[derive(Default)]
    pub(crate) enum Precision: "precision" {
        /// 32 bits.
        #[default]
        Full = "f32",
        /// 16 bits, 8 of them for the exponent.
        Brain = "bf16",
    }
}

impl Precision {
    /// Product of matrices.
    pub(crate) fn matmul<const D: usize>(self, a: Tensor<D>, b: Tensor<D>) -> Tensor<D> {
        match self {
            Self::Full => a.matmul(b),
            Self::Brain => {
                a.cast(FloatDType::BF16).matmul(b.cast(FloatDType::BF16)).cast(FloatDType::F32)
            }
        }
    }

    /// A linear map.
    pub(crate) fn linear<const D: usize>(self, map: &Linear, x: Tensor<D>) -> Tensor<D> {
        match self {
            Self::Full => map.forward(x),
            Self::Brain => {
                let product = self.matmul(x, map.weight.val().unsqueeze());
                map.bias.iter().fold(product, |sum, bias| sum + bias.val().unsqueeze())
            }
        }
    }
}
