//! AdamW with a schedule and a limit on the gradient's length.

use burn::module::{Module, ModuleVisitor, Param, ParamGroup};
use burn::optim::{AdamWConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Gradients, Tensor};

/// Longest gradient of all weights together; a longer one is shortened to it.
const LONGEST: f64 = 1.0;

/// Optimiser of a module.
///
/// # Source
/// Spec 5 and 8.1: AdamW, betas 0.9 and 0.98, epsilon 1e-8, decay 0.01 for the matrices of linear maps alone, linear
/// warm-up and cosine to 0.
pub(crate) struct Optimizer {
    inner: ModuleOptimizer,
    peak: f64,
    warm_up: usize,
    steps: usize,
}

impl Optimizer {
    pub(crate) fn new(peak: f64, steps: usize, warm_up: usize, decay: f32) -> Self {
        let config = AdamWConfig::new().with_beta_1(0.9).with_beta_2(0.98).with_epsilon(1e-8);
        let plain = config.clone().with_weight_decay(0.0).build();
        let decayed = config.with_weight_decay(decay).build();
        let inner = ModuleOptimizer::from(plain).with_group(ParamGroup::from_predicate(".weight"), decayed, None);
        Self { inner, peak, warm_up, steps }
    }

    /// Learning rate of a step, counted from 0.
    pub(crate) fn rate(&self, step: usize) -> f64 {
        let warm = (step + 1) as f64 / self.warm_up.max(1) as f64;
        let rest = (self.steps - self.warm_up.min(self.steps)).max(1) as f64;
        let done = (step.saturating_sub(self.warm_up) as f64 / rest).min(1.0);
        self.peak * warm.min(0.5 * (1.0 + (std::f64::consts::PI * done).cos()))
    }

    /// One step; returns the module and the length that the gradient had.
    pub(crate) fn step<M: Module>(&mut self, step: usize, module: M, gradients: Gradients) -> (M, f64) {
        let mut gradients = GradientsParams::from_grads(gradients, &module);
        let mut length = Length { gradients: &gradients, squares: 0.0 };
        module.visit(&mut length);
        let length = length.squares.sqrt();
        if length > LONGEST {
            module.visit(&mut Scale { gradients: &mut gradients, factor: LONGEST / length });
        }
        (self.inner.step(self.rate(step), module, gradients), length)
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
        let optimizer = Optimizer::new(2.0, 100, 10, 0.0);
        assert!((optimizer.rate(0) - 0.2).abs() < 1e-12);
        assert!((optimizer.rate(10) - 2.0).abs() < 1e-12);
        assert!((optimizer.rate(55) - 1.0).abs() < 1e-12);
        assert!(optimizer.rate(99) < 0.002);
    }
}
