//! What a pre-trained model is worth: the downstream tasks.

pub(crate) mod action;
pub(crate) mod average_precision;
pub(crate) mod classifier;
pub(crate) mod encode;
pub(crate) mod fine_tuning;
pub(crate) mod grounding;
pub(crate) mod gtad;
pub(crate) mod localization;
pub(crate) mod proposals;
pub(crate) mod question;
pub(crate) mod retrieval;

use subject::{Items, Log, Settings, Stop};

use crate::data::words::Words;
use crate::data::{ActionSet, LocalizationSet, QuestionSet, RetrievalSet, Tasks};
use crate::model::Model;
use localization::Localizer;
use retrieval::{Ranks, Retrieval, median, recall};

/// Words that a question may begin with.
pub(crate) const QUESTION_WORDS: [&str; 5] = ["what", "who", "how", "where", "when"];
/// Tasks, each a stage of the progress.
const STAGES: u64 = 4;

/// One evaluation.
struct Evaluation<'a> {
    model: &'a Model,
    words: &'a Words,
    settings: &'a Settings,
    seed: u64,
    tuning: Option<fine_tuning::Recipe>,
    log: &'a mut Log,
    items: Vec<Items>,
}

/// Measures a model on every task, reports each metric with what one gets without skill, and returns the outcomes of single
/// items.
///
/// # Errors
/// [`Stop::Diverged`] if fine-tuning does; if a video cannot be read or the log cannot be written.
pub(crate) fn evaluate(
    model: &Model,
    words: &Words,
    tasks: &Tasks,
    settings: &Settings,
    seed: u64,
    log: &mut Log,
) -> Result<Vec<Items>, Stop> {
    let tuning = fine_tuning::Recipe::new(settings, seed);
    let mut evaluation = Evaluation { model, words, settings, seed, tuning, log, items: Vec::new() };
    evaluation.stage(0, "retrieval")?;
    evaluation.retrieval(tasks.retrieval.as_ref())?;
    evaluation.stage(1, "question answering")?;
    evaluation.questions(tasks.questions.as_ref())?;
    evaluation.stage(2, "action recognition")?;
    evaluation.actions(tasks.actions.as_ref())?;
    evaluation.stage(3, "localization")?;
    evaluation.localization(tasks.localization.as_ref())?;
    evaluation.stage(STAGES, "evaluated")?;
    evaluation.log.metric("unreadable/videos", tasks.unreadable as f64, None)?;
    Ok(evaluation.items)
}

