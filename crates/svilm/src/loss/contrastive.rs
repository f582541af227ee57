//! Cross-entropy between soft targets and similarities of a batch, in both directions.

use burn::tensor::Tensor;
use burn::tensor::activation::log_softmax;

use super::unit;
use crate::choice::choice;

choice! {
    /// How the two directions are joined.
    pub(crate) enum Directions: "directions" {
        Mean = "mean",
        Sum = "sum",
    }
}

/// Similarities divided by the temperature against targets; video-to-text, text-to-video, and both
/// joined.
///
/// # Shapes
/// - scores: `[b, c]`, similarities of videos and texts over the temperature
/// - targets: `[b, c]`, rows sum to 1
/// - returns: three times `[1]`
///
/// # Source
/// S-ViLM eq. 4 to 7; spec 4.3 and 4.4.
pub(crate) fn cross_entropy(
    scores: Tensor<2>,
    targets: Tensor<2>,
    directions: Directions,
) -> [Tensor<1>; 3] {
    let b = scores.dims()[0] as f64;
    let video_to_text = -(targets.clone() * log_softmax(scores.clone(), 1)).sum() / b;
    let text_to_video = -(targets * log_softmax(scores, 0)).sum() / b;
    let sum = video_to_text.clone() + text_to_video.clone();
    let joined = match directions {
        Directions::Mean => sum / 2.0,
        Directions::Sum => sum,
    };
    [joined, video_to_text, text_to_video]
}

/// Cosines of every video with every text.
///
/// # Shapes
/// - video: `[b, e]`
/// - text: `[c, e]`
/// - returns: `[b, c]`
pub(crate) fn cosines(video: Tensor<2>, text: Tensor<2>) -> Tensor<2> {
    unit(video).matmul(unit(text).transpose())
}
