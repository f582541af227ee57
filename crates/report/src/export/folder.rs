//! The folder of an export: which files in it are its own, and how they are replaced.
//!
//! `.ablate-export` lists every file and folder that an export made. A name is added to the list
//! before it is made, so that an export that was cut short leaves nothing behind that the next one
//! does not know.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::{Error, Target};

/// The list of the export's own files.
const MANIFEST: &str = ".ablate-export";

/// The folder while it is written.
pub(super) struct Folder {
    path: PathBuf,
    target: Target,
    manifest: File,
    before: BTreeSet<String>,
    now: BTreeSet<String>,
    written: usize,
}

impl Folder {
    /// Opens the folder of an earlier export, an empty or a new one.
    pub(super) fn open(path: &Path, target: Target) -> Result<Self, Error> {
        let before = earlier(path, target);
        let is_empty = match fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == ErrorKind::NotFound => true,
            Err(error) => return Err(Error::io("read", path)(error)),
        };
        if before.is_none() && !is_empty {
            return Err(Error::Foreign { path: path.to_owned(), target: target.name() });
        }
        fs::create_dir_all(path).map_err(Error::io("create", path))?;
        let before = before.unwrap_or_default();
        let manifest = path.join(MANIFEST);
        if before.is_empty() {
            replace(path, &manifest, list(target, &before).as_bytes())?;
        }
        let manifest = OpenOptions::new()
            .append(true)
            .open(&manifest)
            .map_err(Error::io("write", &manifest))?;
        Ok(Self {
            path: path.to_owned(),
            target,
            manifest,
            before,
            now: BTreeSet::new(),
            written: 0,
        })
    }

    /// Where it is, as an absolute path where that can be had.
    pub(super) fn place(&self) -> PathBuf {
        self.path.canonicalize().unwrap_or_else(|_| self.path.clone())
    }

    /// Writes a file; one that already holds these bytes is left alone.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        if let Some((folder, _)) = name.rsplit_once('/') {
            self.folder(folder)?;
        }
        self.own(name.to_owned())?;
        let path = self.path.join(name);
        let file = fs::symlink_metadata(&path);
        let is_same_size =
            file.is_ok_and(|file| file.is_file() && file.len() == bytes.len() as u64);
        if is_same_size && fs::read(&path).is_ok_and(|old| old == bytes) {
            return Ok(());
        }
        self.written += 1;
        replace(&self.path, &path, bytes)
    }

    /// Makes a folder and those above it.
    pub(super) fn folder(&mut self, name: &str) -> Result<(), Error> {
        let ends = name.match_indices('/').map(|(index, _)| index).chain([name.len()]);
        for end in ends {
            let entry = format!("{}/", &name[..end]);
            if self.now.contains(&entry) {
                continue;
            }
            self.own(entry)?;
            let path = self.path.join(&name[..end]);
            match fs::create_dir(&path) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    return Err(Error::io("create", &path)(error));
                }
                _ if fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir()) => {}
                _ => return Err(Error::NotAFolder { path }),
            }
        }
        Ok(())
    }

    /// Removes what an earlier export made and this one did not; how many files were written, and
    /// removed.
    pub(super) fn finish(self) -> Result<(usize, usize), Error> {
        let mut removed = 0;
        // backwards, a folder comes after what is in it
        for name in self.before.iter().rev().filter(|name| !self.now.contains(*name)) {
            let path = self.path.join(name.trim_end_matches('/'));
            let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
            if metadata.is_file() && !name.ends_with('/') && self.is_inside(name) {
                fs::remove_file(&path).map_err(Error::io("remove", &path))?;
                removed += 1;
            } else if metadata.is_dir() && name.ends_with('/') {
                // what somebody else put there stays, and its folder with it
                let _ = fs::remove_dir(&path);
            }
        }
        let manifest = self.path.join(MANIFEST);
        replace(&self.path, &manifest, list(self.target, &self.now).as_bytes())?;
        Ok((self.written, removed))
    }

    /// Whether no folder above is a link to elsewhere.
    fn is_inside(&self, name: &str) -> bool {
        let mut folders = name.match_indices('/').map(|(index, _)| self.path.join(&name[..index]));
        folders.all(|folder| fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir()))
    }

    fn own(&mut self, name: String) -> Result<(), Error> {
        debug_assert!(is_own(&name), "{name}");
        if !self.now.contains(&name) && !self.before.contains(&name) {
            let path = self.path.join(MANIFEST);
            self.manifest
                .write_all(format!("{name}\n").as_bytes())
                .map_err(Error::io("write", &path))?;
        }
        self.now.insert(name);
        Ok(())
    }
}

/// What an earlier export made in the folder, if there was one.
fn earlier(path: &Path, target: Target) -> Option<BTreeSet<String>> {
    let manifest = path.join(MANIFEST);
    if !fs::symlink_metadata(&manifest).ok()?.is_file() {
        return None;
    }
    let text = fs::read_to_string(manifest).ok()?;
    // a last line that was cut off may be the beginning of another name
    let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
    let mut lines = whole.lines();
    (lines.next()? == header(target))
        .then(|| lines.filter(|name| is_own(name)).map(str::to_owned).collect())
}

/// Whether an export may have a file of that name: nothing outside of its folder, whatever the list
/// says.
fn is_own(name: &str) -> bool {
    let is_plain = |name: &str| {
        let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        !name.is_empty() && name != ".." && name != "." && name.bytes().all(is_safe)
    };
    name.strip_suffix('/').unwrap_or(name).split('/').all(is_plain) && name != MANIFEST
}

fn header(target: Target) -> String {
    format!(
        "ablate export 1 for {}: what is listed is replaced, and removed when it is no longer needed",
        target.name()
    )
}

fn list(target: Target, names: &BTreeSet<String>) -> String {
    let names: String = names.iter().map(|name| format!("{name}\n")).collect();
    format!("{}\n{names}", header(target))
}

/// Writes beside the file and renames, so that no reader sees half of it.
fn replace(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let beside = folder.join(format!("{MANIFEST}.tmp"));
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|source| {
        let _ = fs::remove_file(&beside);
        Error::io("write", path)(source)
    })
}
