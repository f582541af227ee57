//! Folders that belong to the program: which files in them are its own, and how they are replaced.
//!
//! A manifest in the folder lists every file and folder that a run made; the names of folders end
//! in `/`. A name is added to the list before it is made, so that a run that was cut short leaves
//! nothing behind that the next one does not know.

mod error;

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use foundation::file::replace_with;

pub use error::Error;

/// A kind of folder that belongs to the program.
#[derive(Clone, Debug)]
pub(crate) struct Owner {
    /// The command that writes the folder.
    pub(crate) command: &'static str,
    /// The folder in words, such as `a site`.
    pub(crate) noun: String,
    /// The file with the list.
    pub(crate) manifest: &'static str,
    /// The first line of the list.
    pub(crate) header: String,
    /// Whether it may share its folder with files of others.
    pub(crate) is_shared: bool,
    /// The only folders that it has, which are always made; `None` if it has any that files need.
    pub(crate) folders: Option<&'static [&'static str]>,
}

/// The folder while it is written.
#[derive(Debug)]
pub(crate) struct OwnedFolder {
    owner: Owner,
    path: PathBuf,
    /// Where a file is written before it has its name.
    temporary: PathBuf,
    manifest: File,
    before: BTreeSet<String>,
    now: BTreeSet<String>,
    written: usize,
}

/// How many files a run wrote and removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Changes {
    /// Files that are new, or differ from before.
    pub(crate) written: usize,
    /// Files of an earlier run that are no longer needed.
    pub(crate) removed: usize,
}

impl OwnedFolder {
    /// Opens the folder of an earlier run, an empty or a new one, or, if it may be shared, any.
    ///
    /// # Errors
    /// [`Error::Foreign`], [`Error::NotAFolder`], [`Error::Io`].
    pub(crate) fn open(path: &Path, owner: Owner) -> Result<Self, Error> {
        let before = owner.earlier(path);
        let is_empty = match fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == ErrorKind::NotFound => true,
            Err(error) => return Err(Error::io("read", path)(error)),
        };
        if before.is_none() && !is_empty && !owner.is_shared {
            return Err(Error::Foreign { path: path.to_owned(), noun: owner.noun });
        }
        fs::create_dir_all(path).map_err(Error::io("create", path))?;
        let before = before.unwrap_or_default();
        let temporary = path.join(format!("{}.tmp", owner.manifest));
        // of a run that was killed, or a link that would be followed
        let _ = fs::remove_file(&temporary);
        let manifest = path.join(owner.manifest);
        write_list(&manifest, &owner.list(&before))?;
        let manifest = OpenOptions::new()
            .append(true)
            .open(&manifest)
            .map_err(Error::io("write", &manifest))?;
        let (path, folders) = (path.to_owned(), owner.folders.unwrap_or_default());
        let now = BTreeSet::new();
        let mut folder = Self { owner, path, temporary, manifest, before, now, written: 0 };
        for name in folders {
            folder.make(name)?;
        }
        Ok(folder)
    }

    /// Where it is, as an absolute path where that can be had.
    pub(crate) fn place(&self) -> PathBuf {
        self.path.canonicalize().unwrap_or_else(|_| self.path.clone())
    }

    /// Writes a file and makes the folders above it; a file that already holds these bytes is left
    /// alone.
    ///
    /// # Errors
    /// [`Error::NotAFolder`], [`Error::Io`].
    pub(crate) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        if let Some((folder, _)) = name.rsplit_once('/') {
            self.make(folder)?;
        }
        self.own(name.to_owned())?;
        let path = self.path.join(name);
        let is_same_size = fs::symlink_metadata(&path)
            .is_ok_and(|file| file.is_file() && file.len() == bytes.len() as u64);
        if is_same_size && fs::read(&path).is_ok_and(|old| old == bytes) {
            return Ok(());
        }
        self.written += 1;
        // not flushed: a file that a crash damages is written again by the next run, and to wait
        // for the disk would take a hundredth of a second for each of thousands of files
        let written =
            fs::write(&self.temporary, bytes).and_then(|()| fs::rename(&self.temporary, &path));
        if written.is_err() {
            let _ = fs::remove_file(&self.temporary);
        }
        written.map_err(Error::io("write", &path))
    }

    /// Makes a folder and those above it.
    ///
    /// # Errors
    /// [`Error::NotAFolder`], [`Error::Io`].
    pub(crate) fn make(&mut self, name: &str) -> Result<(), Error> {
        for end in folder_ends(name).chain([name.len()]) {
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
                Ok(()) | Err(_) if is_folder(&path) => {}
                Ok(()) | Err(_) => {
                    return Err(Error::NotAFolder { path, command: self.owner.command });
                }
            }
        }
        Ok(())
    }

    /// Removes what an earlier run made and this one did not.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub(crate) fn finish(self) -> Result<Changes, Error> {
        let mut removed = 0;
        // backwards, a folder comes after what is in it
        for name in self.before.iter().rev().filter(|name| !self.now.contains(*name)) {
            let path = self.path.join(name.trim_end_matches('/'));
            if !is_inside(&self.path, name) {
                continue;
            }
            if name.ends_with('/') {
                // a folder that holds files of others is not empty, and stays; so does a link
                let _ = fs::remove_dir(&path);
            } else if is_file(&path) {
                fs::remove_file(&path).map_err(Error::io("remove", &path))?;
                removed += 1;
            }
        }
        write_list(&self.path.join(self.owner.manifest), &self.owner.list(&self.now))?;
        Ok(Changes { written: self.written, removed })
    }

    /// Adds a name to the list.
    fn own(&mut self, name: String) -> Result<(), Error> {
        debug_assert!(self.owner.may_have(&name), "{name}");
        if !self.now.contains(&name) && !self.before.contains(&name) {
            let path = self.path.join(self.owner.manifest);
            self.manifest
                .write_all(format!("{name}\n").as_bytes())
                .map_err(Error::io("write", &path))?;
        }
        self.now.insert(name);
        Ok(())
    }
}

