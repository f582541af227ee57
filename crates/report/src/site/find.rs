//! Which files of a folder may hold plans.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Error, NotRead, is_site};

/// How deep folders are searched.
const MAX_DEPTH: usize = 32;

/// How many files are looked at.
const MAX_FILES: usize = 200_000;

/// The forms of a plan by their extension, the one that keeps most first.
pub(super) const FORMS: [&str; 4] = ["json", "toml", "md", "jsonl"];

/// What was found in a folder.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub(super) root: PathBuf,
    pub(super) sources: Vec<Source>,
    pub(super) not_read: Vec<NotRead>,
    n_files: usize,
}

/// Files that may hold one plan: several forms of it with the same name, or the folder of a study.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    /// The folder within the one that was searched, with `/` between names; empty for itself.
    pub(super) folder: String,
    /// What the files are called without their extensions.
    pub(super) stem: String,
    /// In the order of [`FORMS`].
    pub(super) files: Vec<PathBuf>,
    /// `results.json` of the study.
    pub(super) results: Option<PathBuf>,
}

impl Found {
    /// How many plans there may be.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether nothing was found that may be a plan.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }
}

/// Searches a folder and those inside of it, without following links and without reading files; a
/// single file is taken as it is.
///
/// Hidden folders, the runs of a study and folders that hold a site are left out, and so is every
/// `README.md`.
///
/// # Errors
/// [`Error::Io`] if the folder itself cannot be read.
pub fn find(root: &Path) -> Result<Found, Error> {
    let mut found = Found { root: root.to_owned(), ..Found::default() };
    if fs::metadata(root).map_err(|error| unreadable(root, error))?.is_file() {
        let files = vec![root.to_owned()];
        found.sources.push(Source {
            folder: String::new(),
            stem: stem(root),
            files,
            results: None,
        });
        return Ok(found);
    }
    let mut folders = vec![(root.to_owned(), String::new(), 0)];
    while let Some((path, name, depth)) = folders.pop() {
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if depth == 0 => return Err(unreadable(root, error)),
            Err(error) => {
                found.not_read.push(NotRead::new(&name, format!("cannot be read: {error}")));
                continue;
            }
        };
        // reading stops at the limit: a folder may hold any number of files
        let mut entries: Vec<_> =
            entries.flatten().take(MAX_FILES + 1 - found.n_files.min(MAX_FILES)).collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        found.n_files += entries.len();
        if found.n_files > MAX_FILES {
            found.not_read.push(NotRead::new(
                &name,
                format!("more than {MAX_FILES} files, the rest was not searched"),
            ));
            break;
        }
        let mut files = Vec::new();
        let mut inner = Vec::new();
        for entry in entries {
            let Ok(kind) = entry.file_type() else { continue };
            let path = entry.path();
            if kind.is_dir() && is_searched(&path) {
                let name = join(&name, &entry.file_name().to_string_lossy());
                if depth + 1 > MAX_DEPTH {
                    found
                        .not_read
                        .push(NotRead::new(&name, format!("deeper than {MAX_DEPTH} folders")));
                } else {
                    inner.push((path, name, depth + 1));
                }
            } else if kind.is_file() {
                files.push(path);
            }
        }
        let is_study = files.iter().any(|path| path.ends_with("results.json"))
            || (files.iter().any(|path| path.ends_with("plan.json"))
                && path.join("binding.toml").is_file());
        let is_planned = files.iter().any(|path| path.ends_with("plan.json"));
        let is_inside = |path: &Path| {
            is_study && path.ends_with("runs") || is_planned && path.ends_with("exchanges")
        };
        inner.retain(|(path, ..)| !is_inside(path));
        folders.extend(inner.into_iter().rev());
        found.sources.extend(sources(&name, files));
    }
    Ok(found)
}

/// The sources among the files of one folder.
fn sources(folder: &str, files: Vec<PathBuf>) -> impl Iterator<Item = Source> {
    let results = files.iter().find(|path| path.ends_with("results.json")).cloned();
    let is_study = results.is_some() || files.iter().any(|path| path.ends_with("plan.json"));
    let mut stems: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for path in files {
        let is_derived =
            is_study && (path.ends_with("trajectory.md") || path.ends_with("table.md"));
        let is_other = path.ends_with("results.json") || is_derived || form(&path).is_none();
        let stem = stem(&path);
        if !is_other && !stem.eq_ignore_ascii_case("readme") {
            stems.entry(stem).or_default().push(path);
        }
    }
    if results.is_some() {
        stems.entry("plan".to_owned()).or_default();
    }
    stems.into_iter().map(move |(stem, mut files)| {
        files.sort_by_key(|path| form(path));
        let results = results.clone().filter(|_| stem == "plan");
        Source { folder: folder.to_owned(), stem, files, results }
    })
}

/// The place of the file's extension in [`FORMS`].
pub(super) fn form(path: &Path) -> Option<usize> {
    let extension = path.extension()?.to_str()?;
    FORMS.iter().position(|form| extension.eq_ignore_ascii_case(form))
}

/// The name of a file within a folder.
pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn is_searched(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with('.') && name != "node_modules" && !is_site(folder)
}

fn unreadable(path: &Path, source: std::io::Error) -> Error {
    Error::Read { path: path.to_owned(), source }
}
