//! The same training on every GPU that the program was built for and on the CPU.

use std::path::Path;

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;
use subject::{Settings, Value};

use super::device;
use crate::batch::Batches;
use crate::config::Config;
use crate::declaration;
use crate::error::Error;
use crate::optimize::Optimizer;
use crate::pretrain::{grouping_noise, initial};
use crate::step::gradients;

/// Results of a training of three steps.
struct Trained {
    /// Losses and lengths of the gradient.
    numbers: Vec<f64>,
    /// The gradient of each weight in the first step.
    gradients: Vec<(String, Vec<f64>)>,
}

/// Takes the gradients of a model apart.
struct Collect<'a> {
    gradients: &'a GradientsParams,
    path: Vec<String>,
    found: Vec<(String, Vec<f64>)>,
}

impl ModuleVisitor for Collect<'_> {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.get::<D>(param.id) {
            let numbers = gradient.into_data_as::<f64>().try_into_vec().expect("just converted");
            self.found.push((self.path.join("."), numbers));
        }
    }
}

fn length(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.map(|number| number * number).sum::<f64>().sqrt()
}

/// The largest difference of a weight's gradient, relative to its length; weights that hardly count
/// are left out.
fn difference(found: &[(String, Vec<f64>)], expected: &[(String, Vec<f64>)]) -> (f64, String) {
    assert_eq!(found.len(), expected.len());
    let whole = length(expected.iter().flat_map(|(_, numbers)| numbers.iter().copied()));
    let mut worst = (0.0, String::new());
    for ((name, found), (same, expected)) in found.iter().zip(expected) {
        assert_eq!((name, found.len()), (same, expected.len()));
        let own = length(expected.iter().copied());
        let apart =
            length(found.iter().zip(expected).map(|(found, expected)| found - expected)) / own;
        if own > 1e-3 * whole && (apart > worst.0 || apart.is_nan()) {
            worst = (apart, name.clone());
        }
    }
    worst
}

fn train(name: &str, changed: &[(&str, Value)]) -> Result<Trained, Error> {
    let mut all: Vec<(String, Value)> = vec![
        ("device".to_owned(), name.into()),
        ("batch".to_owned(), 4.into()),
        ("steps".to_owned(), 3.into()),
    ];
    all.extend(changed.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let settings = Settings(all.into_iter().collect()).resolve(&declaration()).expect("settings");
    let config = Config::new(&settings, 5);
    let device = device(config.hardware, config.architecture.precision)?;
    let data = crate::data::open(&config.sources, Path::new("")).expect("drawn data");
    let mut model = initial(&config, &data, &device);
    let batches = Batches::new(config.drawing, model.config.video.size, &data, 5);
    let mut optimizer = Optimizer::new(&config.schedule, 0.05);
    let (mut numbers, mut first) = (Vec::new(), Vec::new());
    for step in 0..3 {
        let batch = batches.draw(step, &model.device()).expect("drawn data");
        let noise = grouping_noise(&model.config.video, 4, 5, step);
        let found = gradients(&model, &config.objective, &batch, &noise, config.memory);
        if step == 0 {
            let mut collect =
                Collect { gradients: &found.gradients, path: Vec::new(), found: Vec::new() };
            model.visit(&mut collect);
            first = collect.found;
        }
        let (next, length) = optimizer.step(step, model, found.gradients);
        let losses = found.losses;
        let parts = [losses.total, losses.temporal, losses.grounding, losses.contrastive];
        numbers.extend(parts.map(|loss| loss.into_scalar::<f64>()).into_iter().chain([length]));
        model = next;
    }
    Ok(Trained { numbers, gradients: first })
}

#[expect(clippy::print_stderr, reason = "the reason of a skipped test is shown")]
fn print(words: &str) {
    eprintln!("{words}");
}

fn check(changed: &[(&str, Value)]) {
    for name in ["cuda", "wgpu"] {
        let found = match train(name, changed) {
            Ok(found) => found,
            Err(reason) => {
                testing::skip("GPU", &reason.to_string());
                continue;
            }
        };
        let expected = train("cpu", changed).expect("the CPU is always there");
        assert_eq!(expected.numbers.len(), 15);
        // products of matrices have 10 bits on the tensor cores of NVIDIA, 23 elsewhere
        let tolerance = if name == "cuda" { 1e-2 } else { 1e-4 };
        let (apart, weight) = difference(&found.gradients, &expected.gradients);
        print(&format!(
            "{name}, {changed:?}: the gradient of `{weight}` differs most, by {apart:.1e} of its length"
        ));
        for (index, (found, expected)) in found.numbers.iter().zip(&expected.numbers).enumerate() {
            let difference = (found - expected).abs() / expected.abs().max(1e-3);
            print(&format!("{name}, {changed:?}, number {index}: {found}, {expected} on the CPU"));
            assert!(
                difference < tolerance,
                "{name}, {changed:?}, number {index}: {found} instead of {expected}"
            );
        }
        assert!(apart < tolerance, "{name}, {changed:?}, `{weight}`: {apart}");
    }
}

#[test]
fn gpus_find_the_losses_and_gradients_of_the_cpu() {
    check(&[]);
}

#[test]
fn they_do_in_parts_with_layers_computed_anew() {
    check(&[("micro_batch", 2.into()), ("recompute", true.into())]);
}
