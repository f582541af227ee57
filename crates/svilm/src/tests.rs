//! Training as a whole: the same numbers on any number of threads, a loss that falls, divergence
//! that is told.

mod citations;
mod files;
mod streams;

use std::path::Path;
use std::time::Duration;

use burn::module::Module;
use burn::tensor::Device;
use subject::{Event, Job, Log, Settings, Stop, Value, read_events};

use crate::config::Config;
use crate::data::pairs::{Pair, Pairs};
use crate::data::words::Words;
use crate::data::{self, Data};
use crate::error::Error;
use crate::evaluate::retrieval::{Ranks, retrieval};
use crate::model::Model;
use crate::model::size::Size;
use crate::world::words::Vocabulary;
use crate::{checkpoint, declaration, pretrain, train};

/// A folder that goes when the test ends.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("svilm-test-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn settings<const N: usize>(changed: [(&str, Value); N]) -> Settings {
    Settings::from(changed).resolve(&declaration()).unwrap()
}

/// A model with its initial weights.
fn untrained(size: &str, seed: u64) -> Model {
    let config = Config::new(&settings([("size", size.into())]), seed);
    Model::new(&config.architecture, Vocabulary::new().len(), seed, &Device::flex())
}

/// Ranks of the right videos among so many.
fn ranks(model: &Model, videos: i64) -> Ranks {
    let config = Config::new(&settings([("test_videos", videos.into())]), 1);
    let tasks = data::drawn::tasks(&config.measured);
    retrieval(model, &Words::World(Vocabulary::new()), &tasks.retrieval.unwrap().testing)
        .unwrap()
        .text_to_video
}

/// Trains, and returns the bytes of the checkpoint and the losses along the way.
fn trained(
    folder: &Folder,
    settings: Settings,
    seed: u64,
    threads: usize,
) -> Result<(Vec<u8>, Vec<f64>), Stop> {
    let events = folder.0.join("events.jsonl");
    let mut log = Log::open(&events)?;
    log.event(Event::Started { protocol: subject::PROTOCOL, id: String::new() })?;
    train(&Job { settings, seed, out: folder.0.clone(), threads }, &mut log)?;
    let losses = read_events(&events)?.into_iter().filter_map(|line| match line.event {
        Event::Metric { name, value, .. } if name == "loss/total" => Some(value),
        _ => None,
    });
    let losses = losses.collect();
    Ok((std::fs::read(checkpoint::path(&folder.0)).unwrap(), losses))
}

#[test]
fn same_seed_gives_same_bytes_on_any_number_of_threads() {
    let few = || settings([("steps", 3.into()), ("batch", 6.into())]);
    let (one, losses) = trained(&Folder::new("one"), few(), 1, 1).unwrap();
    let (two, same) = trained(&Folder::new("two"), few(), 1, 2).unwrap();
    let (other, _) = trained(&Folder::new("other"), few(), 2, 1).unwrap();
    assert_eq!(losses, same);
    assert!(one == two, "the checkpoint depends on the threads");
    assert!(one != other, "the seed has no effect");
}

#[test]
fn a_training_that_was_left_goes_on_to_the_same_bytes() {
    let folder = Folder::new("left");
    let settings = settings([("steps", 5.into()), ("batch", 4.into())]);
    let (whole, losses) = trained(&Folder::new("not left"), settings.clone(), 1, 1).unwrap();
    let config = Config::new(&settings, 1);
    let inner = data::open(&config.sources, Path::new("")).unwrap();
    let failing = Data {
        pairs: Box::new(Failing { inner: inner.pairs, at: 3 }),
        ..data::open(&config.sources, Path::new("")).unwrap()
    };
    let mut log = Log::open(&folder.0.join("events.jsonl")).unwrap();
    let initial = pretrain::initial(&config, &failing, &Device::flex());
    let (initial, _) = crate::prepare::start(initial, config.scale, true).unwrap();
    pretrain::pretrain(&config, &failing, initial, &folder.0, Duration::ZERO, &mut log)
        .unwrap_err();
    assert!(folder.0.join("resume/step-3/state.json").exists());
    let (resumed, again) = trained(&folder, settings, 1, 1).unwrap();
    assert_eq!(losses, again, "the learning curve is reported from its beginning");
    assert!(whole == resumed, "the model differs from that of a training that was not left");
    assert!(!folder.0.join("resume").exists(), "the state is of no use any more");
}

/// Pairs that fail at some step.
struct Failing {
    inner: Box<dyn Pairs>,
    at: usize,
}

impl Pairs for Failing {
    fn draw(&self, step: usize, batch: usize, size: &Size) -> Result<Vec<Pair>, Error> {
        if step == self.at { Err(Error::NoLoss) } else { self.inner.draw(step, batch, size) }
    }
}

