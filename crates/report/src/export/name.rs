//! Names for files and tags of other programs: safe, short and different.

use std::collections::BTreeSet;

use foundation::words::cut;

use crate::escape::plain;
use crate::name::{Names, is_reserved, sanitise};

/// The longest name, in characters; MLflow takes 250, and something may be added.
const LONGEST: usize = 200;

/// The name of a folder or file.
pub(super) fn file(names: &mut Names, name: &str) -> String {
    names.take(&component(name), "-")
}

/// A tag of TensorBoard: the name itself where it is short and all of it is visible.
pub(super) fn tag(names: &mut Names, name: &str) -> String {
    let shown = short(name);
    names.take(if shown.is_empty() { "(no name)" } else { &shown }, "~")
}

/// Keys of parameters, metrics or tags of MLflow, which are paths below a folder: letters, digits,
/// `_`, `-`, `.` and `/` of ASCII. No key is a folder of another.
#[derive(Default)]
pub(super) struct Keys {
    names: Names,
    /// The folders that the keys lie in, in lower case.
    folders: BTreeSet<String>,
}

impl Keys {
    pub(super) fn take(&mut self, name: &str) -> String {
        let name = name.replace('@', "_at_");
        let parts: Vec<String> =
            name.split('/').filter(|part| !part.is_empty()).map(component).collect();
        let mut path = parts.join("/");
        if parts.is_empty() || path.len() > LONGEST {
            path = component(&name);
        }
        if folders(&path.to_lowercase()).any(|folder| self.names.contains(folder)) {
            path = path.replace('/', ".");
        }
        let key = self.names.take_if(&path, "_", |key| !self.folders.contains(key));
        self.folders.extend(folders(&key.to_lowercase()).map(str::to_owned));
        key
    }
}

/// One visible component of a path, on any system.
fn component(text: &str) -> String {
    let plain = sanitise(text);
    if plain.is_empty() {
        "unnamed".to_owned()
    } else if is_reserved(&plain) {
        format!("{plain}_")
    } else {
        plain
    }
}

fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(index, _)| &path[..index])
}

/// One visible line of at most [`LONGEST`] characters.
pub(super) fn short(text: &str) -> String {
    cut(&plain(text), LONGEST).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: [&str; 11] = [
        "../../etc/passwd",
        "..",
        "/",
        "",
        "a\0b",
        "<script>alert(1)</script>",
        "\n",
        "CON",
        "con",
        "论文",
        "🧠/🧠",
    ];

    #[test]
    fn keys_are_those_that_mlflow_takes() {
        for (name, expected) in [
            ("recall@1/text_to_video", "recall_at_1/text_to_video"),
            ("learning_rate", "learning_rate"),
            ("../../etc/passwd", "5ec1f7e7/5ec1f7e7/etc/passwd"),
            ("a b:c", "a-b-c"),
        ] {
            assert_eq!(Keys::default().take(name), expected);
        }
        let mut keys = Keys::default();
        let long = ["x".repeat(300), "y/".repeat(300)];
        for name in HOSTILE.into_iter().chain(long.iter().map(String::as_str)) {
            let key = keys.take(name);
            assert!(!key.is_empty() && key.len() < 250, "{key}");
            assert!(
                key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte)),
                "{key}"
            );
            assert!(key.split('/').all(|part| !["", ".", ".."].contains(&part)), "{key}");
        }
    }

    #[test]
    fn no_two_names_are_alike() {
        let mut names = Names::default();
        let files: Vec<String> = HOSTILE
            .iter()
            .chain(&["a-b", "A b", "a_b"])
            .map(|name| file(&mut names, name))
            .collect();
        let lower: BTreeSet<String> = files.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(lower.len(), files.len(), "{files:?}");
        let mut keys = Keys::default();
        let keys = ["recall@1", "recall@1/x", "recall_at_1", "loss/train", "loss"]
            .map(|name| keys.take(name));
        assert_eq!(keys, ["recall_at_1", "recall_at_1.x", "recall_at_1_2", "loss/train", "loss_2"]);
        let mut names = Names::without(&["outcome"]);
        let tags =
            ["recall@1", "recall@1/x", "outcome", "", "a\0"].map(|name| tag(&mut names, name));
        assert_eq!(tags, ["recall@1", "recall@1/x", "outcome~2", "(no name)", "a\\u{0}"]);
    }
}
