//! The limit to the size of the folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::FileError;

/// A file that no process has finished in this time was left by one that was killed.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);

/// The content of the folder, as far as this process knows.
#[derive(Debug)]
pub(super) struct Room {
    folder: PathBuf,
    pub(super) most: u64,
    used: u64,
    /// Bytes added by this process since the folder was last looked at.
    added: u64,
    /// Files removed so far.
    pub(super) removed: u64,
}

impl Room {
    pub(super) fn measure(folder: &Path, most: u64) -> Result<Self, FileError> {
        let mut room = Self { folder: folder.to_owned(), most, used: 0, added: 0, removed: 0 };
        room.make(0, None)?;
        Ok(room)
    }

    /// Counts a new file of that many bytes, and removes those used longest ago until all fit.
    pub(super) fn take(&mut self, bytes: u64, new: &Path) -> Result<(), FileError> {
        self.used += bytes;
        self.added += bytes;
        // other processes add to the folder too: look again now and then
        if self.used > self.most || self.added > self.most / 32 {
            // a little more than needed, lest every new file asks for a look at all others
            return self.make(self.most / 32, Some(new));
        }
        Ok(())
    }

    fn make(&mut self, spare: u64, keep: Option<&Path>) -> Result<(), FileError> {
        let mut files = self.files()?;
        self.added = 0;
        self.used = files.iter().map(|file| file.bytes).sum();
        if self.used <= self.most {
            return Ok(());
        }
        files.sort_by_key(|file| file.modified);
        let goal = self.most.saturating_sub(spare);
        for file in files.iter().filter(|file| keep != Some(&file.path)) {
            if self.used <= goal {
                break;
            }
            // who has it mapped keeps it until the mapping ends
            match fs::remove_file(&file.path) {
                Ok(()) => self.removed += 1,
                // another process was first
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(FileError::of("remove", &file.path)(error)),
            }
            self.used -= file.bytes;
        }
        Ok(())
    }

    fn files(&self) -> Result<Vec<Kept>, FileError> {
        let mut files = Vec::new();
        let failed = FileError::of("read", &self.folder);
        for entry in fs::read_dir(&self.folder).map_err(&failed)? {
            let entry = entry.map_err(&failed)?;
            // it may be gone by now
            let Ok(about) = entry.metadata() else { continue };
            let modified = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') {
                // a file has such a name while it is written
                if modified.elapsed().is_ok_and(|age| age > ABANDONED) {
                    let _ = fs::remove_file(entry.path());
                }
            } else if name.ends_with(".reel") {
                files.push(Kept { path: entry.path(), bytes: about.len(), modified });
            }
        }
        Ok(files)
    }
}

struct Kept {
    path: PathBuf,
    bytes: u64,
    modified: SystemTime,
}
