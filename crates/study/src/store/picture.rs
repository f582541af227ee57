//! The pictures that a run left: `pictures/` in its folder. They are a stranger's files, and end in
//! pages that people open.

mod reference;
mod svg;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use foundation::digest::sha256;
use serde::{Deserialize, Serialize};

use super::{RunFolder, Store};

/// Pictures of a run that are taken.
pub(crate) const MOST: usize = 12;
/// Largest picture, in bytes.
const LARGEST: u64 = 2_000_000;
/// Largest `pictures.json`, in bytes: a subject may keep the numbers behind its pictures there.
const LARGEST_LIST: u64 = 32_000_000;
/// Longest name of a picture.
pub(crate) const LONGEST_NAME: usize = 100;

/// A picture that a finished run left, and that may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Its name in `pictures/` of the run's folder.
    pub file: String,
    /// The caption, in the subject's words.
    pub caption: String,
    /// SHA-256 of the file in hexadecimal digits.
    pub sha256: String,
}

/// Why a picture is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// Its name is not of the form that the contract gives.
    #[error("its name is not small letters, digits and `-` with `.svg` at the end")]
    Name,
    /// It is listed twice.
    #[error("it is listed twice")]
    Twice,
    /// There is no such file.
    #[error("it is not there")]
    Missing,
    /// It is a link, a folder or a device, or its folder is a link.
    #[error("it is not a regular file")]
    NotRegular,
    /// It is too long.
    #[error("it is larger than {limit} bytes")]
    Size {
        /// How long it may be.
        limit: u64,
    },
    /// The system does not give it.
    #[error("it cannot be read: {reason}")]
    Unreadable {
        /// In the system's words.
        reason: String,
    },
    /// Something is in it that a picture does not need.
    #[error("{reason}")]
    Content {
        /// The rejected content.
        reason: String,
    },
    /// It is not the one that the results tell of.
    #[error("it has changed since the results were written")]
    Changed,
}

/// A line of `pictures.json`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Listed {
    /// Name of the file beside it.
    pub(crate) file: String,
    /// The caption.
    pub(crate) caption: String,
}

/// The part of `pictures.json` that the study reads; the rest is the subject's own.
#[derive(Deserialize)]
struct List {
    #[serde(default)]
    files: Vec<Listed>,
}

impl RunFolder {
    /// The pictures that the run lists; none if it has no list.
    ///
    /// # Errors
    /// The reason.
    pub(crate) fn listed_pictures(&self) -> Result<Vec<Listed>, Refused> {
        let folder = self.path().join("pictures");
        match regular(&folder, "pictures.json", LARGEST_LIST) {
            Err(Refused::Missing) => Ok(Vec::new()),
            Err(refused) => Err(refused),
            Ok(bytes) => {
                serde_json::from_slice::<List>(&bytes).map(|list| list.files).map_err(|error| {
                    Refused::Content { reason: format!("it is no list of pictures: {error}") }
                })
            }
        }
    }

    /// A picture of the run that may be shown.
    ///
    /// # Errors
    /// Why it may not.
    pub(crate) fn picture(&self, file: &str) -> Result<Vec<u8>, Refused> {
        if !is_name(file) {
            return Err(Refused::Name);
        }
        let bytes = regular(&self.path().join("pictures"), file, LARGEST)?;
        svg::check(&bytes).map_err(|reason| Refused::Content { reason })?;
        Ok(bytes)
    }
}

impl Store {
    /// The bytes of a picture of the results, which may be shown: it is checked again, and is the
    /// one that was recorded.
    ///
    /// # Errors
    /// Why it cannot be shown, [`Refused::Changed`] if it is another one by now.
    pub fn picture(&self, id: &str, picture: &Picture) -> Result<Vec<u8>, Refused> {
        // results may come from elsewhere: neither name may lead out of the study folder
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Refused::Missing);
        }
        let bytes = self.run(id).picture(&picture.file)?;
        if sha256(&bytes) == picture.sha256 { Ok(bytes) } else { Err(Refused::Changed) }
    }
}

/// Whether a name is `[a-z0-9-]+\.svg`, which leads nowhere and needs no quotes anywhere.
fn is_name(file: &str) -> bool {
    let is_plain = |stem: &str| {
        !stem.is_empty()
            && stem.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    };
    file.len() <= LONGEST_NAME && file.strip_suffix(".svg").is_some_and(is_plain)
}

/// A file of a folder, neither of which is a link: a link could lead to whatever the reader may
/// read.
fn regular(folder: &Path, file: &str, limit: u64) -> Result<Vec<u8>, Refused> {
    let refused = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Refused::Missing,
        kind => Refused::Unreadable { reason: kind.to_string() },
    };
    let path = folder.join(file);
    let is_folder = std::fs::symlink_metadata(folder).map_err(refused)?.is_dir();
    if !is_folder || !std::fs::symlink_metadata(&path).map_err(refused)?.is_file() {
        return Err(Refused::NotRegular);
    }
    let mut bytes = Vec::new();
    File::open(&path)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .map_err(refused)?;
    if bytes.len() as u64 > limit { Err(Refused::Size { limit }) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests;
