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
    // splits of action recognition; videos to train and to test: those of each split, those with
    // questions, and untrimmed ones
    let (splits, acting, asked, untrimmed) = match measured.extent {
        Extent::Quick => (1, [240, 80], [320, 250], [48, 40]),
        Extent::Full => (3, [600, 300], [2000, 500], [300, 102]),
    };
    let held_out = measured.held_out;
    Tasks {
        retrieval: Some(retrieval(measured.test_videos, held_out)),
        questions: Some(questions(asked, held_out)),
        actions: Some(actions(measured.action_set, splits, acting, held_out)),
        localization: Some(localization(untrimmed, held_out)),
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

fn words(motions: &[Motion]) -> Vec<String> {
    motions.iter().map(|motion| motion.words().to_owned()).collect()
}

fn actions(
    kind: ActionKind,
    splits: usize,
    [training, testing]: [usize; 2],
    held_out: HeldOut,
) -> ActionSet {
    let part = |split: usize, purpose: &str, n: usize| {
        let clips = action::split(kind, split, purpose, n).into_iter();
        clips
            .map(|clip| (Video::Scene { scene: clip.scene, noise: clip.noise }, clip.class))
            .collect()
    };
    let split = |split: usize| ActionSplit {
        training: part(split, "training", training),
        testing: part(split, purpose(held_out), testing),
    };
    ActionSet { classes: words(kind.classes()), splits: (0..splits).map(split).collect() }
}

fn localization([training, testing]: [usize; 2], held_out: HeldOut) -> LocalizationSet {
    let set = |purpose: &str, n: usize| {
        (0..n).map(|index| untrimmed(Acting::draw(purpose, index))).collect()
    };
    LocalizationSet {
        classes: words(&Motion::ALL[..localization::CLASSES]),
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
