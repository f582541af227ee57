//! The folder of the site: which files in it are the site's own, and how they are replaced.
//!
//! `.ablate-site` lists every file that a run wrote. A name is added to the list before its file is
//! written, so that a run that was cut short leaves nothing behind that the next one does not know.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Error;

/// The list of the site's own files.
pub(super) const MANIFEST: &str = ".ablate-site";

/// The folders of a site.
const FOLDERS: [&str; 5] = ["compare", "models", "papers", "plans", "tasks"];

/// The first line of the list.
const HEADER: &str =
    "ablate site 1: the files below are replaced, and removed when they are no longer needed";

/// The folder while it is written.
pub(super) struct Folder {
    path: PathBuf,
    manifest: File,
    before: BTreeSet<String>,
    now: BTreeSet<String>,
    written: usize,
}

impl Folder {
    /// Opens the folder of an earlier run, or a new one.
    pub(super) fn open(path: &Path, force: bool) -> Result<Self, Error> {
        let before = earlier(path);
        let is_empty = match fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
            Err(error) => return Err(Error::io("read", path)(error)),
        };
        if before.is_none() && !is_empty && !force {
            return Err(Error::Foreign { path: path.to_owned() });
        }
        for name in [""].iter().chain(&FOLDERS) {
            let folder = if name.is_empty() { path.to_owned() } else { path.join(name) };
            fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
            let is_own = fs::symlink_metadata(&folder).is_ok_and(|metadata| metadata.is_dir());
            if !is_own && !name.is_empty() {
                return Err(Error::NotAFolder { path: folder });
            }
        }
        let before = before.unwrap_or_default();
        replace(path, MANIFEST, list(&before).as_bytes())?;
        let manifest = path.join(MANIFEST);
        let manifest = OpenOptions::new()
            .append(true)
            .open(&manifest)
            .map_err(Error::io("write", &manifest))?;
        Ok(Self { path: path.to_owned(), manifest, before, now: BTreeSet::new(), written: 0 })
    }

    /// Writes a file of the site; one that already holds these bytes is left alone.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        debug_assert!(is_own(name), "{name}");
        if self.now.insert(name.to_owned()) && !self.before.contains(name) {
            let path = self.path.join(MANIFEST);
            self.manifest
                .write_all(format!("{name}\n").as_bytes())
                .map_err(Error::io("write", &path))?;
        }
        let path = self.path.join(name);
        let is_same_size = fs::symlink_metadata(&path)
            .is_ok_and(|file| file.is_file() && file.len() == bytes.len() as u64);
        if is_same_size && fs::read(&path).is_ok_and(|old| old == bytes) {
            return Ok(());
        }
        self.written += 1;
        replace(&self.path, name, bytes)
    }

    /// Removes what an earlier run wrote and this one did not; how many files were written, and
    /// removed.
    pub(super) fn finish(self) -> Result<(usize, usize), Error> {
        let mut removed = 0;
        for name in self.before.difference(&self.now) {
            let path = self.path.join(name);
            if fs::symlink_metadata(&path).is_ok_and(|file| file.is_file()) {
                fs::remove_file(&path).map_err(Error::io("remove", &path))?;
                removed += 1;
            }
        }
        replace(&self.path, MANIFEST, list(&self.now).as_bytes())?;
        Ok((self.written, removed))
    }
}

/// Whether the folder is a site.
pub(super) fn is_site(path: &Path) -> bool {
    earlier(path).is_some()
}

/// What an earlier run wrote into the folder, if there was one.
fn earlier(path: &Path) -> Option<BTreeSet<String>> {
    let manifest = path.join(MANIFEST);
    if !fs::symlink_metadata(&manifest).ok()?.is_file() {
        return None;
    }
    let text = fs::read_to_string(manifest).ok()?;
    let mut lines = text.lines();
    // a last line that was cut off may be the beginning of another name
    let whole = if text.ends_with('\n') { usize::MAX } else { text.lines().count() - 1 };
    (lines.next() == Some(HEADER)).then(|| {
        lines.take(whole.saturating_sub(1)).filter(|name| is_own(name)).map(str::to_owned).collect()
    })
}

/// Whether the site may have a file of that name: nothing outside of its folders, whatever the list
/// says.
fn is_own(name: &str) -> bool {
    let is_plain = |name: &str| {
        let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        !name.is_empty() && name != ".." && name != "." && name.bytes().all(is_safe)
    };
    match name.split_once('/') {
        Some((folder, file)) => FOLDERS.contains(&folder) && is_plain(file),
        None => is_plain(name) && name != MANIFEST,
    }
}

fn list(names: &BTreeSet<String>) -> String {
    let names: String = names.iter().map(|name| format!("{name}\n")).collect();
    format!("{HEADER}\n{names}")
}

/// Writes beside the file and renames, so that no reader sees half of it.
fn replace(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let (path, beside) = (folder.join(name), folder.join(format!("{MANIFEST}.tmp")));
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, &path));
    written.map_err(|source| {
        let _ = fs::remove_file(&beside);
        Error::io("write", &path)(source)
    })
}
