//! Where a study comes from: the commands that ran it, when, and from which commit.
//!
//! It is kept apart from the results, which are the same wherever and whenever a study is run.

use serde::{Deserialize, Serialize};

use super::Store;
use crate::Error;

/// The file within the study folder.
const FILE: &str = "provenance.json";

/// The commands that are kept, the latest of them.
const MOST: usize = 100;

/// A command that ran the study.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Invocation {
    /// When it started, in UTC: `2026-05-01T12:00:00Z`.
    pub started: String,
    /// The command line, with its program first.
    pub command: Vec<String>,
    /// The version of the program.
    pub version: String,
    /// The commit that the training program's folder was at, in hexadecimal; empty outside of a
    /// repository.
    pub commit: String,
    /// Whether files of that folder differed from the commit.
    pub is_modified: bool,
}

impl Store {
    /// Adds a command to those that ran the study.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn add_invocation(&self, invocation: Invocation) -> Result<(), Error> {
        let mut all = self.invocations();
        all.push(invocation);
        let from = all.len().saturating_sub(MOST);
        let json = serde_json::to_string_pretty(&all[from..])
            .expect("invariant: an invocation is plain data");
        self.write(FILE, &(json + "\n")).map(drop)
    }

    /// The commands that ran the study, the oldest first. A file that is lost or damaged is no
    /// reason to show nothing else: then there are none.
    pub fn invocations(&self) -> Vec<Invocation> {
        let json = std::fs::read(self.folder().join(FILE));
        json.ok().and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_added_and_a_damaged_file_has_none() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path());
        assert!(store.invocations().is_empty());
        let invocation = Invocation { version: "1.2".to_owned(), ..Invocation::default() };
        for _ in 0..MOST + 5 {
            store.add_invocation(invocation.clone()).unwrap();
        }
        assert_eq!(store.invocations(), vec![invocation; MOST]);
        std::fs::write(folder.path().join(FILE), "{").unwrap();
        assert!(store.invocations().is_empty());
    }
}
