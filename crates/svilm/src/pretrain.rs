//! Pre-training.

use std::path::Path;
use std::time::{Duration, Instant};

use burn::tensor::{Device, Tensor, TensorData};
use subject::{Log, Stop};

use crate::batch::Batches;
use crate::config::Config;
use crate::data::Data;
use crate::model::Model;
use crate::model::grouping::Assignment;
use crate::model::video::VideoConfig;
use crate::optimize::Optimizer;
use crate::random::Random;
use crate::session::{Point, Session};
use crate::speed::Speed;
use crate::step::{Found, gradients};

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
    config: &Config,
    data: &Data,
    initial: Model,
    folder: &Path,
    every: Duration,
    log: &mut Log,
) -> Result<Model, Stop> {
    let (architecture, seed) = (&config.architecture, config.seed);
    let (steps, batch_size) = (config.schedule.steps, config.drawing.batch);
    let device = initial.device();
    let batches = Batches::new(config.drawing, architecture.video.size, data, seed);
    let optimizer = Optimizer::new(&config.schedule, config.weight_decay);
    let mut session = Session::resume(folder, initial, optimizer)?;
    for point in &session.points {
        log.point(&point.name, point.value, point.step)?;
    }
    let mut kept = Instant::now();
    let mut speed = Speed::new(&device);
    while session.step < steps {
        let step = session.step;
        let diverged = |reason: String| Err(Stop::Diverged { step: step as u64, reason });
        let batch = batches.draw(step, &device)?;
        let noise = grouping_noise(&architecture.video, batch_size, seed, step);
        let found = gradients(&session.model, &config.objective, &batch, &noise, config.memory);
        let total: f64 = found.losses.total.clone().into_scalar();
        if !total.is_finite() {
            return diverged(format!("the loss is {total}"));
        }
        if step % steps.div_ceil(POINTS) == 0 || step + 1 == steps {
            for point in points(step as u64, &found, &batch.targets.mask) {
                log.point(&point.name, point.value, point.step)?;
                session.points.push(point);
            }
        }
        let length = session.advance(found.gradients);
        if !length.is_finite() {
            return diverged(format!("the gradient's length is {length}"));
        }
        if kept.elapsed() >= every && session.step < steps {
            session.keep(folder)?;
            kept = Instant::now();
        }
        let phase = speed.after(batch_size, session.step == steps);
        log.progress(session.step as u64, steps as u64, phase)?;
    }
    Ok(session.model)
}

/// Gumbel noise for each grouping block `[b, g, s]`. The numbers of a token for all groups come
/// from a stream of the seed, the step, the layer of the block, the video and the token (spec
/// 10.1), so that fewer groups, other blocks or a smaller batch leave the others as they were.
pub(crate) fn grouping_noise(
    video: &VideoConfig,
    b: usize,
    seed: u64,
    step: usize,
) -> Vec<TensorData> {
    match video.assignment {
        Assignment::HardGumbel => {}
        Assignment::Hard | Assignment::Soft => return Vec::new(),
    }
    let (g, s) = (video.group_tokens, video.size.tokens());
    let stream = Random::stream(seed, "gumbel", step as u64);
    let block = |layer: &usize| {
        let (stream, mut noise) = (stream.item(*layer as u64), vec![0.0; b * g * s]);
        for (sample, noise) in (0..).zip(noise.chunks_mut(g * s)) {
            let stream = stream.item(sample);
            for token in 0..s {
                let mut random = stream.item(token as u64);
                noise[token..].iter_mut().step_by(s).for_each(|it| *it = random.gumbel() as f32);
            }
        }
        TensorData::new(noise, [b, g, s])
    };
    video.grouping_layers.iter().map(block).collect()
}

/// The learning curves at a step.
fn points(step: u64, found: &Found, mask: &Tensor<2>) -> Vec<Point> {
    let (losses, scalar) = (&found.losses, |loss: &Tensor<1>| loss.clone().into_scalar::<f64>());
    let mut values = vec![
        ("loss/total", scalar(&losses.total)),
        ("loss/temporal", scalar(&losses.temporal)),
        ("loss/grounding", scalar(&losses.grounding)),
        ("loss/contrastive", scalar(&losses.contrastive)),
    ];
    if let Some(foreground) = &losses.foreground {
        let right = foreground.clone().greater_scalar(0.5).equal(mask.clone().greater_scalar(0.5));
        // what favours neither is half right
        let right = right.float().mask_fill(foreground.clone().equal_scalar(0.5), 0.5);
        values.push(("accuracy/foreground", 100.0 * right.mean().into_scalar::<f64>()));
    }
    if let Some(usage) = &found.usage {
        let g = usage.dims()[0];
        let entropy = -scalar(&(usage.clone() * usage.clone().clamp_min(1e-12).log()).sum());
        values.push(("entropy/group_usage", if g > 1 { entropy / (g as f64).ln() } else { 0.0 }));
    }
    values.into_iter().map(|(name, value)| Point { name: name.to_owned(), value, step }).collect()
}

/// The model with its initial weights.
pub(crate) fn initial(config: &Config, data: &Data, device: &Device) -> Model {
    Model::new(&config.architecture, data.words.len(), config.seed, &device.clone().autodiff())
}
