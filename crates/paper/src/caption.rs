//! Captions: what `Table 3: …` and its like announce.

#[cfg(test)]
mod tests;

use crate::lexicon::behind;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Table,
    /// Figures, algorithms, listings.
    Figure,
}

/// A caption in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caption<'a> {
    pub(crate) kind: Kind,
    /// `Table 3`, `Figure A.2`, `Algorithm 1`.
    pub(crate) label: String,
    pub(crate) text: &'a str,
}

const WORDS: [(&str, &str, Kind); 13] = [
    ("supplementary table", "Supplementary Table", Kind::Table),
    ("supplementary figure", "Supplementary Figure", Kind::Figure),
    ("extended data table", "Extended Data Table", Kind::Table),
    ("extended data figure", "Extended Data Figure", Kind::Figure),
    ("extended data fig.", "Extended Data Figure", Kind::Figure),
    ("table", "Table", Kind::Table),
    ("tab.", "Table", Kind::Table),
    ("figure", "Figure", Kind::Figure),
    ("fig.", "Figure", Kind::Figure),
    ("fig", "Figure", Kind::Figure),
    ("algorithm", "Algorithm", Kind::Figure),
    ("listing", "Listing", Kind::Figure),
    ("scheme", "Scheme", Kind::Figure),
];

/// What a caption begins with.
pub(crate) struct Label<'a> {
    pub(crate) kind: Kind,
    /// `Table`, `Extended Data Figure`, whatever the paper writes for it.
    pub(crate) name: &'static str,
    pub(crate) number: &'a str,
    /// The text behind it, with the mark in front.
    pub(crate) tail: &'a str,
}

impl Label<'_> {
    /// `Figure 2` for `Fig. 2`, as the text is searched for it.
    pub(crate) fn text(&self) -> String {
        format!("{} {}", self.name, self.number)
    }
}

/// The label at the front of a line, which need not be a caption.
pub(crate) fn label(line: &str) -> Option<Label<'_>> {
    let (word, behind, name, kind) = WORDS
        .into_iter()
        .find_map(|(word, name, kind)| Some((word, behind(line, word)?, name, kind)))?;
    let rest = behind.trim_start();
    let length = rest
        .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '–')))
        .unwrap_or(rest.len());
    let number = rest[..length].trim_end_matches(['.', '-', '–']);
    if !is_number(number) || (behind.len() == rest.len() && !word.ends_with('.')) {
        return None;
    }
    Some(Label { kind, name, number, tail: &rest[number.len()..] })
}

/// Takes `Table 3: text`, `Fig. 2. text`, `TABLE II text` apart. `lead` is how many bytes of the
/// front are set off by bold or italic type: a label that is set off needs no mark behind it. A
/// sentence such as `Table 3 shows` is no caption.
pub(crate) fn caption(line: &str, lead: usize) -> Option<Caption<'_>> {
    let label = label(line)?;
    let tail = label.tail.trim_start();
    let text = tail.trim_start_matches([':', '.', '|', '—', '–', '-']).trim_start();
    let marked = tail.starts_with([':', '.', '|', '—', '–']);
    let at = line.len() - label.tail.len();
    let set_off = (at..=at + 2).contains(&lead);
    let capitals = line.starts_with("TABLE ") || line.starts_with("FIGURE ");
    let alone = text.is_empty() && line.len() < 40;
    let is_caption = marked || set_off || capitals || alone;
    is_caption.then(|| Caption { kind: label.kind, label: label.text(), text })
}

/// `3`, `A.2`, `S1`, `IV`, `3a`, `2-1`.
fn is_number(text: &str) -> bool {
    let roman = text.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X'));
    let digits = text.chars().any(|letter| letter.is_ascii_digit());
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    !text.is_empty() && text.len() <= 8 && (roman || (digits && letters <= 2))
}
