//! Whether the group that answers to a noun lies on the noun's object.

use serde::{Deserialize, Serialize};

use super::clip::Clip;
use super::view::View;
use crate::model::size::Size;

/// Weight below which a group counts as empty.
const EMPTY: f64 = 1e-6;

/// How well groups point, in percent, over all nouns with a mask.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Pointing {
    /// Nouns with a mask.
    pub nouns: usize,
    /// Nouns whose group has at least half of its weight on the object, dilated by one patch.
    pub accuracy: f64,
    /// Accuracy of a random group among those with tokens: the expectation, not a draw.
    pub accuracy_chance: f64,
    /// The same if it is drawn from all groups; one without tokens is wrong.
    pub accuracy_chance_all: f64,
    /// The same as `accuracy` for the group that answers to another object's noun in the same clip;
    /// none without such clips. Where it is no lower, groups find objects, but not the ones that
    /// the nouns name.
    pub accuracy_swapped: Option<f64>,
    /// `accuracy` over the same nouns as `accuracy_swapped`.
    pub accuracy_paired: Option<f64>,
    /// Nouns whose group has no token, which counts as wrong.
    pub empty: f64,
    /// The same as `accuracy` if only groups with tokens may answer; `accuracy_chance` is its
    /// chance.
    pub accuracy_occupied: f64,
    /// Intersection over union of object and group, for the group that answers.
    pub iou: f64,
    /// The same for the best group.
    pub best_iou: f64,
    /// The same for a random group with tokens, as an expectation.
    pub iou_chance: f64,
}

/// How much of one group lies on one object.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Hit {
    /// Share of its weight on the object, dilated by one patch; none if it has no tokens.
    pub inside: Option<f64>,
    /// Intersection over union with the object itself.
    pub iou: f64,
}

impl Hit {
    /// Whether this counts as pointing at the object.
    pub(crate) fn is_correct(self) -> bool {
        self.inside.is_some_and(|share| share >= 0.5)
    }
}

/// Every group against one object.
///
/// # Shapes
/// - assignment: `[g][s]`
/// - mask: `[frames, rows, columns]`
///
/// # Source
/// Spec 8.4. A token covers the pixels of its tubelet; the mask is dilated within each frame, by as
/// many pixels as a patch has, in all eight directions and not around the edge.
pub(crate) fn hits(assignment: &[Vec<f64>], mask: &[bool], size: &Size) -> Vec<Hit> {
    let near = cover(&dilate(mask, size.resolution, size.tubelet_pixels), size);
    let exact = cover(mask, size);
    let object: f64 = exact.iter().sum();
    let hit = |weights: &Vec<f64>| {
        let on = |cover: &[f64]| {
            weights.iter().zip(cover).map(|(weight, share)| weight * share).sum::<f64>()
        };
        let weight: f64 = weights.iter().sum();
        if weight <= EMPTY {
            return Hit { inside: None, iou: 0.0 };
        }
        let shared = on(&exact);
        Hit { inside: Some(on(&near) / weight), iou: shared / (weight + object - shared) }
    };
    assignment.iter().map(hit).collect()
}

/// The share of each token's pixels that a mask covers, `[s]`.
fn cover(mask: &[bool], size: &Size) -> Vec<f64> {
    let (resolution, pixels) = (size.resolution, size.tubelet_pixels);
    let across = resolution / pixels;
    let mut cover = vec![0.0; size.tokens()];
    for (index, _) in mask.iter().enumerate().filter(|(_, covered)| **covered) {
        let (row, column) = (index / resolution % resolution, index % resolution);
        let position = index / (resolution * resolution) / size.tubelet_frames;
        cover[(position * across + row / pixels) * across + column / pixels] += 1.0;
    }
    let all = (size.tubelet_frames * pixels * pixels) as f64;
    cover.iter_mut().for_each(|count| *count /= all);
    cover
}

