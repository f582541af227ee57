//! The pages that the tests read.

use std::fs;
use std::path::{Path, PathBuf};

use plan::Plan;
use subject::Declaration;

/// A page and its path below the folder of its corpus.
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) text: String,
}

impl Page {
    pub(crate) fn plan(&self) -> Plan {
        parse(&self.text, &self.name)
    }
}

/// The plan of a text in which nothing is rejected.
pub(crate) fn parse(text: &str, name: &str) -> Plan {
    let (plan, rejected) = Plan::parse(text, name).expect("a plan");
    assert_eq!(rejected, [], "{name}");
    plan
}

/// Our own pages, in `tests/corpus/pages`.
pub(crate) fn own() -> Vec<Page> {
    pages(&folder("pages"))
}

/// The published pages; none where they do not lie beside the checkout.
pub(crate) fn published() -> Vec<Page> {
    testing::beside("../shared/corpus/pages").map_or_else(Vec::new, |folder| pages(&folder))
}

pub(crate) fn all() -> Vec<Page> {
    let mut pages = own();
    pages.extend(published());
    pages
}

/// A folder of our corpus.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name)
}

/// The files of a folder, in the order of their names.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the corpus");
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry of the corpus").path()).collect();
    paths.sort();
    paths
}

/// The declaration that plans for other papers must not be bound to.
pub(crate) fn svilm() -> Declaration {
    serde_json::from_str(include_str!("../fixtures/svilm.json")).expect("a declaration")
}

/// Every page of a corpus, which has a folder for each model.
fn pages(root: &Path) -> Vec<Page> {
    let mut pages = Vec::new();
    for model in files(root) {
        for path in files(&model) {
            let name = path.strip_prefix(root).expect("below the corpus").display().to_string();
            pages.push(Page { name, text: fs::read_to_string(&path).expect("a page") });
        }
    }
    assert!(pages.len() >= 60, "only {} pages in {}", pages.len(), root.display());
    pages
}
