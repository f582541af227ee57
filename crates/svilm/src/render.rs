//! The world of moving shapes as real video files with manifests, so that everything that a data
//! set on disk goes through can be tried without one.

use std::path::Path;

use dataset::footage::encode;
use dataset::item::{Caption, Item, Question, Segment};
use dataset::manifest::{Dataset, Existing, Split};

use crate::error::Error;
use crate::random::Random;
use crate::world::action::{self, ActionKind};
use crate::world::localization::Untrimmed;
use crate::world::question::QuestionSet;
use crate::world::raster::{self, PERIOD};
use crate::world::scene::{Motion, Scene};
use crate::world::{distinct_scenes, training_scene};

/// Rows and columns of a rendered frame, in pixels.
const RESOLUTION: usize = 128;
const FRAMES_PER_SECOND: u32 = 8;
/// Frames of an action video: four clips.
const ACTION_FRAMES: usize = 4 * PERIOD;

/// How many videos are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// For pre-training.
    pub pretraining: usize,
    /// To test retrieval on.
    pub retrieval: usize,
    /// With questions, for training and testing.
    pub questions: [usize; 2],
    /// With one action, for training and testing in one split.
    pub actions: [usize; 2],
    /// Untrimmed, for training and testing.
    pub untrimmed: [usize; 2],
}

impl Amount {
    /// Amounts in proportion to the videos for pre-training.
    pub fn of(pretraining: usize) -> Self {
        let part = |percent: usize, least: usize| (pretraining * percent / 100).max(least);
        Self {
            pretraining,
            retrieval: part(20, 10),
            questions: [part(20, 16), part(10, 8)],
            actions: [part(20, 16), part(10, 8)],
            untrimmed: [part(5, 6), part(3, 6)],
        }
    }

    /// Videos in all.
    pub fn total(&self) -> usize {
        let pairs = [self.questions, self.actions, self.untrimmed];
        self.pretraining + self.retrieval + pairs.iter().flatten().sum::<usize>()
    }
}

/// Writes the videos, a data set for pre-training and for each task, and `data.toml`, which names
/// them. What is there already from an earlier call with the same amounts is not made again.
///
/// # Errors
/// If `ffmpeg` is not there, or a file cannot be written.
pub fn render(
    folder: &Path,
    amount: &Amount,
    progress: &mut dyn FnMut(usize),
) -> Result<(), Error> {
    let mut studio = Studio { folder, done: 0, progress };
    let none = Split::default;
    let training: Vec<Scene> = (0..amount.pretraining).map(training_scene).collect();
    let train = studio.captioned(["pretraining", "train"], &training)?;
    studio.write("pretraining", Split { train, ..none() })?;
    let testing = distinct_scenes(amount.retrieval, "test");
    let test = studio.captioned(["retrieval", "test"], &testing)?;
    studio.write("retrieval", Split { test, ..none() })?;
    let [train, test] = amount.questions;
    let training = QuestionSet::draw("question training", train).for_training();
    let train = studio.questions("train", &training)?;
    let test = studio.questions("test", &QuestionSet::draw("question testing", test))?;
    studio.write("question-answering", Split { train, test, ..none() })?;
    let train = studio.actions("training", amount.actions[0])?;
    let test = studio.actions("testing", amount.actions[1])?;
    studio.write("action-recognition", Split { train, test, ..none() })?;
    let train = studio.untrimmed("training", amount.untrimmed[0])?;
    let test = studio.untrimmed("testing", amount.untrimmed[1])?;
    studio.write("temporal-localization", Split { train, test, ..none() })?;
    let suite = "# what a run uses: --set data=<this file>\n\
                 pretraining = [\"pretraining\"]\n\
                 retrieval = \"retrieval\"\n\
                 question_answering = \"question-answering\"\n\
                 action_recognition = \"action-recognition\"\n\
                 temporal_localization = \"temporal-localization\"\n";
    let path = folder.join("data.toml");
    std::fs::write(&path, suite).map_err(|error| wrong(&path, &error.to_string()))
}

fn wrong(path: &Path, reason: &str) -> Error {
    Error::Data { reason: format!("cannot write `{}`: {reason}", path.display()) }
}

