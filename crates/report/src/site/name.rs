//! Names of files: ASCII, unique on every file system, and stable for the same input.

use std::collections::{BTreeMap, BTreeSet};

/// The longest part of a name, in characters: three of them and an extension fit on every file
/// system.
const LONGEST: usize = 64;

/// The names that Windows keeps for devices, whatever the extension.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The names that were given away in one folder.
#[derive(Default)]
pub(super) struct Names {
    /// In lower case: some file systems do not tell cases apart.
    taken: BTreeSet<String>,
    /// How often a name was asked for.
    asked: BTreeMap<String, usize>,
}

impl Names {
    /// The name that is made of these parts, or of a number and them if it is taken.
    pub(super) fn take(&mut self, parts: &[&str]) -> String {
        let parts: Vec<String> =
            parts.iter().map(|part| sanitise(part)).filter(|part| !part.is_empty()).collect();
        let mut name = parts.join("-");
        if name.is_empty() || is_reserved(&name) {
            name = format!("plan-{name}").trim_end_matches('-').to_owned();
        }
        let lower = name.to_ascii_lowercase();
        let asked = self.asked.entry(lower.clone()).or_insert(0);
        loop {
            *asked += 1;
            let suffix = if *asked == 1 { String::new() } else { format!("-{asked}") };
            if self.taken.insert(format!("{lower}{suffix}")) {
                return name + &suffix;
            }
        }
    }
}

/// Letters, digits, `-`, `_` and `.` of ASCII; what is cut or lost leaves the beginning of a hash.
pub(crate) fn sanitise(text: &str) -> String {
    let text = text.trim();
    let mut plain = String::new();
    for c in
        text.chars().map(|c| if c.is_ascii_alphanumeric() || "_.".contains(c) { c } else { '-' })
    {
        // dots in a row look like a way up
        if !(plain.ends_with(c) && "-.".contains(c)) {
            plain.push(c);
        }
    }
    let plain = plain.trim_matches(['-', '.', '_']);
    if plain.len() <= LONGEST && (!plain.is_empty() || text.is_empty()) {
        return plain.to_owned();
    }
    let hash: String = foundation::digest::short(text, 4);
    let cut = plain[..plain.len().min(LONGEST - 9)].trim_end_matches(['-', '.', '_']);
    if cut.is_empty() { hash } else { format!("{cut}-{hash}") }
}

/// Whether a system keeps the name for a device.
pub(crate) fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let is_port = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|digit| digit.len() == 1 && digit.bytes().all(|b| b.is_ascii_digit()))
    };
    RESERVED.contains(&stem.as_str()) || is_port("com") || is_port("lpt")
}

/// An address within the site: what has a meaning in an address, or is not ASCII, is
/// percent-encoded.
pub(super) fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
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
    fn names_are_safe_everywhere() {
        let long = "x".repeat(300);
        for (parts, expected) in [
            (
                &["lm-planner", "claude-3.5-sonnet", "A_Paper", "author"][..],
                "lm-planner-claude-3.5-sonnet-A_Paper-author",
            ),
            (&["", "", "../../etc/passwd", ""], "etc-passwd"),
            (&["", "", "a/../b\\c\0d", ""], "a-.-b-c-d"),
            (&["", "", "Schrödinger", ""], "Schr-dinger"),
            (&["con"], "plan-con"),
            (&["LPT1.txt"], "plan-LPT1.txt"),
            (&["", ""], "plan"),
            (&[".hidden."], "hidden"),
            (&["论文"], "916a0b17"),
        ] {
            assert_eq!(Names::default().take(parts), expected, "{parts:?}");
        }
        let name = Names::default().take(&[&long, &long, &long, "reviewer"]);
        assert!((190..=203).contains(&name.len()), "{}", name.len());
    }

    #[test]
    fn no_two_names_are_alike() {
        let mut names = Names::default();
        let taken: Vec<String> =
            ["a", "A", "a-2", "a", "ä", "ö"].iter().map(|name| names.take(&[name])).collect();
        let lower: BTreeSet<String> = taken.iter().map(|name| name.to_ascii_lowercase()).collect();
        assert_eq!(lower.len(), taken.len(), "{taken:?}");
        assert_eq!(taken[..2], ["a", "A-2"]);
    }

    #[test]
    fn addresses() {
        assert_eq!(encode("plans/a b#c?d%é.html"), "plans/a%20b%23c%3Fd%25%C3%A9.html");
    }
}
