//! A clip with its words, as the probes and the pictures take it.

use dataset::words::{Tagger, noun_phrases};

use crate::data::Captioned;
use crate::data::video::Video;
use crate::data::view::View;
use crate::error::Error;
use crate::model::size::Size;
use crate::world::raster;

/// A clip, made or real, as many frames of the resolution as the model reads.
#[derive(Clone, Debug)]
pub(crate) struct Clip {
    /// Its name in a picture.
    pub name: String,
    /// `[frames, rows, columns, 3]`
    pub frames: Vec<u8>,
    pub caption: String,
    pub nouns: Vec<Noun>,
}

/// A noun phrase of a caption.
#[derive(Clone, Debug)]
pub(crate) struct Noun {
    pub text: String,
    /// Where it is seen, `[frames, rows, columns]`, if that is known.
    pub mask: Option<Vec<bool>>,
}

impl Clip {
    /// Looks at a whole video. The objects of a scene have masks; its background has none, because
    /// whatever is dilated from it is everything. In a real video nothing has a mask, and nouns are
    /// found by the tagger.
    ///
    /// # Errors
    /// If the video cannot be read.
    pub(crate) fn read(
        name: String,
        video: &Video,
        caption: &str,
        size: &Size,
        tagger: &Tagger,
    ) -> Result<Self, Error> {
        let frames = frames(&video.clip(View::Whole, size)?, size);
        let (nouns, masks) = match video {
            Video::Scene { scene, .. } => (scene.nouns(), raster::moving_masks(scene, size)),
            Video::Untrimmed(_) | Video::File(_) => (noun_phrases(tagger, caption), Vec::new()),
        };
        let masks = masks.into_iter().map(Some).chain(std::iter::repeat(None));
        let nouns = nouns.into_iter().zip(masks).map(|(text, mask)| Noun { text, mask }).collect();
        Ok(Self { name, frames, caption: caption.to_owned(), nouns })
    }

    /// The clip as the video encoder reads it, `[s, tubelet]`.
    pub(crate) fn tubelets(&self, size: &Size) -> Vec<f32> {
        let frames: Vec<f32> = self.frames.iter().map(|&value| f32::from(value)).collect();
        raster::tubelets(&frames, size)
    }
}

/// The first `n` videos of a set, each with its first caption.
pub(crate) fn clips(
    set: &Captioned,
    n: usize,
    size: Size,
) -> impl Iterator<Item = Result<Clip, Error>> {
    let tagger = Tagger::new();
    set.videos.iter().take(n).enumerate().map(move |(index, video)| {
        let caption =
            set.captions.iter().find(|(owner, _)| *owner == index).map_or("", |(_, text)| text);
        Clip::read(format!("test video {}", index + 1), video, caption, &size, &tagger)
    })
}

/// Frames from tubelets: what [`raster::tubelets`] undoes.
fn frames(tubelets: &[f32], size: &Size) -> Vec<u8> {
    let (resolution, pixels, depth) = (size.resolution, size.tubelet_pixels, size.tubelet_frames);
    let across = resolution / pixels;
    let mut frames = vec![0; tubelets.len()];
    let mut lines = tubelets.chunks(pixels * 3);
    for token in 0..size.tokens() {
        let (position, row, column) =
            (token / (across * across), token / across % across, token % across);
        for line in 0..depth * pixels {
            let (frame, y) = (position * depth + line / pixels, row * pixels + line % pixels);
            let start = ((frame * resolution + y) * resolution + column * pixels) * 3;
            let Some(values) = lines.next() else { return frames };
            for (to, value) in frames[start..].iter_mut().zip(values) {
                *to = ((value + 1.0) * 127.5).round().clamp(0.0, 255.0) as u8;
            }
        }
    }
    frames
}
