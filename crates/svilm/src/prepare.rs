//! Weights to start from: a video encoder that has learned to name what a video shows, and a text
//! encoder that has learned to fill in words.
//!
//! # Source
//! S-ViLM starts from Kinetics-400 and BERT weights (spec 2.1). These take their place for the
//! world of moving shapes: videos and sentences of a random stream that no set of a run draws from.
//! What is ablated is in neither: there are no grouping blocks, no group
//! tokens and no joint space, which start at random in every run.

mod tag;
mod word;

use std::path::Path;

use burn::module::Module;
use burn::store::{ModuleSnapshot, SafetensorsStore};
use burn::tensor::Device;
use subject::Stop;

use crate::choice::choice;
use crate::error::Error;
use crate::model::size::Scale;
use crate::model::video::VideoConfig;
use crate::model::{Architecture, Model};
use crate::world::words::Vocabulary;

choice! {
    /// Where the encoders start.
    pub(crate) enum Initialization: "initialization" {
        /// From weights that have learned to see and to read, where the program has them.
        Prepared = "prepared",
        /// At random.
        Scratch = "scratch",
    }
}

/// The weights that the program comes with, made by `ablate svilm prepare`.
const MICRO: &[u8] = include_bytes!("../weights/micro.safetensors");

/// The weights that are prepared, by their paths.
const PREPARED: &str = r"^(video\.(embedding|positions|layers|norm_tokens)|text)\.?";

/// How long the encoders learn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lessons {
    /// Steps in which the video encoder names what 32 videos show.
    pub video: usize,
    /// Steps in which the text encoder fills in words of 64 sentences.
    pub text: usize,
}

/// Prepares the encoders of this architecture and writes them to a file.
///
/// # Errors
/// [`Stop::Diverged`] if a loss is not finite; [`Stop::Failed`] if the file cannot be written.
pub(crate) fn prepare(
    architecture: &Architecture,
    seed: u64,
    lessons: Lessons,
    device: &Device,
    file: &Path,
    told: &mut dyn FnMut(&str),
) -> Result<(), Stop> {
    let video = VideoConfig {
        grouping_layers: Vec::new(),
        group_tokens: 1,
        groups_in_attention: false,
        ..architecture.video.clone()
    };
    let architecture = Architecture { video, ..architecture.clone() };
    let device = device.clone().autodiff();
    let words = Vocabulary::new();
    let model = Model::new(&architecture, words.len(), seed, &device);
    let model = tag::teach(model, seed, lessons.video, told)?;
    let model = word::teach(model, &words, seed, lessons.text, told)?;
    let failed = |reason: String| Error::Save { path: file.to_owned(), reason };
    let store = SafetensorsStore::from_file(file).overwrite(true).clear_metadata();
    let mut store = store.metadata("svilm", "prepared").with_regex(PREPARED);
    model.valid().save_into(&mut store).map_err(|error| failed(error.to_string()))?;
    Ok(())
}

/// The model with the prepared weights of its size; the note says why there are none.
///
/// # Errors
/// If the weights do not fit the model.
pub(crate) fn start(
    mut model: Model,
    scale: Scale,
    words_are_ours: bool,
) -> Result<(Model, Option<String>), Error> {
    let none = |why: &str| {
        format!(
            "the encoders start at random: `initialization` = prepared has no weights for {why}"
        )
    };
    match scale {
        Scale::Micro if words_are_ours => {}
        Scale::Micro => return Ok((model, Some(none("the words of `data`")))),
        Scale::Base | Scale::Small | Scale::Tiny | Scale::Smoke => {
            return Ok((model, Some(none("this `size`, only for micro"))));
        }
    }
    let store = SafetensorsStore::from_bytes(Some(MICRO.to_vec()));
    let mut store = store.allow_partial(true);
    model.load_from(&mut store).map_err(|error| Error::Load {
        path: "weights/micro.safetensors".into(),
        reason: error.to_string(),
    })?;
    Ok((model, None))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use burn::module::{ModuleVisitor, Param};
    use burn::tensor::Tensor;
    use subject::{Settings, Value};

    use super::*;
    use crate::config::Config;
    use crate::declaration;
    use crate::evaluate::encode::numbers;

    #[derive(Default)]
    struct Weights(BTreeMap<String, Vec<f32>>, Vec<String>);

    impl ModuleVisitor for Weights {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            self.0.insert(self.1.join("."), numbers(param.val()));
        }

        fn enter_module(&mut self, name: &str, _: &str) {
            self.1.push(name.to_owned());
        }

        fn exit_module(&mut self, _: &str, _: &str) {
            self.1.pop();
        }
    }

    fn weights(model: &Model) -> BTreeMap<String, Vec<f32>> {
        let mut weights = Weights::default();
        model.visit(&mut weights);
        weights.0
    }

    fn config(size: &str) -> Config {
        let settings = Settings::from([("size", Value::from(size))]);
        Config::new(&settings.resolve(&declaration()).unwrap(), 1)
    }

    fn model(config: &Config, seed: u64) -> Model {
        Model::new(&config.architecture, Vocabulary::new().len(), seed, &Device::flex())
    }

    #[test]
    fn encoders_are_prepared_and_what_is_ablated_is_not() {
        let config = config("micro");
        let scratch = weights(&model(&config, 2));
        let (started, note) = start(model(&config, 2), Scale::Micro, true).unwrap();
        assert_eq!(note, None);
        let (other, _) = start(model(&config, 3), Scale::Micro, true).unwrap();
        let (started, other) = (weights(&started), weights(&other));
        for (path, values) in &scratch {
            let is_prepared = ["video.embedding", "video.positions", "video.layers", "text."]
                .iter()
                .chain(&["video.norm_tokens"])
                .any(|start| path.starts_with(start));
            assert_eq!(started[path] != *values, is_prepared, "{path}");
            if is_prepared {
                assert_eq!(started[path], other[path], "{path}: the seed has no part in it");
            }
        }
    }

    #[test]
    fn where_nothing_is_prepared_it_is_said() {
        let config = config("tiny");
        let (started, note) = start(model(&config, 2), Scale::Tiny, true).unwrap();
        assert_eq!(weights(&started), weights(&model(&config, 2)));
        assert!(note.unwrap().contains("no weights for this `size`"));
        let (_, note) = start(model(&config, 2), Scale::Micro, false).unwrap();
        assert!(note.unwrap().contains("no weights for the words of `data`"));
    }

    #[test]
    fn preparing_writes_what_is_started_from_on_any_number_of_threads() {
        let folder = tempfile::tempdir().unwrap();
        let lessons = Lessons { video: 2, text: 2 };
        let settings = Settings::default().resolve(&declaration()).unwrap();
        let bytes = |threads: usize| {
            let file = folder.path().join(format!("{threads}.safetensors"));
            crate::prepare(&settings, 1, lessons, threads, &file, &mut |_: &str| {}).unwrap();
            std::fs::read(file).unwrap()
        };
        let one = bytes(1);
        assert!(one == bytes(2), "the weights depend on the threads");
        assert_eq!(one.len(), MICRO.len(), "the same weights, in the same order");
        // names and shapes are in front of the numbers
        let head = |bytes: &[u8]| -> Vec<u8> { bytes[..16_384].to_vec() };
        assert!(head(&one) == head(MICRO));
    }
}
