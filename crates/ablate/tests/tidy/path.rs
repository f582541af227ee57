//! Files that documents and comments point to exist.

use crate::tree::{self, File};

/// The folders whose files are named by their path from the root.
const FOLDERS: [&str; 8] =
    [".ci/", ".github/", "bench/", "crates/", "docs/", "examples/", "local-model/", "reference/"];

/// The targets of the links of a line: `[text](target)`.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
}

/// The paths in backticks of a line, up to an argument or an anchor behind them.
fn named(line: &str) -> impl Iterator<Item = &str> {
    let pieces = line.matches('`').count() / 2;
    let spans = line.split('`').skip(1).step_by(2).take(pieces);
    spans.filter(|span| !span.contains(['<', '*', '…', ' ', '{']))
}

/// Whether a path that is named exists: from the root, from a crate, or as the end of a source's.
fn exists(path: &str, sources: &[File]) -> bool {
    let ends =
        |file: &File| file.path.strip_suffix(path).is_some_and(|before| before.ends_with('/'));
    tree::root().join(path).exists()
        || tree::root().join("crates").join(path).exists()
        || sources.iter().any(ends)
}

#[test]
fn links_of_documents_lead_somewhere() {
    let mut broken = Vec::new();
    let mut found = 0;
    for file in tree::documents() {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (number, line) in file.lines() {
            for link in links(line).filter(|link| !link.contains("://") && !link.starts_with('#')) {
                found += 1;
                let path = link.split('#').next().unwrap();
                if !tree::root().join(folder).join(path).exists() {
                    broken.push(format!("{}:{number}: {link}", file.path));
                }
            }
        }
    }
    assert!(found > 10, "only {found} links found");
    assert!(broken.is_empty(), "links to nothing:\n{}", broken.join("\n"));
}

#[test]
fn files_that_are_named_exist() {
    let sources = tree::sources();
    let mut broken = Vec::new();
    let documents = tree::documents().into_iter().filter(|file| file.path != "CHANGELOG.md");
    for file in documents.chain(tree::sources()).filter(|file| !file.path.contains("/tests")) {
        for (number, line) in file.lines() {
            for path in named(line) {
                let is_path = FOLDERS.iter().any(|folder| path.starts_with(folder))
                    || (path.ends_with(".rs") && file.path.ends_with(".md"));
                if is_path && !exists(path, &sources) {
                    broken.push(format!("{}:{number}: {path}", file.path));
                }
            }
        }
    }
    assert!(broken.is_empty(), "no such files:\n{}", broken.join("\n"));
}

#[test]
fn links_and_paths_are_found() {
    let line = "see [a](docs/a.md#b), `docs/c.md` and `x` in [d](e.md)";
    assert_eq!(links(line).collect::<Vec<_>>(), ["docs/a.md#b", "e.md"]);
    assert_eq!(named(line).collect::<Vec<_>>(), ["docs/c.md", "x"]);
}
