//! AdamW with a schedule and a limit on the gradient's length.

mod resumable;

use std::path::Path;

use burn::module::{Module, ModuleVisitor, Param, ParamGroup};
use burn::optim::{AdamWConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Bytes, Tensor};
use foundation::file;

use resumable::Resumable;

/// The learning rate along the steps, and the longest gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Schedule {
    pub peak: f64,
    /// Steps in which the rate rises.
    pub warm_up: usize,
    pub steps: usize,
    /// Longest gradient of all weights together; a longer one is shortened to it. 0 for any length.
    pub longest: f64,
}

impl Schedule {
    /// Learning rate of a step, counted from 0: a line up to the peak, then a cosine to 0.
    pub(crate) fn rate(&self, step: usize) -> f64 {
        let warm = (step + 1) as f64 / self.warm_up.max(1) as f64;
        let rest = (self.steps - self.warm_up.min(self.steps)).max(1) as f64;
        let done = (step.saturating_sub(self.warm_up) as f64 / rest).min(1.0);
        self.peak * warm.min(0.5 * (1.0 + (std::f64::consts::PI * done).cos()))
    }
}

/// Optimiser of a module.
///
/// # Source
/// Spec 5 and 8.1: AdamW, betas 0.9 and 0.98, epsilon 1e-8, decay for the matrices of linear maps
/// alone.
pub(crate) struct Optimizer {
    inner: ModuleOptimizer,
    schedule: Schedule,
}

impl Optimizer {
    pub(crate) fn new(schedule: &Schedule, decay: f32) -> Self {
        let config = AdamWConfig::new().with_beta_1(0.9).with_beta_2(0.98).with_epsilon(1e-8);
        let plain = config.clone().with_weight_decay(0.0).build();
        let decayed = config.with_weight_decay(decay).build();
        let decays = ParamGroup::from_predicate(".weight");
        let inner =
            ModuleOptimizer::from(Resumable(plain)).with_group(decays, Resumable(decayed), None);
        Self { inner, schedule: *schedule }
    }

    /// One step; returns the module and the length that the gradient had.
    pub(crate) fn step<M: Module>(
        &mut self,
        step: usize,
        module: M,
        mut gradients: GradientsParams,
    ) -> (M, f64) {
        let mut length = Length { gradients: &gradients, squares: 0.0 };
        module.visit(&mut length);
        let length = length.squares.sqrt();
        let longest = self.schedule.longest;
        if longest > 0.0 && length > longest {
            module.visit(&mut Scale { gradients: &mut gradients, factor: longest / length });
        }
        (self.inner.step(self.schedule.rate(step), module, gradients), length)
    }

    /// Writes the moments of all weights.
    pub(crate) fn save(&self, path: &Path) -> Result<(), String> {
        let bytes = self.inner.into_bytes().map_err(|error| error.to_string())?;
        file::write_whole(path, &bytes).map_err(|error| error.to_string())
    }

    /// The same with the moments from a file.
    pub(crate) fn load(self, path: &Path) -> Result<Self, String> {
        let bytes = Bytes::from_bytes_vec(std::fs::read(path).map_err(|error| error.to_string())?);
        let inner = self.inner.from_bytes(bytes).map_err(|error| error.to_string())?;
        Ok(Self { inner, ..self })
    }
}

struct Length<'a> {
    gradients: &'a GradientsParams,
    squares: f64,
}

impl ModuleVisitor for Length<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.get::<D>(param.id) {
            self.squares += gradient.square().sum().into_scalar::<f64>();
        }
    }
}

struct Scale<'a> {
    gradients: &'a mut GradientsParams,
    factor: f64,
}

impl ModuleVisitor for Scale<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.remove::<D>(param.id) {
            self.gradients.register(param.id, gradient * self.factor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_warms_up_and_falls_to_zero() {
        let optimizer = Schedule { peak: 2.0, steps: 100, warm_up: 10, longest: 0.0 };
        assert!((optimizer.rate(0) - 0.2).abs() < 1e-12);
        assert!((optimizer.rate(10) - 2.0).abs() < 1e-12);
        assert!((optimizer.rate(55) - 1.0).abs() < 1e-12);
        assert!(optimizer.rate(99) < 0.002);
    }
}
