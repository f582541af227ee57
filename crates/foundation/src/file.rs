//! Whole-file writes: a reader, or a crash, never sees half of a file.

use std::fs::{self, File};
use std::io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
use std::io::{Result, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes of this process so far: two threads that write one file need two temporary names.
static WRITES: AtomicU64 = AtomicU64::new(0);

/// Writes a temporary file beside `path`, flushes it to the disk, renames it to `path` and flushes
/// the folder. A file that already holds these bytes is left alone.
///
/// # Errors
/// Any error of the file system; the old file, if any, is then as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    replace_with(path, |file| file.write_all(bytes))
}

/// As [`write_whole`], for a file that `write` fills piece by piece, whatever was there before.
///
/// # Errors
/// Any error of `write` or of the file system; the old file, if any, is then as it was.
pub fn replace_with(path: &Path, write: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let number = WRITES.fetch_add(1, Ordering::Relaxed);
    let temporary = path.with_file_name(format!(".{name}.{}.{number}.tmp", std::process::id()));
    let written = File::create(&temporary)
        .and_then(|mut file| write(&mut file).and_then(|()| file.sync_all()))
        .and_then(|()| rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Renames a file or folder and flushes the folder that it is in, so that the new name survives a
/// loss of power.
///
/// # Errors
/// Any error of the file system.
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to)?;
    sync_folder_of(to)
}

/// Flushes the names in the folder that holds `path`.
fn sync_folder_of(path: &Path) -> Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // some network and user-space file systems cannot flush a folder; the rename is done
        Err(error) if matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) => {
            Ok(())
        }
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).expect("folder");
        names.map(|entry| entry.expect("entry").file_name().into_string().expect("UTF-8")).collect()
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("a.txt");
        write_whole(&path, b"first").expect("written");
        write_whole(&path, b"second").expect("written");
        assert_eq!(fs::read(&path).expect("file"), b"second");
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[test]
    fn the_same_bytes_are_not_written_again() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("a.txt");
        write_whole(&path, b"same").expect("written");
        let before = fs::metadata(&path).expect("file").modified().expect("time");
        std::thread::sleep(std::time::Duration::from_millis(20));
        write_whole(&path, b"same").expect("written");
        assert_eq!(fs::metadata(&path).expect("file").modified().expect("time"), before);
    }

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("a.txt");
        write_whole(&path, b"old").expect("written");
        let failed = replace_with(&path, |file| {
            file.write_all(b"half")?;
            Err(std::io::Error::other("broken"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).expect("file"), b"old");
        assert_eq!(names(folder.path()), ["a.txt"]);
        assert!(write_whole(&folder.path().join("missing/a.txt"), b"").is_err());
    }
}
