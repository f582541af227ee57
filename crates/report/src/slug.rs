//! Short names of ASCII for keys: readable, unique in their list, and the same whenever the list
//! begins the same.

use std::collections::BTreeSet;

use super::escape::letters;

/// The longest slug, in characters.
const LONGEST: usize = 60;

/// The slugs that were given away in one list.
pub(super) struct Slugs {
    taken: BTreeSet<String>,
}

impl Slugs {
    /// A list in which these are not to be given away.
    pub(super) fn without(reserved: &[&str]) -> Self {
        Self { taken: reserved.iter().map(|&slug| slug.to_owned()).collect() }
    }

    /// The slug of a name; a number is added if an earlier name has it.
    pub(super) fn take(&mut self, name: &str) -> String {
        self.unique(slug(name))
    }

    /// The slug itself, or with a number.
    pub(super) fn unique(&mut self, slug: String) -> String {
        let numbered = (2..).map(|number| format!("{slug}-{number}"));
        let free =
            std::iter::once(slug.clone()).chain(numbered).find(|slug| !self.taken.contains(slug));
        let free = free.expect("invariant: there is always another number");
        self.taken.insert(free.clone());
        free
    }
}

/// `Temporal Grouping (β = 0.5)` is `temporal-grouping-beta-0-5`.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in letters(name).to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let cut: String = slug.chars().take(LONGEST).collect();
    let cut = cut.trim_end_matches('-');
    if cut.is_empty() { "unnamed".to_owned() } else { cut.to_owned() }
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
        assert_eq!(slug(&"x".repeat(300)).len(), LONGEST);
    }

    #[test]
    fn collisions_get_numbers_in_order() {
        let mut slugs = Slugs::without(&["baseline"]);
        let taken = ["a", "A", "a-2", "a", "Baseline"].map(|name| slugs.take(name));
        assert_eq!(taken, ["a", "a-2", "a-2-2", "a-3", "baseline-2"]);
    }
}
