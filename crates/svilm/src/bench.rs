//! Steps of pre-training, timed part by part. For `examples/step.rs` alone: no part of the
//! interface.

use std::path::Path;
use std::time::Instant;

use subject::{Settings, Stop};

use crate::batch::Batches;
use crate::config::Config;
use crate::data;
use crate::device::device;
use crate::model::Architecture;
use crate::optimize::Optimizer;
use crate::pretrain::{grouping_noise, initial};
use crate::run::on_threads;
use crate::step::gradients;

/// Wall seconds of the parts of one step.
#[derive(Clone, Copy, Debug, Default)]
pub struct Step {
    /// Drawing clips and texts.
    pub data: f64,
    /// Drawing the noise of the assignment.
    pub noise: f64,
    /// The network, the losses and all gradients.
    pub gradients: f64,
    /// The optimiser.
    pub update: f64,
    /// Captions and prompts of the step: how many, and tokens of the longest.
    pub texts: [[usize; 2]; 2],
    /// The loss, to see that the same thing was computed.
    pub loss: f64,
}

impl Step {
    /// Wall seconds of the whole step.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.data + self.noise + self.gradients + self.update
    }
}

/// Times the first steps of pre-training.
///
/// # Errors
/// If the device is not there or the threads cannot be started.
pub fn steps(settings: &Settings, threads: usize) -> Result<Vec<Step>, Stop> {
    let config = Config::new(settings, 0);
    let Config { architecture: Architecture { video, precision, .. }, drawing, seed, .. } = &config;
    let device = device(config.hardware, *precision)?;
    on_threads(threads, || {
        let data = data::open(&config.sources, Path::new(""))?;
        let mut model = initial(&config, &data, &device);
        let batches = Batches::new(*drawing, video.size, &data, *seed);
        let mut optimizer = Optimizer::new(&config.schedule, config.weight_decay);
        let mut times = Vec::new();
        for step in 0..config.schedule.steps {
            let mut clock = Clock(Instant::now());
            let batch = batches.draw(step, &model.device())?;
            let data = clock.lap();
            let gumbel = grouping_noise(video, drawing.batch, *seed, step);
            let noise = clock.lap();
            let found = gradients(&model, &config.objective, &batch, &gumbel, config.memory);
            let loss = found.losses.total.clone().into_scalar();
            let gradients = clock.lap();
            (model, _) = optimizer.step(step, model, found.gradients);
            let longest = |texts: &[Vec<usize>]| texts.iter().map(Vec::len).max().unwrap_or(0);
            let texts =
                [&batch.captions, &batch.prompts].map(|texts| [texts.len(), longest(texts)]);
            times.push(Step { data, texts, noise, gradients, update: clock.lap(), loss });
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
