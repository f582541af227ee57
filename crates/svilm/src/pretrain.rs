//! Pre-training.

use std::path::Path;
use std::time::{Duration, Instant};

use burn::tensor::{Device, Tensor, TensorData};
use subject::{Log, Settings, Stop};

use crate::batch::Batches;
use crate::data::Data;
use crate::model::grouping::Assignment;
use crate::model::{Config, Model};
use crate::objective::Objective;
use crate::optimize::{Optimizer, Schedule};
use crate::random::Random;
use crate::session::{Point, Session};
use crate::speed::Speed;
use crate::step::{Found, Memory, gradients};

/// How many points of its learning curves a run reports.
const POINTS: usize = 50;
/// How often a run is kept, so that it can go on from there.
pub(crate) const KEPT_EVERY: Duration = Duration::from_secs(60);

/// Trains a model from its initial weights, or from where an attempt in this folder was cut off.
///
/// # Errors
/// [`Stop::Diverged`] at the first loss or gradient that is not finite; if data cannot be read or
/// the folder not be written.
pub(crate) fn pretrain(
    settings: &Settings,
    seed: u64,
    data: &Data,
    initial: Model,
    folder: &Path,
    every: Duration,
    log: &mut Log,
) -> Result<Model, Stop> {
    let config = initial.config.clone();
    let device = initial.device();
    let batches = Batches::new(settings, config.video.size, data, seed);
    let objective = Objective::new(settings, batches.cut());
    let memory =
        Memory { part: settings.count("micro_batch"), recompute: settings.bool("recompute") };
    let steps = settings.count("steps");
    let optimizer = Optimizer::new(&Schedule::new(settings), settings.float("weight_decay") as f32);
    let mut session = Session::resume(folder, initial, optimizer)?;
    for point in &session.points {
        log.point(&point.name, point.value, point.step)?;
    }
    let mut kept = Instant::now();
    let mut speed = Speed::new(&device);
    while session.step < steps {
        let step = session.step;
        let batch = batches.draw(step, &device)?;
        let noise = grouping_noise(&config, settings.count("batch"), seed, step);
        let found = gradients(&session.model, &objective, &batch, &noise, memory);
        let total: f64 = found.losses.total.clone().into_scalar();
        if !total.is_finite() {
            return Err(Stop::Diverged {
                step: step as u64,
                reason: format!("the loss is {total}"),
            });
        }
        if step % steps.div_ceil(POINTS) == 0 || step + 1 == steps {
            for point in points(step as u64, &found, &batch.targets.mask) {
                log.point(&point.name, point.value, point.step)?;
                session.points.push(point);
            }
        }
        let length = session.advance(found.gradients);
        if !length.is_finite() {
            return Err(Stop::Diverged {
                step: step as u64,
                reason: format!("the gradient's length is {length}"),
            });
        }
        if kept.elapsed() >= every && session.step < steps {
            session.keep(folder)?;
            kept = Instant::now();
        }
        let phase = speed.after(settings.count("batch"), session.step == steps);
        log.progress(session.step as u64, steps as u64, phase)?;
    }
    Ok(session.model)
}

/// Gumbel noise for each grouping block `[b, g, s]`, drawn in the order sample, block, group, token
/// (spec 10.1).
pub(crate) fn grouping_noise(config: &Config, b: usize, seed: u64, step: usize) -> Vec<TensorData> {
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
    noise.into_iter().map(|noise| TensorData::new(noise, shape)).collect()
}

/// The learning curves at a step.
fn points(step: u64, found: &Found, mask: &Tensor<2>) -> Vec<Point> {
    let losses = &found.losses;
    let mut values = vec![
        ("loss/total", losses.total.clone().into_scalar::<f64>()),
        ("loss/temporal", losses.temporal.clone().into_scalar()),
        ("loss/grounding", losses.grounding.clone().into_scalar()),
        ("loss/contrastive", losses.contrastive.clone().into_scalar()),
    ];
    if let Some(foreground) = &losses.foreground {
        let right = foreground.clone().greater_scalar(0.5).equal(mask.clone().greater_scalar(0.5));
        values.push(("accuracy/foreground", 100.0 * right.float().mean().into_scalar::<f64>()));
    }
    if let Some(usage) = &found.usage {
        let g = usage.dims()[0];
        let entropy =
            -(usage.clone() * usage.clone().clamp_min(1e-12).log()).sum().into_scalar::<f64>();
        values.push(("entropy/group_usage", if g > 1 { entropy / (g as f64).ln() } else { 0.0 }));
    }
    values.into_iter().map(|(name, value)| Point { name: name.to_owned(), value, step }).collect()
}

/// The model with its initial weights.
pub(crate) fn initial(settings: &Settings, seed: u64, data: &Data, device: &Device) -> Model {
    Model::new(&Config::new(settings, data.words.len()), seed, &device.clone().autodiff())
}
