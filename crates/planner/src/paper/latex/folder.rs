//! The files of a folder that LaTeX would read.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

const FILES: usize = 2_000;
const BYTES: u64 = 64 << 20;
const DEPTH: usize = 16;
const EXTENSIONS: [&str; 8] = ["tex", "ltx", "latex", "bbl", "sty", "cls", "def", "txt"];

/// Collects the files with which LaTeX sets a paper, with their paths in the folder, sorted.
///
/// Links are not followed. A folder with too many or too large files is read as far as the limits go.
///
/// # Errors
/// If the folder or a file in it cannot be read.
pub(crate) fn read_folder(path: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    let mut folders: Vec<(PathBuf, String, usize)> = vec![(path.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        for entry in fs::read_dir(&folder)?.take(20 * FILES) {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let kind = entry.file_type()?;
            let path = format!("{prefix}{name}");
            if kind.is_dir() && depth < DEPTH && !name.starts_with('.') {
                folders.push((entry.path(), format!("{path}/"), depth + 1));
            } else if kind.is_file() && is_source(&name) {
                found.push((path, entry.path(), entry.metadata()?.len()));
            }
        }
        if found.len() > FILES {
            break;
        }
    }
    found.sort();
    let mut left = BYTES;
    let mut files = Vec::new();
    for (name, path, size) in found.into_iter().take(FILES) {
        if size <= left {
            left -= size;
            files.push((name, fs::read(path)?));
        }
    }
    Ok(files)
}

/// Whether LaTeX would read a file of that name.
pub(crate) fn is_source(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str()))
}
