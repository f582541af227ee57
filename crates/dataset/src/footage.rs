//! Frames of video files, decoded by `ffmpeg` as a child process, once.
//!
//! [`probe`] learns a file's frames without decoding, [`pick`] says which of them are wanted,
//! [`decode`] gets those, and [`cache`] keeps them on disk for every later run. A file that cannot
//! be read is an [`Error::Unreadable`] with its reason; it never becomes a black frame. Whatever
//! else goes wrong is the machine's fault and says nothing of the file.

pub mod cache;
pub mod decode;
mod encode;
mod error;
pub mod pick;
pub mod probe;
mod tool;

pub use cache::{Cache, Reel};
pub use encode::encode;
pub use error::{Error, Unreadable};
pub use pick::{middles, random};

use std::path::Path;

use crate::item::Span;
use decode::Frames;
use probe::Stream;

/// The frames to keep of a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Recipe {
    /// Length of the short side of a frame, in pixels.
    pub side: u32,
    /// The most frames that are kept. A longer video gives the middles of that many equal segments,
    /// a shorter one all.
    pub frames: usize,
}

/// The frames that a recipe makes of a video.
#[derive(Debug)]
pub struct Film {
    /// The frames the video has.
    pub stream: Stream,
    /// Which of them were taken, rising.
    pub indices: Vec<usize>,
    /// Those, decoded.
    pub frames: Frames,
}

/// Decodes a video, or a part of it, without a cache.
///
/// Some containers list packets that never become a frame (hidden reference frames of VP8, frames
/// that XviD skips). Such a file is decoded once more, first, to count.
///
/// # Errors
/// [`Error::Unreadable`] if the file is at fault, another one if the machine is.
pub fn film(path: &Path, span: Option<Span>, recipe: Recipe) -> Result<Film, Error> {
    film_within(path, span, recipe, u64::MAX)
}

fn film_within(path: &Path, span: Option<Span>, recipe: Recipe, most: u64) -> Result<Film, Error> {
    let choose = |stream: &Stream| {
        let indices = pick::all_or_middles(stream.len(), recipe.frames);
        let (width, height) = stream.size(recipe.side);
        let bytes = indices.len() as u64 * width as u64 * height as u64 * 3;
        if bytes > most {
            return Err(Error::TooLarge { path: path.to_owned(), bytes, most });
        }
        Ok(indices)
    };
    let stream = probe::probe(path, span)?;
    let indices = choose(&stream)?;
    if let Some(frames) =
        decode::attempt(path, &stream, &indices, recipe.side, decode::Way::Cheapest)?
    {
        return Ok(Film { stream, indices, frames });
    }
    let stream = probe::count(path, span)?;
    let indices = choose(&stream)?;
    let frames = decode::decode(path, &stream, &indices, recipe.side)?;
    Ok(Film { stream, indices, frames })
}