/// A mask grown by a square of this radius, within each frame.
fn dilate(mask: &[bool], resolution: usize, radius: usize) -> Vec<bool> {
    let grow = |mask: &[bool], stride: usize| {
        let mut grown = vec![false; mask.len()];
        for (index, _) in mask.iter().enumerate().filter(|(_, covered)| **covered) {
            let place = index / stride % resolution;
            let line = index - place * stride;
            for near in place.saturating_sub(radius)..=(place + radius).min(resolution - 1) {
                grown[line + near * stride] = true;
            }
        }
        grown
    };
    grow(&grow(mask, 1), resolution)
}

/// Sums over the nouns seen so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    nouns: f64,
    correct: f64,
    random: f64,
    random_all: f64,
    paired: f64,
    paired_correct: f64,
    swapped: f64,
    empty: f64,
    occupied: f64,
    iou: f64,
    best: f64,
    random_iou: f64,
}

impl Tally {
    /// Adds the nouns of a clip that have a mask in which anything is seen.
    pub(crate) fn add(&mut self, clip: &Clip, view: &View, size: &Size) {
        let Some(assignment) = &view.assignment else { return };
        let masks = clip.nouns.iter().map(|noun| noun.mask.as_ref()).enumerate();
        let masks = masks.filter_map(|(noun, mask)| Some((noun, mask?)));
        let masks: Vec<_> = masks.filter(|(_, mask)| mask.contains(&true)).collect();
        for &(noun, mask) in &masks {
            let hits = hits(assignment, mask, size);
            // groups that tie answer with equal probability
            let mean = |groups: Vec<usize>, value: &dyn Fn(Hit) -> f64| {
                let sum: f64 = groups.iter().map(|&group| value(hits[group])).sum();
                sum / groups.len().max(1) as f64
            };
            let is_correct = |hit: Hit| one_if(hit.is_correct());
            let all = |_: usize| true;
            let correct = mean(view.answers(noun, all), &is_correct);
            self.nouns += 1.0;
            self.correct += correct;
            self.empty += mean(view.answers(noun, all), &|hit| one_if(hit.inside.is_none()));
            let occupied = view.answers(noun, |group| hits[group].inside.is_some());
            self.occupied += mean(occupied, &is_correct);
            self.iou += mean(view.answers(noun, all), &|hit| hit.iou);
            self.best += hits.iter().map(|hit| hit.iou).fold(0.0, f64::max);
            let occupied = hits.iter().filter(|hit| hit.inside.is_some()).count() as f64;
            let right: f64 = hits.iter().map(|hit| one_if(hit.is_correct())).sum();
            self.random += right / occupied;
            self.random_all += right / hits.len() as f64;
            self.random_iou += hits.iter().map(|hit| hit.iou).sum::<f64>() / occupied;
            let others = masks.iter().filter(|(other, _)| *other != noun);
            let wrong: f64 =
                others.map(|&(other, _)| mean(view.answers(other, all), &is_correct)).sum();
            if masks.len() > 1 {
                self.paired += 1.0;
                self.paired_correct += correct;
                self.swapped += wrong / (masks.len() - 1) as f64;
            }
        }
    }

    /// The means, in percent; none if there was no noun.
    pub(crate) fn finish(&self) -> Option<Pointing> {
        let percent = |sum: f64| 100.0 * sum / self.nouns;
        let paired = |sum: f64| (self.paired > 0.0).then(|| 100.0 * sum / self.paired);
        (self.nouns > 0.0).then(|| Pointing {
            nouns: self.nouns as usize,
            accuracy: percent(self.correct),
            accuracy_chance: percent(self.random),
            accuracy_chance_all: percent(self.random_all),
            accuracy_swapped: paired(self.swapped),
            accuracy_paired: paired(self.paired_correct),
            empty: percent(self.empty),
            accuracy_occupied: percent(self.occupied),
            iou: percent(self.iou),
            best_iou: percent(self.best),
            iou_chance: percent(self.random_iou),
        })
    }
}

fn one_if(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}
