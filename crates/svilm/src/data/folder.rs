//! Data sets on disk as the data of a run.

mod narrated;
mod suite;
mod tasks;

use std::path::Path;
use std::sync::Arc;

use dataset::footage::{Cache, Recipe};
use dataset::item::Item;
use dataset::manifest::Dataset;
use dataset::words::Tokenizer;
use subject::{Log, Stop};

pub(crate) use super::file::{Augmentation, File, Trouble};
use super::words::Words;
use super::{Data, Measured, Sources, Tasks};
use crate::error::Error;
use crate::model::size::Size;
use narrated::Narrated;
pub(crate) use suite::Suite;

/// Default limit of the cache of decoded frames, in units of 10^9 bytes.
const GIGABYTES: f64 = 100.0;
/// Words of a vocabulary that is made from captions, at most.
const WORDS: usize = 20_000;
/// Frames that are kept of an untrimmed video, in clips.
const UNTRIMMED_CLIPS: usize = 64;

/// Data sets with what turns their videos into clips.
pub(crate) struct Folder {
    pub suite: Suite,
    cache: Arc<Cache>,
    size: Size,
}

impl Folder {
    /// # Errors
    /// If the file that names the data sets cannot be used, or the cache not be opened.
    pub(crate) fn open(file: &Path, size: Size) -> Result<Self, Error> {
        let suite = Suite::read(file)?;
        let folder = suite.cache.clone().expect("invariant: a suite has a cache once it is read");
        // units of 10^9 bytes
        let limit = (suite.cache_gigabytes.unwrap_or(GIGABYTES) * 1e9) as u64;
        let cache = Cache::open(&folder, limit).map_err(|error| Error::data(&error))?;
        Ok(Self { cache: Arc::new(cache), size, suite })
    }

    /// Words and videos with sentences. A vocabulary that was left beside a model is taken as it
    /// is.
    ///
    /// # Errors
    /// If a data set cannot be read, or there is nothing to train on.
    pub(crate) fn data(&self, sources: &Sources, out: &Path) -> Result<Data, Error> {
        let (pairs, notes) = Narrated::open(self, sources)?;
        let kept = out.join("vocab.txt");
        let tokenizer = match &self.suite.vocabulary {
            Some(path) => Tokenizer::read(path),
            None if kept.exists() => Tokenizer::read(&kept),
            None => Ok(Tokenizer::of_words(pairs.sentences(), WORDS)),
        };
        let tokenizer = tokenizer.map_err(|error| Error::data(&error))?;
        Ok(Data { words: Words::File(tokenizer), pairs: Box::new(pairs), notes })
    }

    /// The downstream tasks, every video decoded once.
    ///
    /// # Errors
    /// As [`Folder::data`], and if more videos of a data set are unreadable than may be.
    pub(crate) fn tasks(
        &self,
        sources: &Sources,
        measured: &Measured,
        log: &mut Log,
    ) -> Result<Tasks, Stop> {
        tasks::open(self, sources, measured, log)
    }

    /// The file of an item. Its frames are those that are kept of every video.
    fn file(&self, dataset: &Dataset, item: &Item) -> File {
        let frames = self.suite.frames.unwrap_or(4 * self.size.frames);
        self.film(dataset, item, frames)
    }

    /// The file of an untrimmed video.
    fn untrimmed(&self, dataset: &Dataset, item: &Item) -> File {
        self.film(dataset, item, UNTRIMMED_CLIPS * self.size.frames)
    }

    fn film(&self, dataset: &Dataset, item: &Item, frames: usize) -> File {
        // 256 pixels are kept for 224, as Frozen in Time does, so that crops in training are not
        // blown up much
        let side = (self.size.resolution * 8).div_ceil(7) as u32;
        File {
            path: item.path(dataset),
            span: item.span,
            recipe: Recipe { side, frames },
            cache: self.cache.clone(),
        }
    }
}

/// How many videos of a data set may be unreadable, and the words for too many.
pub(crate) fn allow(
    dataset: &str,
    unreadable: &[String],
    of: usize,
    share: f64,
) -> Result<(), Error> {
    let n = unreadable.len();
    if n as f64 <= share * of as f64 {
        return Ok(());
    }
    let reason = format!(
        "{n} of {of} videos of `{dataset}` cannot be read, more than the share of {share} that `unreadable_share` \
         allows; the first: {}",
        unreadable[0]
    );
    Err(Error::Data { reason })
}

/// A note on unreadable videos for the readers of the results; none if there are none.
pub(crate) fn unreadable_note(dataset: &str, unreadable: &[String], of: usize) -> Option<String> {
    const SHOWN: usize = 5;
    let (n, shown) = (unreadable.len(), unreadable[..unreadable.len().min(SHOWN)].join("; "));
    let more = if n > SHOWN { format!("; and {} more", n - SHOWN) } else { String::new() };
    let left_out = "cannot be read and are left out";
    (n > 0).then(|| format!("{n} of {of} videos of `{dataset}` {left_out}: {shown}{more}"))
}
