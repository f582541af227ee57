//! A text of a plan as words, and what stands in brackets apart.

use crate::words::with_neighbours;

/// The words of a text.
#[derive(Debug, Default)]
pub(super) struct Phrase {
    /// Words outside of brackets, in lower case, without punctuation around them.
    pub(super) words: Vec<String>,
    /// The words of each pair of brackets; what is nested belongs to the outermost.
    pub(super) brackets: Vec<String>,
    /// Whether there is a digit anywhere.
    pub(super) has_digit: bool,
}

impl Phrase {
    pub(super) fn new(text: &str) -> Self {
        let (mut outside, mut brackets) = (String::new(), Vec::<String>::new());
        let mut depth = 0_usize;
        for c in text.chars() {
            match c {
                '(' | '[' | '{' => {
                    if depth == 0 {
                        brackets.push(String::new());
                        outside.push(' ');
                    }
                    depth += 1;
                }
                ')' | ']' | '}' if depth > 0 => depth -= 1,
                c if depth == 0 => outside.push(c),
                c => brackets.last_mut().expect("invariant: an open bracket was pushed").push(c),
            }
        }
        Self { words: words(&outside), brackets, has_digit: text.chars().any(char::is_numeric) }
    }

    pub(super) fn first(&self) -> &str {
        self.word(0)
    }

    pub(super) fn last(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    /// The word at this place; empty beyond the end.
    pub(super) fn word(&self, index: usize) -> &str {
        self.words.get(index).map_or("", String::as_str)
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.words.iter().any(|other| other == word)
    }

    /// Whether these words stand next to each other somewhere.
    pub(super) fn says(&self, words: &[&str]) -> bool {
        self.words.windows(words.len()).any(|window| window == words)
    }
}

/// Words in lower case; `w/o` is `without`, `a_b` and `a/b` are two words, and `a-b` is one.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for piece in text.split_whitespace() {
        let piece = piece.to_lowercase().replace(['\u{2010}', '\u{2011}'], "-").replace('’', "'");
        match piece.as_str() {
            "w/o" | "w/o." => words.push("without".to_owned()),
            "w/" => words.push("with".to_owned()),
            "e.g." | "e.g.," | "eg." | "e.g.:" => words.push("e.g".to_owned()),
            _ => {
                let pieces = piece.split([',', ';', ':', '/', '_', '=', '+']);
                let bare = pieces.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
                words.extend(bare.filter(|word| !word.is_empty()).map(str::to_owned));
            }
        }
    }
    words
}

/// The text without what does not make it another one: case, blanks, quotes, hyphens and round
/// brackets.
pub(super) fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for [before, c, after] in with_neighbours(text) {
        let is_point = c == '.' && before.is_ascii_digit() && after.is_ascii_digit();
        let is_sign =
            matches!(c, '-' | '\u{2212}') && after.is_ascii_digit() && !before.is_alphanumeric();
        let is_formula = "<>=^*/%+|@#&~[]{}".contains(c);
        let is_plain = c.is_ascii() || c.is_whitespace() || "‐‑–—’‘“”".contains(c);
        if c.is_alphanumeric() {
            normal.extend(c.to_lowercase());
        } else if is_sign {
            normal.push('-');
        } else if is_point || is_formula || !is_plain {
            normal.push(c);
        } else if !normal.ends_with(' ') {
            normal.push(' ');
        }
    }
    let trimmed = normal.trim();
    if trimmed.is_empty() { text.trim().to_owned() } else { trimmed.to_owned() }
}
