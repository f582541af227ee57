//! This implementation against another one, in PyTorch (`reference/pytorch`), number by number
//! (spec 10.4).
//!
//! The same weights, clips, texts, masks and noise go through both. Compared are the tokens after
//! the embedding, some layers and every grouping block, the assignments, features, losses, the
//! gradient of every weight, and every weight after a step of the optimiser. Python is
//! `ABLATE_PYTHON`, else `python3`; without PyTorch the test is skipped.

#![expect(clippy::print_stderr, reason = "the table is seen with `--nocapture`")]

mod compare;
mod export;
mod tensors;

use std::path::Path;
use std::process::Command;

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};
use subject::Settings;

use crate::batch::{Batch, Batches};
use crate::config::Config;
use crate::loss::tests::det;
use crate::model::Model;
use crate::model::init::Init;
use crate::optimize::{Optimizer, Schedule};
use crate::pretrain::{grouping_noise, initial};
use crate::step::{features, gradients};
use crate::{data, declaration};
use compare::{Row, compare};
use export::{Stir, export, gradient_tensors, weight_tensors};
use tensors::Tensors;

/// Largest difference that is allowed, in parts of the largest number of a tensor.
const TOLERANCE: f64 = 1e-4;
const SEED: u64 = 5;
const BATCH: usize = 6;
const RATE: f64 = 1e-3;

/// The case in which a caption has lost its nouns.
const WITHOUT_NOUNS: &str = "without_nouns";

/// Every reading of an open point, and other sizes, each as what it sets.
const CASES: &[(&str, &str)] = &[
    ("default", ""),
    ("tiny", "size = 'tiny'"),
    ("small", "size = 'small'"),
    ("in_parts", "micro_batch = 4\nrecompute = true"),
    ("soft", "assignment = 'soft'"),
    ("hard", "assignment = 'hard'"),
    ("apart", "groups_in_attention = false"),
    ("divided", "attention = 'divided'"),
    ("divided_class", "attention = 'divided'\nclass_token = true"),
    ("full", "grouping_block = 'full'"),
    ("class_token", "class_token = true"),
    ("pooled_tokens", "global_feature = 'tokens'"),
    ("one_block", "grouping_layers = [12]\ngroup_tokens = 8"),
    ("bce", "temporal_loss = 'bce'"),
    ("direct", "temporal_loss = 'direct_bce'"),
    ("normalize_first", "center = 'normalize_first'"),
    ("fixed_centers", "center_gradient = false"),
    ("sum", "directions = 'sum'"),
    ("hard_targets", "targets = 'hard'"),
    ("separate", "noun_pooling = 'separate'"),
    ("masked_nouns", "noun_padding = 'mask'\nnouns = 3"),
    ("masked_and_separate", "noun_pooling = 'separate'\nnoun_padding = 'mask'\nnouns = 3"),
    (WITHOUT_NOUNS, "noun_padding = 'mask'"),
    (
        "temperatures",
        "temperature_temporal = 0.2\ntemperature_grounding = 0.1\ntemperature_assignment = 0.05\nlearn_temperature = true",
    ),
    ("weights", "weight_temporal = 0.5\nweight_grounding = 3.0"),
    ("independent", "partner = 'independent'\ncut_paste = 'literal'"),
    ("unblended", "cut_paste = 'off'"),
];

/// The inputs of both sides.
struct Case {
    settings: Settings,
    config: Config,
    model: Model,
    batch: Batch,
    noise: Vec<burn::tensor::TensorData>,
}

impl Case {
    fn new(name: &str, changed: &str) -> Self {
        let mut settings = Settings::from([("batch", (BATCH as i64).into()), ("steps", 10.into())]);
        settings.0.extend(toml::from_str::<Settings>(changed).unwrap().0);
        let settings = settings.resolve(&declaration()).unwrap();
        let config = Config::new(&settings, SEED);
        let data = data::open(&config.sources, Path::new("")).unwrap();
        // biases, gains and the like start at 0 and 1, where a mistake could hide
        let model = initial(&config, &data, &Device::flex()).map(&mut Stir::new(SEED));
        let batches = Batches::new(config.drawing, model.config.video.size, &data, SEED);
        let mut batch = batches.draw(0, &model.device()).unwrap();
        if name == WITHOUT_NOUNS {
            batch.targets.nouns.slots[1].clear();
        }
        let noise = grouping_noise(&model.config.video, BATCH, SEED, 0);
        Self { settings, config, model, batch, noise }
    }

