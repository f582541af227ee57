//! Videos with sentences, for pre-training.

use crate::error::Error;
use crate::model::size::Size;
use crate::random::Random;
use crate::world::scene::Background;
use crate::world::{TRAINING_VIDEOS, raster, training_scene};

/// A clip with a sentence about it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pair {
    /// `[s, tubelet]`, values in -1..1.
    pub pixels: Vec<f32>,
    pub caption: String,
    /// Noun phrases of the caption in its order.
    pub nouns: Vec<String>,
}

/// Where the videos and sentences of pre-training come from.
pub(crate) trait Pairs: Send + Sync {
    /// The pairs of a step, whichever were drawn before.
    ///
    /// # Errors
    /// If more videos cannot be read than are allowed.
    fn draw(&self, step: usize, batch: usize, size: &Size) -> Result<Vec<Pair>, Error>;

    /// Notes on videos that could not be read so far.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The pairs of the world of moving shapes.
pub(crate) struct Drawn {
    pub seed: u64,
}

impl Pairs for Drawn {
    /// Every pair of twins once in each epoch, one twin after the other. In every fourth batch all
    /// backgrounds are equal, so that foregrounds must be told apart by their objects.
    fn draw(&self, step: usize, batch: usize, size: &Size) -> Result<Vec<Pair>, Error> {
        let per_epoch = (TRAINING_VIDEOS / batch).max(1);
        let order = Random::stream(self.seed, "order", (step / per_epoch) as u64)
            .permutation(TRAINING_VIDEOS / 2);
        let start = step % per_epoch * batch;
        let item = |place: usize| 2 * order[place / 2 % order.len()] + place % 2;
        let mut scenes: Vec<_> =
            (start..start + batch).map(|place| training_scene(item(place))).collect();
        let mut random = Random::stream(self.seed, "background", step as u64);
        if random.chance(0.25) {
            let background = random.pick(Background::ALL);
            scenes.iter_mut().for_each(|scene| scene.background = background);
        }
        let pair = |scene: crate::world::scene::Scene| Pair {
            pixels: raster::moving_clip(&scene, size),
            caption: scene.caption(),
            nouns: scene.nouns(),
        };
        Ok(scenes.into_iter().map(pair).collect())
    }
}