#[test]
fn every_option_trains() {
    let options = [
        ("attention", Value::from("divided")),
        ("temperature_temporal", 0.1.into()),
        ("temperature_grounding", 0.1.into()),
        ("temperature_assignment", 0.1.into()),
        ("assignment", Value::from("soft")),
        ("assignment", Value::from("hard")),
        ("groups_in_attention", false.into()),
        ("grouping_layers", Value::Ints(vec![])),
        ("grouping_block", Value::from("full")),
        ("global_feature", Value::from("tokens")),
        ("class_token", true.into()),
        ("cut_paste", Value::from("off")),
        ("cut_paste", Value::from("literal")),
        ("partner", Value::from("independent")),
        ("temporal_loss", Value::from("bce")),
        ("temporal_loss", Value::from("direct_bce")),
        ("center", Value::from("normalize_first")),
        ("center_gradient", false.into()),
        ("weight_temporal", 0.0.into()),
        ("weight_grounding", 0.0.into()),
        ("weight_contrastive", 0.0.into()),
        ("nouns", 3.into()),
        ("noun_padding", Value::from("mask")),
        ("noun_template", Value::from("varied")),
        ("noun_pooling", Value::from("separate")),
        ("directions", Value::from("sum")),
        ("targets", Value::from("hard")),
        ("learn_temperature", true.into()),
        ("size", Value::from("tiny")),
        ("warm_up", 0.9.into()),
        ("weight_decay", 1.0.into()),
        ("gradient_norm", 1e-3.into()),
    ];
    let run = |name: &str, value: Value| {
        let settings = settings([("steps", 2.into()), ("batch", 3.into()), (name, value)]);
        let (bytes, losses) = trained(&Folder::new(name), settings, 1, 1).unwrap();
        assert!(losses.iter().all(|loss| loss.is_finite()), "{name}: {losses:?}");
        bytes
    };
    let baseline = run("batch", 3.into());
    for (name, value) in options {
        assert!(run(name, value.clone()) != baseline, "`{name}` = {value} changes nothing");
    }
}

#[test]
fn loss_falls_on_few_steps() {
    let settings =
        settings([("steps", 60.into()), ("batch", 8.into()), ("learning_rate", 1e-3.into())]);
    let (_, losses) = trained(&Folder::new("falls"), settings, 1, 2).unwrap();
    let mean = |losses: &[f64]| losses.iter().sum::<f64>() / losses.len() as f64;
    let (first, last) = (mean(&losses[..5]), mean(&losses[losses.len() - 5..]));
    // two of the three losses cannot fall below the entropy of their targets, some 1.3 together
    assert!(last < 0.95 * first, "from {first} to {last}");
}

#[test]
fn sixteen_bits_train_nearly_the_same() {
    let losses = |precision: &str| {
        let settings =
            settings([("steps", 4.into()), ("batch", 6.into()), ("precision", precision.into())]);
        trained(&Folder::new(precision), settings, 1, 2).unwrap()
    };
    let ((full, expected), (brain, found)) = (losses("f32"), losses("bf16"));
    assert!(full != brain, "the precision has no effect");
    for (expected, found) in expected.iter().zip(found) {
        assert!((expected - found).abs() < 0.03 * expected, "{found} instead of {expected}");
    }
}

#[test]
fn divergence_is_told_with_its_step() {
    let settings = settings([
        ("steps", 30.into()),
        ("batch", 4.into()),
        ("learning_rate", 1000.0.into()),
        ("temperature", 0.001.into()),
    ]);
    let error = trained(&Folder::new("diverges"), settings, 1, 1).unwrap_err();
    assert!(matches!(error, Stop::Diverged { step: 1.., .. }), "{error:?}");
}

#[test]
fn without_a_loss_nothing_is_trained() {
    let settings = settings([
        ("weight_grounding", 0.0.into()),
        ("weight_contrastive", 0.0.into()),
        ("cut_paste", "off".into()),
    ]);
    let Stop::Failed(error) = trained(&Folder::new("no loss"), settings, 1, 1).unwrap_err() else {
        panic!("diverged")
    };
    assert!(error.to_string().contains("weight_contrastive"), "{error}");
}

#[test]
fn an_untrained_model_retrieves_by_chance() {
    let ranks = ranks(&untrained("micro", 1), 100);
    assert!(ranks.recall(1) <= 5.0 && (30.0..70.0).contains(&ranks.median()), "{ranks:?}");
}

#[test]
fn a_checkpoint_restores_the_model_and_another_size_is_refused() {
    let folder = Folder::new("checkpoint");
    assert!(
        checkpoint::load(untrained("micro", 1), &folder.0)
            .unwrap_err()
            .to_string()
            .contains("model.safetensors")
    );
    let saved = untrained("micro", 1);
    checkpoint::save(&saved, &folder.0).unwrap();
    let loaded = checkpoint::load(untrained("micro", 2), &folder.0).unwrap();
    assert_eq!(ranks(&saved, 20), ranks(&loaded, 20));
    assert_eq!(saved.num_params(), loaded.num_params());
    assert!(checkpoint::load(untrained("tiny", 1), &folder.0).is_err());
}
