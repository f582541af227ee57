//! Untrimmed videos: an object that mostly stands still and sometimes acts.

use super::DATA_SEED;
use super::scene::{Background, Motion, Object, Scene};
use crate::random::Random;

/// Actions to be found: all but blinking and staying, which look like the pauses.
pub(crate) const CLASSES: usize = 6;
/// Frames of the shortest and of the longest video.
const LENGTHS: (usize, usize) = (96, 160);
/// Frames between two instances, at least.
const GAP: usize = 8;
/// Level of the noise.
const NOISE: f64 = 0.02;

/// An untrimmed video with the instances of one action.
pub(crate) struct Untrimmed {
    pub scene: Scene,
    pub frames: usize,
    pub class: usize,
    /// First frame and the frame after the last of each instance, ascending.
    pub instances: Vec<(usize, usize)>,
    /// Seed of the noise.
    noise: u64,
}

impl Untrimmed {
    /// Video `index` of a set: one to three instances, each 8 to 60 % of the video.
    pub(crate) fn draw(purpose: &str, index: usize) -> Self {
        let mut random = Random::stream(DATA_SEED, purpose, index as u64);
        let class = index % CLASSES;
        let object =
            Object { large: true, motion: Motion::ALL[class], ..Object::draw(&mut random) };
        let scene = Scene { objects: vec![object], background: random.pick(Background::ALL) };
        let frames = LENGTHS.0 + random.below(LENGTHS.1 - LENGTHS.0 + 1);
        let wanted = 1 + random.below(3);
        let mut instances = Vec::new();
        // one after the other, each with room for a gap; what does not fit is left out
        let mut free = GAP;
        for left in (1..=wanted).rev() {
            let room = frames.saturating_sub(free + GAP) / left;
            let (shortest, longest) = (frames * 8 / 100 + 1, (frames * 60 / 100).min(room));
            if longest < shortest {
                break;
            }
            let length = shortest + random.below(longest - shortest + 1);
            let start = free + random.below(room - length + 1);
            instances.push((start, start + length));
            free = start + length + GAP;
        }
        Self { scene, frames, class, instances, noise: random.bits() }
    }

    /// For each frame from `start` on, how many frames of its motion the object has made; frames
    /// beyond the end repeat the last one.
    pub(crate) fn moved(&self, start: usize, n: usize) -> Vec<usize> {
        let moved = |frame: usize| {
            let before = |&(from, to): &(usize, usize)| frame.clamp(from, to) - from;
            self.instances.iter().map(before).sum()
        };
        (start..start + n).map(|frame| moved(frame.min(self.frames - 1))).collect()
    }

    /// The noise of the window that starts at a frame.
    pub(crate) fn noise(&self, start: usize) -> (f64, Random) {
        (NOISE, Random::stream(self.noise, "window", start as u64))
    }
}
