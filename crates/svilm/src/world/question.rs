//! Questions about scenes, with one-word or two-word answers.

use super::DATA_SEED;
use super::scene::{Background, Object, Scene, Shape};
use crate::random::Random;

/// A question about a video.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Question {
    /// Number of the video in its set.
    pub video: usize,
    pub text: String,
    pub answer: String,
}

/// Videos with questions about them.
pub(crate) struct QuestionSet {
    pub scenes: Vec<Scene>,
    pub questions: Vec<Question>,
}

/// Questions asked about each video.
const EACH: usize = 4;

impl QuestionSet {
    /// Half of the videos have two objects, half one: the analogues of two data sets.
    pub(crate) fn draw(purpose: &str, videos: usize) -> Self {
        let mut set = Self { scenes: Vec::new(), questions: Vec::new() };
        for video in 0..videos {
            let mut random = Random::stream(DATA_SEED, purpose, video as u64);
            let scene = Scene::with_objects(&mut random, 1 + video % 2);
            let possible = questions(&scene);
            let chosen = random.permutation(possible.len()).into_iter().take(EACH);
            set.questions.extend(chosen.map(|index| {
                let (text, answer) = possible[index].clone();
                Question { video, text, answer: answer.to_owned() }
            }));
            set.scenes.push(scene);
        }
        set
    }

    /// Without the questions whose answers are seen in testing only, so that a test has answers
    /// that nobody can know.
    pub(crate) fn for_training(mut self) -> Self {
        let hidden = [Shape::Diamond.words(), Background::Olive.words()];
        self.questions.retain(|question| !hidden.contains(&question.answer.as_str()));
        self
    }
}

/// Every question that has one answer.
fn questions(scene: &Scene) -> Vec<(String, &'static str)> {
    let mut questions = Vec::new();
    for object in &scene.objects {
        let alone = |same: fn(&Object, &Object) -> bool| {
            scene.objects.iter().filter(|other| same(object, other)).count() == 1
        };
        let (shape, color) = (object.shape.words(), object.color.words());
        if alone(|a, b| a.shape == b.shape) {
            questions.push((format!("what color is the {shape}"), color));
        }
        if alone(|a, b| a.color == b.color) {
            questions.push((format!("what shape is {color}"), shape));
        }
        questions.push((format!("what does the {} do", object.noun()), object.motion.words()));
    }
    let count = if scene.objects.len() == 1 { "one" } else { "two" };
    questions.push(("how many objects are there".to_owned(), count));
    questions.push(("what color is the background".to_owned(), scene.background.words()));
    questions
}
