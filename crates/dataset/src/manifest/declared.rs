//! The manifest as it is written.

use std::{io, path::Path};

use serde::{Deserialize, Serialize};

use super::{Error, Part, Split, error::unknown_field};
use crate::file::{FileError, start};

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

/// Names of the lists of a split.
pub(super) type Lists = Split<Option<String>>;

impl Declared {
    pub(super) fn read(file: &Path) -> Result<Declared, Error> {
        let read = start(file, LONGEST).and_then(|bytes| io::read_to_string(&*bytes));
        let text = read.map_err(FileError::of("read", file))?;
        let declared: Declared = toml::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| fault(file, &text, &error))?;
        let named = |lists: &Lists| Part::ALL.iter().any(|&part| lists.part(part).is_some());
        if declared.splits.is_empty() || !declared.splits.iter().all(named) {
            return Err(Error::NoList(file.to_owned()));
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
