//! The files beside the weights with facts that the tensors do not hold: `config.json`,
//! `preprocessor_config.json`.

use std::io::Read;
use std::path::Path;

use serde_json::Value;

use super::Error;

/// Longest description that is read.
const LONGEST: u64 = 1 << 20;

/// Descriptions found beside a file; empty if there are none.
#[derive(Debug, Default)]
pub(super) struct Card {
    config: Value,
    preprocessor: Value,
}

/// Pixels that a model expects, from ours in -1..1: `scale * ours + shift`, for each channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pixels {
    pub(super) scale: [f64; 3],
    pub(super) shift: [f64; 3],
}

impl Pixels {
    /// Ours.
    pub(super) const CENTERED: Self = Self { scale: [1.0; 3], shift: [0.0; 3] };
}

impl Card {
    /// The descriptions beside a file.
    pub(super) fn beside(path: &Path) -> Self {
        let read = |name: &str| {
            let mut text = String::new();
            let file = std::fs::File::open(path.with_file_name(name)).ok()?;
            file.take(LONGEST).read_to_string(&mut text).ok()?;
            serde_json::from_str(&text).ok()
        };
        Self {
            config: read("config.json").unwrap_or_default(),
            preprocessor: read("preprocessor_config.json").unwrap_or_default(),
        }
    }

    fn count(&self, name: &str) -> Option<usize> {
        self.config.get(name)?.as_u64().and_then(|count| usize::try_from(count).ok())
    }

    /// Attention heads.
    pub(super) fn heads(&self) -> Option<usize> {
        self.count("num_attention_heads").or_else(|| self.count("n_heads"))
    }

    /// Refuses a file whose heads are not ours.
    pub(super) fn check_heads(&self, path: &Path, expected: usize) -> Result<(), Error> {
        match self.heads() {
            Some(found) if found != expected => {
                Err(Error::Heads { path: path.to_owned(), expected, found })
            }
            _ => Ok(()),
        }
    }

    /// Temporal positions of a model for video.
    pub(super) fn positions(&self) -> Option<usize> {
        let tubelet = self.config.get("tubelet_size")?;
        let tubelet = tubelet.as_u64().or_else(|| tubelet.get(0)?.as_u64())?;
        self.count("num_frames")?.checked_div(usize::try_from(tubelet).ok()?)
    }

    /// Pixels that the model expects, if something says so.
    pub(super) fn pixels(&self) -> Option<Pixels> {
        let three = |from: &Value, name: &str| -> Option<[f64; 3]> {
            let numbers: Vec<f64> =
                from.get(name)?.as_array()?.iter().filter_map(Value::as_f64).collect();
            numbers.try_into().ok()
        };
        let own = Some(&self.preprocessor).filter(|preprocessor| !preprocessor.is_null());
        let from = own.or_else(|| self.config.get("pretrained_cfg"))?;
        let says =
            |name: &str, otherwise| from.get(name).and_then(Value::as_bool).unwrap_or(otherwise);
        let (mean, deviation) = if says("do_normalize", true) {
            let mean = three(from, "image_mean").or_else(|| three(from, "mean"))?;
            (mean, three(from, "image_std").or_else(|| three(from, "std"))?)
        } else {
            ([0.0; 3], [1.0; 3])
        };
        let rescale = from.get("rescale_factor");
        let factor = 127.5 * rescale.and_then(Value::as_f64).unwrap_or(1.0 / 255.0);
        let offset = f64::from(rescale.is_some() && says("offset", false));
        let sound = deviation.iter().all(|&deviation| deviation > 0.0) && factor > 0.0;
        sound.then(|| Pixels {
            scale: deviation.map(|deviation| factor / deviation),
            shift: [0, 1, 2].map(|i| (factor - offset - mean[i]) / deviation[i]),
        })
    }

    /// Differences from our encoders that the weights do not show, in words.
    pub(super) fn notes(&self, heads: usize) -> Vec<String> {
        let mut notes = Vec::new();
        if self.heads().is_none() {
            notes.push(format!(
                "no `config.json` beside the file says how many attention heads it has; taken to be {heads}"
            ));
        }
        let activation =
            ["hidden_act", "activation"].iter().find_map(|name| self.config.get(name)?.as_str());
        if let Some(activation) = activation.filter(|&activation| activation != "gelu") {
            notes.push(format!(
                "it was trained with the activation `{activation}`; here it is GELU by the error function"
            ));
        }
        notes
    }
}
