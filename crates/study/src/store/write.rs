//! Writing a file so that a reader, or a crash, never sees half of it.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use crate::Error;

/// Writes beside the file, flushes to the disk, then renames; a file that already holds these bytes
/// is left alone.
///
/// # Errors
/// [`Error::Io`]; the old file, if any, is then as it was.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if std::fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = File::create(&beside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|source| {
        let _ = std::fs::remove_file(&beside);
        Error::io("write", path)(source)
    })
}
