//! The localizer as a whole: what it learns, the smallest inputs, the same numbers on any number of
//! threads.

use super::*;
use crate::data::segment::Segment;
use crate::evaluate::average_precision::{Detection, Instance, MeanAveragePrecision};

/// Features of a video, normally distributed.
pub(super) fn rows(t: usize, c: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut random = Random::new(seed);
    (0..t).map(|_| (0..c).map(|_| random.normal()).collect()).collect()
}

pub(super) fn tensor(videos: &[Vec<Vec<f64>>], device: &Device) -> Tensor<3> {
    let shape = [videos.len(), videos[0].len(), videos[0][0].len()];
    let data: Vec<f32> = videos.iter().flatten().flatten().map(|&x| x as f32).collect();
    Tensor::from_data(TensorData::new(data, shape), device)
}

pub(super) fn close(actual: &Tensor<3>, expected: &[Vec<f64>]) {
    let actual: Vec<f64> = numbers(actual.clone());
    let expected = expected.concat();
    assert_eq!(actual.len(), expected.len());
    for (index, (a, e)) in actual.iter().zip(&expected).enumerate() {
        assert!((a - e).abs() < 1e-4, "{a} instead of {e} at {index}");
    }
}

fn tiny() -> Recipe {
    Recipe {
        positions: 16,
        hidden: [16, 8, 16],
        inner: 8,
        groups: 2,
        bins: [8, 4],
        batch: 4,
        ..Recipe::small()
    }
}

/// A video in which one channel tells whether the action takes place, and others are noise.
fn clear(index: u64) -> Annotated {
    let mut random = Random::new(index);
    let start = 0.05 + 0.3 * random.uniform();
    let segment = Segment { start, end: start + 0.2 + 0.3 * random.uniform() };
    let t = 40 + random.below(20);
    let row = |j: usize| {
        let center = (j as f64 + 0.5) / t as f64;
        let inside = f64::from(segment.start <= center && center < segment.end);
        vec![4.0 * inside, 0.3 * random.normal(), 0.3 * random.normal(), 1.0]
    };
    Annotated { features: (0..t).map(row).collect(), segments: vec![segment] }
}

fn fit(recipe: &Recipe, videos: &[Annotated], validation: &[Annotated]) -> (GTad, Vec<Epoch>) {
    let mut epochs = Vec::new();
    let fitted =
        GTad::fit(recipe, videos, validation, 1, &Device::flex(), &mut |epoch| epochs.push(epoch));
    (fitted, epochs)
}

fn measured(localizer: &GTad, videos: &[Annotated]) -> [f64; 4] {
    let instance = |video: usize, segment: Segment| Instance { video, class: 0, segment };
    let (mut truth, mut found) = (Vec::new(), Vec::new());
    for (index, video) in videos.iter().enumerate() {
        truth.extend(video.segments.iter().map(|segment| instance(index, *segment)));
        let proposals = localizer.propose(&video.features).into_iter();
        found.extend(proposals.map(|found| Detection {
            instance: instance(index, found.segment),
            score: found.score,
        }));
    }
    MeanAveragePrecision::new(&truth, &found, 1).summary()
}

#[test]
fn clear_videos_are_learned_and_others_like_them_understood() {
    let videos: Vec<Annotated> = (0..8).map(clear).collect();
    let recipe = Recipe { epochs: 60, step: 40, batch: 2, positions: 32, ..tiny() };
    let (localizer, epochs) = fit(&recipe, &videos, &[]);
    assert!(epochs[59].training < 0.4 * epochs[0].training, "{epochs:?}");
    let seen = measured(&localizer, &videos);
    assert!(seen[0] > 95.0, "{seen:?}");
    let unseen = measured(&localizer, &(100..120).map(clear).collect::<Vec<_>>());
    assert!(unseen[0] > 80.0, "{unseen:?}");
}

#[test]
fn the_epoch_with_the_lowest_validation_loss_is_kept() {
    let (videos, validation) =
        ((0..6).map(clear).collect::<Vec<_>>(), (50..54).map(clear).collect::<Vec<_>>());
    let recipe = Recipe { epochs: 12, learning_rate: 0.03, ..tiny() };
    let (localizer, epochs) = fit(&recipe, &videos, &validation);
    let losses: Vec<f64> = epochs.iter().filter_map(|epoch| epoch.validation).collect();
    assert_eq!(losses.len(), 12);
    let GTad { network, alignment, scale, device } = &localizer;
    let material = Material::new(scale, alignment, &validation);
    let kept = material.mean_loss(network, recipe.batch, device);
    assert_eq!(kept, losses.into_iter().reduce(f64::min));
}

