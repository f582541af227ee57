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
    let training = (0..amount.pretraining).map(training_scene).collect::<Vec<_>>();
    let training = studio.captioned("pretraining", "train", &training)?;
    studio.write("pretraining", Split { train: training.clone(), ..Split::default() })?;
    let testing =
        studio.captioned("retrieval", "test", &distinct_scenes(amount.retrieval, "test"))?;
    studio.write("retrieval", Split { test: testing, ..Split::default() })?;
    let train = studio.questions(
        "train",
        QuestionSet::draw("question training", amount.questions[0]).for_training(),
    )?;
    let test =
        studio.questions("test", QuestionSet::draw("question testing", amount.questions[1]))?;
    studio.write("question-answering", Split { train, test, ..Split::default() })?;
    let (train, test) = (
        studio.actions("training", amount.actions[0])?,
        studio.actions("testing", amount.actions[1])?,
    );
    studio.write("action-recognition", Split { train, test, ..Split::default() })?;
    let train = studio.untrimmed("localization training", amount.untrimmed[0])?;
    let test = studio.untrimmed("localization testing", amount.untrimmed[1])?;
    studio.write("temporal-localization", Split { train, test, ..Split::default() })?;
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
    /// One video: `moved` and the noise are as in [`raster`].
    fn video(
        &mut self,
        set: &str,
        name: &str,
        scene: &Scene,
        moved: &[usize],
        noise: Option<(f64, Random)>,
    ) -> Result<String, Error> {
        let file = format!("{name}.mp4");
        let videos = self.folder.join(set).join("videos");
        std::fs::create_dir_all(&videos).map_err(|error| wrong(&videos, &error.to_string()))?;
        let path = videos.join(&file);
        if !path.exists() {
            let mut noise = noise;
            let frames = moved.iter().map(|&moved| {
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

    fn captioned(&mut self, set: &str, part: &str, scenes: &[Scene]) -> Result<Vec<Item>, Error> {
        let moved: Vec<usize> = (0..PERIOD).collect();
        let item = |(index, scene): (usize, &Scene)| {
            let video = self.video(set, &format!("{part}-{index:05}"), scene, &moved, None)?;
            let caption = Caption { text: scene.caption(), nouns: Some(scene.nouns()) };
            Ok(Item { video, captions: vec![caption], ..Item::default() })
        };
        scenes.iter().enumerate().map(item).collect()
    }

    fn questions(&mut self, part: &str, set: QuestionSet) -> Result<Vec<Item>, Error> {
        let moved: Vec<usize> = (0..PERIOD).collect();
        let mut items = Vec::new();
        for (index, scene) in set.scenes.iter().enumerate() {
            let video = self.video(
                "question-answering",
                &format!("{part}-{index:05}"),
                scene,
                &moved,
                None,
            )?;
            let asked = set.questions.iter().filter(|question| question.video == index);
            let questions = asked
                .map(|question| Question {
                    text: question.text.clone(),
                    answer: question.answer.clone(),
                })
                .collect();
            items.push(Item { video, questions, ..Item::default() });
        }
        Ok(items)
    }

    fn actions(&mut self, part: &str, n: usize) -> Result<Vec<Item>, Error> {
        let moved: Vec<usize> = (0..ACTION_FRAMES).collect();
        let actions = action::split(ActionKind::Clean, 0, part, n).into_iter().enumerate();
        let item = |(index, action): (usize, action::Action)| {
            let video = self.video(
                "action-recognition",
                &format!("{part}-{index:05}"),
                &action.scene,
                &moved,
                None,
            )?;
            Ok(Item {
                video,
                class: Some(Motion::ALL[action.class].words().to_owned()),
                ..Item::default()
            })
        };
        actions.map(item).collect()
    }

    fn untrimmed(&mut self, purpose: &str, n: usize) -> Result<Vec<Item>, Error> {
        let second = |frame: usize| frame as f64 / f64::from(FRAMES_PER_SECOND);
        let part = purpose.rsplit(' ').next().unwrap_or(purpose);
        let item = |index: usize| {
            let acting = Untrimmed::draw(purpose, index);
            let moved = acting.moved(0, acting.frames);
            let name = format!("{part}-{index:05}");
            let video = self.video(
                "temporal-localization",
                &name,
                &acting.scene,
                &moved,
                Some(acting.noise(0)),
            )?;
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
        let source = "the world of moving shapes, rendered".to_owned();
        let dataset = Dataset {
            name: set.to_owned(),
            source,
            videos: self.folder.join(set).join("videos"),
            splits: vec![split],
        };
        dataset
            .write(&self.folder.join(set), Existing::Replace)
            .map_err(|error| Error::Data { reason: error.to_string() })
    }
}
