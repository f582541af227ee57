//! Temporal action localisation on untrimmed videos.

use burn::tensor::Device;

use crate::choice::choice;
use crate::data::segment::Segment;
use crate::data::view::View;
use crate::data::{LocalizationSet, Untrimmed};
use crate::error::Error;
use crate::evaluate::average_precision::{Detection, Instance, MeanAveragePrecision};
use crate::evaluate::classifier::{Classifier, mean};
use crate::evaluate::encode;
use crate::evaluate::gtad::{Epoch, GTad, Recipe};
use crate::evaluate::proposals::{Annotated, Boundaries, Proposal, Proposer, soft_suppression};
use crate::model::Model;
use crate::random::Random;
use crate::world::DATA_SEED;

/// Classes that each proposal is given, the likeliest first; more if the last of them tie.
const TOP: usize = 2;

/// Precision of the detections, and of random segments of random classes.
pub(crate) struct Localization {
    pub model: MeanAveragePrecision,
    pub chance: MeanAveragePrecision,
    /// Segments that the model gave, and how many of them have a score that is not finite.
    pub detections: usize,
    pub unusable: usize,
    /// Linear classifiers that ended before their minimum.
    pub unconverged: usize,
}

choice! {
    /// The model that proposes segments.
    pub(crate) enum Localizer: "localizer" {
        /// G-TAD in a size for a short study.
        GTad = "gtad",
        /// G-TAD in the size of its paper.
        GTadPaper = "gtad_paper",
        /// Three linear classifiers.
        Boundaries = "boundaries",
    }
}

/// Learns on some videos and is measured on others.
///
/// # Source
/// Spec 6.4 and 8.3: windows of one clip with a stride of half a clip on the frozen encoder;
/// class-agnostic proposals times the scores of the video's two likeliest classes. Departure: those
/// come from a linear classifier on the mean feature, since an external one is part of ActivityNet
/// alone.
///
/// # Errors
/// If a video cannot be read.
pub(crate) fn temporal_localization(
    model: &Model,
    set: &LocalizationSet,
    localizer: Localizer,
    seed: u64,
    progress: &mut dyn FnMut(Epoch),
) -> Result<Localization, Error> {
    let classes = set.classes.len();
    let learned = set.training.iter().map(|video| along(model, video));
    let learned = learned.collect::<Result<Vec<Annotated>, Error>>()?;
    let means: Vec<Vec<f64>> = learned.iter().map(|video| mean(&video.features)).collect();
    let shares: Vec<Vec<f64>> = set.training.iter().map(|video| shares(video, classes)).collect();
    let classifier = Classifier::fit(&means, &shares);
    let (proposer, unconverged) = learn(localizer, &learned, seed, &model.device(), progress);
    let (mut found, mut guessed, mut truth) = (Vec::new(), Vec::new(), Vec::new());
    for (index, video) in set.testing.iter().enumerate() {
        let instances = video.instances.iter();
        truth.extend(instances.map(|&(segment, class)| Instance { video: index, class, segment }));
        let features = along(model, video)?.features;
        let proposals = proposer.propose(&features);
        found.extend(detections(index, &proposals, &classifier.probabilities(&mean(&features))));
        let mut random = Random::stream(DATA_SEED, "random proposals", index as u64);
        let scores: Vec<f64> = (0..classes).map(|_| random.uniform()).collect();
        guessed.extend(detections(index, &random_proposals(&mut random), &scores));
    }
    let unusable = found.iter().filter(|found| !found.score.is_finite()).count();
    Ok(Localization {
        detections: found.len(),
        unconverged: unconverged + usize::from(!classifier.converged),
        unusable,
        model: MeanAveragePrecision::new(&truth, &found, classes),
        chance: MeanAveragePrecision::new(&truth, &guessed, classes),
    })
}

/// The localizer, learned on these videos, and how many of its classifiers did not converge.
fn learn(
    localizer: Localizer,
    videos: &[Annotated],
    seed: u64,
    device: &Device,
    progress: &mut dyn FnMut(Epoch),
) -> (Box<dyn Proposer>, usize) {
    let recipe = match localizer {
        Localizer::GTad => Recipe::small(),
        Localizer::GTadPaper => Recipe::paper(),
        Localizer::Boundaries => {
            let boundaries = Boundaries::fit(videos);
            let unconverged = boundaries.unconverged();
            return (Box::new(boundaries), unconverged);
        }
    };
    // the last epoch counts: no video of the training set can be spared to choose another
    (Box::new(GTad::fit(&recipe, videos, &[], seed, device, progress)), 0)
}

/// How the instances of a video share out among the classes.
fn shares(video: &Untrimmed, classes: usize) -> Vec<f64> {
    let mut shares = vec![0.0; classes];
    for &(_, class) in &video.instances {
        shares[class] += 1.0 / video.instances.len() as f64;
    }
    shares
}

/// Features of windows along a video, and its segments.
fn along(model: &Model, video: &Untrimmed) -> Result<Annotated, Error> {
    let segments = video.instances.iter().map(|&(segment, _)| segment).collect();
    let (size, frames) = (model.config.video.size, video.video.frames()?);
    let stride = (size.frames / 2).max(1);
    let windows = (frames.saturating_sub(size.frames) / stride) + 1;
    let window = |index: usize| (&video.video, View::Window { start: index * stride });
    let views: Vec<_> = (0..windows).map(window).collect();
    let features = encode::views(model, &views, |encoded| model.clip_feature(&encoded))?;
    Ok(Annotated { features: encode::rows(features), segments })
}

/// Each proposal with each of the likeliest classes.
fn detections(video: usize, proposals: &[Proposal], classes: &[f64]) -> Vec<Detection> {
    let mut falling = classes.to_vec();
    falling.sort_by(|a, b| b.total_cmp(a));
    let least = falling[TOP.min(classes.len()) - 1];
    let likely = (0..classes.len()).filter(|&class| classes[class].total_cmp(&least).is_ge());
    let with = |class: usize| {
        proposals.iter().map(move |proposal| Detection {
            instance: Instance { video, class, segment: proposal.segment },
            score: proposal.score * classes[class],
        })
    };
    likely.flat_map(with).collect()
}

/// A hundred segments without knowledge of the video.
fn random_proposals(random: &mut Random) -> Vec<Proposal> {
    let proposals = (0..100).map(|_| {
        let (a, b) = (random.uniform(), random.uniform());
        Proposal { segment: Segment { start: a.min(b), end: a.max(b) }, score: random.uniform() }
    });
    soft_suppression(proposals.collect(), 0.8, 100)
}
