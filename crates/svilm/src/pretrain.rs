//! Pre-training.

use burn::tensor::{Device, Tensor, TensorData};
use subject::{Log, Settings, Stop};

use crate::batch::Batches;
use crate::model::grouping::Assignment;
use crate::model::{Config, Model};
use crate::objective::{Losses, Objective};
use crate::optimize::Optimizer;
use crate::random::Random;
use crate::world::words::Vocabulary;

/// Share of the steps in which the learning rate rises.
const WARM_UP: f64 = 0.2;
/// Weight decay.
const DECAY: f32 = 0.01;
/// How many points of its learning curves a run reports.
const POINTS: usize = 50;

/// Trains a model from scratch.
///
/// # Errors
/// [`Stop::Diverged`] at the first loss or gradient that is not finite.
pub(crate) fn pretrain(settings: &Settings, seed: u64, device: &Device, log: &mut Log) -> Result<Model, Stop> {
    let vocabulary = Vocabulary::new();
    let config = Config::new(settings, vocabulary.len());
    let batches = Batches::new(settings, config.video.size, &vocabulary, seed);
    let objective = Objective::new(settings, batches.cut());
    let steps = settings.count("steps");
    let warm_up = (steps as f64 * WARM_UP).ceil() as usize;
    let mut optimizer = Optimizer::new(settings.float("learning_rate"), steps, warm_up, DECAY);
    let device = device.clone().autodiff();
    let mut model = Model::new(&config, seed, &device);
    for step in 0..steps {
        let batch = batches.draw(step, &device);
        let noise = grouping_noise(&config, settings.count("batch"), seed, step, &device);
        let encoded = model.video.forward(batch.tubelets.clone(), noise);
        let losses = objective.losses(&model, &encoded, &batch);
        let total: f64 = losses.total.clone().into_scalar();
        if !total.is_finite() {
            return Err(Stop::Diverged { step: step as u64, reason: format!("the loss is {total}") });
        }
        if step % steps.div_ceil(POINTS) == 0 || step + 1 == steps {
            report(log, step as u64, &losses, &batch.mask, encoded.assignment.clone())?;
        }
        let (trained, length) = optimizer.step(step, model, losses.total.backward());
        if !length.is_finite() {
            return Err(Stop::Diverged { step: step as u64, reason: format!("the gradient's length is {length}") });
        }
        model = trained;
        log.progress(step as u64 + 1, steps as u64, "pre-training")?;
    }
    Ok(model)
}

/// Gumbel noise for each grouping block, drawn in the order sample, block, group, token (spec 10.1).
pub(crate) fn grouping_noise(config: &Config, b: usize, seed: u64, step: usize, device: &Device) -> Vec<Tensor<3>> {
    let video = &config.video;
    if video.assignment != Assignment::HardGumbel {
        return Vec::new();
    }
    let (blocks, each) = (video.grouping_layers.len(), video.group_tokens * video.size.tokens());
    let mut random = Random::stream(seed, "gumbel", step as u64);
    let mut noise = vec![Vec::with_capacity(b * each); blocks];
    for _ in 0..b {
        for noise in &mut noise {
            noise.extend((0..each).map(|_| random.gumbel() as f32));
        }
    }
    let shape = [b, video.group_tokens, video.size.tokens()];
    noise.into_iter().map(|noise| Tensor::from_data(TensorData::new(noise, shape), device)).collect()
}

fn report(
    log: &mut Log,
    step: u64,
    losses: &Losses,
    mask: &Tensor<2>,
    assignment: Option<Tensor<3>>,
) -> Result<(), subject::Error> {
    log.point("loss/total", losses.total.clone().into_scalar(), step)?;
    log.point("loss/temporal", losses.temporal.clone().into_scalar(), step)?;
    log.point("loss/grounding", losses.grounding.clone().into_scalar(), step)?;
    log.point("loss/contrastive", losses.contrastive.clone().into_scalar(), step)?;
    if let Some(foreground) = &losses.foreground {
        let right = foreground.clone().greater_scalar(0.5).equal(mask.clone().greater_scalar(0.5));
        log.point("accuracy/foreground", 100.0 * right.float().mean().into_scalar::<f64>(), step)?;
    }
    if let Some(assignment) = assignment {
        let [_, g, _] = assignment.dims();
        let usage = assignment.detach().mean_dims(&[0, 2]);
        let entropy = -(usage.clone() * usage.clamp_min(1e-12).log()).sum().into_scalar::<f64>();
        log.point("entropy/group_usage", if g > 1 { entropy / (g as f64).ln() } else { 0.0 }, step)?;
    }
    Ok(())
}
