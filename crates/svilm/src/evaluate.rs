//! Evaluation of a pre-trained model on the downstream tasks.

pub(crate) mod action;
pub(crate) mod average_precision;
pub(crate) mod classifier;
pub(crate) mod convex;
pub(crate) mod encode;
pub(crate) mod fine_tuning;
pub(crate) mod grounding;
pub(crate) mod gtad;
pub(crate) mod localization;
pub(crate) mod proposals;
pub(crate) mod question;
pub(crate) mod rank;
pub(crate) mod retrieval;

use subject::{Items, Log, Stop};

use crate::data::words::Words;
use crate::data::{ActionSet, Extent, LocalizationSet, QuestionSet, RetrievalSet, Tasks};
use crate::model::Model;
use action::Accuracy;
use grounding::blend::{Blends, Cutting};
use grounding::clip::clips;
use grounding::pointing::Pointing;
use grounding::{Probes, probes};
use localization::Localizer;
use retrieval::Retrieval;

/// Words that a question may begin with.
pub(crate) const QUESTION_WORDS: [&str; 5] = ["what", "who", "how", "where", "when"];
/// Tasks, each a stage of the progress.
pub(crate) const STAGES: u64 = 5;
/// Why nothing was measured after fine-tuning.
const UNTUNED: &str = "`fine_tuning_steps` is 0";
/// Test videos that groups and clip features are probed on.
const PROBED: usize = 120;

/// The knobs of the evaluation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Protocol {
    /// How long heads learn.
    pub extent: Extent,
    pub question_head: question::Kind,
    pub localizer: Localizer,
    /// How the encoders learn the tasks; none if they do not.
    pub fine_tuning: Option<fine_tuning::Recipe>,
    pub cutting: Cutting,
    pub seed: u64,
}

/// Results of an evaluation beside the metrics in the log.
pub(crate) struct Evaluated {
    /// Outcomes of single items.
    pub items: Vec<Items>,
    /// Probes of groups and clip features; none without a retrieval set.
    pub probes: Option<Probes>,
}

/// One evaluation.
struct Evaluation<'a> {
    model: &'a Model,
    words: &'a Words,
    protocol: &'a Protocol,
    log: &'a mut Log,
    items: Vec<Items>,
}

/// Measures a model on every task and reports each metric with its chance level.
///
/// # Errors
/// [`Stop::Diverged`] if fine-tuning does; if a video cannot be read or the log cannot be written.
pub(crate) fn evaluate(
    model: &Model,
    words: &Words,
    tasks: &Tasks,
    protocol: &Protocol,
    log: &mut Log,
) -> Result<Evaluated, Stop> {
    let mut evaluation = Evaluation { model, words, protocol, log, items: Vec::new() };
    evaluation.stage(0, "retrieval")?;
    evaluation.retrieval(tasks.retrieval.as_ref())?;
    evaluation.stage(1, "question answering")?;
    evaluation.questions(tasks.questions.as_ref())?;
    evaluation.stage(2, "action recognition")?;
    evaluation.actions(tasks.actions.as_ref())?;
    evaluation.stage(3, "localization")?;
    evaluation.localization(tasks.localization.as_ref())?;
    evaluation.stage(4, "pictures")?;
    let probes = evaluation.probe(tasks.retrieval.as_ref())?;
    Ok(Evaluated { items: evaluation.items, probes })
}

