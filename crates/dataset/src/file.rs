//! Files that are read as far as a limit, and the error that names one.

use std::{
    fs::File,
    io::{self, BufRead, Read},
    path::{Path, PathBuf},
};

/// A file or folder that could not be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} `{}`", .path.display())]
pub struct FileError {
    /// The attempted action, such as `read` or `write`.
    pub action: &'static str,
    /// The file or folder.
    pub path: PathBuf,
    /// The system's error.
    pub source: io::Error,
}

impl FileError {
    /// Adds the action and the file to the system's error.
    pub(crate) fn of(action: &'static str, path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self { action, path: path.to_owned(), source }
    }
}

/// The first bytes of a file, at most `most`.
pub(crate) fn start(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Text without the byte order mark at its begin.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Calls `each` with every line, its number from 1, and whether it was cut because it has more than
/// `longest` bytes.
pub(crate) fn each_line(
    mut reader: impl BufRead,
    longest: u64,
    mut each: impl FnMut(u64, &[u8], bool),
) -> io::Result<()> {
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        let n = reader.by_ref().take(longest).read_until(b'\n', &mut bytes)?;
        if n == 0 {
            break;
        }
        let is_cut = n as u64 == longest && bytes.last() != Some(&b'\n');
        if is_cut {
            reader.skip_until(b'\n')?;
        }
        each(line, &bytes, is_cut);
    }
    Ok(())
}