impl Owner {
    /// Whether an earlier run wrote the folder.
    pub(crate) fn wrote(&self, folder: &Path) -> bool {
        self.earlier(folder).is_some()
    }

    /// What an earlier run made in the folder, if there was one.
    fn earlier(&self, path: &Path) -> Option<BTreeSet<String>> {
        let manifest = path.join(self.manifest);
        if !is_file(&manifest) {
            return None;
        }
        let text = fs::read_to_string(manifest).ok()?;
        // a last line that was cut off may be the beginning of another name
        let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
        let mut lines = whole.lines();
        (lines.next()? == self.header)
            .then(|| lines.filter(|name| self.may_have(name)).map(str::to_owned).collect())
    }

    /// Whether a file or folder of that name can be its own: nothing outside of the folder,
    /// whatever the list says.
    fn may_have(&self, name: &str) -> bool {
        let (path, is_folder) = match name.strip_suffix('/') {
            Some(path) => (path, true),
            None => (name, false),
        };
        let top = match path.split_once('/') {
            Some((top, _)) => Some(top),
            None => is_folder.then_some(path),
        };
        let is_known = match (self.folders, top) {
            (Some(folders), Some(top)) => folders.contains(&top),
            (Some(_) | None, _) => true,
        };
        is_known && path.split('/').all(is_plain) && path != self.manifest
    }

    fn list(&self, names: &BTreeSet<String>) -> String {
        let names: String = names.iter().map(|name| format!("{name}\n")).collect();
        format!("{}\n{names}", self.header)
    }
}

/// Whether a part of a path is a name of safe characters, and no way up.
fn is_plain(part: &str) -> bool {
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    !["", ".", ".."].contains(&part) && part.bytes().all(is_safe)
}

/// Whether the path is a folder, and not a link to one.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// Whether the path is a file, and not a link to one.
fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// Whether no folder above the file or folder is a link to elsewhere.
fn is_inside(root: &Path, name: &str) -> bool {
    folder_ends(name.trim_end_matches('/')).all(|end| is_folder(&root.join(&name[..end])))
}

/// Where the names of the folders above a path end.
fn folder_ends(path: &str) -> impl Iterator<Item = usize> {
    path.match_indices('/').map(|(end, _)| end)
}

/// Writes the manifest; without it the folder would be taken for that of somebody else.
fn write_list(path: &Path, list: &str) -> Result<(), Error> {
    replace_with(path, |file| file.write_all(list.as_bytes())).map_err(Error::io("write", path))
}

#[cfg(test)]
mod tests;
