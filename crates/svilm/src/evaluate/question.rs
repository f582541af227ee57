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
use crate::evaluate::action::Accuracy;
use crate::evaluate::encode;
use crate::evaluate::fine_tuning::{self, class_loss, minimize};
use crate::model::Model;
use crate::model::text::Texts;
use crate::random::Random;
pub(crate) use head::Kind;
use head::{Head, Seen};

/// Questions of one training step.
const BATCH: usize = 64;
/// Peak learning rate of a head on frozen encoders.
const RATE: f64 = 2e-3;
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
    questions: &'a [Question],
    numbers: HashMap<&'a str, usize>,
    usable: Vec<usize>,
}

impl<'a> Lesson<'a> {
    fn new(set: &'a Questions) -> Self {
        let numbers: HashMap<&str, usize> = answers(&set.questions)
            .into_iter()
            .enumerate()
            .map(|(number, answer)| (answer, number))
            .collect();
        let known = |index: &usize| numbers.contains_key(set.questions[*index].answer.as_str());
        let usable = (0..set.questions.len()).filter(known).collect();
        Self { questions: &set.questions, usable, numbers }
    }

    /// Questions of a step and the numbers of their answers.
    fn batch(&self, batch: usize, step: usize, seed: u64) -> (Vec<usize>, Vec<usize>) {
        let batch = batch.min(self.usable.len());
        let per_epoch = self.usable.len() / batch;
        let order = Random::stream(seed, "question order", (step / per_epoch) as u64)
            .permutation(self.usable.len());
        let chosen: Vec<usize> = order[step % per_epoch * batch..][..batch]
            .iter()
            .map(|&place| self.usable[place])
            .collect();
        let truth = chosen
            .iter()
            .map(|&index| self.numbers[self.questions[index].answer.as_str()])
            .collect();
        (chosen, truth)
    }

    /// The outcome of answers to the test questions. One whose true answer cannot be given is
    /// wrong.
    fn mark(&self, testing: &Questions, given: &[usize]) -> Accuracy {
        let right = |(question, given): (&Question, &usize)| {
            f64::from(u8::from(self.numbers.get(question.answer.as_str()) == Some(given)))
        };
        let frequent = testing
            .questions
            .iter()
            .filter(|question| self.numbers.get(question.answer.as_str()) == Some(&0));
        let majority = 100.0 * frequent.count() as f64 / testing.questions.len() as f64;
        Accuracy::new(testing.questions.iter().zip(given).map(right).collect(), majority)
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
        let videos = Tensor::<1, Int>::from_data(
            TensorData::new(videos, [questions.len()]),
            &self.groups.device(),
        );
        let texts = texts(words, questions);
        Seen {
            words: model.text.forward(&texts),
            valid: texts.valid().clone(),
            groups: self.groups.clone().select(0, videos.clone()),
            clips: self.clips.clone().select(0, videos),
        }
    }
}

fn texts(words: &Words, questions: &[&Question]) -> Texts {
    Texts::new(&questions.iter().map(|question| words.tokens(&question.text)).collect::<Vec<_>>())
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
    let head = Head::new(
        model,
        recipe.kind,
        lesson.numbers.len(),
        recipe.seed,
        &model.device().autodiff(),
    );
    // its weights are not trained, but gradients pass through its projections
    let passed = model.clone().train();
    let steps = recipe.epochs * (lesson.usable.len() / BATCH).max(1);
    let head = minimize(head, [steps, steps.div_ceil(10)], RATE, |head, step| {
        let (chosen, truth) = lesson.batch(BATCH, step, recipe.seed);
        let questions: Vec<&Question> =
            chosen.iter().map(|&index| &lesson.questions[index]).collect();
        let seen = training.seen(model, words, &questions).autodiff();
        Ok(class_loss(head.forward(&passed, seen), &truth))
    })?;
    let head = head.valid();
    let mut given = Vec::new();
    for questions in set.testing.questions.chunks(BATCH) {
        let seen = testing.seen(model, words, &questions.iter().collect::<Vec<_>>());
        given.extend(best(head.forward(model, seen)));
    }
    Ok(lesson.mark(&set.testing, &given))
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
    let head =
        Head::new(model, kind, lesson.numbers.len(), recipe.seed, &model.device().autodiff());
    let answering = Answering { model: model.clone().train(), head };
    let tuned = minimize(
        answering,
        [recipe.steps, recipe.steps.div_ceil(10)],
        recipe.rate,
        |answering, step| {
            let (chosen, truth) = lesson.batch(recipe.batch, step, recipe.seed);
            let questions: Vec<&Question> =
                chosen.iter().map(|&index| &lesson.questions[index]).collect();
            Ok(class_loss(answering.scores(words, &set.training.videos, &questions)?, &truth))
        },
    )?;
    let tuned = tuned.valid();
    let mut given = Vec::new();
    for questions in set.testing.questions.chunks(recipe.batch) {
        given.extend(best(tuned.scores(
            words,
            &set.testing.videos,
            &questions.iter().collect::<Vec<_>>(),
        )?));
    }
    Ok(lesson.mark(&set.testing, &given))
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
        let texts = texts(words, questions);
        let seen = Seen {
            words: self.model.text.forward(&texts),
            valid: texts.valid().clone(),
            groups: encoded.groups,
            clips: self.model.position_features(encoded.tokens),
        };
        Ok(self.head.forward(&self.model, seen))
    }
}

fn best(scores: Tensor<2>) -> Vec<usize> {
    let best: Vec<i64> =
        scores.argmax(1).into_data_as::<i64>().try_into_vec().expect("invariant: just converted");
    best.into_iter().map(|answer| answer as usize).collect()
}

/// Accuracy of the questions that begin with each of these words, in percent; none without such a
/// question.
pub(crate) fn by_word(set: &Questions, accuracy: &Accuracy, word: &str) -> Option<f64> {
    let begins = |question: &&Question| {
        let first = question
            .text
            .trim_start()
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default();
        first.eq_ignore_ascii_case(word)
    };
    let items: Vec<f64> = set
        .questions
        .iter()
        .zip(&accuracy.items)
        .filter(|(question, _)| begins(question))
        .map(|(_, item)| *item)
        .collect();
    (!items.is_empty()).then(|| crate::evaluate::action::percent(&items))
}
