//! Which data sets a run uses, as a file says it.

use std::path::{Path, PathBuf};

use dataset::manifest::{Dataset, MANIFEST};
use serde::Deserialize;

use crate::error::Error;

/// Name of the file that names data sets.
pub(crate) const SUITE: &str = "data.toml";

/// The file, as it is written. Paths are absolute, or relative to the file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Suite {
    /// Data sets with captions, for pre-training.
    #[serde(default)]
    pub pretraining: Vec<PathBuf>,
    /// A data set for each task.
    pub retrieval: Option<PathBuf>,
    pub question_answering: Option<PathBuf>,
    pub action_recognition: Option<PathBuf>,
    pub temporal_localization: Option<PathBuf>,
    /// `vocab.txt` or `tokenizer.json`; the words of the captions of pre-training if none.
    pub vocabulary: Option<PathBuf>,
    /// Initial weights of the encoders, safetensors.
    pub video_weights: Option<PathBuf>,
    pub text_weights: Option<PathBuf>,
    /// Folder of decoded frames; `cache` beside the file if none.
    pub cache: Option<PathBuf>,
    /// Limit of the cache, in units of 10^9 bytes.
    pub cache_gigabytes: Option<f64>,
    /// Frames that are kept of each video; four times those of a clip if none.
    pub frames: Option<usize>,
}

impl Suite {
    /// Reads the file, or the one of that name in a folder. The folder of a single data set stands
    /// for a file that uses it for everything.
    ///
    /// # Errors
    /// If there is no such file, or it has unknown keys or values.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let file = if path.is_dir() { path.join(SUITE) } else { path.to_owned() };
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        if path.is_dir() && !file.exists() && path.join(MANIFEST).exists() {
            return Ok(Self::of_one(path));
        }
        let cannot = format!("cannot use `{}`", file.display());
        let wrong = |reason: String| Error::Data { reason: format!("{cannot}: {reason}") };
        let text = std::fs::read_to_string(&file).map_err(|error| {
            wrong(format!("{error}; `data` names a `{SUITE}` or a folder with one"))
        })?;
        let suite: Self = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if suite.cache_gigabytes.is_some_and(|size| !(size > 0.0 && size < 1e9))
            || suite.frames == Some(0)
        {
            return Err(wrong("`cache_gigabytes` and `frames` are numbers above 0".to_owned()));
        }
        Ok(suite.beside(&folder))
    }

    fn of_one(folder: &Path) -> Self {
        let set = Some(folder.to_owned());
        Self {
            pretraining: vec![folder.to_owned()],
            retrieval: set.clone(),
            question_answering: set.clone(),
            action_recognition: set.clone(),
            temporal_localization: set,
            cache: Some(folder.join("cache")),
            ..Self::default()
        }
    }

    /// The same with paths from everywhere.
    fn beside(mut self, folder: &Path) -> Self {
        self.cache.get_or_insert_with(|| PathBuf::from("cache"));
        let tasks = [
            &mut self.retrieval,
            &mut self.question_answering,
            &mut self.action_recognition,
            &mut self.temporal_localization,
        ];
        let others = [&mut self.vocabulary, &mut self.video_weights, &mut self.text_weights];
        let one = tasks.into_iter().chain(others).chain([&mut self.cache]).flatten();
        one.chain(&mut self.pretraining).for_each(|path| *path = folder.join(&*path));
        self
    }
}

/// Reads a data set, and says which of its lines cannot be used.
///
/// # Errors
/// If it cannot be read at all.
pub(crate) fn read(path: &Path) -> Result<(Dataset, Option<String>), Error> {
    let (dataset, rejected) = Dataset::read(path).map_err(|error| Error::data(&error))?;
    let (n, name) = (rejected.len(), &dataset.name);
    let note = rejected.first().map(|first| {
        format!("{n} lines of the data set `{name}` cannot be used, the first: {first}")
    });
    Ok((dataset, note))
}
