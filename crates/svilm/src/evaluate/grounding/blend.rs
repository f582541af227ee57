//! Clips of two scenes: are their temporal positions told apart?

use burn::tensor::{Tensor, TensorData};
use serde::Serialize;

use super::clip::Clip;
use super::cosine;
use crate::evaluate::action::mean;
use crate::evaluate::encode;
use crate::loss::cut_paste::{Cut, CutPaste, Partner};
use crate::loss::temporal::{Temporal, agreement};
use crate::model::Model;
use crate::random::Random;
use crate::world::DATA_SEED;

/// How clips are blended and their positions assigned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cutting {
    pub cut: Cut,
    pub partner: Partner,
    pub temporal: Temporal,
}

/// A blended clip as the model sees it.
#[derive(Clone, Debug)]
pub(crate) struct Blend {
    /// Numbers of the clips that the foreground and the background come from.
    pub sources: [usize; 2],
    /// Whether a temporal position is foreground, `[t]`.
    pub mask: Vec<bool>,
    /// Probability of that by the assignment of the temporal loss, `[t]`.
    pub assigned: Vec<f64>,
    /// Features of the temporal positions, `[t][d]`.
    pub features: Vec<Vec<f64>>,
}

/// Measures over blended clips.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Blends {
    /// How many blended clips.
    pub clips: usize,
    /// Percentage of temporal positions that the temporal loss assigns rightly. Their centers hold
    /// the very position that is assigned, so that features without any meaning get nearly
    /// everything right.
    pub foreground: f64,
    /// Accuracy of answering "foreground" for every position.
    pub foreground_majority: f64,
    /// The same with centers that leave out the position that is assigned, over the positions that
    /// do not stand alone; without skill 50.
    pub held_out: f64,
    /// Mean absolute cosine of two temporal positions of a clip that come from the same scene.
    pub within: f64,
    /// The same for two from different scenes.
    pub across: f64,
    /// The mean cosine itself: an absolute value hides that positions are apart when they are
    /// opposite.
    pub within_signed: f64,
    /// The same for two from different scenes.
    pub across_signed: f64,
}

impl Cutting {
    /// As in training. Where that has no cut-and-paste, its default, so that every model is
    /// measured on the same clips.
    pub(crate) fn new(cut: Cut, partner: Partner, temporal: Temporal) -> Self {
        let cut = match cut {
            Cut::Literal => Cut::Literal,
            Cut::HalfOpen | Cut::Off => Cut::HalfOpen,
        };
        Self { cut, partner, temporal }
    }
}

/// Blends clips with each other; the same in every run, whatever its seed.
///
/// # Panics
/// If there are fewer than two clips.
pub(crate) fn blend(model: &Model, clips: &[Clip], cutting: &Cutting, chunk: usize) -> Vec<Blend> {
    let size = model.config.video.size;
    let (b, t) = (clips.len(), size.positions());
    let random = Random::stream(DATA_SEED, "blended test", chunk as u64);
    let drawn = CutPaste::draw(&random, b, t, cutting.cut, cutting.partner);
    let pixels: Vec<f32> = clips.iter().flat_map(|clip| clip.tubelets(&size)).collect();
    let pixels = drawn.blend(&pixels);
    let tubelets: Vec<_> =
        pixels.chunks(size.tokens() * size.tubelet()).map(<[f32]>::to_vec).collect();
    let features =
        encode::clips(model, &tubelets, |encoded| model.position_features(encoded.tokens)); // [b, t, d]
    let d = features.dims()[2];
    let mask = Tensor::from_data(TensorData::new(drawn.mask.concat(), [b, t]), &features.device());
    let assigned = cutting.temporal.loss(features.clone(), mask, &model.foreground).foreground;
    let rows = features.reshape([b, t * d]);
    let each = encode::rows(rows).into_iter().zip(encode::rows(assigned)).enumerate();
    each.map(|(index, (row, assigned))| Blend {
        sources: [chunk * super::CHUNK + index, chunk * super::CHUNK + drawn.partner[index]],
        mask: drawn.mask[index].iter().map(|&value| value > 0.5).collect(),
        assigned,
        features: row.chunks(d).map(<[f64]>::to_vec).collect(),
    })
    .collect()
}

impl Blends {
    /// The means; none without blends.
    pub(crate) fn mean(blends: &[Blend]) -> Option<Self> {
        let [mut right, mut foreground, mut held_out] = [const { Vec::new() }; 3];
        let [mut within, mut across, mut within_signed, mut across_signed] =
            [const { Vec::new() }; 4];
        for blend in blends {
            let features = &blend.features;
            for (j, &own) in blend.mask.iter().enumerate() {
                right.push(100.0 * agreement(blend.assigned[j], own));
                foreground.push(if own { 100.0 } else { 0.0 });
                for k in 0..j {
                    let [size, signed] = if blend.mask[k] == own {
                        [&mut within, &mut within_signed]
                    } else {
                        [&mut across, &mut across_signed]
                    };
                    let cosine = cosine(&features[j], &features[k]);
                    size.push(cosine.abs());
                    signed.push(cosine);
                }
                let center = |class: bool| {
                    let others = (0..features.len()).filter(|&k| k != j && blend.mask[k] == class);
                    sum(others.map(|k| features[k].as_slice()))
                };
                if let (Some(same), Some(other)) = (center(own), center(!own)) {
                    let lead = cosine(&features[j], &same) - cosine(&features[j], &other);
                    held_out.push(if lead == 0.0 { 50.0 } else { 100.0 * f64::from(lead > 0.0) });
                }
            }
        }
        (!blends.is_empty()).then(|| Self {
            clips: blends.len(),
            foreground: mean(&right),
            foreground_majority: mean(&foreground),
            held_out: mean(&held_out),
            within: mean(&within),
            across: mean(&across),
            within_signed: mean(&within_signed),
            across_signed: mean(&across_signed),
        })
    }
}

/// Sum of vectors, which has the direction of their mean; none of none.
fn sum<'a>(vectors: impl Iterator<Item = &'a [f64]>) -> Option<Vec<f64>> {
    vectors.map(<[f64]>::to_vec).reduce(|mut sum, vector| {
        sum.iter_mut().zip(vector).for_each(|(sum, value)| *sum += value);
        sum
    })
}
