//! What a pre-trained model is worth: the four downstream tasks, all with frozen encoders.

pub(crate) mod action;
pub(crate) mod average_precision;
pub(crate) mod classifier;
pub(crate) mod encode;
pub(crate) mod gtad;
pub(crate) mod localization;
pub(crate) mod proposals;
pub(crate) mod question;
pub(crate) mod retrieval;

use subject::{Log, Stop};

use crate::model::Model;

/// How many items the tasks use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// Videos that retrieval is tested on.
    pub retrieval: usize,
    /// Splits of action recognition.
    pub splits: usize,
    /// Videos with questions, for training and testing.
    pub question_videos: [usize; 2],
    /// Passes over the training questions.
    pub question_epochs: usize,
    /// Untrimmed videos, for training and testing.
    pub untrimmed: [usize; 2],
}

impl Effort {
    pub(crate) fn new(full: bool, retrieval: usize) -> Self {
        if full {
            Self { retrieval, splits: 3, question_videos: [2000, 500], question_epochs: 10, untrimmed: [300, 102] }
        } else {
            Self { retrieval, splits: 1, question_videos: [600, 250], question_epochs: 5, untrimmed: [96, 60] }
        }
    }
}

/// Measures a model on every task and reports each metric with what one gets without skill.
///
/// # Errors
/// If the log cannot be written.
pub(crate) fn evaluate(model: &Model, effort: Effort, seed: u64, log: &mut Log) -> Result<(), Stop> {
    let stages = 4;
    log.progress(0, stages, "retrieval")?;
    let n = effort.retrieval;
    let retrieval = retrieval::retrieval(model, n);
    for (direction, ranks) in [("text_to_video", retrieval.text_to_video), ("video_to_text", retrieval.video_to_text)] {
        for k in [1, 5, 10] {
            log.metric(&format!("recall@{k}/{direction}"), ranks.recall(k), Some(100.0 * k.min(n) as f64 / n as f64))?;
        }
        log.metric(&format!("median_rank/{direction}"), ranks.median(), Some((n as f64 + 1.0) / 2.0))?;
    }
    log.progress(1, stages, "question answering")?;
    let [training, testing] = effort.question_videos;
    let answers = question::question_answering(model, training, testing, effort.question_epochs, seed);
    log.metric("accuracy/question_answering", answers.accuracy, Some(answers.majority))?;
    log.progress(2, stages, "action recognition")?;
    let action = action::action_recognition(model, effort.splits);
    log.metric("accuracy/action_recognition", action.accuracy, Some(action.majority))?;
    log.progress(3, stages, "localization")?;
    let [training, testing] = effort.untrimmed;
    let found = localization::temporal_localization(model, training, testing);
    for (index, name) in ["map@0.5", "map@0.75", "map@0.95", "map"].into_iter().enumerate() {
        let name = format!("{name}/temporal_localization");
        log.metric(&name, found.of_model.summary()[index], Some(found.of_chance.summary()[index]))?;
    }
    log.progress(stages, stages, "evaluated")?;
    Ok(())
}
