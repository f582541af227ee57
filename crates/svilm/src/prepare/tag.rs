//! Tags of scenes, and the lesson of the video encoder: to tell them from what it sees.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::softplus;
use burn::tensor::{Tensor, TensorData};
use subject::Stop;

use crate::evaluate::fine_tuning::minimize;
use crate::model::Model;
use crate::model::init::Init;
use crate::model::size::Size;
use crate::random::Random;
use crate::world::raster;
use crate::world::scene::{Background, Color, Motion, Scene, Shape};

/// Videos of a step, and the highest learning rate.
const BATCH: usize = 32;
const RATE: f64 = 1.5e-3;

/// The video encoder with a linear layer on the mean of its tokens.
#[derive(Module, Debug)]
struct Tagger {
    model: Model,
    tags: Linear,
}

/// The model, trained to tell the tags of scenes that no other set has: each noun, each motion,
/// which shape and which colour is in which motion, the background, and whether an object is large.
pub(super) fn teach(
    model: Model,
    seed: u64,
    steps: usize,
    told: &mut dyn FnMut(&str),
) -> Result<Model, Stop> {
    let (size, device) = (model.config.video.size, model.device());
    let tags = Init::new(seed, &device).linear("tags", size.width, count());
    let mut mean = 0.0;
    let tagger = minimize(Tagger { model, tags }, steps, RATE, |tagger, step| {
        let loss = loss(tagger, &size, step);
        mean += loss.clone().into_scalar::<f64>();
        if (step + 1) % 100 == 0 {
            told(&format!("video encoder: step {} of {steps}, loss {:.4}", step + 1, mean / 100.0));
            mean = 0.0;
        }
        Ok(loss)
    })?;
    Ok(tagger.model)
}

fn loss(tagger: &Tagger, size: &Size, step: usize) -> Tensor<1> {
    let device = tagger.model.device();
    let scene = |item: usize| {
        Scene::draw(&mut Random::stream(0, "preparation", (step * BATCH + item) as u64))
    };
    let scenes: Vec<Scene> = (0..BATCH).map(scene).collect();
    let pixels: Vec<f32> =
        scenes.iter().flat_map(|scene| raster::moving_clip(scene, size)).collect();
    let shape = [BATCH, size.tokens(), size.tubelet()];
    let tubelets = Tensor::from_data(TensorData::new(pixels, shape), &device);
    let encoded = tagger.model.video.forward(tubelets, Vec::new());
    let scores = tagger.tags.forward(encoded.tokens.mean_dim(1).squeeze_dim::<2>(1));
    cross_entropy(scores, scenes.iter().flat_map(tags).collect())
}

/// Mean cross-entropy of each tag alone, `softplus(score) - truth score`, for scores `[b, tags]`.
pub(super) fn cross_entropy(scores: Tensor<2>, truth: Vec<f32>) -> Tensor<1> {
    let truth = TensorData::new(truth, scores.dims());
    let truth = Tensor::<2>::from_data(truth, &scores.device());
    (softplus(scores.clone(), 1.0) - truth * scores).mean()
}

const SHAPES: usize = Shape::ALL.len();
const COLORS: usize = Color::ALL.len();
const MOTIONS: usize = Motion::ALL.len();

pub(super) fn count() -> usize {
    COLORS * SHAPES + MOTIONS * (1 + SHAPES + COLORS) + Background::ALL.len() + 1
}

/// 1 for each tag that the scene has, else 0.
pub(super) fn tags(scene: &Scene) -> Vec<f32> {
    let mut tags = vec![0.0; count()];
    for object in &scene.objects {
        let (shape, color) = (object.shape as usize, object.color as usize);
        let motion = object.motion as usize;
        let of_motion = COLORS * SHAPES;
        tags[color * SHAPES + shape] = 1.0;
        tags[of_motion + motion] = 1.0;
        tags[of_motion + MOTIONS + motion * SHAPES + shape] = 1.0;
        tags[of_motion + MOTIONS * (1 + SHAPES) + motion * COLORS + color] = 1.0;
        if object.large {
            tags[count() - 1] = 1.0;
        }
    }
    let backgrounds = count() - 1 - Background::ALL.len();
    tags[backgrounds + scene.background as usize] = 1.0;
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scene_has_a_tag_for_all_that_is_said_of_it() {
        let mut random = Random::stream(0, "tags", 0);
        for _ in 0..50 {
            let scene = Scene::with_objects(&mut random, 1);
            let large = usize::from(scene.objects[0].large);
            let n = tags(&scene).iter().filter(|&&tag| tag > 0.0).count();
            assert_eq!(n, 5 + large, "{scene:?}");
        }
    }
}
