//! A video that can be looked at.

use std::sync::Arc;

use super::file::File;
use super::view::View;
use crate::error::Error;
use crate::model::size::Size;
use crate::random::Random;
use crate::world::localization::Untrimmed;
use crate::world::raster;
use crate::world::scene::Scene;

/// A video, drawn or read.
#[derive(Clone)]
pub(crate) enum Video {
    /// A scene in which every object moves all the time, with noise of this level and seed.
    Scene { scene: Scene, noise: Option<(f64, u64)> },
    /// A scene whose object acts now and then.
    Untrimmed(Arc<Untrimmed>),
    /// A file of a data set.
    File(Arc<File>),
}

impl From<Scene> for Video {
    fn from(scene: Scene) -> Self {
        Self::Scene { scene, noise: None }
    }
}

impl Video {
    /// How many frames there are.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn frames(&self) -> Result<usize, Error> {
        match self {
            Self::Scene { .. } => Ok(raster::PERIOD),
            Self::Untrimmed(video) => Ok(video.frames),
            Self::File(file) => file.frames(),
        }
    }

    /// A clip as the video encoder reads it, the same each time.
    ///
    /// # Shapes
    /// - returns: `[s, tubelet]`, values in -1..1; tokens time-major, inside a tubelet frame, row,
    ///   column, channel
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn clip(&self, view: View, size: &Size) -> Result<Vec<f32>, Error> {
        match self {
            Self::Scene { scene, noise } => {
                // a scene has no end: its parts follow one another
                let start = match view {
                    View::Whole => 0,
                    View::Part { index, .. } => index * raster::PERIOD,
                    View::Window { start } => start,
                };
                let mut moved = raster::moments(size);
                moved.iter_mut().for_each(|moved| *moved += start);
                let noise =
                    noise.map(|(level, seed)| (level, Random::stream(seed, "noise", start as u64)));
                Ok(raster::clip(scene, &moved, size, noise))
            }
            Self::Untrimmed(video) => {
                let start = match view {
                    View::Whole => 0,
                    View::Part { index, of } => index * video.frames / of,
                    View::Window { start } => start,
                };
                let moved = video.moved(start, size.frames);
                Ok(raster::clip(&video.scene, &moved, size, Some(video.noise(start))))
            }
            Self::File(file) => file.clip(view, size),
        }
    }
}
