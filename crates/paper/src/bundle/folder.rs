//! Collects the files of a folder that LaTeX would read.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::{BYTES, Bundle, ENTRIES, FILES, is_source};

/// Folders within folders.
const DEPTH: usize = 8;

/// A file before it is read, ordered by what makes room for it: plain texts and depth come last.
type Found = (bool, usize, String, PathBuf, u64);

/// Collects the files with which LaTeX sets a paper, with their paths in the folder, sorted, and
/// says what was left out.
///
/// Links are not followed, and what cannot be read within the folder is left out. Where there is
/// too much, plain texts and what lies deep goes first.
///
/// # Errors
/// If the folder itself cannot be read.
pub(crate) fn read_folder(path: &Path) -> io::Result<Bundle> {
    fs::read_dir(path)?;
    let (mut found, mut notes) = search(path);
    found.sort();
    let mut left = BYTES;
    let mut files = Vec::new();
    for (_, _, name, path, size) in found {
        if size > left || files.len() >= FILES {
            notes.push(format!("`{name}` was not read: there is too much in its folder"));
        } else if let Ok(bytes) = fs::read(&path) {
            left -= size;
            files.push((name, bytes));
        } else {
            notes.push(format!("`{name}` cannot be read"));
        }
    }
    notes.truncate(5);
    files.sort();
    Ok(Bundle { files, notes })
}

fn search(path: &Path) -> (Vec<Found>, Vec<String>) {
    let (mut found, mut notes) = (Vec::new(), Vec::new());
    let mut n_entries = 0;
    let mut folders = VecDeque::from([(path.to_owned(), String::new(), 0)]);
    while let Some((folder, prefix, depth)) = folders.pop_front() {
        let Ok(entries) = fs::read_dir(&folder) else {
            notes.push(format!("the folder `{prefix}` cannot be read"));
            continue;
        };
        for entry in entries.flatten() {
            n_entries += 1;
            if n_entries > ENTRIES {
                notes.push(format!(
                    "only {ENTRIES} files and folders were looked at; give the paper a folder of its own"
                ));
                return (found, notes);
            }
            let (Ok(name), Ok(kind)) = (entry.file_name().into_string(), entry.file_type()) else {
                continue;
            };
            let inner = format!("{prefix}{name}");
            if kind.is_dir() && depth < DEPTH && !name.starts_with('.') {
                folders.push_back((entry.path(), format!("{inner}/"), depth + 1));
            } else if kind.is_file() && is_source(&name) {
                let size = entry.metadata().map_or(0, |metadata| metadata.len());
                let is_plain = name.to_lowercase().ends_with(".txt");
                found.push((is_plain, depth, inner, entry.path(), size));
            }
        }
    }
    (found, notes)
}
