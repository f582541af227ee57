//! Temporal action localisation on untrimmed videos.

use crate::evaluate::average_precision::{Detection, Instance, MeanAveragePrecision, Segment};
use crate::evaluate::classifier::{Classifier, one_hot};
use crate::evaluate::encode;
use crate::evaluate::proposals::{Boundaries, Proposal, Proposer, soft_suppression};
use crate::model::Model;
use crate::random::Random;
use crate::world::localization::{CLASSES, Untrimmed};
use crate::world::{DATA_SEED, raster};

/// Frames between the starts of two windows.
const STRIDE: usize = 8;
/// Positions that the features of every video are resized to.
const POSITIONS: usize = 32;
/// Classes that each proposal is given, the likeliest first.
const TOP: usize = 2;

/// What was found, and what random segments of random classes would find.
pub(crate) struct Localization {
    pub of_model: MeanAveragePrecision,
    pub of_chance: MeanAveragePrecision,
}

/// Learns on some videos and is measured on others.
///
/// # Source
/// Spec 6.4 and 8.3: windows of one clip with a stride of 8 frames, features resized to 32 positions, class-agnostic
/// proposals times the scores of the video's two likeliest classes.
pub(crate) fn temporal_localization(model: &Model, training: usize, testing: usize) -> Localization {
    let videos = |purpose: &str, n| (0..n).map(|index| Untrimmed::draw(purpose, index)).collect::<Vec<_>>();
    let (training, testing) = (videos("localization training", training), videos("localization testing", testing));
    let learned: Vec<(Vec<Vec<f64>>, Vec<Segment>)> =
        training.iter().map(|video| (features(model, video), segments(video))).collect();
    let means: Vec<Vec<f64>> = learned.iter().map(|(features, _)| mean(features)).collect();
    let classes: Vec<Vec<f64>> = training.iter().map(|video| one_hot(video.class, CLASSES)).collect();
    let (classifier, proposer) = (Classifier::fit(&means, &classes), Boundaries::fit(&learned));
    let mut found = Vec::new();
    let mut guessed = Vec::new();
    let mut truth = Vec::new();
    for (index, video) in testing.iter().enumerate() {
        let instance = |segment| Instance { video: index, class: video.class, segment };
        truth.extend(segments(video).into_iter().map(instance));
        let features = features(model, video);
        found.extend(detections(index, &proposer.propose(&features), &classifier.probabilities(&mean(&features))));
        let mut random = Random::stream(DATA_SEED, "random proposals", index as u64);
        let scores: Vec<f64> = (0..CLASSES).map(|_| random.uniform()).collect();
        guessed.extend(detections(index, &random_proposals(&mut random), &scores));
    }
    Localization {
        of_model: MeanAveragePrecision::new(&truth, &found, CLASSES),
        of_chance: MeanAveragePrecision::new(&truth, &guessed, CLASSES),
    }
}

/// Instances in parts of the video's length.
fn segments(video: &Untrimmed) -> Vec<Segment> {
    let part = |frame: usize| frame as f64 / video.frames as f64;
    video.instances.iter().map(|&(start, end)| Segment { start: part(start), end: part(end) }).collect()
}

/// Features along the video, `[POSITIONS][d]`.
fn features(model: &Model, video: &Untrimmed) -> Vec<Vec<f64>> {
    let size = model.config.video.size;
    let windows = (video.frames.saturating_sub(size.frames) / STRIDE) + 1;
    let clips = (0..windows).map(|window| {
        let start = window * STRIDE;
        let (level, mut random) = video.noise(start);
        raster::clip(&video.scene, &video.moved(start, size.frames), &size, Some((level, &mut random)))
    });
    let rows = encode::rows(encode::clips(model, clips, |encoded| model.clip_feature(&encoded)));
    // the center of window k stands for its features
    let center = |window: usize| (window * STRIDE) as f64 + size.frames as f64 / 2.0;
    (0..POSITIONS)
        .map(|position| {
            let frame = (position as f64 + 0.5) * video.frames as f64 / POSITIONS as f64;
            let place = ((frame - center(0)) / STRIDE as f64).clamp(0.0, (windows - 1) as f64);
            let (low, part) = (place.floor() as usize, place.fract());
            let high = (low + 1).min(windows - 1);
            rows[low].iter().zip(&rows[high]).map(|(a, b)| a * (1.0 - part) + b * part).collect()
        })
        .collect()
}

fn mean(features: &[Vec<f64>]) -> Vec<f64> {
    let d = features[0].len();
    (0..d).map(|j| features.iter().map(|row| row[j]).sum::<f64>() / features.len() as f64).collect()
}

/// Each proposal with each of the likeliest classes.
fn detections(video: usize, proposals: &[Proposal], classes: &[f64]) -> Vec<Detection> {
    let mut order: Vec<usize> = (0..classes.len()).collect();
    order.sort_by(|a, b| classes[*b].total_cmp(&classes[*a]));
    let with = |class: usize| {
        proposals.iter().map(move |proposal| Detection {
            instance: Instance { video, class, segment: proposal.segment },
            score: proposal.score * classes[class],
        })
    };
    order.into_iter().take(TOP).flat_map(with).collect()
}

/// A hundred segments without knowledge of the video.
fn random_proposals(random: &mut Random) -> Vec<Proposal> {
    let proposals = (0..100).map(|_| {
        let (a, b) = (random.uniform(), random.uniform());
        Proposal { segment: Segment { start: a.min(b), end: a.max(b) }, score: random.uniform() }
    });
    soft_suppression(proposals.collect(), 0.8, 100)
}
