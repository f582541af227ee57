//! Probes of groups and clip features that need no training.
//!
//! # Source
//! Spec 8.4. Pointing: the group nearest to a noun, and the tokens that the last grouping block
//! gave to it, against the noun's object. Blends: clips of cut-and-paste, told apart as in
//! training.

pub(crate) mod blend;
pub(crate) mod clip;
pub(crate) mod pointing;
pub(crate) mod view;

use serde::Serialize;

use crate::data::words::Words;
use crate::error::Error;
use crate::model::Model;
use blend::{Blends, Cutting};
use clip::Clip;
use pointing::{Pointing, Tally};
use view::views;

/// Clips that are held in memory and blended with each other.
const CHUNK: usize = 16;

/// All probes of one model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Probes {
    /// How many clips were looked at.
    pub clips: usize,
    /// None without grouping blocks, or if no noun has a mask.
    pub pointing: Option<Pointing>,
    /// Entropy of how often each group is used over the logarithm of their number, 0..1; none
    /// without grouping blocks.
    pub usage_entropy: Option<f64>,
    /// None with fewer than two clips.
    pub blends: Option<Blends>,
}

/// Probes a model on clips.
///
/// # Errors
/// If a clip cannot be read.
pub(crate) fn probes(
    model: &Model,
    words: &Words,
    mut clips: impl Iterator<Item = Result<Clip, Error>>,
    cutting: &Cutting,
) -> Result<Probes, Error> {
    let size = model.config.video.size;
    let mut tally = Tally::default();
    let mut usage = vec![0.0; model.config.video.group_tokens];
    let (mut seen, mut assigned, mut blended) = (0, false, Vec::new());
    loop {
        let chunk = clips.by_ref().take(CHUNK).collect::<Result<Vec<Clip>, Error>>()?;
        if chunk.is_empty() {
            break;
        }
        for (clip, view) in chunk.iter().zip(views(model, words, &chunk)) {
            let Some(assignment) = &view.assignment else { continue };
            assigned = true;
            usage.iter_mut().zip(assignment).for_each(|(sum, row)| *sum += row.iter().sum::<f64>());
            tally.add(clip, &view, &size);
        }
        if chunk.len() > 1 {
            blended.extend(blend::blend(model, &chunk, cutting, seen / CHUNK));
        }
        seen += chunk.len();
    }
    Ok(Probes {
        clips: seen,
        pointing: tally.finish(),
        usage_entropy: assigned.then(|| entropy(&usage)),
        blends: Blends::mean(&blended),
    })
}

/// Entropy of shares over the logarithm of their number; 0 for one share.
fn entropy(usage: &[f64]) -> f64 {
    let total: f64 = usage.iter().sum();
    let shares = usage.iter().map(|count| count / total).filter(|share| *share > 0.0);
    let entropy: f64 = shares.map(|share| -share * share.ln()).sum();
    if usage.len() > 1 { entropy / (usage.len() as f64).ln() } else { 0.0 }
}

/// Cosine of two vectors; one shorter than 1e-8 counts as that long.
pub(crate) fn cosine(a: &[f64], b: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    dot(a, b) / (dot(a, a).sqrt().max(1e-8) * dot(b, b).sqrt().max(1e-8))
}

#[cfg(test)]
mod tests;
