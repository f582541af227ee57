//! Action recognition by linear probe.

use std::cell::Cell;

use crate::data::video::Video;
use crate::data::view::View;
use crate::data::{ActionSet, ActionSplit};
use crate::error::Error;
use crate::evaluate::classifier::{Classifier, one_hot};
use crate::evaluate::encode;
use crate::evaluate::rank::{Rank, all_largest};
use crate::model::Model;

/// Clips of a video whose probabilities are averaged in testing.
pub(crate) const CLIPS: usize = 4;

/// A score and what always giving the most frequent answer would get, in percent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Accuracy {
    pub accuracy: f64,
    pub majority: f64,
    /// For each item in order the probability that it is right, 0..1: a fraction where the right
    /// class ties with others.
    pub items: Vec<f64>,
    /// Items with a score that is not finite, which counts against them.
    pub unusable: usize,
}

impl Accuracy {
    /// The accuracy of answers whose items are right or wrong.
    pub(crate) fn new(items: Vec<f64>, majority: f64, unusable: usize) -> Self {
        Self { accuracy: percent(&items), majority, items, unusable }
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

/// Mean top-1 accuracy over splits, the items those of all splits, one after the other; and the
/// number of classifiers that ended before their minimum.
///
/// # Source
/// Spec 6.3: a linear classifier on the frozen encoder; in testing the probabilities of [`CLIPS`]
/// uniform clips of a video are averaged. In training each video gives one of those clips, one
/// video the first, the next one the second, and so on.
///
/// # Errors
/// If a video cannot be read.
pub(crate) fn linear_probe(model: &Model, set: &ActionSet) -> Result<(Accuracy, usize), Error> {
    let (classes, unconverged) = (set.classes.len(), Cell::new(0));
    let accuracy = mean_over_splits(set, |split| {
        let targets: Vec<_> =
            split.training.iter().map(|&(_, class)| one_hot(class, classes)).collect();
        let part = |index: usize| View::Part { index: index % CLIPS, of: CLIPS };
        let videos = split.training.iter().map(|(video, _)| video);
        let views: Vec<_> = videos.enumerate().map(|(index, video)| (video, part(index))).collect();
        let classifier = Classifier::fit(&features(model, &views)?, &targets);
        unconverged.set(unconverged.get() + usize::from(!classifier.converged));
        let found = features(model, &testing_views(split))?;
        Ok(found.iter().map(|features| classifier.probabilities(features)).collect())
    })?;
    Ok((accuracy, unconverged.get()))
}

/// The accuracy of a way to classify the clips of [`testing_views`].
pub(crate) fn mean_over_splits<E>(
    set: &ActionSet,
    classify: impl Fn(&ActionSplit) -> Result<Vec<Vec<f64>>, E>,
) -> Result<Accuracy, E> {
    let (mut items, mut unusable) = (Vec::new(), 0);
    let (mut accuracies, mut majorities) = (Vec::new(), Vec::new());
    for split in &set.splits {
        let clips = classify(split)?;
        let scores: Vec<Vec<f64>> = clips.chunks(CLIPS).map(sum).collect();
        unusable += scores.iter().filter(|scores| !all_finite(scores)).count();
        let truth = split.testing.iter().map(|(_, class)| *class);
        let right = scores.iter().zip(truth);
        let right: Vec<f64> =
            right.map(|(scores, class)| Rank::of_class(scores, class).within(1)).collect();
        accuracies.push(percent(&right));
        majorities.push(majority(split, set.classes.len()));
        items.extend(right);
    }
    let (accuracy, majority) = (mean(&accuracies), mean(&majorities));
    Ok(Accuracy { accuracy, majority, items, unusable })
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

/// Whether every number is finite.
pub(crate) fn all_finite(numbers: &[f64]) -> bool {
    numbers.iter().all(|number| number.is_finite())
}

/// Test accuracy of always answering the most frequent training class, in percent; the mean over
/// those that are equally frequent.
fn majority(split: &ActionSplit, classes: usize) -> f64 {
    let counts = |items: &[(Video, usize)]| -> Vec<f64> {
        let count = |class| items.iter().filter(|item| item.1 == class).count() as f64;
        (0..classes).map(count).collect()
    };
    share_of_majority(&counts(&split.training), &counts(&split.testing))
}

/// Share that the most frequent class of training has of the test items, in percent, given how
/// often each class occurs; the mean over classes that are equally frequent in training.
pub(crate) fn share_of_majority(training: &[f64], testing: &[f64]) -> f64 {
    let frequent: Vec<f64> =
        all_largest(training).into_iter().map(|class| testing[class]).collect();
    100.0 * mean(&frequent) / testing.iter().sum::<f64>()
}

#[cfg(test)]
mod tests {
    use subject::Settings;

    use super::*;
    use crate::config::Config;
    use crate::data::drawn;
    use crate::declaration;

    fn drawn_actions() -> ActionSet {
        let settings = Settings::default().resolve(&declaration()).unwrap();
        drawn::tasks(&Config::new(&settings, 1).measured).actions.unwrap()
    }

    #[test]
    fn classes_that_tie_share_a_hit_in_any_order() {
        let set = drawn_actions();
        let classes = set.classes.len();
        let equal = mean_over_splits(&set, |split| {
            Ok::<_, Error>(vec![vec![1.0 / classes as f64; classes]; CLIPS * split.testing.len()])
        });
        let equal = equal.unwrap();
        assert!((equal.accuracy - 100.0 / classes as f64).abs() < 1e-9, "{}", equal.accuracy);
        assert_eq!(equal.unusable, 0);
    }

    #[test]
    fn scores_that_are_no_numbers_are_wrong_and_counted() {
        let set = drawn_actions();
        let nothing = mean_over_splits(&set, |split| {
            Ok::<_, Error>(vec![vec![f64::NAN; set.classes.len()]; CLIPS * split.testing.len()])
        });
        let nothing = nothing.unwrap();
        assert_eq!((nothing.accuracy, nothing.unusable), (0.0, nothing.items.len()));
    }

    #[test]
    fn the_majority_of_equally_frequent_classes_is_their_mean() {
        assert_eq!(share_of_majority(&[3.0, 3.0, 1.0], &[4.0, 2.0, 2.0]), 37.5);
        assert_eq!(share_of_majority(&[3.0, 2.0, 1.0], &[4.0, 2.0, 2.0]), 50.0);
    }
}
