//! The downstream tasks of the world of moving shapes (spec 8.3).

use std::collections::HashSet;
use std::sync::Arc;

use subject::Settings;

use super::action::{self, ActionKind};
use super::localization::{self, Untrimmed as Acting};
use super::question::QuestionSet as Drawn;
use super::scene::{Motion, Scene};
use super::words::Vocabulary;
use super::{DATA_SEED, TRAINING_VIDEOS, training_scene};
use crate::data::video::Video;
use crate::data::words::Words;
use crate::data::{
    ActionSet, ActionSplit, Captioned, Data, LocalizationSet, QuestionSet, Questions, RetrievalSet,
    Tasks, Untrimmed, pairs,
};
use crate::evaluate::average_precision::Segment;
use crate::random::Random;

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
    pub(crate) fn new(settings: &Settings) -> Self {
        let retrieval = settings.count("test_videos");
        if settings.text("evaluation") == "full" {
            Self { retrieval, splits: 3, question_videos: [2000, 500], untrimmed: [300, 102] }
        } else {
            Self { retrieval, splits: 1, question_videos: [600, 250], untrimmed: [96, 60] }
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
pub(crate) fn tasks(settings: &Settings) -> Tasks {
    let effort = Effort::new(settings);
    let purpose = if settings.text("measured_on") == "test" { "test" } else { "validation" };
    let kind = if settings.text("action_set") == "clean" {
        ActionKind::Clean
    } else {
        ActionKind::Distracted
    };
    Tasks {
        retrieval: Some(retrieval(effort.retrieval, purpose)),
        questions: Some(questions(effort.question_videos, purpose)),
        actions: Some(actions(kind, effort.splits, purpose)),
        localization: Some(localization(effort.untrimmed, purpose)),
        notes: Vec::new(),
        unreadable: 0,
    }
}

/// Videos of which no two have the same caption.
///
/// # Panics
/// If more are asked for than there are captions, about 647,000.
pub(crate) fn distinct_scenes(n: usize, purpose: &str) -> Vec<Scene> {
    let mut captions = HashSet::new();
    let purpose = format!("retrieval {purpose}");
    let drawn = (0..n * 100)
        .map(|index| Scene::draw(&mut Random::stream(DATA_SEED, &purpose, index as u64)));
    let scenes: Vec<Scene> =
        drawn.filter(|scene| captions.insert(scene.caption())).take(n).collect();
    assert_eq!(scenes.len(), n, "the world has fewer captions than videos are asked for");
    scenes
}

fn captioned(scenes: Vec<Scene>) -> Captioned {
    let captions =
        scenes.iter().enumerate().map(|(index, scene)| (index, scene.caption())).collect();
    Captioned { videos: scenes.into_iter().map(Video::from).collect(), captions }
}

/// Fine-tuning sees videos that pre-training sees, too: the world has no other captions to offer.
fn retrieval(n: usize, purpose: &str) -> RetrievalSet {
    let training = (0..TRAINING_VIDEOS / 10).map(training_scene).collect();
    RetrievalSet { training: captioned(training), testing: captioned(distinct_scenes(n, purpose)) }
}

fn questions([training, testing]: [usize; 2], purpose: &str) -> QuestionSet {
    let set = |drawn: Drawn| Questions {
        videos: drawn.scenes.into_iter().map(Video::from).collect(),
        questions: drawn.questions,
    };
    let testing = Drawn::draw(
        if purpose == "test" { "question testing" } else { "question validation" },
        testing,
    );
    QuestionSet {
        training: set(Drawn::draw("question training", training).for_training()),
        testing: set(testing),
    }
}

fn actions(kind: ActionKind, splits: usize, purpose: &str) -> ActionSet {
    let part = |split: usize, purpose: &str, n: usize| {
        let clips = action::split(kind, split, purpose, n).into_iter();
        clips
            .map(|action| (Video::Scene { scene: action.scene, noise: action.noise }, action.class))
            .collect()
    };
    let testing = if purpose == "test" { "testing" } else { "validation" };
    ActionSet {
        classes: kind.classes().iter().map(|motion| motion.words().to_owned()).collect(),
        splits: (0..splits)
            .map(|split| ActionSplit {
                training: part(split, "training", action::TRAINING),
                testing: part(split, testing, action::TESTING),
            })
            .collect(),
    }
}

fn localization([training, testing]: [usize; 2], purpose: &str) -> LocalizationSet {
    let set = |purpose: &str, n: usize| {
        (0..n).map(|index| untrimmed(Acting::draw(purpose, index))).collect()
    };
    let held_out =
        if purpose == "test" { "localization testing" } else { "localization validation" };
    LocalizationSet {
        classes: Motion::ALL[..localization::CLASSES]
            .iter()
            .map(|motion| motion.words().to_owned())
            .collect(),
        training: set("localization training", training),
        testing: set(held_out, testing),
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
