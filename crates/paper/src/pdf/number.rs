//! The numbers of headings: how they are written, and which may follow which.

use crate::outline::is_short_number;

/// The numbers of the headings so far.
#[derive(Default)]
pub(super) struct Numbers(Vec<String>);

impl Numbers {
    /// Whether `number` may come next: lists and tables have numbers, too.
    pub(super) fn admits(&self, number: &str) -> bool {
        let (parent, last) = parted(number);
        let others = self.0.iter().map(|other| parted(other));
        let siblings = others.filter(|(other, part)| *other == parent && alike(part, last));
        let previous = siblings.map(|(_, part)| rank(part)).max().unwrap_or(0);
        let has_parent =
            parent.is_empty() || previous > 0 || self.0.iter().any(|other| other == parent);
        let rank = rank(last);
        // one may have been missed
        rank > previous && rank <= previous + 2 && (has_parent || rank <= 2)
    }

    /// Takes a number in; says how deep it is.
    pub(super) fn take(&mut self, number: &str, appendix: bool) -> usize {
        let is_letter = number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_uppercase());
        let mut depth = level(number);
        if self.has_romans() && is_letter && !appendix && !self.is_next_roman(number) {
            // `A` below `IV` is a subsection
            depth = 2;
        } else if self.has_romans() && depth == 1 {
            // subsections are lettered anew in each section
            self.0.retain(|number| roman(number).is_some());
        }
        self.0.push(number.to_owned());
        depth
    }

    fn has_romans(&self) -> bool {
        self.0.iter().any(|number| number == "I") && self.0.iter().all(|number| number != "1")
    }

    fn is_next_roman(&self, number: &str) -> bool {
        let highest = self.0.iter().filter_map(|number| roman(number)).max().unwrap_or(0);
        roman(number).is_some_and(|value| value == highest + 1)
    }
}

/// Parts `3.2 Grouping` into its number and its title.
pub(super) fn numbered(text: &str) -> Option<(String, String)> {
    let text = repaired(text);
    let text =
        text.strip_prefix("Appendix ").or_else(|| text.strip_prefix("APPENDIX ")).unwrap_or(&text);
    let text = text.strip_prefix('§').unwrap_or(text);
    let (number, title) = text.split_once(' ')?;
    let title = title.trim_start_matches(['.', ':', '—', '–', ' ']).trim();
    let bare = number.strip_suffix(['.', ':', ')']);
    let (number, dotted) = (bare.unwrap_or(number), bare.is_some());
    let parts: Vec<&str> = number.split('.').collect();
    let (head, rest) = parts.split_first()?;
    let letter = head.len() == 1 && head.starts_with(|char: char| char.is_ascii_uppercase());
    let roman = dotted && !head.is_empty() && head.chars().all(|char| "IVX".contains(char));
    let sound = (is_short_number(head) && *head != "0" || letter || roman)
        && rest.iter().all(|part| is_short_number(part))
        && parts.len() <= 4;
    let named = title.starts_with(|char: char| {
        char.is_uppercase() || char.is_ascii_digit() || "“\"$`(".contains(char)
    }) || !rest.is_empty() && title.starts_with(char::is_alphabetic);
    let letters = title.chars().filter(|char| char.is_alphabetic()).count();
    let prose = title.ends_with('.') && title.split(' ').count() > 8;
    (sound && named && letters >= 3 && !prose).then(|| (number.to_owned(), title.to_owned()))
}

/// How deep a number is by its looks.
pub(super) fn level(number: &str) -> usize {
    number.split('.').count()
}