    /// Every number that is compared, by name.
    fn compute(&self) -> Tensors {
        let (model, device) = (&self.model, self.model.device());
        let mut found = Tensors::default();
        let noise: Vec<Tensor<3>> =
            self.noise.iter().map(|noise| Tensor::from_data(noise.clone(), &device)).collect();
        let config = &model.config.video;
        let (s, lead) = (config.size.tokens(), usize::from(config.class_token));
        let mut state = model.video.begin(Tensor::from_data(self.batch.tubelets.clone(), &device));
        found.insert("trace/video/embedded", state.tokens.clone().narrow(1, lead, s));
        for layer in 1..=config.size.layers {
            state = model.video.advance(layer - 1, state, &noise);
            let tokens = state.tokens.clone().narrow(1, lead, s);
            let joined = || state.tokens.clone().narrow(1, lead + s, config.group_tokens);
            let groups = state.groups.clone().unwrap_or_else(joined);
            if [1, 6].contains(&layer) {
                found.insert(&format!("trace/video/layer_{layer}/tokens"), tokens);
            }
            match config.grouping_layers.iter().position(|after| *after == layer) {
                Some(block) => {
                    found.insert(&format!("trace/video/grouping_{block}/groups"), groups);
                    let assignment = state.assignment.clone().expect("invariant: a block assigns");
                    found.insert(&format!("trace/video/grouping_{block}/assignment"), assignment);
                }
                None if [1, 6].contains(&layer) => {
                    found.insert(&format!("trace/video/layer_{layer}/groups"), groups)
                }
                None => {}
            }
        }
        let encoded = model.video.end(state);
        found.insert("trace/video/tokens", encoded.tokens.clone());
        found.insert("trace/video/groups", encoded.groups.clone());
        found.insert("trace/video_feature", model.video_feature(&encoded));
        found.insert("trace/group_features", model.project_video.forward(encoded.groups.clone()));
        let features = features(model, encoded, &self.batch);
        found.insert("trace/text_feature", model.project_text.forward(features.captions.clone()));
        found.insert("trace/noun_features", model.project_text.forward(features.prompts.clone()));
        self.step(&mut found);
        found
    }

    fn step(&self, found: &mut Tensors) {
        let Config { objective, memory, .. } = &self.config;
        let step = gradients(&self.model, objective, &self.batch, &self.noise, *memory);
        let losses = &step.losses;
        found.insert("loss/total", losses.total.clone());
        found.insert("loss/temporal", losses.temporal.clone());
        found.insert("loss/grounding", losses.grounding.clone());
        found.insert("loss/contrastive", losses.contrastive.clone());
        gradient_tensors(&self.model, "gradient/", &step.gradients, found);
        let (after, length) = optimizer().step(0, self.model.clone(), step.gradients);
        found.put("loss/gradient_length", vec![1], vec![length as f32]);
        weight_tensors(&after, "step/", found);
    }
}

/// AdamW at a constant rate.
fn optimizer() -> Optimizer {
    Optimizer::new(&Schedule { peak: RATE, warm_up: 0, steps: 1_000_000, longest: 1.0 }, 0.01)
}

