//! Action recognition by linear probe.

use crate::data::video::Video;
use crate::data::view::View;
use crate::data::{ActionSet, ActionSplit};
use crate::error::Error;
use crate::evaluate::classifier::{Classifier, largest, one_hot};
use crate::evaluate::encode;
use crate::model::Model;

/// Clips of a video whose probabilities are averaged in testing.
pub(crate) const CLIPS: usize = 4;

/// A score and what always giving the most frequent answer would get, in percent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Accuracy {
    pub accuracy: f64,
    pub majority: f64,
    /// For each item in order whether it was right, 1 or 0.
    pub items: Vec<f64>,
}

impl Accuracy {
    /// The accuracy of answers whose items are right or wrong.
    pub(crate) fn new(items: Vec<f64>, majority: f64) -> Self {
        Self { accuracy: percent(&items), majority, items }
    }
}

/// The mean in percent; NaN without items.
pub(crate) fn percent(items: &[f64]) -> f64 {
    100.0 * items.iter().sum::<f64>() / items.len() as f64
}

/// NaN without items.
pub(crate) fn mean(items: &[f64]) -> f64 {
    items.iter().sum::<f64>() / items.len() as f64
}

/// Mean top-1 accuracy over splits; the items are those of all splits, one after the other.
///
/// # Source
/// Spec 6.3: a linear classifier on the frozen encoder; in testing the probabilities of [`CLIPS`]
/// uniform clips of a video are averaged. In training each video gives one of those clips, one
/// video the first, the next one the second, and so on.
///
/// # Errors
/// If a video cannot be read.
pub(crate) fn linear_probe(model: &Model, set: &ActionSet) -> Result<Accuracy, Error> {
    let classes = set.classes.len();
    mean_over_splits(set, |split| {
        let targets: Vec<_> =
            split.training.iter().map(|&(_, class)| one_hot(class, classes)).collect();
        let part = |index: usize| View::Part { index: index % CLIPS, of: CLIPS };
        let videos = split.training.iter().map(|(video, _)| video);
        let views: Vec<_> = videos.enumerate().map(|(index, video)| (video, part(index))).collect();
        let classifier = Classifier::fit(&features(model, &views)?, &targets);
        let found = features(model, &testing_views(split))?;
        Ok(found.iter().map(|features| classifier.probabilities(features)).collect())
    })
}

/// The accuracy of a way to classify the clips of [`testing_views`].
pub(crate) fn mean_over_splits<E>(
    set: &ActionSet,
    classify: impl Fn(&ActionSplit) -> Result<Vec<Vec<f64>>, E>,
) -> Result<Accuracy, E> {
    let mut items = Vec::new();
    let (mut accuracies, mut majorities) = (Vec::new(), Vec::new());
    for split in &set.splits {
        let clips = classify(split)?;
        let right: Vec<f64> = clips
            .chunks(CLIPS)
            .zip(&split.testing)
            .map(|(clips, &(_, class))| f64::from(u8::from(largest(&sum(clips)) == class)))
            .collect();
        accuracies.push(percent(&right));
        majorities.push(majority(split, set.classes.len()));
        items.extend(right);
    }
    Ok(Accuracy { accuracy: mean(&accuracies), majority: mean(&majorities), items })
}

/// The clips of a split that are classified in testing, those of a video one after the other.
pub(crate) fn testing_views(split: &ActionSplit) -> Vec<(&Video, View)> {
    let parts = |video| (0..CLIPS).map(move |index| (video, View::Part { index, of: CLIPS }));
    split.testing.iter().flat_map(|(video, _)| parts(video)).collect()
}

fn features(model: &Model, views: &[(&Video, View)]) -> Result<Vec<Vec<f64>>, Error> {
    Ok(encode::rows(encode::views(model, views, |encoded| model.clip_feature(&encoded))?))
}

fn sum(rows: &[Vec<f64>]) -> Vec<f64> {
    (0..rows[0].len()).map(|column| rows.iter().map(|row| row[column]).sum()).collect()
}

/// Test accuracy of always answering the most frequent training class, in percent.
fn majority(split: &ActionSplit, classes: usize) -> f64 {
    let count =
        |items: &[(Video, usize)], class| items.iter().filter(|item| item.1 == class).count();
    let frequent: Vec<f64> =
        (0..classes).map(|class| count(&split.training, class) as f64).collect();
    100.0 * count(&split.testing, largest(&frequent)) as f64 / split.testing.len() as f64
}
