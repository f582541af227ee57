//! What a run learns from and is measured on: the world of moving shapes, or data sets on disk.

pub(crate) mod folder;
pub(crate) mod pairs;
pub(crate) mod video;
pub(crate) mod words;

use std::path::Path;

use subject::{Log, Settings, Stop};

use crate::error::Error;
use crate::evaluate::average_precision::Segment;
use crate::world;
use folder::{Folder, Suite};
use pairs::Pairs;
use video::Video;
use words::Words;

/// What a run learns from.
pub(crate) struct Data {
    pub words: Words,
    pub pairs: Box<dyn Pairs>,
    /// What a reader of the results must know.
    pub notes: Vec<String>,
}

/// What a run is measured on. A task is none if the data have nothing for it.
pub(crate) struct Tasks {
    pub retrieval: Option<RetrievalSet>,
    pub questions: Option<QuestionSet>,
    pub actions: Option<ActionSet>,
    pub localization: Option<LocalizationSet>,
    /// What a reader of the results must know, such as which videos could not be read.
    pub notes: Vec<String>,
    /// How many videos could not be read.
    pub unreadable: usize,
}

/// Videos with sentences about them.
pub(crate) struct RetrievalSet {
    pub training: Captioned,
    pub testing: Captioned,
}

/// Videos, and sentences that each belong to one of them.
#[derive(Default)]
pub(crate) struct Captioned {
    pub videos: Vec<Video>,
    /// Number of the video, and the sentence.
    pub captions: Vec<(usize, String)>,
}

/// Videos with questions about them.
pub(crate) struct QuestionSet {
    pub training: Questions,
    pub testing: Questions,
}

/// Videos, and questions that each belong to one of them.
#[derive(Default)]
pub(crate) struct Questions {
    pub videos: Vec<Video>,
    pub questions: Vec<Question>,
}

/// A question about a video.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Question {
    /// Number of the video in its set.
    pub video: usize,
    pub text: String,
    pub answer: String,
}

/// Trimmed videos with an action each.
pub(crate) struct ActionSet {
    pub classes: Vec<String>,
    pub splits: Vec<ActionSplit>,
}

/// Videos for training and for testing, with the number of their class.
pub(crate) struct ActionSplit {
    pub training: Vec<(Video, usize)>,
    pub testing: Vec<(Video, usize)>,
}

/// Untrimmed videos with actions at places in them.
pub(crate) struct LocalizationSet {
    pub classes: Vec<String>,
    pub training: Vec<Untrimmed>,
    pub testing: Vec<Untrimmed>,
}

/// An untrimmed video.
pub(crate) struct Untrimmed {
    pub video: Video,
    /// Segments, in parts of the video's length, and their classes.
    pub instances: Vec<(Segment, usize)>,
}

/// The data that the settings ask for.
///
/// # Errors
/// If there are data sets on disk that cannot be read.
pub(crate) fn open(settings: &Settings, seed: u64, out: &Path) -> Result<Data, Error> {
    match settings.text("data") {
        "" => Ok(world::tasks::data(seed)),
        _ => Folder::open(settings)?.data(settings, seed, out),
    }
}

/// The file that names data sets and initial weights, if the settings name one.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn suite(settings: &Settings) -> Result<Option<Suite>, Error> {
    match settings.text("data") {
        "" => Ok(None),
        path => Suite::read(Path::new(path)).map(Some),
    }
}

/// The downstream tasks that the settings ask for.
///
/// # Errors
/// If there are data sets on disk that cannot be read, or more of their videos are unreadable than
/// may be.
pub(crate) fn tasks(settings: &Settings, log: &mut Log) -> Result<Tasks, Stop> {
    match settings.text("data") {
        "" => Ok(world::tasks::tasks(settings)),
        _ => Folder::open(settings)?.tasks(settings, log),
    }
}
