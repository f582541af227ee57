//! That a video is unreadable, and why, kept so that it is tried once and not in each run.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use super::write_whole;
use crate::file::start;
use crate::footage::error::Error;
use crate::footage::tool;

/// The version of `ffmpeg` of this machine. Another one may read what this one cannot.
fn version() -> Result<&'static str, Error> {
    static VERSION: OnceLock<String> = OnceLock::new();
    match VERSION.get() {
        Some(version) => Ok(version),
        None => tool::version().map(|version| VERSION.get_or_init(|| version).as_str()),
    }
}

/// The reason, if the video was refused before by the same version of `ffmpeg`.
pub(super) fn read(path: &Path) -> Option<String> {
    let text = String::from_utf8(start(path, 1 << 16).ok()?).ok()?;
    let (refused_by, reason) = text.strip_suffix('\n')?.split_once('\n')?;
    let same = version().is_ok_and(|version| version == refused_by);
    if !same {
        let _ = fs::remove_file(path);
    }
    same.then(|| reason.to_owned())
}

/// Remembers the reason.
pub(super) fn write(path: &Path, reason: &str) -> Result<(), Error> {
    let text = format!("{}\n{}\n", version()?, reason.replace('\n', " "));
    Ok(write_whole(path, &[text.as_bytes()])?)
}
