//! Names for files and tags of other programs, made of names that strangers chose: safe, short and
//! different.

use std::collections::{BTreeMap, BTreeSet};

use crate::site::name::{is_reserved, sanitise};

/// The longest name, in characters; MLflow takes 250, and something may be added.
const LONGEST: usize = 200;

/// The names that were given away, in lower case: some file systems do not tell cases apart.
#[derive(Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
    /// The folders that taken paths lie in.
    folders: BTreeSet<String>,
    /// How often a name was asked for.
    asked: BTreeMap<String, usize>,
}

impl Names {
    /// Names among which these are taken.
    pub(super) fn without(reserved: &[&str]) -> Self {
        let taken = reserved.iter().map(|name| name.to_lowercase()).collect();
        Self { taken, ..Self::default() }
    }

    /// The name of a folder or file.
    pub(super) fn file(&mut self, name: &str) -> String {
        self.path(&component(name), "-")
    }

    /// The key of a parameter, a metric or a tag of MLflow, which is a path below a folder:
    /// letters, digits, `_`, `-`, `.` and `/` of ASCII. No key is a folder of another.
    pub(super) fn key(&mut self, name: &str) -> String {
        let name = name.replace('@', "_at_");
        let parts: Vec<String> =
            name.split('/').filter(|part| !part.is_empty()).map(component).collect();
        let path = parts.join("/");
        self.path(
            if parts.is_empty() || path.len() > LONGEST { component(&name) } else { path }.as_str(),
            "_",
        )
    }

    /// A tag of TensorBoard: the name itself where it is short and all of it is visible.
    pub(super) fn tag(&mut self, name: &str) -> String {
        let shown = match short(name) {
            empty if empty.is_empty() => "(no name)".to_owned(),
            shown => shown,
        };
        self.unlike(&shown, "~", |names, tag| !names.taken.contains(tag))
    }

    fn path(&mut self, wanted: &str, separator: &str) -> String {
        let lower = wanted.to_lowercase();
        let is_below = folders(&lower).any(|folder| self.taken.contains(folder));
        let wanted = if is_below { &wanted.replace('/', ".") } else { wanted };
        let is_free =
            |names: &Self, path: &str| !names.taken.contains(path) && !names.folders.contains(path);
        let path = self.unlike(wanted, separator, is_free);
        self.folders.extend(folders(&path.to_lowercase()).map(str::to_owned));
        path
    }

    /// The wanted name, or that with a number.
    fn unlike(
        &mut self,
        wanted: &str,
        separator: &str,
        is_free: impl Fn(&Self, &str) -> bool,
    ) -> String {
        let mut asked = self.asked.get(&wanted.to_lowercase()).copied().unwrap_or(0);
        let name = loop {
            asked += 1;
            let name =
                if asked == 1 { wanted.to_owned() } else { format!("{wanted}{separator}{asked}") };
            if is_free(self, &name.to_lowercase()) {
                break name;
            }
        };
        self.asked.insert(wanted.to_lowercase(), asked);
        self.taken.insert(name.to_lowercase());
        name
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
    cut(
        &foundation::visible::plain(&text.replace(['\n', '\r', '\u{2028}', '\u{2029}'], " ")),
        LONGEST,
    )
    .trim()
    .to_owned()
}

/// At most so many characters, the last of which says that there were more.
pub(super) fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some(_) => text.chars().take(longest - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
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
            assert_eq!(Names::default().key(name), expected);
        }
        let mut names = Names::default();
        let long = ["x".repeat(300), "y/".repeat(300)];
        for name in HOSTILE.into_iter().chain(long.iter().map(String::as_str)) {
            let key = names.key(name);
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
        let files: Vec<String> =
            HOSTILE.iter().chain(&["a-b", "A b", "a_b"]).map(|name| names.file(name)).collect();
        let lower: BTreeSet<String> = files.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(lower.len(), files.len(), "{files:?}");
        let mut names = Names::default();
        let keys = ["recall@1", "recall@1/x", "recall_at_1", "loss/train", "loss"]
            .map(|name| names.key(name));
        assert_eq!(keys, ["recall_at_1", "recall_at_1.x", "recall_at_1_2", "loss/train", "loss_2"]);
        let mut names = Names::without(&["outcome"]);
        let tags = ["recall@1", "recall@1/x", "outcome", "", "a\0"].map(|name| names.tag(name));
        assert_eq!(tags, ["recall@1", "recall@1/x", "outcome~2", "(no name)", "a\\u{0}"]);
    }
}