/// Small capitals come with a blank behind the large first letter: `1 I NTRODUCTION`.
pub(super) fn repaired(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() > 3 && words.iter().all(|word| word.chars().count() == 1) {
        // letters set apart: `a b s t r a c t`
        return words.concat();
    }
    let mut out = String::new();
    for (index, word) in words.iter().enumerate() {
        let before = index.checked_sub(1).map_or("", |before| words[before]);
        let torn = before.len() == 1
            && before.chars().all(|char| char.is_ascii_uppercase())
            && word.chars().count() > 1
            && word.chars().all(|char| char.is_uppercase() || "-:,’'".contains(char))
            && (index > 1 || words.len() == 2 && before != "A");
        if !out.is_empty() && !torn {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A number as that of its parent and its own last part.
fn parted(number: &str) -> (&str, &str) {
    number.rsplit_once('.').unwrap_or(("", number))
}

/// The place of a number among its siblings; 0 if it has none.
fn rank(part: &str) -> usize {
    match (part.parse(), part.as_bytes()) {
        (Ok(number), _) => number,
        (_, [letter @ b'A'..=b'Z']) if !b"IVX".contains(letter) => usize::from(letter - b'A') + 1,
        _ => roman(part).unwrap_or(0),
    }
}

/// Whether two parts of numbers are both digits, both Roman, or both letters.
fn alike(one: &str, other: &str) -> bool {
    let script = |part: &str| (part.parse::<usize>().is_ok(), roman(part).is_some());
    script(one) == script(other)
}

fn roman(text: &str) -> Option<usize> {
    let value = |char| Some([1_isize, 5, 10]["IVX".find(char)?]);
    let values: Vec<isize> = text.chars().map(value).collect::<Option<_>>()?;
    let signed = values.iter().enumerate().map(|(index, value)| {
        let smaller = values.get(index + 1).is_some_and(|next| next > value);
        if smaller { -value } else { *value }
    });
    usize::try_from(signed.sum::<isize>()).ok().filter(|total| *total > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, &str)>) {
        let expected = expected.map(|(number, title)| (number.to_owned(), title.to_owned()));
        assert_eq!(numbered(text), expected, "{text}");
    }

    #[test]
    fn numbers_are_parted_from_titles() {
        check("1 Introduction", Some(("1", "Introduction")));
        check("3.2. Grouping", Some(("3.2", "Grouping")));
        check("A Proofs", Some(("A", "Proofs")));
        check("A.1 Details", Some(("A.1", "Details")));
        check("Appendix B. Data", Some(("B", "Data")));
        check("IV. EXPERIMENTS", Some(("IV", "EXPERIMENTS")));
        check("1 I NTRODUCTION", Some(("1", "INTRODUCTION")));
        check("2 R ELATED W ORK", Some(("2", "RELATED WORK")));
        check("A A DDITIONAL R ESULTS", Some(("A", "ADDITIONAL RESULTS")));
    }

    #[test]
    fn other_text_has_no_number() {
        check("2019 was a year", None);
        check("12 of the runs", None);
        check("A model of", None);
        check("1 2 3", None);
        check("0.5 Dropout", None);
    }

    /// The numbers that are admitted one after another, with their depths.
    fn admitted(numbers: &[&str]) -> Vec<(String, usize)> {
        let mut seen = Numbers::default();
        let mut found = Vec::new();
        for number in numbers {
            if seen.admits(number) {
                found.push(((*number).to_owned(), seen.take(number, false)));
            }
        }
        found
    }

    #[test]
    fn numbers_out_of_order_are_no_headings() {
        let expected = [("1", 1), ("2", 1), ("2.1", 2), ("2.2", 2), ("3", 1), ("A", 1), ("A.1", 2)];
        let found = admitted(&["1", "7", "2", "2.1", "5.4", "2.2", "2", "3", "A", "A.1", "F"]);
        assert_eq!(found, expected.map(|(number, depth)| (number.to_owned(), depth)));
    }

    #[test]
    fn letters_below_roman_numbers_are_subsections() {
        let expected = [("I", 1), ("II", 1), ("A", 2), ("B", 2), ("C", 2), ("III", 1), ("A", 2)];
        let found = admitted(&["I", "II", "A", "B", "C", "III", "A"]);
        assert_eq!(found, expected.map(|(number, depth)| (number.to_owned(), depth)));
    }
}
