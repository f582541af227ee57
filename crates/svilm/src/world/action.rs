//! Clips with one action each.

use super::DATA_SEED;
use super::scene::{Background, Motion, Object, Scene};
use crate::random::Random;

/// Clips for training and for testing in one split.
pub(crate) const TRAINING: usize = 600;
pub(crate) const TESTING: usize = 300;

/// A clip and the number of its action.
pub(crate) struct Action {
    pub scene: Scene,
    pub class: usize,
}

/// The actions: every motion.
pub(crate) const CLASSES: usize = Motion::ALL.len();

/// Set U: one large object that does something, every action equally often.
pub(crate) fn split(split: usize, purpose: &str, n: usize) -> Vec<Action> {
    (0..n)
        .map(|index| {
            let mut random = Random::stream(DATA_SEED, &format!("action {split} {purpose}"), index as u64);
            let class = index % CLASSES;
            let object = Object { large: true, motion: Motion::ALL[class], ..Object::draw(&mut random) };
            let background = random.pick(Background::ALL);
            Action { scene: Scene { objects: vec![object], background }, class }
        })
        .collect()
}