#[test]
fn numbers_do_not_depend_on_the_number_of_threads() {
    let videos: Vec<Annotated> = (0..6).map(clear).collect();
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let (localizer, epochs) =
                fit(&Recipe { epochs: 3, ..Recipe::small() }, &videos, &videos[..2]);
            (epochs, localizer.propose(&videos[0].features))
        })
    };
    let one = run(1);
    assert!(!one.1.is_empty());
    assert_eq!(one, run(3));
}

#[test]
fn the_smallest_videos_and_networks_are_no_special_case() {
    let still =
        |t: usize, segments: Vec<Segment>| Annotated { features: vec![vec![1.0; 3]; t], segments };
    let whole = Segment { start: 0.0, end: 1.0 };
    for videos in [
        vec![still(1, vec![])],
        vec![still(1, vec![whole]), still(5, vec![])],
        vec![still(9, vec![Segment { start: 0.5, end: 0.501 }])],
    ] {
        for positions in [1, 2, 16] {
            let recipe = Recipe { positions, epochs: 2, ..tiny() };
            let (localizer, epochs) = fit(&recipe, &videos, &videos);
            assert_eq!(epochs.len(), 2, "every loss is finite");
            let proposals = localizer.propose(&videos[0].features);
            assert!(proposals.iter().all(|proposal| proposal.score.is_finite()));
            assert_eq!(proposals.is_empty(), positions == 1);
        }
    }
}

#[test]
fn the_published_sizes_run() {
    let video =
        Annotated { features: rows(120, 64, 1), segments: vec![Segment { start: 0.2, end: 0.5 }] };
    let (localizer, epochs) =
        fit(&Recipe { epochs: 1, ..Recipe::paper() }, std::slice::from_ref(&video), &[]);
    assert!(epochs[0].training.is_finite());
    let proposals = localizer.propose(&video.features);
    assert!(!proposals.is_empty() && proposals.len() <= 100, "{}", proposals.len());
}

#[test]
fn a_loss_that_is_not_finite_ends_the_training_before_its_epoch() {
    let videos: Vec<Annotated> = (0..4).map(clear).collect();
    let (localizer, epochs) =
        fit(&Recipe { learning_rate: 1e30, epochs: 5, batch: 2, ..tiny() }, &videos, &[]);
    assert!(epochs.len() < 5, "{epochs:?}");
    assert!(
        localizer.propose(&videos[0].features).iter().all(|proposal| proposal.score.is_finite())
    );
}

#[test]
fn resizing_interpolates_between_centers() {
    let resized = |features: &[f64], positions: usize| -> Vec<f64> {
        resize(&features.iter().map(|x| vec![*x]).collect::<Vec<_>>(), positions)
            .flatten()
            .collect()
    };
    assert_eq!(resized(&[0.0, 4.0], 4), [0.0, 1.0, 3.0, 4.0]);
    assert_eq!(resized(&[0.0, 1.0, 2.0, 3.0], 2), [0.5, 2.5]);
    assert_eq!(resized(&[7.0], 3), [7.0; 3]);
}

#[test]
fn gradient_of_the_network_is_the_slope_of_the_loss() {
    let device = Device::flex().autodiff();
    let recipe = tiny();
    let network = Network::new(&recipe, 4, 3, &device);
    let alignment = alignment(recipe.positions, recipe.bins);
    let labels = Labels::new(recipe.positions, &[Segment { start: 0.2, end: 0.7 }]);
    let x = tensor(&[rows(recipe.positions, 4, 1)], &device);
    let value =
        |x: Tensor<3>| loss(network.forward(x, &alignment), &[&labels], &mut Random::new(2));
    let tracked = x.clone().require_grad();
    let gradient = tracked.grad(&value(tracked.clone()).backward()).expect("x has a gradient");
    let length = gradient.clone().square().sum().sqrt().into_scalar::<f64>();
    let direction = Tensor::<3>::from_data(gradient.into_data(), &device) / length;
    let moved = |by: f64| value(x.clone() + direction.clone() * by).into_scalar::<f64>();
    // so short that it crosses no edge of the rectifiers or of the neighbourhoods
    let slope = (moved(0.002) - moved(-0.002)) / 0.004;
    assert!((slope - length).abs() < 0.05 * length, "{length} instead of {slope}");
}
