//! The manifest as it is written.

use std::{fs::File, io::Read, path::Path};

use serde::{Deserialize, Serialize};

use super::{Error, Part, error::unknown_field};

/// A manifest is short; more than this is another file.
const LONGEST: u64 = 1 << 20;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Declared {
    pub(super) name: String,
    #[serde(default)]
    pub(super) source: String,
    pub(super) videos: String,
    #[serde(default, rename = "split")]
    pub(super) splits: Vec<Lists>,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) train: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) validation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) test: Option<String>,
}

impl Lists {
    pub(super) fn name(&self, part: Part) -> Option<&str> {
        match part {
            Part::Train => self.train.as_deref(),
            Part::Validation => self.validation.as_deref(),
            Part::Test => self.test.as_deref(),
        }
    }

    pub(super) fn name_mut(&mut self, part: Part) -> &mut Option<String> {
        match part {
            Part::Train => &mut self.train,
            Part::Validation => &mut self.validation,
            Part::Test => &mut self.test,
        }
    }
}

impl Declared {
    pub(super) fn read(file: &Path) -> Result<Declared, Error> {
        let mut text = String::new();
        let opened = File::open(file).and_then(|f| f.take(LONGEST).read_to_string(&mut text));
        opened.map_err(|source| Error::Read { file: file.to_owned(), source })?;
        let declared: Declared = toml::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| fault(file, &text, &error))?;
        let named = |lists: &Lists| Part::ALL.iter().any(|&part| lists.name(part).is_some());
        if declared.splits.is_empty() || !declared.splits.iter().all(named) {
            return Err(Error::NoList { file: file.to_owned() });
        }
        Ok(declared)
    }
}

fn fault(file: &Path, text: &str, error: &toml::de::Error) -> Error {
    let at = error.span().map_or(0, |span| span.start);
    let line = 1 + text.bytes().take(at).filter(|&b| b == b'\n').count();
    let message = error.message().to_owned();
    let nearest = unknown_field(&message).and_then(|(_, nearest)| nearest);
    Error::Manifest { file: file.to_owned(), line, message, nearest }
}