/// The interpreter, if it has PyTorch.
fn python() -> Option<String> {
    let program = std::env::var("ABLATE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let out = Command::new(&program).args(["-c", "import torch, safetensors"]).output();
    let has = out.is_ok_and(|out| out.status.success());
    if !has {
        let advice = "`pip install -r reference/pytorch/requirements.txt`, and name the interpreter \
                      with ABLATE_PYTHON";
        testing::skip("PyTorch", &format!("`{program}` cannot import torch; {advice}"));
    }
    has.then_some(program)
}

/// Lets the other side compute every case of a folder.
fn reference(python: &str, folder: &Path) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/pytorch/compare.py");
    let mut command = Command::new(python);
    let out = command.arg(script).arg(folder).env("OMP_WAIT_POLICY", "PASSIVE").output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn every_number_is_that_of_the_reference() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let cases = CASES.iter().map(|&(name, changed)| (name, Case::new(name, changed)));
    let cases: Vec<(&str, Case)> = cases.collect();
    for (name, case) in &cases {
        export(case, &folder.path().join(format!("{name}.case.safetensors")));
    }
    reference(&python, folder.path());
    let mut wrong = Vec::new();
    for (name, case) in &cases {
        let expected = Tensors::read(&folder.path().join(format!("{name}.result.safetensors")));
        let rows = compare(case, &case.compute(), &expected);
        if *name == "default" {
            rows.iter().for_each(|row| eprintln!("{row}"));
        }
        let worst = rows.iter().max_by(|a, b| a.relative.total_cmp(&b.relative));
        let worst = worst.expect("invariant: something is compared");
        let assignments = rows.iter().filter(|row| row.is_assignment());
        let ties: usize = assignments.map(|row| row.left_out).sum();
        eprintln!("{name}: {} tensors, {ties} near-ties left out, the worst: {worst}", rows.len());
        assert!(rows.len() > 300, "{name}: only {} tensors were compared", rows.len());
        let far = |row: &&Row| row.relative.is_nan() || row.relative > TOLERANCE;
        wrong.extend(rows.iter().filter(far).map(|row| format!("{name}: {row}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[derive(Module, Debug)]
struct Weights {
    linear: Linear,
    free: Param<Tensor<2>>,
}

/// The first step of AdamW depends on the signs of the gradient alone; from the second on its
/// averages count.
#[test]
fn three_steps_of_the_optimizer_are_those_of_the_reference() {
    let Some(python) = python() else { return };
    let (folder, mut given) = (tempfile::tempdir().unwrap(), Tensors::default());
    let free = Param::from_tensor(det([5, 7], 0.2, 1.0));
    let mut module =
        Weights { linear: Init::new(SEED, &free.device()).linear("linear", 6, 4), free };
    weight_tensors(&module, "weight/", &mut given);
    let mut found = Tensors::default();
    let mut optimizer = optimizer();
    // the first is longer than 1 and is shortened
    for (step, scale) in [1.0, 0.01, 0.1].into_iter().enumerate() {
        let (mut gradients, c) = (GradientsParams::new(), step as f64);
        gradients.register(module.linear.weight.id, det([6, 4], 1.0 + c, scale).inner());
        let bias = module.linear.bias.as_ref().expect("invariant: made with a bias");
        gradients.register(bias.id, det([4], 2.0 + c, scale).inner());
        gradients.register(module.free.id, det([5, 7], 3.0 + c, scale).inner());
        gradient_tensors(&module, &format!("gradient/{step}/"), &gradients, &mut given);
        (module, _) = optimizer.step(step, module, gradients);
        weight_tensors(&module, &format!("step/{step}/"), &mut found);
    }
    let about = serde_json::json!({ "kind": "optimizer", "rate": RATE });
    given.write(&folder.path().join("optimizer.case.safetensors"), &about);
    reference(&python, folder.path());
    let expected = Tensors::read(&folder.path().join("optimizer.result.safetensors"));
    assert_eq!(found.0.len(), 9);
    for (name, (shape, ours)) in &found.0 {
        let (their_shape, theirs) = &expected.0[name];
        assert_eq!(shape, their_shape, "{name}");
        let worst = ours.iter().zip(theirs).fold(0.0_f32, |worst, (a, b)| worst.max((a - b).abs()));
        assert!(worst < 1e-3 * RATE as f32, "{name}: {worst} apart");
    }
}
