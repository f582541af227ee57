//! Clips and texts through a frozen model, in chunks of bounded memory.

use burn::tensor::{Tensor, TensorData};

use crate::model::Model;
use crate::model::text::Texts;
use crate::model::video::Encoded;

/// Clips that are encoded at once.
const CHUNK: usize = 64;

/// Runs a function on the encodings of clips, chunk by chunk, and joins what it returns along the first axis.
///
/// # Shapes
/// - clips: each `[s, tubelet]`
pub(crate) fn clips<const D: usize>(
    model: &Model,
    clips: impl ExactSizeIterator<Item = Vec<f32>>,
    f: impl Fn(Encoded) -> Tensor<D>,
) -> Tensor<D> {
    let size = model.config.video.size;
    let device = model.project_video.weight.device();
    let mut clips = clips;
    let mut parts = Vec::new();
    while clips.len() > 0 {
        let chunk: Vec<Vec<f32>> = clips.by_ref().take(CHUNK).collect();
        let shape = [chunk.len(), size.tokens(), size.tubelet()];
        let tubelets = Tensor::from_data(TensorData::new(chunk.concat(), shape), &device);
        parts.push(f(model.video.forward(tubelets, Vec::new())));
    }
    Tensor::cat(parts, 0)
}

/// Features of texts in the joint space, `[n, e]`.
pub(crate) fn texts(model: &Model, texts: &[Vec<usize>]) -> Tensor<2> {
    Tensor::cat(texts.chunks(CHUNK).map(|chunk| model.text_feature(&Texts::new(chunk))).collect(), 0)
}

/// The rows of a matrix.
pub(crate) fn rows(matrix: Tensor<2>) -> Vec<Vec<f64>> {
    let columns = matrix.dims()[1];
    let numbers: Vec<f64> = matrix.into_data_as::<f64>().try_into_vec().expect("invariant: just converted");
    numbers.chunks(columns).map(<[f64]>::to_vec).collect()
}
