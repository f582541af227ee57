//! Steps of pre-training, timed part by part. For `examples/step.rs` alone: no part of the interface.

use std::time::Instant;

use burn::tensor::Device;
use subject::{Settings, Stop};

use crate::batch::Batches;
use crate::model::{Config, Model};
use crate::objective::Objective;
use crate::optimize::Optimizer;
use crate::pretrain::grouping_noise;
use crate::run::on_threads;
use crate::world::words::Vocabulary;

/// Wall seconds of the parts of one step.
#[derive(Clone, Copy, Debug, Default)]
pub struct Step {
    /// Drawing clips and texts.
    pub data: f64,
    /// Drawing the noise of the assignment.
    pub noise: f64,
    /// The network and the losses.
    pub forward: f64,
    /// Gradients.
    pub backward: f64,
    /// The optimiser.
    pub update: f64,
    /// Texts of the step: how many captions, tokens of the longest, how many prompts, tokens of the longest.
    pub texts: [usize; 4],
    /// The loss, to see that the same thing was computed.
    pub loss: f64,
}

impl Step {
    /// Wall seconds of the whole step.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.data + self.noise + self.forward + self.backward + self.update
    }
}

/// Times the first steps of pre-training.
///
/// # Errors
/// If the threads cannot be started.
pub fn steps(settings: &Settings, threads: usize) -> Result<Vec<Step>, Stop> {
    on_threads(threads, || {
        let (seed, count) = (0, settings.count("steps"));
        let device = Device::flex().autodiff();
        let vocabulary = Vocabulary::new();
        let config = Config::new(settings, vocabulary.len());
        let batches = Batches::new(settings, config.video.size, &vocabulary, seed);
        let objective = Objective::new(settings, batches.cut());
        let mut optimizer = Optimizer::new(settings.float("learning_rate"), count, count.div_ceil(5), 0.01);
        let mut model = Model::new(&config, seed, &device);
        let mut times = Vec::new();
        for step in 0..count {
            let mut clock = Clock(Instant::now());
            let batch = batches.draw(step, &device);
            let data = clock.lap();
            let gumbel = grouping_noise(&config, settings.count("batch"), seed, step, &device);
            let noise = clock.lap();
            let encoded = model.video.forward(batch.tubelets.clone(), gumbel);
            let losses = objective.losses(&model, &encoded, &batch);
            drop(encoded);
            let loss = losses.total.clone().into_scalar();
            let forward = clock.lap();
            let gradients = losses.total.backward();
            let backward = clock.lap();
            (model, _) = optimizer.step(step, model, gradients);
            let (captions, prompts) = (&batch.captions, &batch.prompts);
            let texts = [captions.count(), captions.length, prompts.count(), prompts.length];
            times.push(Step { data, texts, noise, forward, backward, update: clock.lap(), loss });
        }
        Ok(times)
    })
}

struct Clock(Instant);

impl Clock {
    /// Seconds since the last lap.
    fn lap(&mut self) -> f64 {
        let now = Instant::now();
        let lap = now - self.0;
        self.0 = now;
        lap.as_secs_f64()
    }
}
