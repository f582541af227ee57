//! The world of moving shapes as the data and downstream tasks of a run (spec 8.3).

use std::sync::Arc;

use super::pairs;
use super::video::Video;
use super::words::Words;
use super::{
    ActionSet, ActionSplit, Captioned, Data, Extent, HeldOut, LocalizationSet, Measured,
    QuestionSet, Questions, RetrievalSet, Tasks, Untrimmed,
};
use crate::choice::Choice;
use crate::data::segment::Segment;
use crate::world::action::{self, ActionKind};
use crate::world::localization::{self, Untrimmed as Acting};
use crate::world::question::QuestionSet as Drawn;
use crate::world::scene::{Motion, Scene};
use crate::world::words::Vocabulary;
use crate::world::{TRAINING_VIDEOS, distinct_scenes, training_scene};

/// How many items the tasks use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// Videos that retrieval is tested on.
    pub retrieval: usize,
    /// Splits of action recognition.
    pub splits: usize,
    /// Videos with questions, for training and testing.
    pub question_videos: [usize; 2],
    /// Untrimmed videos, for training and testing.
    pub untrimmed: [usize; 2],
}

impl Effort {
    fn new(extent: Extent, retrieval: usize) -> Self {
        match extent {
            Extent::Quick => {
                Self { retrieval, splits: 1, question_videos: [600, 250], untrimmed: [96, 60] }
            }
            Extent::Full => {
                Self { retrieval, splits: 3, question_videos: [2000, 500], untrimmed: [300, 102] }
            }
        }
    }
}

/// The world as what a run learns from.
pub(crate) fn data(seed: u64) -> Data {
    Data {
        words: Words::World(Vocabulary::new()),
        pairs: Box::new(pairs::Drawn { seed }),
        notes: Vec::new(),
    }
}

/// The world as what a run is measured on.
pub(crate) fn tasks(measured: &Measured) -> Tasks {
    let effort = Effort::new(measured.extent, measured.test_videos);
    let held_out = measured.held_out;
    Tasks {
        retrieval: Some(retrieval(effort.retrieval, held_out)),
        questions: Some(questions(effort.question_videos, held_out)),
        actions: Some(actions(measured.action_set, effort.splits, held_out)),
        localization: Some(localization(effort.untrimmed, held_out)),
        notes: Vec::new(),
        unreadable: 0,
    }
}

fn captioned(scenes: Vec<Scene>) -> Captioned {
    let captions =
        scenes.iter().enumerate().map(|(index, scene)| (index, scene.caption())).collect();
    Captioned { videos: scenes.into_iter().map(Video::from).collect(), captions }
}

/// Fine-tuning sees videos that pre-training sees, too: the world has no other captions to offer.
fn retrieval(n: usize, held_out: HeldOut) -> RetrievalSet {
    let training = (0..TRAINING_VIDEOS / 10).map(training_scene).collect();
    let testing = distinct_scenes(n, held_out.name());
    RetrievalSet { training: captioned(training), testing: captioned(testing) }
}

/// Word in the purposes of the random streams that the items are drawn from.
fn purpose(held_out: HeldOut) -> &'static str {
    match held_out {
        HeldOut::Test => "testing",
        HeldOut::Validation => "validation",
    }
}

fn questions([training, testing]: [usize; 2], held_out: HeldOut) -> QuestionSet {
    let set = |drawn: Drawn| Questions {
        videos: drawn.scenes.into_iter().map(Video::from).collect(),
        questions: drawn.questions,
    };
    let testing = Drawn::draw(&format!("question {}", purpose(held_out)), testing);
    QuestionSet {
        training: set(Drawn::draw("question training", training).for_training()),
        testing: set(testing),
    }
}

fn actions(kind: ActionKind, splits: usize, held_out: HeldOut) -> ActionSet {
    let part = |split: usize, purpose: &str, n: usize| {
        let clips = action::split(kind, split, purpose, n).into_iter();
        clips
            .map(|action| (Video::Scene { scene: action.scene, noise: action.noise }, action.class))
            .collect()
    };
    ActionSet {
        classes: kind.classes().iter().map(|motion| motion.words().to_owned()).collect(),
        splits: (0..splits)
            .map(|split| ActionSplit {
                training: part(split, "training", action::TRAINING),
                testing: part(split, purpose(held_out), action::TESTING),
            })
            .collect(),
    }
}

fn localization([training, testing]: [usize; 2], held_out: HeldOut) -> LocalizationSet {
    let set = |purpose: &str, n: usize| {
        (0..n).map(|index| untrimmed(Acting::draw(purpose, index))).collect()
    };
    LocalizationSet {
        classes: Motion::ALL[..localization::CLASSES]
            .iter()
            .map(|motion| motion.words().to_owned())
            .collect(),
        training: set("localization training", training),
        testing: set(&format!("localization {}", purpose(held_out)), testing),
    }
}

fn untrimmed(video: Acting) -> Untrimmed {
    let part = |frame: usize| frame as f64 / video.frames as f64;
    let instances = video
        .instances
        .iter()
        .map(|&(start, end)| (Segment { start: part(start), end: part(end) }, video.class));
    Untrimmed { instances: instances.collect(), video: Video::Untrimmed(Arc::new(video)) }
}
