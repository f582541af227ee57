//! Question answering as classification among the answers that training has shown.

mod head;

use std::collections::{BTreeMap, HashMap};

use burn::module::Module;
use burn::tensor::{Int, Tensor, TensorData};
use subject::Stop;

use crate::data::video::Video;
use crate::data::view::View;
use crate::data::words::Words;
use crate::data::{Question, QuestionSet, Questions};
use crate::error::Error;
use crate::evaluate::action::{Accuracy, all_finite, percent, share_of_majority};
use crate::evaluate::encode;
use crate::evaluate::fine_tuning::{self, class_loss, minimize};
use crate::evaluate::rank::Rank;
use crate::model::Model;
use crate::model::text::Texts;
use crate::random::Random;
pub(crate) use head::Kind;
use head::{Head, Seen};

/// Questions of one training step.
const BATCH: usize = 32;
/// Peak learning rate of a head on frozen encoders.
const RATE: f64 = 3e-3;
/// Answers that can be given, the most frequent ones of training (spec 6.2).
const ANSWERS: usize = 4000;

/// How the head is learned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    pub kind: Kind,
    /// Passes over the training questions.
    pub epochs: usize,
    pub seed: u64,
}

/// The answers in order of falling frequency, equal ones in alphabetical order.
pub(crate) fn answers(questions: &[Question]) -> Vec<&str> {
    let mut counts = BTreeMap::new();
    for question in questions {
        *counts.entry(question.answer.as_str()).or_insert(0) += 1;
    }
    let mut answers: Vec<_> = counts.into_iter().collect();
    answers.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    answers.into_iter().map(|(answer, _)| answer).take(ANSWERS).collect()
}

/// Training questions whose answer can be given, and the numbers of the answers.
struct Lesson<'a> {
    usable: Vec<&'a Question>,
    numbers: HashMap<&'a str, usize>,
}

impl<'a> Lesson<'a> {
    fn new(set: &'a Questions) -> Self {
        let numbers: HashMap<&str, usize> = answers(&set.questions).into_iter().zip(0..).collect();
        let usable = set.questions.iter().filter(|asked| numbers.contains_key(&*asked.answer));
        Self { usable: usable.collect(), numbers }
    }

    /// Questions of a step and the numbers of their answers.
    fn batch(&self, batch: usize, step: usize, seed: u64) -> (Vec<&'a Question>, Vec<usize>) {
        let (batch, n) = (batch.min(self.usable.len()), self.usable.len());
        let chosen = Random::batch(seed, "question order", step, batch, n).into_iter();
        let chosen = chosen.map(|place| self.usable[place]);
        chosen.map(|question| (question, self.numbers[question.answer.as_str()])).unzip()
    }

    /// The outcome of the answers that get the highest scores of test questions, so many of which
    /// are scored at once. One whose true answer cannot be given is wrong; one that ties with
    /// others is right with the probability that it comes first in a random order.
    fn test(
        &self,
        testing: &Questions,
        batch: usize,
        scores: impl Fn(&[&Question]) -> Result<Tensor<2>, Error>,
    ) -> Result<Accuracy, Error> {
        let (mut right, mut unusable) = (Vec::new(), 0);
        for questions in testing.questions.chunks(batch) {
            let scores = encode::rows(scores(&questions.iter().collect::<Vec<_>>())?);
            for (question, scores) in questions.iter().zip(scores) {
                let truth = self.numbers.get(question.answer.as_str());
                right.push(truth.map_or(0.0, |&truth| Rank::of_class(&scores, truth).within(1)));
                unusable += usize::from(!all_finite(&scores));
            }
        }
        Ok(Accuracy::new(right, self.majority(testing), unusable))
    }

    /// Accuracy of always giving the most frequent answer of training, in percent.
    fn majority(&self, testing: &Questions) -> f64 {
        // one more for the answers that cannot be given
        let none = self.numbers.len();
        let counts = |answers: &mut dyn Iterator<Item = &str>| {
            let mut counts = vec![0.0; none + 1];
            answers.for_each(|it| counts[self.numbers.get(it).copied().unwrap_or(none)] += 1.0);
            counts
        };
        let training = counts(&mut self.usable.iter().map(|asked| asked.answer.as_str()));
        let testing = counts(&mut testing.questions.iter().map(|asked| asked.answer.as_str()));
        share_of_majority(&training, &testing)
    }
}

/// Frozen features of the videos of a set.
struct Features {
    /// `[videos, g, d]`
    groups: Tensor<3>,
    /// `[videos, t, d]`
    clips: Tensor<3>,
}

impl Features {
    fn new(model: &Model, videos: &[Video]) -> Result<Self, Error> {
        let g = model.config.video.group_tokens;
        let both = encode::videos(model, videos, |encoded| {
            Tensor::cat(vec![encoded.groups.clone(), model.position_features(encoded.tokens)], 1)
        })?;
        let t = model.config.video.size.positions();
        Ok(Self { groups: both.clone().narrow(1, 0, g), clips: both.narrow(1, g, t) })
    }

