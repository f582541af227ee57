//! The files of the repository.

use std::path::{Path, PathBuf};

/// A text file and its path from the root of the repository, with `/` on every system.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    /// The lines with their numbers from 1 on.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    /// Whether a file holds nothing but tests or what they need.
    pub(crate) fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Rust source of the workspace, tests included, in order of their paths.
pub(crate) fn sources() -> Vec<File> {
    let mut found = Vec::new();
    below(&root().join("crates"), "rs", &mut found);
    assert!(found.len() > 50, "only {} sources found", found.len());
    found
}

/// Every document: those at the root, and those of the folders that a reader is sent to.
pub(crate) fn documents() -> Vec<File> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            add(&path, &mut found);
        }
    }
    for folder in ["docs", "examples", "bench", "local-model", "reference"] {
        below(&root().join(folder), "md", &mut found);
    }
    assert!(found.len() > 8, "only {} documents found", found.len());
    found
}

/// The names of all crates of the workspace.
pub(crate) fn crates() -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let path = entry.unwrap().path();
        if path.join("Cargo.toml").exists() {
            names.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    names.sort();
    names
}

fn below(folder: &Path, extension: &str, found: &mut Vec<File>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            below(&path, extension, found);
        } else if path.extension().is_some_and(|found| found == extension) {
            add(&path, found);
        }
    }
}

fn add(path: &Path, found: &mut Vec<File>) {
    let text = std::fs::read_to_string(path).unwrap();
    let path = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    found.push(File { path, text });
}