impl Evaluation<'_> {
    fn stage(&mut self, stage: u64, name: &str) -> Result<(), subject::Error> {
        self.log.progress(stage, STAGES, name)
    }

    fn items(&mut self, metric: &str, unit: &str, values: Vec<f64>) {
        self.items.push(Items { metric: metric.to_owned(), unit: unit.to_owned(), values });
    }

    /// Says of metrics why they have no value.
    fn without<'b>(&mut self, names: impl IntoIterator<Item = &'b str>, reason: &str) -> Result<(), Stop> {
        for name in names {
            self.log.unmeasured(name, reason)?;
        }
        Ok(())
    }

    fn retrieval(&mut self, set: Option<&RetrievalSet>) -> Result<(), Stop> {
        let names = retrieval_metrics("");
        let tuned_names = retrieval_metrics("/fine_tuned");
        let optimistic = [1, 5, 10].map(|k| format!("recall@{k}/text_to_video/optimistic"));
        let Some(set) = set else {
            let all = names.iter().chain(&tuned_names).chain(&optimistic).map(String::as_str);
            return self.without(all, "the data have no retrieval set");
        };
        let found = retrieval::retrieval(self.model, self.words, &set.testing)?;
        self.report_ranks(&found, "")?;
        for (k, name) in [1, 5, 10].into_iter().zip(&optimistic) {
            self.log.metric(name, recall(&found.text_to_video.optimistic, k), Some(found.chance(k)[0]))?;
        }
        let Some(recipe) = self.tuning else {
            return self.without(tuned_names.iter().map(String::as_str), "`fine_tuning_steps` is 0");
        };
        if set.training.captions.is_empty() {
            return self.without(tuned_names.iter().map(String::as_str), "the retrieval set has no training videos");
        }
        let tuned = fine_tuning::retrieval(self.model, self.words, &set.training, recipe)?;
        let found = retrieval::retrieval(&tuned, self.words, &set.testing)?;
        self.report_ranks(&found, "/fine_tuned")
    }

    fn report_ranks(&mut self, found: &Retrieval, suffix: &str) -> Result<(), Stop> {
        let directions = [("text_to_video", &found.text_to_video), ("video_to_text", &found.video_to_text)];
        for (index, (direction, Ranks { expected, .. })) in directions.into_iter().enumerate() {
            for k in [1, 5, 10] {
                let name = format!("recall@{k}/{direction}{suffix}");
                self.log.metric(&name, recall(expected, k), Some(found.chance(k)[index]))?;
            }
            let name = format!("median_rank/{direction}{suffix}");
            self.log.metric(&name, median(expected), found.chance_median())?;
            // recall at every k follows from the ranks
            self.items(&name, "query", expected.clone());
        }
        Ok(())
    }

    fn questions(&mut self, set: Option<&QuestionSet>) -> Result<(), Stop> {
        let name = "accuracy/question_answering";
        let by_word = QUESTION_WORDS.map(|word| format!("{name}/{word}"));
        let tuned = format!("{name}/fine_tuned");
        let Some(set) = set else {
            let all = by_word.iter().map(String::as_str).chain([name, tuned.as_str()]);
            return self.without(all, "the data have no question set");
        };
        let full = self.settings.text("evaluation") == "full";
        let kind = match self.settings.text("question_head") {
            "transformer" => question::Kind::Transformer,
            _ => question::Kind::Perceptron,
        };
        let recipe = question::Recipe { kind, epochs: if full { 10 } else { 5 }, seed: self.seed };
        let accuracy = question::frozen(self.model, self.words, set, recipe)?;
        self.log.metric(name, accuracy.accuracy, Some(accuracy.majority))?;
        for (word, name) in QUESTION_WORDS.into_iter().zip(&by_word) {
            match question::by_word(&set.testing, &accuracy, word) {
                Some(value) => self.log.metric(name, value, None)?,
                None => self.log.unmeasured(name, &format!("no question begins with `{word}`"))?,
            }
        }
        self.items(name, "question", accuracy.items);
        let Some(recipe) = self.tuning else {
            return self.without([tuned.as_str()], "`fine_tuning_steps` is 0");
        };
        let accuracy = question::fine_tuned(self.model, self.words, set, kind, recipe)?;
        self.log.metric(&tuned, accuracy.accuracy, Some(accuracy.majority))?;
        self.items(&tuned, "question", accuracy.items);
        Ok(())
    }

    fn actions(&mut self, set: Option<&ActionSet>) -> Result<(), Stop> {
        let (name, tuned) = ("accuracy/action_recognition", "accuracy/action_recognition/fine_tuned");
        let Some(set) = set else { return self.without([name, tuned], "the data have no action set") };
        let accuracy = action::linear_probe(self.model, set)?;
        self.log.metric(name, accuracy.accuracy, Some(accuracy.majority))?;
        self.items(name, "video", accuracy.items);
        let Some(recipe) = self.tuning else { return self.without([tuned], "`fine_tuning_steps` is 0") };
        let accuracy = fine_tuning::actions(self.model, set, recipe)?;
        self.log.metric(tuned, accuracy.accuracy, Some(accuracy.majority))?;
        self.items(tuned, "video", accuracy.items);
        Ok(())
    }

    fn localization(&mut self, set: Option<&LocalizationSet>) -> Result<(), Stop> {
        let names = ["map@0.5", "map@0.75", "map@0.95", "map"].map(|name| format!("{name}/temporal_localization"));
        let Some(set) = set else {
            return self.without(names.iter().map(String::as_str), "the data have no localization set");
        };
        let localizer = match self.settings.text("localizer") {
            "gtad" => Localizer::GTad { paper: false },
            "gtad_paper" => Localizer::GTad { paper: true },
            _ => Localizer::Boundaries,
        };
        let log = &mut *self.log;
        let mut unwritten = Ok(());
        let mut progress = |epoch: gtad::Epoch| {
            let said = log.progress(epoch.epoch as u64, epoch.of as u64, "localization");
            unwritten = std::mem::replace(&mut unwritten, Ok(())).and(said);
        };
        let found = localization::temporal_localization(self.model, set, localizer, self.seed, &mut progress)?;
        unwritten?;
        for (index, name) in names.iter().enumerate() {
            self.log.metric(name, found.of_model.summary()[index], Some(found.of_chance.summary()[index]))?;
        }
        Ok(())
    }
}

fn retrieval_metrics(suffix: &str) -> Vec<String> {
    let each = |direction: &str| {
        let recalls = [1, 5, 10].map(|k| format!("recall@{k}/{direction}{suffix}"));
        recalls.into_iter().chain([format!("median_rank/{direction}{suffix}")]).collect::<Vec<_>>()
    };
    ["text_to_video", "video_to_text"].into_iter().flat_map(each).collect()
}
