//! The hash of a file's bytes, kept so that a large file is not read again in each run.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use foundation::digest::{hex, sha256, short};
use sha2::{Digest, Sha256};

use super::write_whole;
use crate::FileError;
use crate::footage::error::Error;
use crate::footage::probe::metadata;

/// Metadata of a file; if they are the same, the file is taken to be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    size: u64,
    inode: u64,
    device: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Stamp {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let about = metadata(path)?;
        Ok(Self {
            size: about.len(),
            inode: about.ino(),
            device: about.dev(),
            modified: (about.mtime(), about.mtime_nsec()),
            changed: (about.ctime(), about.ctime_nsec()),
        })
    }

    /// Whether the last change is so recent that another one could have the same time.
    fn is_fresh(&self) -> bool {
        let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(self.changed.0.max(0) as u64);
        changed.elapsed().map_or(true, |age| age < Duration::from_secs(3))
    }

    fn text(&self) -> String {
        let Self { size, inode, device, modified: (modified, m_ns), changed: (changed, c_ns) } =
            self;
        format!("{size} {inode} {device} {modified}.{m_ns:09} {changed}.{c_ns:09}")
    }
}

/// The hash of a file's bytes, from `known` if it was taken before and the file is still the same.
pub(super) fn content(path: &Path, stamp: &Stamp, known: &Path) -> Result<String, Error> {
    let absolute = std::path::absolute(path).map_err(FileError::of("find", path))?;
    let note = known.join(sha256(absolute.as_os_str().as_bytes()));
    if let Some(hash) = fs::read_to_string(&note).ok().and_then(|text| noted(&text, stamp)) {
        return Ok(hash);
    }
    let hash = hash(path)?;
    if *stamp != Stamp::read(path)? {
        return Err(Error::Changed(path.to_owned()));
    }
    if !stamp.is_fresh() {
        let line = format!("{} {hash}", stamp.text());
        // a note that cannot be left costs the next run a reading, nothing else
        let _ = write_whole(&note, &[format!("{line} {}\n", check(&line)).as_bytes()]);
    }
    Ok(hash)
}

/// The hash in a note, if the note is undamaged and of the same file.
fn noted(text: &str, stamp: &Stamp) -> Option<String> {
    let (line, found) = text.strip_suffix('\n')?.rsplit_once(' ')?;
    let (noted, hash) = line.rsplit_once(' ')?;
    (found == check(line) && noted == stamp.text()).then(|| hash.to_owned())
}

fn check(line: &str) -> String {
    short(line, 8)
}

fn hash(path: &Path) -> Result<String, Error> {
    let file = File::open(path).map_err(Error::reading(path))?;
    let mut reader = BufReader::with_capacity(1 << 18, file);
    let mut hasher = Sha256::new();
    io::copy(&mut reader, &mut hasher).map_err(FileError::of("read", path))?;
    Ok(hex(&hasher.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_believed_only_if_it_is_whole_and_of_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "x").unwrap();
        let stamp = Stamp::read(&path).unwrap();
        let line = format!("{} abcd", stamp.text());
        let note = format!("{line} {}\n", check(&line));
        assert_eq!(noted(&note, &stamp).as_deref(), Some("abcd"));
        assert_eq!(noted(&note.replace("abcd", "abce"), &stamp), None);
        assert_eq!(noted(&note[..note.len() - 3], &stamp), None);
        assert_eq!(noted("", &stamp), None);
        assert_eq!(noted(&note, &Stamp { size: 2, ..stamp.clone() }), None);
        assert_eq!(noted(&note, &Stamp { modified: (0, 0), ..stamp }), None);
    }
}
