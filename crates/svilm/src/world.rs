//! The video-text world that the program makes itself: moving shapes and sentences about them (spec
//! 8.3).
//!
//! Everything follows from numbers: item `i` of a set is the same on every machine and in every
//! run, whatever the run's seed. The seed of a run moves only the weights, the order of the items
//! and the noise.

pub(crate) mod action;
pub(crate) mod localization;
pub(crate) mod question;
pub(crate) mod raster;
pub(crate) mod sampling;
pub(crate) mod scene;
pub(crate) mod words;

use std::collections::HashSet;

use crate::random::Random;
use scene::Scene;

/// Videos for pre-training.
pub(crate) const TRAINING_VIDEOS: usize = 20_000;
/// Seed of all data.
pub(crate) const DATA_SEED: u64 = 0;

/// Item `index` of the videos for pre-training. Items 2k and 2k + 1 are twins: the same objects
/// before the same background, at other places and in other motion, so that a batch that holds both
/// cannot be told apart by looks alone.
pub(crate) fn training_scene(index: usize) -> Scene {
    let mut random = Random::stream(DATA_SEED, "pre-training", (index / 2) as u64);
    let scene = Scene::draw(&mut random);
    if index.is_multiple_of(2) { scene } else { scene.twin(&mut random) }
}

/// Videos of which no two have the same caption.
///
/// # Panics
/// If more are asked for than there are captions, about 647,000.
pub(crate) fn distinct_scenes(n: usize, purpose: &str) -> Vec<Scene> {
    let mut captions = HashSet::new();
    let purpose = format!("retrieval {purpose}");
    let drawn = (0..n * 100)
        .map(|index| Scene::draw(&mut Random::stream(DATA_SEED, &purpose, index as u64)));
    let scenes: Vec<Scene> =
        drawn.filter(|scene| captions.insert(scene.caption())).take(n).collect();
    assert_eq!(scenes.len(), n, "the world has fewer captions than videos are asked for");
    scenes
}

#[cfg(test)]
mod tests;