    fn seen(&self, model: &Model, words: &Words, questions: &[&Question]) -> Seen {
        let videos: Vec<i64> = questions.iter().map(|question| question.video as i64).collect();
        let videos = TensorData::new(videos, [questions.len()]);
        let videos = Tensor::<1, Int>::from_data(videos, &self.groups.device());
        let groups = self.groups.clone().select(0, videos.clone());
        seen(model, words, questions, groups, self.clips.clone().select(0, videos))
    }
}

fn seen(
    model: &Model,
    words: &Words,
    questions: &[&Question],
    groups: Tensor<3>,
    clips: Tensor<3>,
) -> Seen {
    let tokens: Vec<_> = questions.iter().map(|question| words.tokens(&question.text)).collect();
    let texts = Texts::new(&tokens);
    Seen { words: model.text.forward(&texts), valid: texts.valid.clone(), groups, clips }
}

/// Trains a head on the frozen encoders and measures it.
///
/// # Errors
/// [`Stop::Diverged`], or if a video cannot be read.
pub(crate) fn frozen(
    model: &Model,
    words: &Words,
    set: &QuestionSet,
    recipe: Recipe,
) -> Result<Accuracy, Stop> {
    let lesson = Lesson::new(&set.training);
    let (training, testing) =
        (Features::new(model, &set.training.videos)?, Features::new(model, &set.testing.videos)?);
    let head = Head::new(model, recipe.kind, lesson.numbers.len(), recipe.seed);
    // its weights are not trained, but gradients pass through its projections
    let passed = model.clone().train();
    let steps = recipe.epochs * (lesson.usable.len() / BATCH).max(1);
    let head = minimize(head, steps, RATE, |head, step| {
        let (questions, truth) = lesson.batch(BATCH, step, recipe.seed);
        let seen = training.seen(model, words, &questions).autodiff();
        Ok(class_loss(head.forward(&passed, seen), &truth))
    })?;
    let head = head.valid();
    let scores =
        |questions: &[&Question]| Ok(head.forward(model, testing.seen(model, words, questions)));
    Ok(lesson.test(&set.testing, BATCH, scores)?)
}

/// A model with a head for answers.
#[derive(Module, Debug)]
struct Answering {
    model: Model,
    head: Head,
}

/// Trains the encoders together with a head and measures them.
///
/// # Source
/// Spec 6.2: ALPRO, like S-ViLM's other parents, fine-tunes end to end.
///
/// # Errors
/// As [`frozen`].
pub(crate) fn fine_tuned(
    model: &Model,
    words: &Words,
    set: &QuestionSet,
    kind: Kind,
    recipe: fine_tuning::Recipe,
) -> Result<Accuracy, Stop> {
    let lesson = Lesson::new(&set.training);
    let head = Head::new(model, kind, lesson.numbers.len(), recipe.seed);
    let answering = Answering { model: model.clone().train(), head };
    let tuned = minimize(answering, recipe.steps, recipe.rate, |answering, step| {
        let (questions, truth) = lesson.batch(recipe.batch, step, recipe.seed);
        Ok(class_loss(answering.scores(words, &set.training.videos, &questions)?, &truth))
    })?;
    let tuned = tuned.valid();
    let scores = |questions: &[&Question]| tuned.scores(words, &set.testing.videos, questions);
    Ok(lesson.test(&set.testing, recipe.batch, scores)?)
}

impl Answering {
    fn scores(
        &self,
        words: &Words,
        videos: &[Video],
        questions: &[&Question],
    ) -> Result<Tensor<2>, Error> {
        let clips: Vec<&Video> = questions.iter().map(|question| &videos[question.video]).collect();
        let encoded = encode::training_views(&self.model, &clips, View::Whole)?;
        let clips = self.model.position_features(encoded.tokens);
        let seen = seen(&self.model, words, questions, encoded.groups, clips);
        Ok(self.head.forward(&self.model, seen))
    }
}

/// Accuracy of the questions that begin with each of these words, in percent; none without such a
/// question.
pub(crate) fn by_word(set: &Questions, accuracy: &Accuracy, word: &str) -> Option<f64> {
    let begins = |question: &Question| {
        let mut words = question.text.trim_start().split(|c: char| !c.is_alphanumeric());
        words.next().unwrap_or_default().eq_ignore_ascii_case(word)
    };
    let marked = set.questions.iter().zip(&accuracy.items);
    let marked = marked.filter_map(|(question, item)| begins(question).then_some(*item));
    let items: Vec<f64> = marked.collect();
    (!items.is_empty()).then(|| percent(&items))
}
