//! Parts and layers computed anew give the gradients of the whole batch.

use burn::module::ModuleVisitor;
use burn::module::Param;
use burn::tensor::Device;
use subject::{Settings, Value};

use super::*;
use crate::batch::Batches;
use crate::config::Config;
use crate::pretrain::{grouping_noise, initial};
use crate::{data, declaration};

struct Gradients<'a> {
    found: &'a GradientsParams,
    numbers: Vec<(String, Vec<f32>)>,
    path: Vec<String>,
}

impl ModuleVisitor for Gradients<'_> {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let numbers = self.found.get::<D>(param.id).map(|gradient| {
            gradient.into_data_as::<f32>().try_into_vec().expect("invariant: just converted")
        });
        self.numbers.push((self.path.join("."), numbers.unwrap_or_default()));
    }
}

/// The total loss and the gradient of each weight.
fn compute(changed: &[(&str, Value)], memory: Memory) -> (f64, Vec<(String, Vec<f32>)>) {
    let mut all: Vec<(String, Value)> =
        vec![("batch".to_owned(), 6.into()), ("steps".to_owned(), 10.into())];
    all.extend(changed.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let settings = Settings(all.into_iter().collect()).resolve(&declaration()).unwrap();
    let config = Config::new(&settings, 3);
    let data = data::open(&config.sources, std::path::Path::new("")).unwrap();
    let model = initial(&config, &data, &Device::flex());
    let batches = Batches::new(config.drawing, model.config.video.size, &data, 3);
    let batch = batches.draw(0, &model.device()).unwrap();
    let noise = grouping_noise(&model.config.video, 6, 3, 0);
    let found = gradients(&model, &config.objective, &batch, &noise, memory);
    let mut visitor = Gradients { found: &found.gradients, numbers: Vec::new(), path: Vec::new() };
    model.visit(&mut visitor);
    (found.losses.total.into_scalar(), visitor.numbers)
}

fn check(changed: &[(&str, Value)]) {
    let (loss, expected) = compute(changed, Memory { part: 0, recompute: false });
    // what is zero in exact arithmetic is rounding, which is a part of the whole gradient
    let length =
        expected.iter().flat_map(|(_, numbers)| numbers).map(|x| x * x).sum::<f32>().sqrt();
    assert!(expected.iter().filter(|(_, numbers)| !numbers.is_empty()).count() > 100);
    for (part, recompute) in [(0, true), (4, false), (4, true), (1, false)] {
        let memory = Memory { part, recompute };
        let (again, found) = compute(changed, memory);
        assert!((loss - again).abs() < 1e-5 * loss, "{memory:?}: {again} instead of {loss}");
        for ((name, expected), (_, found)) in expected.iter().zip(&found) {
            // a weight without influence has no gradient in one way and zeros in the other
            let largest = expected.iter().fold(0.0_f32, |top, x| top.max(x.abs()));
            let difference = if expected.is_empty() || found.is_empty() {
                expected.iter().chain(found).fold(0.0_f32, |top, x| top.max(x.abs()))
            } else {
                expected.iter().zip(found).fold(0.0_f32, |top, (a, b)| top.max((a - b).abs()))
            };
            assert!(
                difference <= 1e-4 * largest + 1e-7 * length,
                "{changed:?} {memory:?} {name}: {difference} of {largest}"
            );
        }
    }
}

#[test]
fn parts_and_layers_computed_anew_give_the_same_gradients() {
    check(&[]);
}

#[test]
fn they_do_without_groups_in_attention_and_with_a_class_token() {
    check(&[
        ("groups_in_attention", false.into()),
        ("class_token", true.into()),
        ("global_feature", "tokens".into()),
    ]);
}

#[test]
fn they_do_with_masked_nouns_and_a_loss_of_weight_zero() {
    check(&[
        ("noun_padding", "mask".into()),
        ("weight_contrastive", 0.0.into()),
        ("grouping_layers", Value::Ints(vec![3])),
    ]);
}
