//! A video file as clips.

use std::path::PathBuf;
use std::sync::Arc;

use dataset::footage::{Cache, Recipe, Reel, middles, random};
use dataset::item::Span;

use super::frame::{Crop, resize};
use crate::choice::choice;
use crate::data::view::View;
use crate::error::Error;
use crate::model::size::Size;
use crate::random::Random;
use crate::world::raster;

choice! {
    /// Random variation of the clips of pre-training.
    pub(crate) enum Augmentation: "augmentation" {
        /// A random rectangle of the frames, mirrored or not.
        Crop = "crop",
        /// Nothing.
        Off = "off",
    }
}

/// A video file, or a part of one.
pub(crate) struct File {
    pub path: PathBuf,
    pub span: Option<Span>,
    pub recipe: Recipe,
    pub cache: Arc<Cache>,
}

/// Why a file gave no frames.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// It is the file's fault: which, and what is wrong with it.
    Unreadable(String),
    /// It is not.
    Other(Error),
}

impl File {
    /// Decodes the file, if that was never done.
    pub(crate) fn reel(&self) -> Result<Reel, Trouble> {
        self.cache.reel(&self.path, self.span, &self.recipe).map_err(|error| match error {
            dataset::footage::Error::Unreadable(unreadable) => {
                let name = self.path.file_name().unwrap_or(self.path.as_os_str());
                Trouble::Unreadable(format!("{}: {}", name.to_string_lossy(), unreadable.reason))
            }
            other => Trouble::Other(Error::data(&other)),
        })
    }

    fn opened(&self) -> Result<Reel, Error> {
        self.reel().map_err(|trouble| match trouble {
            Trouble::Unreadable(reason) => {
                Error::Data { reason: format!("cannot read the video {reason}") }
            }
            Trouble::Other(error) => error,
        })
    }

    /// How many frames there are.
    pub(crate) fn frames(&self) -> Result<usize, Error> {
        Ok(self.opened()?.n_frames())
    }

    /// Length in seconds.
    pub(crate) fn seconds(&self) -> Result<f64, Error> {
        Ok(self.opened()?.end() - self.span.map_or(0.0, |span| span.start))
    }

    /// A clip from the largest square in the middle of each frame.
    ///
    /// # Source
    /// Spec 1.1: in testing the middle frames of equal segments; centre crop as in Frozen in Time.
    pub(crate) fn clip(&self, view: View, size: &Size) -> Result<Vec<f32>, Error> {
        let reel = self.opened()?;
        let (length, n) = (reel.n_frames(), size.frames);
        let indices: Vec<usize> = match view {
            View::Whole => middles(length, n),
            View::Part { index, of } => {
                let start = index * length / of;
                let end = ((index + 1) * length / of).max(start + 1);
                middles(end - start, n).into_iter().map(|frame| start + frame).collect()
            }
            View::Window { start: s } => (s..s + n).map(|frame| frame.min(length - 1)).collect(),
        };
        Ok(frames(&reel, &indices, &Crop::center(reel.height(), reel.width()), size))
    }

    /// A clip for training: a random frame of each segment and, if wanted, a random rectangle of
    /// all frames, drawn from the first and the second stream.
    ///
    /// # Source
    /// Spec 1.1: random frames of equal segments; crop of 50 to 100 % of the area and flip as in
    /// Frozen in Time, the same for all frames.
    pub(crate) fn random_clip(
        &self,
        [mut frames_drawn, crop_drawn]: [Random; 2],
        augmentation: Augmentation,
        flip: bool,
        size: &Size,
    ) -> Result<Vec<f32>, Trouble> {
        let reel = self.reel()?;
        let indices = random(reel.n_frames(), size.frames, |n| frames_drawn.below(n));
        let crop = match augmentation {
            Augmentation::Crop => Crop::random(reel.height(), reel.width(), crop_drawn, flip),
            Augmentation::Off => Crop::center(reel.height(), reel.width()),
        };
        Ok(frames(&reel, &indices, &crop, size))
    }
}

fn frames(reel: &Reel, indices: &[usize], crop: &Crop, size: &Size) -> Vec<f32> {
    let each = size.resolution.pow(2) * 3;
    let mut pixels = Vec::with_capacity(indices.len() * each);
    for (place, &index) in indices.iter().enumerate() {
        if place > 0 && indices[place - 1] == index {
            // a short video repeats its last frame
            pixels.extend_from_within(pixels.len() - each..);
        } else {
            pixels.extend(resize(reel.frame(index), reel.width(), crop, size.resolution));
        }
    }
    raster::tubelets(&pixels, size)
}
