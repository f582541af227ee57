//! Pictures of a model: `pictures/` beside the run.
//!
//! | file | shows |
//! |---|---|
//! | `segments-K.svg` | the groups of the tokens of one clip over time, and the group that answers to each noun |
//! | `similarity.svg` | cosines between the temporal positions of blended clips |
//! | `pictures.json` | the same as numbers, with the probes of spec 8.4 |
//!
//! A picture is a function of data and has no clock, path or randomness in it. It needs nothing
//! from outside: frames are PNG inside of the SVG, there is no script and no style sheet, and every
//! word is escaped.

mod heat;
mod palette;
mod png;
mod record;
mod segment;
mod similarity;
mod svg;

use std::path::{Path, PathBuf};

use subject::Stop;

use crate::data::Captioned;
use crate::data::words::Words;
use crate::evaluate::grounding::Probes;
use crate::evaluate::grounding::blend::{Cutting, blend};
use crate::evaluate::grounding::clip::{Clip, clips};
use crate::evaluate::grounding::view::views;
use crate::model::Model;
use record::{Picture, Pictures, Segments};
use similarity::Panel;

/// Test videos of which there are pictures.
const PICTURED: usize = 6;
/// Blended clips in the matrix of similarities.
const BLENDED: usize = 6;

/// The folder or a file in it that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write `{}`", .path.display())]
struct Unwritten {
    path: PathBuf,
    source: std::io::Error,
}

/// Pictures of a model: one of each of the first videos, and one of what their blends have in
/// common.
///
/// # Errors
/// If a video cannot be read, or a file not be written.
pub(crate) fn write(
    model: &Model,
    words: &Words,
    videos: &Captioned,
    cutting: &Cutting,
    probes: &Probes,
    folder: &Path,
) -> Result<(), Stop> {
    let pictured =
        clips(videos, PICTURED, model.config.video.size).collect::<Result<Vec<_>, _>>()?;
    Ok(draw(model, words, &pictured, cutting, probes, folder)?)
}

fn draw(
    model: &Model,
    words: &Words,
    clips: &[Clip],
    cutting: &Cutting,
    probes: &Probes,
    folder: &Path,
) -> Result<(), Unwritten> {
    let folder = folder.join("pictures");
    let unwritten = |path: &Path| {
        let path = path.to_owned();
        |source| Unwritten { path, source }
    };
    std::fs::create_dir_all(&folder).map_err(unwritten(&folder))?;
    let put = |name: &str, contents: &str| {
        let path = folder.join(name);
        std::fs::write(&path, contents).map_err(unwritten(&path))
    };
    let size = model.config.video.size;
    let mut pictures = Pictures::new(probes.clone());
    for (index, (clip, view)) in clips.iter().zip(views(model, words, clips)).enumerate() {
        let file = format!("segments-{}.svg", index + 1);
        let segments = Segments::new(clip, &view, &size);
        put(&file, &segment::draw(clip, &segments, &size))?;
        let caption = format!("Groups of the tokens of {}: “{}”", clip.name, clip.caption);
        pictures.files.push(Picture { file, caption });
        pictures.segments.push(segments);
    }
    let blended = &clips[..clips.len().min(BLENDED)];
    if blended.len() > 1 {
        let panel = Panel::new(&blend(model, blended, cutting, 0));
        put("similarity.svg", &similarity::draw(&panel))?;
        let caption = "Cosines between the temporal positions of blended clips".to_owned();
        pictures.files.push(Picture { file: "similarity.svg".to_owned(), caption });
        pictures.similarity = Some(panel);
    }
    put("pictures.json", &pictures.to_json())
}

/// Six digits after the point are enough for a picture, and keep the file small.
fn round(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests;
