//! The spatial grounding loss: each noun finds its groups.

use burn::tensor::activation::softmax;
use burn::tensor::{Int, Tensor, TensorData};

use super::unit;
use crate::choice::choice;

/// The nouns of a batch of captions. A prompt that several captions share is encoded once.
#[derive(Clone, Debug)]
pub(crate) struct Nouns {
    /// For each caption its slots, each the number of a prompt.
    pub slots: Vec<Vec<usize>>,
    /// How many prompts there are.
    pub prompts: usize,
}

choice! {
    /// How the nouns of a caption are put together.
    pub(crate) enum Pooling: "noun_pooling" {
        /// Their similarities are averaged; a caption is one candidate.
        Mean = "mean",
        /// Each is a candidate of its own.
        Separate = "separate",
    }
}

/// Grounded similarity of videos and prompts.
///
/// # Shapes
/// - groups: `[b, g, e]`
/// - prompts: `[u, e]`
/// - returns: `[b, u]`
///
/// # Source
/// S-ViLM eq. 3; spec 4.3: the similarity of a noun to a video's groups, weighted by its own
/// softmax over them.
pub(crate) fn grounded(groups: Tensor<3>, prompts: Tensor<2>, temperature: f64) -> Tensor<2> {
    let [b, g, e] = groups.dims();
    let u = prompts.dims()[0];
    let similarity =
        unit(groups).reshape([b * g, e]).matmul(unit(prompts).transpose()).reshape([b, g, u]);
    let weights = softmax(similarity.clone() / temperature, 1);
    (weights * similarity).sum_dim(1).squeeze_dim(1)
}

impl Nouns {
    /// Similarities of videos to the captions' nouns, and the targets in the same form.
    ///
    /// # Shapes
    /// - grounded: `[b, u]`, from [`grounded`]
    /// - targets: `[b, c]` over captions
    /// - returns: twice `[b, candidates]`
    ///
    /// A caption without nouns is no candidate and its column is dropped; a row that loses weight
    /// by that keeps the rest.
    pub(crate) fn candidates(
        &self,
        grounded: Tensor<2>,
        targets: Tensor<2>,
        pooling: Pooling,
    ) -> (Tensor<2>, Tensor<2>) {
        // a candidate is a weighted mean of prompts, and takes a share of the target of its caption
        let mut mixture: Vec<Vec<(usize, f32)>> = Vec::new();
        let mut origin: Vec<(usize, f32)> = Vec::new();
        for (caption, slots) in self.slots.iter().enumerate().filter(|(_, slots)| !slots.is_empty())
        {
            let share = 1.0 / slots.len() as f32;
            match pooling {
                Pooling::Mean => {
                    mixture.push(slots.iter().map(|&prompt| (prompt, share)).collect());
                    origin.push((caption, 1.0));
                }
                Pooling::Separate => {
                    mixture.extend(slots.iter().map(|&prompt| vec![(prompt, 1.0)]));
                    origin.extend(slots.iter().map(|_| (caption, share)));
                }
            }
        }
        let (n, device) = (mixture.len(), grounded.device());
        let mut mix = vec![0.0; self.prompts * n];
        for (candidate, parts) in mixture.iter().enumerate() {
            for &(prompt, share) in parts {
                mix[prompt * n + candidate] += share;
            }
        }
        let mix = Tensor::<2>::from_data(TensorData::new(mix, [self.prompts, n]), &device);
        let captions: Vec<i64> = origin.iter().map(|&(caption, _)| caption as i64).collect();
        let captions = Tensor::<1, Int>::from_data(TensorData::new(captions, [n]), &device);
        let shares: Vec<f32> = origin.iter().map(|&(_, share)| share).collect();
        let shares = Tensor::<2>::from_data(TensorData::new(shares, [1, n]), &device);
        (grounded.matmul(mix), targets.select(1, captions) * shares)
    }
}
