//! Action recognition by linear probe.

use crate::evaluate::classifier::{Classifier, one_hot};
use crate::evaluate::encode;
use crate::model::Model;
use crate::world::action::{Action, CLASSES, TESTING, TRAINING, split};
use crate::world::raster;

/// A score and what always giving the most frequent answer would get, in percent.
pub(crate) struct Accuracy {
    pub accuracy: f64,
    pub majority: f64,
}

/// Mean top-1 accuracy over splits.
///
/// # Source
/// Spec 6.3. Departure: clips are as long as the model's input, so there is one clip per video in testing.
pub(crate) fn action_recognition(model: &Model, splits: usize) -> Accuracy {
    let right: usize = (0..splits)
        .map(|index| {
            let (training, testing) = (split(index, "training", TRAINING), split(index, "testing", TESTING));
            let targets: Vec<_> = training.iter().map(|action| one_hot(action.class, CLASSES)).collect();
            let classifier = Classifier::fit(&features(model, &training), &targets);
            let found = features(model, &testing);
            found.iter().zip(&testing).filter(|(features, action)| classifier.class(features) == action.class).count()
        })
        .sum();
    // classes are equally frequent up to the rest of a division
    let majority = TESTING.div_ceil(CLASSES) as f64 / TESTING as f64;
    Accuracy { accuracy: 100.0 * right as f64 / (splits * TESTING) as f64, majority: 100.0 * majority }
}

fn features(model: &Model, actions: &[Action]) -> Vec<Vec<f64>> {
    let size = model.config.video.size;
    let clips = actions.iter().map(|action| raster::moving_clip(&action.scene, &size));
    encode::rows(encode::clips(model, clips, |encoded| model.clip_feature(&encoded)))
}