/// Where videos are made.
struct Studio<'a> {
    folder: &'a Path,
    done: usize,
    progress: &'a mut dyn FnMut(usize),
}

impl Studio<'_> {
    /// Video `index` of a part of a data set: `moved` and the noise are as in [`raster`].
    fn video(
        &mut self,
        [set, part]: [&str; 2],
        index: usize,
        scene: &Scene,
        moved: impl IntoIterator<Item = usize>,
        mut noise: Option<(f64, Random)>,
    ) -> Result<String, Error> {
        let file = format!("{part}-{index:05}.mp4");
        let videos = self.folder.join(set).join("videos");
        std::fs::create_dir_all(&videos).map_err(|error| wrong(&videos, &error.to_string()))?;
        let path = videos.join(&file);
        if !path.exists() {
            let frames = moved.into_iter().map(|moved| {
                let mut pixels = raster::frames(scene, &[moved], RESOLUTION);
                if let Some((level, random)) = &mut noise {
                    raster::add_noise(&mut pixels, *level, random);
                }
                pixels.into_iter().map(|pixel| pixel.round() as u8).collect::<Vec<u8>>()
            });
            encode(&path, [RESOLUTION; 2], FRAMES_PER_SECOND, frames)
                .map_err(|error| Error::data(&error))?;
        }
        self.done += 1;
        (self.progress)(self.done);
        Ok(file)
    }

    fn captioned(&mut self, part: [&str; 2], scenes: &[Scene]) -> Result<Vec<Item>, Error> {
        let item = |(index, scene): (usize, &Scene)| {
            let video = self.video(part, index, scene, 0..PERIOD, None)?;
            let caption = Caption { text: scene.caption(), nouns: Some(scene.nouns()) };
            Ok(Item { video, captions: vec![caption], ..Item::default() })
        };
        scenes.iter().enumerate().map(item).collect()
    }

    fn questions(&mut self, part: &str, set: &QuestionSet) -> Result<Vec<Item>, Error> {
        let part = ["question-answering", part];
        let item = |(index, scene): (usize, &Scene)| {
            let video = self.video(part, index, scene, 0..PERIOD, None)?;
            let asked = set.questions.iter().filter(|question| question.video == index).cloned();
            let asked = asked.map(|asked| Question { text: asked.text, answer: asked.answer });
            Ok(Item { video, questions: asked.collect(), ..Item::default() })
        };
        set.scenes.iter().enumerate().map(item).collect()
    }

    fn actions(&mut self, purpose: &str, n: usize) -> Result<Vec<Item>, Error> {
        let part = ["action-recognition", purpose];
        let actions = action::split(ActionKind::Clean, 0, purpose, n).into_iter().enumerate();
        let item = |(index, action): (usize, action::Action)| {
            let video = self.video(part, index, &action.scene, 0..ACTION_FRAMES, None)?;
            let class = Some(Motion::ALL[action.class].words().to_owned());
            Ok(Item { video, class, ..Item::default() })
        };
        actions.map(item).collect()
    }

    fn untrimmed(&mut self, part: &str, n: usize) -> Result<Vec<Item>, Error> {
        let second = |frame: usize| frame as f64 / f64::from(FRAMES_PER_SECOND);
        let item = |index: usize| {
            let acting = Untrimmed::draw(&format!("localization {part}"), index);
            let (moved, noise) = (acting.moved(0, acting.frames), acting.noise(0));
            let set = ["temporal-localization", part];
            let video = self.video(set, index, &acting.scene, moved, Some(noise))?;
            let class = Motion::ALL[acting.class].words();
            let segments = acting.instances.iter().map(|&(start, end)| Segment {
                start: second(start),
                end: second(end),
                class: class.to_owned(),
            });
            Ok(Item { video, segments: segments.collect(), ..Item::default() })
        };
        (0..n).map(item).collect()
    }

    fn write(&self, set: &str, split: Split) -> Result<(), Error> {
        let folder = self.folder.join(set);
        let dataset = Dataset {
            name: set.to_owned(),
            source: "the world of moving shapes, rendered".to_owned(),
            videos: folder.join("videos"),
            splits: vec![split],
        };
        let written = dataset.write(&folder, Existing::Replace);
        written.map_err(|error| Error::Data { reason: error.to_string() })
    }
}
