//! Names for files, keys and tags, made of names that strangers chose: unique in their list, and
//! the same whenever the list begins the same.

use std::collections::{BTreeMap, BTreeSet};

use super::escape::letters;

/// The longest slug, in characters.
const LONGEST_SLUG: usize = 60;

/// The longest part of a file name, in characters: three of them and an extension fit on every
/// file system.
const LONGEST_PART: usize = 64;

/// The names that Windows keeps for devices, whatever the extension.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The names that were given away in one list.
#[derive(Default)]
pub(crate) struct Names {
    taken: BTreeSet<String>,
    /// The last number that was tried for each name.
    tried: BTreeMap<String, usize>,
    is_case_sensitive: bool,
}

impl Names {
    /// A list in which these are not given away.
    pub(crate) fn without(reserved: &[&str]) -> Self {
        let taken = reserved.iter().map(|name| name.to_lowercase()).collect();
        Self { taken, ..Self::default() }
    }

    /// A list in which names may differ in case alone. In all others they do not, since some file
    /// systems do not tell cases apart.
    pub(crate) fn case_sensitive() -> Self {
        Self { is_case_sensitive: true, ..Self::default() }
    }

    /// The wanted name, with the separator and a number if it was given away before.
    pub(crate) fn take(&mut self, wanted: &str, separator: &str) -> String {
        self.take_if(wanted, separator, |_| true)
    }

    /// As [`Names::take`], for names that must also be free elsewhere; `is_free` is given them in
    /// lower case.
    pub(crate) fn take_if(
        &mut self,
        wanted: &str,
        separator: &str,
        is_free: impl Fn(&str) -> bool,
    ) -> String {
        let key = if self.is_case_sensitive { wanted.to_owned() } else { wanted.to_lowercase() };
        let tried = self.tried.entry(key.clone()).or_insert(0);
        loop {
            *tried += 1;
            let suffix = if *tried == 1 { String::new() } else { format!("{separator}{tried}") };
            let numbered = format!("{key}{suffix}");
            if is_free(&numbered) && self.taken.insert(numbered) {
                return format!("{wanted}{suffix}");
            }
        }
    }

    /// Whether the name, in lower case, was given away.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}

/// `Temporal Grouping (β = 0.5)` is `temporal-grouping-beta-0-5`.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in letters(name).to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.truncate(LONGEST_SLUG);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "unnamed".to_owned() } else { slug.to_owned() }
}

/// A part of a file name: letters, digits, `-`, `_` and `.` of ASCII; what is cut or lost leaves
/// the beginning of a hash. Empty if there is nothing in the text.
pub(crate) fn sanitise(text: &str) -> String {
    let text = text.trim();
    let mut plain = String::new();
    for c in text.chars() {
        let c = if c.is_ascii_alphanumeric() || "_.".contains(c) { c } else { '-' };
        // dots in a row look like a way up
        if !(plain.ends_with(c) && "-.".contains(c)) {
            plain.push(c);
        }
    }
    let plain = plain.trim_matches(['-', '.', '_']);
    if plain.len() <= LONGEST_PART && (!plain.is_empty() || text.is_empty()) {
        return plain.to_owned();
    }
    let hash = foundation::digest::short(text, 4);
    let cut = plain[..plain.len().min(LONGEST_PART - 9)].trim_end_matches(['-', '.', '_']);
    if cut.is_empty() { hash } else { format!("{cut}-{hash}") }
}

/// Whether a system keeps the name for a device.
pub(crate) fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let digit = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port = digit.is_some_and(|digit| matches!(digit.as_bytes(), [b'0'..=b'9']));
    is_port || RESERVED.contains(&stem.as_str())
}

/// A path as part of an address: bytes that have a meaning in an address, or are not ASCII, are
/// percent-encoded.
pub(crate) fn encode(path: &[u8]) -> String {
    let mut encoded = String::with_capacity(path.len());
    for &byte in path {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                encoded.push(char::from(byte));
            }
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_readable() {
        for (name, expected) in [
            ("Temporal Grouping (β = 0.5)", "temporal-grouping-beta-0-5"),
            ("  naïve  Großmann ", "naive-grossmann"),
            ("na\u{308}ive", "naive"),
            ("😀", "unnamed"),
            ("", "unnamed"),
            ("^^5c\\input{/etc/passwd}", "5c-input-etc-passwd"),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
        assert_eq!(slug(&"x".repeat(300)).len(), LONGEST_SLUG);
    }

    #[test]
    fn collisions_get_numbers_in_order() {
        let mut slugs = Names::without(&["baseline"]);
        let taken = ["a", "A", "a-2", "a", "Baseline"].map(|name| slugs.take(&slug(name), "-"));
        assert_eq!(taken, ["a", "a-2", "a-2-2", "a-3", "baseline-2"]);
    }

    #[test]
    fn case_matters_only_if_asked_for() {
        let mut names = Names::default();
        assert_eq!(["Loss", "loss"].map(|name| names.take(name, "-")), ["Loss", "loss-2"]);
        let mut names = Names::case_sensitive();
        let taken = ["Loss", "loss", "loss"].map(|name| names.take(name, "-"));
        assert_eq!(taken, ["Loss", "loss", "loss-2"]);
    }

    #[test]
    fn addresses() {
        let path = "plans/a b#c?d%é.html";
        assert_eq!(encode(path.as_bytes()), "plans/a%20b%23c%3Fd%25%C3%A9.html");
    }
}
