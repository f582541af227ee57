//! Files for the other side.

use std::path::Path;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Tensor, TensorData};
use serde_json::{Value, json};

use super::tensors::Tensors;
use super::{Case, RATE};
use crate::loss::cut_paste::Cut;
use crate::model::text::Texts;
use crate::random::Random;

/// Adds noise to every weight.
pub(super) struct Stir(Random);

impl Stir {
    pub(super) fn new(seed: u64) -> Self {
        Self(Random::stream(seed, "stir", 0))
    }
}

impl ModuleMapper for Stir {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        param.map(|tensor| {
            let shape = tensor.dims();
            let noise: Vec<f32> =
                (0..shape.iter().product()).map(|_| 0.05 * self.0.normal() as f32).collect();
            let noise = Tensor::from_data(TensorData::new(noise, shape), &tensor.device());
            (tensor.detach() + noise).detach().require_grad()
        })
    }
}

/// Collects tensors of a module by the names of their places, matrices of linear maps as (outputs,
/// inputs).
struct Collect<'a> {
    path: Vec<String>,
    prefix: &'a str,
    found: &'a mut Tensors,
    /// The gradient of a weight, if gradients are wanted.
    gradients: Option<&'a GradientsParams>,
}

impl ModuleVisitor for Collect<'_> {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let tensor = match self.gradients {
            Some(gradients) => gradients.get::<D>(param.id),
            None => Some(param.val()),
        };
        let Some(tensor) = tensor else { return };
        let name = self.path.join(".");
        let tensor = if name.ends_with(".weight") { tensor.swap_dims(0, 1) } else { tensor };
        self.found.insert(&format!("{}{name}", self.prefix), tensor);
    }
}

pub(super) fn weight_tensors<M: Module>(module: &M, prefix: &str, found: &mut Tensors) {
    module.visit(&mut Collect { path: Vec::new(), prefix, found, gradients: None });
}

pub(super) fn gradient_tensors<M: Module>(
    module: &M,
    prefix: &str,
    gradients: &GradientsParams,
    found: &mut Tensors,
) {
    module.visit(&mut Collect { path: Vec::new(), prefix, found, gradients: Some(gradients) });
}

fn data(name: &str, data: &TensorData, tensors: &mut Tensors) {
    let numbers = data.as_slice::<f32>().expect("invariant: batches are made of f32");
    tensors.put(name, data.shape().to_vec(), numbers.to_vec());
}

fn texts(kind: &str, texts: &[Vec<usize>], tensors: &mut Tensors) {
    let padded = Texts::new(texts);
    let (n, l) = (padded.count(), padded.length);
    let mut ids = vec![0.0; n * l];
    for (index, text) in texts.iter().enumerate() {
        text.iter().enumerate().for_each(|(place, &id)| ids[index * l + place] = id as f32);
    }
    tensors.put(&format!("input/{kind}/ids"), vec![n, l], ids);
    let valid = padded.valid.iter().map(|&valid| f32::from(u8::from(valid))).collect();
    tensors.put(&format!("input/{kind}/valid"), vec![n, l], valid);
}

/// Writes weights, inputs and options of a case.
pub(super) fn export(case: &Case, path: &Path) {
    let mut tensors = Tensors::default();
    weight_tensors(&case.model, "weight/", &mut tensors);
    let Case { batch, noise, settings, config, model } = case;
    data("input/tubelets", &batch.tubelets, &mut tensors);
    if config.drawing.cut != Cut::Off {
        tensors.insert("input/mask", batch.targets.mask.clone());
    }
    tensors.insert("input/targets", batch.targets.pairs.clone());
    texts("captions", &batch.captions, &mut tensors);
    texts("prompts", &batch.prompts, &mut tensors);
    let slots = &batch.targets.nouns.slots;
    let most = slots.iter().map(Vec::len).max().unwrap_or(0);
    let row = |row: &Vec<usize>| {
        (0..most).map(|k| row.get(k).map_or(-1.0, |&number| number as f32)).collect::<Vec<_>>()
    };
    tensors.put("input/slots", vec![slots.len(), most], slots.iter().flat_map(row).collect());
    if !noise.is_empty() {
        let numbers = noise
            .iter()
            .flat_map(|noise| noise.as_slice::<f32>().expect("invariant: f32").to_vec())
            .collect();
        let shape = std::iter::once(noise.len()).chain(noise[0].shape().to_vec()).collect();
        tensors.put("input/noise", shape, numbers);
    }
    let mut options = json!({ "vocabulary": model.text.vocabulary() });
    let names = "size grouping_layers group_tokens groups_in_attention attention assignment \
                 grouping_block class_token global_feature temporal_loss center center_gradient \
                 noun_pooling directions targets weight_temporal weight_grounding \
                 weight_contrastive temperature temperature_temporal temperature_grounding \
                 temperature_assignment learn_temperature";
    for name in names.split(' ') {
        options[name] =
            serde_json::to_value(&settings.0[name]).expect("invariant: a setting is plain data");
    }
    let case: Value = json!({ "options": options, "rate": RATE });
    tensors.write(path, &case);
}
