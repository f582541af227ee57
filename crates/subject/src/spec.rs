//! The specification of a run, and its identity.
//!
//! | enters the identity | does not |
//! |---|---|
//! | protocol, name and version of the subject | where the subject's program is |
//! | the value of every knob, defaults included | which of them a person wrote down |
//! | the seed | threads, machine, time, the study and the plan that asked for the run |

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{Declaration, Error, PROTOCOL, Settings};

/// One run: a subject, all its knobs, and a seed. Kept as `spec.json` in the run's folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunSpec {
    /// Version of the contract.
    pub protocol: u32,
    /// Name of the subject.
    pub subject: String,
    /// Version of the subject.
    pub version: String,
    /// Seed of all randomness of the run.
    pub seed: u64,
    /// Every knob with its value.
    pub settings: Settings,
}

impl RunSpec {
    /// The run of these settings, the other knobs at their defaults.
    ///
    /// # Errors
    /// As [`Settings::resolve`].
    pub fn new(declaration: &Declaration, settings: &Settings, seed: u64) -> Result<Self, Error> {
        Ok(Self {
            protocol: PROTOCOL,
            subject: declaration.name.clone(),
            version: declaration.version.clone(),
            seed,
            settings: settings.resolve(declaration)?,
        })
    }

    /// The identity: the first 16 hexadecimal digits of the SHA-256 of the specification as compact
    /// JSON.
    pub fn id(&self) -> String {
        let json = serde_json::to_vec(self).expect("invariant: a specification is plain data");
        foundation::digest::short(json, 8)
    }

    /// Reads a specification.
    ///
    /// # Errors
    /// [`Error::Io`] and [`Error::Malformed`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
        serde_json::from_str(&text).map_err(|error| Error::malformed(path, error.line(), &error))
    }
}

#[cfg(test)]
mod tests;
