//! Names of the site's files: ASCII, unique on every file system, and stable for the same input.

use crate::name::{self, Names, is_reserved, sanitise};

/// The name that is made of these parts, or of a number and them if it is taken.
pub(super) fn take(names: &mut Names, parts: &[&str]) -> String {
    let parts: Vec<String> =
        parts.iter().map(|part| sanitise(part)).filter(|part| !part.is_empty()).collect();
    let mut name = parts.join("-");
    if name.is_empty() || is_reserved(&name) {
        name = format!("plan-{name}").trim_end_matches('-').to_owned();
    }
    names.take(&name, "-")
}

/// An address within the site.
pub(super) fn encode(path: &str) -> String {
    name::encode(path.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
            assert_eq!(take(&mut Names::default(), parts), expected, "{parts:?}");
        }
        let name = take(&mut Names::default(), &[&long, &long, &long, "reviewer"]);
        assert!((190..=203).contains(&name.len()), "{}", name.len());
    }

    #[test]
    fn no_two_names_are_alike() {
        let mut names = Names::default();
        let taken: Vec<String> =
            ["a", "A", "a-2", "a", "ä", "ö"].iter().map(|name| take(&mut names, &[name])).collect();
        let lower: BTreeSet<String> = taken.iter().map(|name| name.to_ascii_lowercase()).collect();
        assert_eq!(lower.len(), taken.len(), "{taken:?}");
        assert_eq!(taken[..2], ["a", "A-2"]);
    }
}
