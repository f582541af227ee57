//! The paper in a folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::kind::is_pointer;
use super::{Error, Form, Paper, bytes, checksum, failure, file_name, finish, latex};
use crate::bundle::{Bundle, read_folder};
use crate::lexicon::is_among;

/// Files looked at, and folders within folders.
const MOST_FILES: usize = 2000;
const DEEPEST: usize = 6;
const LATEX: [&str; 2] = ["tex", "ltx"];
const READABLE: [&str; 7] = ["md", "markdown", "html", "htm", "pdf", "txt", "text"];

/// A LaTeX folder if it has .tex files; else the only readable file, or the largest text with a
/// note.
pub(super) fn read(path: &Path) -> Result<Paper, Error> {
    let files = files(path)?;
    let latex = having(&files, &LATEX);
    if !latex.is_empty() {
        refuse_pointers(&latex)?;
        return read_bundle(latex_files(path)?, &file_name(path), None);
    }
    let readable: Vec<&Found> =
        having(&files, &READABLE).into_iter().filter(|file| !is_side(&file.path)).collect();
    let texts = having(&files, &READABLE[..2]);
    refuse_pointers(if texts.is_empty() { &readable } else { &texts })?;
    let top: Vec<&Found> = readable.iter().copied().filter(|file| file.depth == 0).collect();
    let chosen = match (&top[..], &readable[..]) {
        (_, []) => None,
        ([only], _) | (_, [only]) => Some(*only),
        _ => largest(&texts).or_else(|| largest(&readable)),
    };
    let chosen = chosen.ok_or_else(|| Error::NoPaper(path.to_owned()))?;
    let mut paper = Paper::read(&chosen.path)?;
    if readable.len() > 1 {
        paper.notes.push(format!(
            "`{}` taken, one of {} files that could be the paper",
            file_name(&chosen.path),
            readable.len()
        ));
    }
    Ok(paper)
}

fn largest<'a>(files: &[&'a Found]) -> Option<&'a Found> {
    files.iter().max_by_key(|file| file.size).copied()
}

/// Reads a LaTeX file with those beside it that it asks for.
pub(super) fn read_from(folder: &Path, main: &str, bytes: Vec<u8>) -> Result<Paper, Error> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut bundle = latex_files(folder)?;
    if !bundle.files.iter().any(|(name, _)| name == main) {
        bundle.files.push((main.to_owned(), bytes));
    }
    read_bundle(bundle, main, Some(main))
}

fn latex_files(path: &Path) -> Result<Bundle, Error> {
    read_folder(path).map_err(|source| failure(path, source))
}

fn read_bundle(bundle: Bundle, name: &str, main: Option<&str>) -> Result<Paper, Error> {
    let Bundle { files, notes } = bundle;
    let sum = checksum(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
    let mut draft = latex(&files, main)?;
    draft.notes.extend(notes);
    finish(draft, Form::Latex, name, sum)
}

struct Found {
    path: PathBuf,
    /// The path within the folder.
    name: String,
    size: u64,
    depth: usize,
}

/// All files in the order of their names, links left out.
fn files(path: &Path) -> Result<Vec<Found>, Error> {
    let mut found = Vec::new();
    let mut open = vec![(path.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        for entry in fs::read_dir(&folder).map_err(|source| failure(&folder, source))? {
            let entry = entry.map_err(|source| failure(&folder, source))?;
            let Ok(kind) = entry.file_type() else { continue };
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() && depth < DEEPEST {
                open.push((entry.path(), depth + 1));
            } else if kind.is_file() && found.len() < MOST_FILES {
                let file = entry.path();
                let name = file.strip_prefix(path).unwrap_or(&file).to_string_lossy();
                let name = name.replace('\\', "/");
                let size = entry.metadata().map_or(0, |metadata| metadata.len());
                found.push(Found { path: file, name, size, depth });
            }
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

fn having<'a>(files: &'a [Found], extensions: &[&str]) -> Vec<&'a Found> {
    let fits = |file: &&Found| {
        let extension = file.path.extension().unwrap_or_default().to_string_lossy();
        extensions.contains(&extension.to_ascii_lowercase().as_str())
    };
    files.iter().filter(fits).collect()
}

/// Files that lie beside papers.
fn is_side(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    is_among(&stem.to_lowercase(), "readme license changelog requirements contributing")
}

/// An error if all of the files are git-lfs pointers.
fn refuse_pointers(files: &[&Found]) -> Result<(), Error> {
    let Some(first) = files.first() else { return Ok(()) };
    for file in files {
        if file.size >= 1024 || !is_pointer(&bytes(&file.path)?) {
            return Ok(());
        }
    }
    Err(Error::Pointer(first.name.clone()))
}
