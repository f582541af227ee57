//! Training data and downstream tasks of a run: the world of moving shapes, or data sets on disk.

pub(crate) mod drawn;
mod file;
pub(crate) mod folder;
mod frame;
pub(crate) mod pairs;
pub(crate) mod segment;
pub(crate) mod video;
pub(crate) mod view;
pub(crate) mod words;

use std::path::{Path, PathBuf};

use subject::{Log, Stop};

use crate::choice::choice;
use crate::error::Error;
use crate::model::size::Size;
use crate::world::action::ActionKind;
pub(crate) use crate::world::question::Question;
use folder::{Augmentation, Folder, Suite};
use pairs::Pairs;
use segment::Segment;
use video::Video;
use words::Words;

choice! {
    /// The items that the tasks are measured on.
    pub(crate) enum HeldOut: "measured_on" {
        /// Those that are reported.
        Test = "test",
        /// Those to tune on.
        Validation = "validation",
    }
}

choice! {
    /// How many items the tasks of the world of moving shapes use, and how long their heads learn.
    pub(crate) enum Extent: "evaluation" {
        /// As few as a short study needs.
        Quick = "quick",
        /// As many as spec 8.3 says.
        Full = "full",
    }
}

/// The knobs of the data.
#[derive(Clone, Debug)]
pub(crate) struct Sources {
    /// The file that names data sets; none for the world of moving shapes.
    pub file: Option<PathBuf>,
    /// Of the model, which settles the shape of a clip.
    pub size: Size,
    /// Videos of a batch.
    pub batch: usize,
    pub augmentation: Augmentation,
    /// Share of the videos of a data set that may be unreadable.
    pub unreadable_share: f64,
    pub seed: u64,
}

/// The knobs of the downstream tasks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    pub held_out: HeldOut,
    pub extent: Extent,
    /// Videos of the world of moving shapes that retrieval is tested on.
    pub test_videos: usize,
    /// Videos with actions in the world of moving shapes.
    pub action_set: ActionKind,
    /// Whether the encoders learn the tasks, too: they then need training videos for retrieval.
    pub fine_tuned: bool,
}

/// Training data.
pub(crate) struct Data {
    pub words: Words,
    pub pairs: Box<dyn Pairs>,
    /// Notes for the readers of the results.
    pub notes: Vec<String>,
}

/// Downstream tasks; one is none if the data have nothing for it.
pub(crate) struct Tasks {
    pub retrieval: Option<RetrievalSet>,
    pub questions: Option<QuestionSet>,
    pub actions: Option<ActionSet>,
    pub localization: Option<LocalizationSet>,
    /// Notes for the readers of the results, such as which videos could not be read.
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

/// The data of a run; `out` is its folder, where a vocabulary may have been left.
///
/// # Errors
/// If there are data sets on disk that cannot be read.
pub(crate) fn open(sources: &Sources, out: &Path) -> Result<Data, Error> {
    match &sources.file {
        None => Ok(drawn::data(sources.seed)),
        Some(file) => Folder::open(file, sources.size)?.data(sources, out),
    }
}

/// The file that names data sets and initial weights, if there is one.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn suite(sources: &Sources) -> Result<Option<Suite>, Error> {
    sources.file.as_deref().map(Suite::read).transpose()
}

/// The downstream tasks of a run.
///
/// # Errors
/// If there are data sets on disk that cannot be read, or more of their videos are unreadable than
/// may be.
pub(crate) fn tasks(sources: &Sources, measured: &Measured, log: &mut Log) -> Result<Tasks, Stop> {
    match &sources.file {
        None => Ok(drawn::tasks(measured)),
        Some(file) => Folder::open(file, sources.size)?.tasks(sources, measured, log),
    }
}
