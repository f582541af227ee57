//! The same training on every GPU that the program was built for and on the CPU.

use std::path::Path;

use subject::{Settings, Value};

use super::device;
use crate::batch::Batches;
use crate::declaration;
use crate::error::Error;
use crate::objective::Objective;
use crate::optimize::{Optimizer, Schedule};
use crate::pretrain::{grouping_noise, initial};
use crate::step::{Memory, gradients};

/// Losses and lengths of the gradient along three steps.
fn train(name: &str, changed: &[(&str, Value)]) -> Result<Vec<f64>, Error> {
    let mut all: Vec<(String, Value)> =
        vec![("device".to_owned(), name.into()), ("batch".to_owned(), 4.into()), ("steps".to_owned(), 3.into())];
    all.extend(changed.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let settings = Settings(all.into_iter().collect()).resolve(&declaration()).expect("settings");
    let device = device(&settings)?;
    let data = crate::data::open(&settings, 5, Path::new("")).expect("drawn data");
    let mut model = initial(&settings, 5, &data, &device);
    let batches = Batches::new(&settings, model.config.video.size, &data, 5);
    let objective = Objective::new(&settings, batches.cut());
    let mut optimizer = Optimizer::new(&Schedule::new(&settings), 0.05);
    let memory = Memory { part: settings.count("micro_batch"), recompute: settings.bool("recompute") };
    let mut numbers = Vec::new();
    for step in 0..3 {
        let batch = batches.draw(step, &model.device()).expect("drawn data");
        let noise = grouping_noise(&model.config, 4, 5, step);
        let found = gradients(&model, &objective, &batch, &noise, memory);
        let (next, length) = optimizer.step(step, model, found.gradients);
        let losses = found.losses;
        let parts = [losses.total, losses.temporal, losses.grounding, losses.contrastive];
        numbers.extend(parts.map(|loss| loss.into_scalar::<f64>()).into_iter().chain([length]));
        model = next;
    }
    Ok(numbers)
}

#[expect(clippy::print_stderr, reason = "whoever reads the tests must know")]
fn skipped(reason: &Error) {
    eprintln!("skipped: {reason}");
}

fn check(changed: &[(&str, Value)]) {
    for name in ["cuda", "wgpu"] {
        let found = match train(name, changed) {
            Ok(found) => found,
            Err(reason) => {
                skipped(&reason);
                continue;
            }
        };
        let expected = train("cpu", changed).expect("the CPU is always there");
        assert_eq!(expected.len(), 15);
        // products of matrices have 10 bits on the tensor cores of NVIDIA, 23 elsewhere
        let tolerance = if name == "cuda" { 1e-2 } else { 1e-4 };
        for (index, (found, expected)) in found.iter().zip(&expected).enumerate() {
            let difference = (found - expected).abs() / expected.abs().max(1e-3);
            assert!(difference < tolerance, "{name}, {changed:?}, number {index}: {found} instead of {expected}");
        }
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