impl Evaluation<'_> {
    fn stage(&mut self, stage: u64, name: &str) -> Result<(), subject::Error> {
        self.log.progress(stage, STAGES, name)
    }

    fn items(&mut self, metric: &str, unit: &str, values: Vec<f64>) {
        self.items.push(Items { metric: metric.to_owned(), unit: unit.to_owned(), values });
    }

    fn accuracy(&mut self, name: &str, unit: &str, found: &Accuracy) -> Result<(), Stop> {
        self.log.metric(name, found.accuracy, Some(found.majority))?;
        let what = format!("{unit}s of `{name}` have");
        self.unusable(found.unusable, found.items.len(), &what, "they are counted as wrong")?;
        self.items(name, unit, found.items.clone());
        Ok(())
    }

    /// A note on numbers that cannot be compared, if there are any.
    fn unusable(&mut self, n: usize, of: usize, what: &str, so: &str) -> Result<(), Stop> {
        if n == 0 {
            return Ok(());
        }
        let why = "see whether the training diverged";
        Ok(self.log.note(&format!("{n} of {of} {what} scores that are not finite; {so}; {why}"))?)
    }

    /// A note on linear classifiers that did not reach their minimum, if there are any.
    fn unconverged(&mut self, n: usize, what: &str, metric: &str) -> Result<(), Stop> {
        if n == 0 {
            return Ok(());
        }
        let note = format!(
            "{n} linear classifiers of {what} ended before their minimum; `{metric}` may depend on where they started: see \
             whether the features are finite"
        );
        Ok(self.log.note(&note)?)
    }

    /// Reports metrics as not measured, with the reason.
    fn without(&mut self, names: &[impl AsRef<str>], reason: &str) -> Result<(), Stop> {
        for name in names {
            self.log.unmeasured(name.as_ref(), reason)?;
        }
        Ok(())
    }

    fn retrieval(&mut self, set: Option<&RetrievalSet>) -> Result<(), Stop> {
        let [names, tuned] = ["", "/fine_tuned"].map(retrieval_metrics);
        let optimistic = [1, 5, 10].map(|k| format!("recall@{k}/text_to_video/optimistic"));
        let Some(set) = set else {
            let all = [&names[..], &tuned, &optimistic].concat();
            return self.without(&all, "the data have no retrieval set");
        };
        let found = retrieval::retrieval(self.model, self.words, &set.testing)?;
        self.report_ranks(&found, "")?;
        for (k, name) in [1, 5, 10].into_iter().zip(&optimistic) {
            let value = found.text_to_video.optimistic(k);
            self.log.metric(name, value, Some(found.chance(k)[0]))?;
        }
        let Some(recipe) = self.protocol.fine_tuning else { return self.without(&tuned, UNTUNED) };
        if set.training.captions.is_empty() {
            return self.without(&tuned, "the retrieval set has no training videos");
        }
        let tuned = fine_tuning::retrieval(self.model, self.words, &set.training, recipe)?;
        let found = retrieval::retrieval(&tuned, self.words, &set.testing)?;
        self.report_ranks(&found, "/fine_tuned")
    }

    fn report_ranks(&mut self, found: &Retrieval, suffix: &str) -> Result<(), Stop> {
        let directions =
            [("text_to_video", &found.text_to_video), ("video_to_text", &found.video_to_text)];
        for (index, (direction, ranks)) in directions.into_iter().enumerate() {
            for k in [1, 5, 10] {
                let name = format!("recall@{k}/{direction}{suffix}");
                self.log.metric(&name, ranks.recall(k), Some(found.chance(k)[index]))?;
                self.items(&name, "query", ranks.hits(k));
            }
            let name = format!("median_rank/{direction}{suffix}");
            self.log.metric(&name, ranks.median(), found.chance_median())?;
            self.items(&name, "query", ranks.expected());
        }
        let pairs = found.text_to_video.0.len() * found.video_to_text.0.len();
        let what = format!("pairs of caption and video in `retrieval{suffix}` have");
        self.unusable(found.unusable, pairs, &what, "they count against the right item")
    }

    fn questions(&mut self, set: Option<&QuestionSet>) -> Result<(), Stop> {
        let name = "accuracy/question_answering";
        let by_word = QUESTION_WORDS.map(|word| format!("{name}/{word}"));
        let tuned = format!("{name}/fine_tuned");
        let Some(set) = set else {
            let all = [&by_word[..], &[name.to_owned(), tuned]].concat();
            return self.without(&all, "the data have no question set");
        };
        let Protocol { question_head: kind, seed, .. } = *self.protocol;
        let epochs = match self.protocol.extent {
            Extent::Quick => 3,
            Extent::Full => 10,
        };
        let recipe = question::Recipe { kind, epochs, seed };
        let found = question::frozen(self.model, self.words, set, recipe)?;
        self.accuracy(name, "question", &found)?;
        for (word, name) in QUESTION_WORDS.into_iter().zip(&by_word) {
            match question::by_word(&set.testing, &found, word) {
                Some(value) => self.log.metric(name, value, None)?,
                None => self.log.unmeasured(name, &format!("no question begins with `{word}`"))?,
            }
        }
        let Some(recipe) = self.protocol.fine_tuning else {
            return self.without(&[tuned], UNTUNED);
        };
        let found = question::fine_tuned(self.model, self.words, set, kind, recipe)?;
        self.accuracy(&tuned, "question", &found)
    }

    fn actions(&mut self, set: Option<&ActionSet>) -> Result<(), Stop> {
        let (name, tuned) =
            ("accuracy/action_recognition", "accuracy/action_recognition/fine_tuned");
        let Some(set) = set else {
            return self.without(&[name, tuned], "the data have no action set");
        };
        let (found, probes) = action::linear_probe(self.model, set)?;
        self.accuracy(name, "video", &found)?;
        self.unconverged(probes, "the linear probe", name)?;
        let Some(recipe) = self.protocol.fine_tuning else {
            return self.without(&[tuned], UNTUNED);
        };
        let found = fine_tuning::actions(self.model, set, recipe)?;
        self.accuracy(tuned, "video", &found)
    }

    fn localization(&mut self, set: Option<&LocalizationSet>) -> Result<(), Stop> {
        let names = ["map@0.5", "map@0.75", "map@0.95", "map"]
            .map(|name| format!("{name}/temporal_localization"));
        let Some(set) = set else {
            return self.without(&names, "the data have no localization set");
        };
        let log = &mut *self.log;
        let mut unwritten = Ok(());
        let mut progress = |epoch: gtad::Epoch| {
            let written = log.progress(epoch.epoch as u64, epoch.of as u64, "localization");
            unwritten = std::mem::replace(&mut unwritten, Ok(())).and(written);
        };
        let Protocol { localizer, seed, .. } = *self.protocol;
        let found =
            localization::temporal_localization(self.model, set, localizer, seed, &mut progress)?;
        unwritten?;
        let values = found.model.summary().into_iter().zip(found.chance.summary());
        for (name, (value, chance)) in names.iter().zip(values) {
            self.log.metric(name, value, Some(chance))?;
        }
        self.unconverged(found.unconverged, "temporal localization", &names[3])?;
        let so = "they are left out";
        self.unusable(found.unusable, found.detections, "detected segments have", so)
    }

    /// Probes groups and clip features.
    fn probe(&mut self, set: Option<&RetrievalSet>) -> Result<Option<Probes>, Stop> {
        let (size, cutting) = (self.model.config.video.size, &self.protocol.cutting);
        let clips = set.map(|set| clips(&set.testing, PROBED, size));
        let probes =
            clips.map(|clips| probes(self.model, self.words, clips, cutting)).transpose()?;
        let few = "there are not enough captioned videos";
        let no_blocks = "there are no grouping blocks";
        let masks = if self.model.config.video.grouping_layers.is_empty() {
            no_blocks
        } else {
            "it is not known where nouns are seen in these data"
        };
        let pointing = |of: fn(&Pointing) -> (f64, Option<f64>)| {
            probes.as_ref().and_then(|found| found.pointing.as_ref()).map(of)
        };
        let blends = |of: fn(&Blends) -> (f64, Option<f64>)| {
            probes.as_ref().and_then(|found| found.blends.as_ref()).map(of)
        };
        let entropy = probes.as_ref().and_then(|found| found.usage_entropy).map(|it| (it, None));
        let accuracy = pointing(|it| (it.accuracy, Some(it.accuracy_chance)));
        let occupied = pointing(|it| (it.accuracy_occupied, Some(it.accuracy_chance)));
        let foreground = blends(|it| (it.foreground, Some(it.foreground_majority)));
        let found = [
            ("accuracy/pointing", accuracy, masks),
            ("accuracy/pointing_occupied", occupied, masks),
            ("best_iou/pointing", pointing(|it| (it.best_iou, None)), masks),
            ("entropy/group_usage_test", entropy, no_blocks),
            ("accuracy/foreground_test", foreground, few),
            ("accuracy/foreground_held_out", blends(|it| (it.held_out, Some(50.0))), few),
            ("similarity/within_scene", blends(|it| (it.within, None)), few),
            ("similarity/across_scenes", blends(|it| (it.across, None)), few),
            ("similarity/across_scenes_signed", blends(|it| (it.across_signed, None)), few),
        ];
        for (name, value, reason) in found {
            match value.filter(|(value, _)| value.is_finite()) {
                Some((value, chance)) => self.log.metric(name, value, chance)?,
                None => self.log.unmeasured(name, reason)?,
            }
        }
        Ok(probes)
    }
}

fn retrieval_metrics(suffix: &str) -> Vec<String> {
    let mut names = Vec::new();
    for direction in ["text_to_video", "video_to_text"] {
        names.extend([1, 5, 10].map(|k| format!("recall@{k}/{direction}{suffix}")));
        names.push(format!("median_rank/{direction}{suffix}"));
    }
    names
}
