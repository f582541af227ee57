//! Clips and texts through a frozen model, in chunks of bounded memory.

use burn::tensor::{Element, Tensor, TensorData};

use crate::data::video::Video;
use crate::data::view::View;
use crate::data::words::Words;
use crate::error::Error;
use crate::model::Model;
use crate::model::text::Texts;
use crate::model::video::Encoded;

/// Numbers that a chunk of clips or texts holds at most, times the width: 64 clips of the smallest
/// size.
const CHUNK: usize = 64 * 64 * 48;

/// Runs a function on the encodings of views of videos, chunk by chunk, and joins what it returns
/// along the first axis.
///
/// # Errors
/// If a video cannot be read.
pub(crate) fn views<const D: usize>(
    model: &Model,
    views: &[(&Video, View)],
    f: impl Fn(Encoded) -> Tensor<D>,
) -> Result<Tensor<D>, Error> {
    let parts = views.chunks(chunk(model)).map(|views| Ok(f(encoded(model, views)?)));
    Ok(Tensor::cat(parts.collect::<Result<Vec<_>, Error>>()?, 0))
}

/// How many clips are encoded at once.
fn chunk(model: &Model) -> usize {
    let size = model.config.video.size;
    (CHUNK / (size.tokens() * size.width)).clamp(1, 64)
}

/// The same for clips that are at hand, each `[s, tubelet]`.
pub(crate) fn clips<const D: usize>(
    model: &Model,
    clips: &[Vec<f32>],
    f: impl Fn(Encoded) -> Tensor<D>,
) -> Tensor<D> {
    Tensor::cat(clips.chunks(chunk(model)).map(|clips| f(forward(model, clips))).collect(), 0)
}

fn forward(model: &Model, clips: &[Vec<f32>]) -> Encoded {
    let size = model.config.video.size;
    let shape = [clips.len(), size.tokens(), size.tubelet()];
    let tubelets = Tensor::from_data(TensorData::new(clips.concat(), shape), &model.device());
    model.video.forward(tubelets, Vec::new())
}

fn encoded(model: &Model, views: &[(&Video, View)]) -> Result<Encoded, Error> {
    let size = &model.config.video.size;
    let clips = views.iter().map(|(video, view)| video.clip(*view, size));
    Ok(forward(model, &clips.collect::<Result<Vec<_>, Error>>()?))
}

/// Runs a function on the encodings of whole videos.
///
/// # Errors
/// If a video cannot be read.
pub(crate) fn videos<const D: usize>(
    model: &Model,
    videos: &[Video],
    f: impl Fn(Encoded) -> Tensor<D>,
) -> Result<Tensor<D>, Error> {
    views(model, &videos.iter().map(|video| (video, View::Whole)).collect::<Vec<_>>(), f)
}

/// Features of sentences in the joint space, `[n, e]`.
pub(crate) fn texts<'a>(
    model: &Model,
    words: &Words,
    texts: impl IntoIterator<Item = &'a str>,
) -> Tensor<2> {
    let tokens: Vec<_> = texts.into_iter().map(|text| words.tokens(text)).collect();
    Tensor::cat(tokens.chunks(64).map(|chunk| model.text_feature(&Texts::new(chunk))).collect(), 0)
}

/// The rows of a matrix.
pub(crate) fn rows(matrix: Tensor<2>) -> Vec<Vec<f64>> {
    let columns = matrix.dims()[1];
    numbers::<_, f64>(matrix).chunks(columns).map(<[f64]>::to_vec).collect()
}

/// The numbers of a tensor.
pub(crate) fn numbers<const D: usize, E: Element>(tensor: Tensor<D>) -> Vec<E> {
    tensor.into_data_as::<E>().try_into_vec().expect("invariant: just converted")
}

/// A view of each video through a model that is being trained.
///
/// # Errors
/// If a video cannot be read.
pub(crate) fn training_views(
    model: &Model,
    videos: &[&Video],
    view: View,
) -> Result<Encoded, Error> {
    encoded(model, &videos.iter().map(|&video| (video, view)).collect::<Vec<_>>())
}
