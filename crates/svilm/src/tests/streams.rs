//! Two configurations at one seed differ only in what the variant changes.

use std::collections::BTreeMap;
use std::path::Path;

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor};
use subject::Value;

use super::settings;
use crate::batch::{Batch, Batches};
use crate::config::Config;
use crate::data;
use crate::evaluate::encode::numbers;
use crate::model::Model;
use crate::model::init::Init;
use crate::pretrain::{grouping_noise, initial};

const SEED: u64 = 4;

fn config(knob: &str, value: Value) -> Config {
    Config::new(&settings([(knob, value)]), SEED)
}

fn default() -> Config {
    Config::new(&settings([]), SEED)
}

fn model(config: &Config) -> Model {
    let data = data::open(&config.sources, Path::new("")).unwrap();
    initial(config, &data, &Device::flex())
}

/// Every weight by its path.
#[derive(Default)]
struct Weights {
    path: Vec<String>,
    found: BTreeMap<String, (Vec<usize>, Vec<f32>)>,
}

impl ModuleVisitor for Weights {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let (name, shape) = (self.path.join("."), param.dims().to_vec());
        assert!(self.found.insert(name, (shape, numbers(param.val()))).is_none());
    }
}

fn weights(model: &impl Module) -> BTreeMap<String, (Vec<usize>, Vec<f32>)> {
    let mut weights = Weights::default();
    model.visit(&mut weights);
    weights.found
}

#[test]
fn every_weight_is_drawn_from_the_stream_of_its_path() {
    let mut settings = settings([("grouping_block", "full".into()), ("class_token", true.into())]);
    settings.0.insert("attention".to_owned(), "divided".into());
    let found = weights(&model(&Config::new(&settings, SEED)));
    let init = Init::new(SEED, &Device::flex());
    let mut drawn = 0;
    for (path, (shape, values)) in &found {
        if shape.len() < 2 || path == "video.embedding.weight" {
            continue;
        }
        let mut stream = init.stream(path);
        let expected = [stream.normal(), stream.normal()];
        let ratio = f64::from(values[1]) / f64::from(values[0]);
        let off = (ratio - expected[1] / expected[0]).abs() / ratio.abs();
        assert!(off < 1e-5, "{path}: {ratio} instead of {}", expected[1] / expected[0]);
        drawn += 1;
    }
    assert!(drawn > 100, "{drawn}");
}

#[test]
fn a_knob_leaves_the_initial_values_of_all_other_weights_as_they_were() {
    let base = weights(&model(&default()));
    // the knob, its value, and the weights that it may resize
    let cases: [(&str, Value, &str); 12] = [
        ("group_tokens", 8.into(), "video.group_tokens"),
        ("group_tokens", 128.into(), "video.group_tokens"),
        ("grouping_layers", Value::Ints(vec![]), ""),
        ("grouping_layers", Value::Ints(vec![12]), ""),
        ("grouping_layers", Value::Ints(vec![3, 6, 9, 12]), ""),
        ("grouping_block", "full".into(), ""),
        ("attention", "divided".into(), ""),
        ("class_token", true.into(), ""),
        ("groups_in_attention", false.into(), ""),
        ("assignment", "soft".into(), ""),
        ("temporal_loss", "direct_bce".into(), ""),
        ("batch", 8.into(), ""),
    ];
    for (knob, value, resized) in cases {
        let (mut same, found) = (0, weights(&model(&config(knob, value.clone()))));
        for (path, (shape, values)) in &base {
            let Some((other_shape, other)) = found.get(path) else { continue };
            if shape == other_shape {
                assert_eq!(values, other, "{knob} = {value:?}: {path}");
                same += 1;
            } else {
                assert_eq!(path, resized, "{knob} = {value:?}");
                let shared = values.len().min(other.len());
                assert_eq!(values[..shared], other[..shared], "{path}: the tokens in common");
            }
        }
        assert!(same > 100, "{knob} = {value:?}: {same} of {}", base.len());
    }
}

/// What a batch is made of.
fn material(batch: &Batch) -> [Vec<f32>; 4] {
    let flat = |texts: &[Vec<usize>]| texts.iter().flatten().map(|id| *id as f32).collect();
    [
        batch.tubelets.as_slice::<f32>().unwrap().to_vec(),
        flat(&batch.captions),
        flat(&batch.prompts),
        numbers(batch.targets.mask.clone()),
    ]
}

#[test]
fn no_knob_of_the_model_changes_the_batches() {
    let batch = |config: &Config, step: usize| {
        let data = data::open(&config.sources, Path::new("")).unwrap();
        let batches = Batches::new(config.drawing, config.sources.size, &data, SEED);
        material(&batches.draw(step, &Device::flex()).unwrap())
    };
    let base = [0, 7].map(|step| batch(&default(), step));
    for (knob, value) in [
        ("group_tokens", 8.into()),
        ("grouping_layers", Value::Ints(vec![12])),
        ("grouping_block", "full".into()),
        ("attention", "divided".into()),
        ("assignment", "hard".into()),
        ("weight_temporal", 0.0.into()),
        ("weight_grounding", 0.0.into()),
        ("temporal_loss", "bce".into()),
        ("learning_rate", 0.1.into()),
        ("steps", 10.into()),
        ("micro_batch", 4.into()),
    ] {
        let config = config(knob, value);
        assert!([0, 7].map(|step| batch(&config, step)) == base, "{knob}");
    }
    // knobs of one draw leave the others: nouns are the third, pixels and masks the rest
    let [pixels, captions, prompts, mask] = batch(&config("nouns", 1.into()), 7);
    assert!([&pixels, &captions, &mask] == [&base[1][0], &base[1][1], &base[1][3]]);
    assert!(prompts != base[1][2]);
    let [_, captions, prompts, mask] = batch(&config("partner", "independent".into()), 7);
    assert!([&captions, &prompts, &mask] == [&base[1][1], &base[1][2], &base[1][3]]);
}

#[test]
fn noise_of_a_token_does_not_depend_on_other_blocks_groups_or_videos() {
    let noise = |knob: &str, value: Value, batch: usize| {
        grouping_noise(&config(knob, value).architecture.video, batch, SEED, 3)
            .iter()
            .map(|noise| (noise.shape().to_vec(), noise.as_slice::<f32>().unwrap().to_vec()))
            .collect::<Vec<_>>()
    };
    let base = noise("group_tokens", 32.into(), 4);
    let last = noise("grouping_layers", Value::Ints(vec![12]), 4);
    assert_eq!(last[0], base[2], "the block after layer 12");
    let fewer = noise("group_tokens", 8.into(), 4);
    for ((shape, fewer), (_, base)) in fewer.iter().zip(&base) {
        let (g, s) = (shape[1], shape[2]);
        for (few, all) in fewer.chunks(g * s).zip(base.chunks(32 * s)) {
            assert_eq!(few, &all[..g * s], "the first 8 groups");
        }
    }
    let smaller = noise("batch", 2.into(), 2);
    for ((_, smaller), (_, base)) in smaller.iter().zip(&base) {
        assert_eq!(smaller, &base[..smaller.len()]);
    }
    assert_ne!(base[0].1[..32], base[1].1[..32]);
    let [other] = &noise("grouping_layers", Value::Ints(vec![1]), 1)[..] else { panic!() };
    let (n, mean) = (other.1.len() as f64, other.1.iter().map(|it| f64::from(*it)).sum::<f64>());
    // the mean of a Gumbel variable is Euler's constant
    assert!((mean / n - 0.577).abs() < 0.1, "{}", mean / n);
}
