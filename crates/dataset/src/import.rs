//! Writes data sets from the files that they are distributed as.
//!
//! [`import`] reads annotation files in one of the [`Format`]s, looks for every video in a folder,
//! and writes the data set ([`crate::manifest`]). What it left out, mended or assumed comes back as
//! [`Note`]s.

mod activitynet;
mod captions;
mod described;
mod error;
mod folder;
mod format;
mod hmdb51;
mod json;
mod lists;
mod msrvtt;
mod msvd;
mod note;
mod question;
mod source;
mod stretch;
mod ucf101;
mod webvid;

use std::path::{Path, PathBuf};

pub use {error::Error, format::Format, note::Note};

use crate::manifest::{Dataset, Existing};
use folder::Folder;
use lists::Lists;
use source::Source;

/// Choices of an import.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// Name of the data set; the format's if none.
    pub name: Option<String>,
    /// Extension of the video files to prefer where there are several, and to assume for files that
    /// are missing.
    pub extension: Option<String>,
    /// Whether videos that are not in the folder stay in the lists.
    pub keep_missing: bool,
    /// ActivityNet Captions: one item per video with all sentences joined, instead of one per
    /// sentence.
    pub paragraphs: bool,
    /// Whether another data set may be written over.
    pub existing: Existing,
}

/// Reads a data set from `files`, each an annotation file or a folder of them, and writes it into
/// the folder `out`; its videos are in the folder `videos`, at any depth.
///
/// # Errors
/// If a file is not of the format or cannot be read, no video is found, or the data set cannot be
/// written.
pub fn import(
    format: Format,
    files: &[PathBuf],
    videos: &Path,
    out: &Path,
    options: &Options,
) -> Result<(Dataset, Vec<Note>), Error> {
    let (sources, unused) = recognised(format, source::find(files)?)?;
    let extension =
        options.extension.as_deref().map(|e| e.trim_start_matches('.')).filter(|e| !e.is_empty());
    let folder = match Folder::read(videos, extension) {
        Err(_) if options.keep_missing => Folder::default(),
        read => read?,
    };
    let missing = options.keep_missing.then(|| extension.unwrap_or(format.extension()));
    let mut lists = Lists::new(folder, missing);
    let detail = read(format, &sources, options, &mut lists)?;
    if !unused.is_empty() {
        lists.notes.push(Note::Unused(unused));
    }
    lists.notes_of_encodings(&sources);
    let source = format!("{}{detail}", format.title());
    let name = options.name.clone().unwrap_or_else(|| format.name().to_owned());
    let (splits, notes) = lists.finish(videos)?;
    let dataset = Dataset { name, source, videos: videos.to_owned(), splits };
    dataset.write(out, options.existing)?;
    Ok((dataset, notes))
}

/// Fills the lists; returns what to add to the name of the data set's source.
fn read(
    format: Format,
    sources: &[Source],
    options: &Options,
    lists: &mut Lists,
) -> Result<&'static str, Error> {
    match format {
        Format::Msrvtt => return msrvtt::read(sources, lists),
        Format::Msvd => msvd::read(sources, lists),
        Format::MsrvttQa | Format::MsvdQa => question::read(format, sources, lists),
        Format::Ucf101 => ucf101::read(sources, lists),
        Format::Hmdb51 => hmdb51::read(sources, lists),
        Format::Activitynet => activitynet::read(sources, lists),
        Format::ActivitynetCaptions if options.paragraphs => {
            return captions::read_paragraphs(sources, lists).map(|()| ", one paragraph per video");
        }
        Format::ActivitynetCaptions => {
            return captions::read_sentences(sources, lists).map(|()| ", one sentence per item");
        }
        Format::Webvid => webvid::read(sources, lists),
    }?;
    Ok("")
}

/// The sources that the format can use, and the files from folders that it cannot. A file named by
/// the user must be usable.
fn recognised(format: Format, sources: Vec<Source>) -> Result<(Vec<Source>, Vec<PathBuf>), Error> {
    let (good, other): (Vec<_>, Vec<_>) =
        sources.into_iter().partition(|source| format.takes(source));
    let wrong = other.iter().find(|source| source.named || good.is_empty());
    if let Some(source) = wrong {
        let like = Format::ALL.into_iter().find(|other| *other != format && other.takes(source));
        return Err(Error::Format { file: source.path.clone(), format, like });
    }
    if good.is_empty() {
        return Err(Error::NoFile(format));
    }
    Ok((good, other.into_iter().map(|source| source.path).collect()))
}
