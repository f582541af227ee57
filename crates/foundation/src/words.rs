//! Words in messages: the nearest known name, counts with their noun, and cuts.

/// The candidate most like `name`, if any is like it at all: within a Damerau-Levenshtein distance
/// of a third of its length (at least 1, and less than all of it). The first of several that are
/// equally near wins.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let limit = (length / 3).max(1).min(length.saturating_sub(1));
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `1 run`, `2 runs`: a number and a noun whose plural ends in `s`.
#[must_use]
pub fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// At most `longest` characters of the text; what was cut off is replaced by `…`.
#[must_use]
pub fn cut(text: &str, longest: usize) -> String {
    if text.chars().nth(longest).is_none() {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(longest.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_is_like_the_name_or_nothing() {
        let cases = [
            ("momentun", Some("momentum")),
            ("wdith", Some("width")),
            ("learning-rate", Some("learning_rate")),
            ("momentum", Some("momentum")),
            ("K", Some("K")),
            ("M", None),
            ("", None),
            ("unrelated words", None),
            ("größe", None),
        ];
        for (name, expected) in cases {
            let known = ["momentum", "width", "learning_rate", "K"];
            assert_eq!(nearest(name, known), expected, "{name}");
        }
    }

    #[test]
    fn the_first_of_equals_wins() {
        assert_eq!(nearest("bat", ["cat", "hat", "bar"]), Some("cat"));
        assert_eq!(nearest("anything", []), None);
    }

    #[test]
    fn counts_and_cuts() {
        assert_eq!([count(0, "run"), count(1, "run")], ["0 runs", "1 run"]);
        assert_eq!(cut("four", 4), "four");
        assert_eq!(cut("a long one", 8), "a long…");
        assert_eq!(cut("äöüß", 3), "äö…");
    }
}
