//! Words that were parted at the end of a line.

use std::collections::HashSet;

use super::line::Line;
use crate::lexicon::is_among;

/// Words that begin compounds, and words that end them.
const FIRST: &str = "self zero few state cross semi well non";
const SECOND: &str = "based level mode free aware specific shot scale art trained supervised modal \
    driven dependent tuning tuned attention rank dimensional layer step class";

/// The words that stand within lines, in lower case.
#[derive(Default)]
pub(super) struct Vocabulary(HashSet<String>);

impl Vocabulary {
    pub(super) fn of<'a>(lines: impl Iterator<Item = &'a Line>) -> Self {
        let mut words = HashSet::new();
        for line in lines {
            let inner = line.words.iter().take(line.words.len().saturating_sub(1));
            words.extend(inner.map(|word| bare(&word.text)).filter(|word| word.len() > 1));
        }
        Self(words)
    }

    /// Appends a line to a paragraph.
    pub(super) fn join(&self, text: &mut String, line: &str) {
        if text.is_empty() || line.is_empty() {
            text.push_str(line);
            return;
        }
        let hyphenated =
            text.ends_with(['-', '\u{2010}']) && !text.ends_with(" -") && !text.ends_with("--");
        if !hyphenated {
            text.push(' ');
        } else if self.is_parted(text, line) {
            text.pop();
        }
        text.push_str(line);
    }

    /// The lines as one paragraph.
    pub(super) fn joined(&self, lines: impl Iterator<Item = String>) -> String {
        lines.fold(String::new(), |mut text, line| {
            self.join(&mut text, &line);
            text
        })
    }

    /// Whether the hyphen at the end of `text` is there for the line end only.
    fn is_parted(&self, text: &str, line: &str) -> bool {
        let first = text.rsplit(char::is_whitespace).next().unwrap_or_default();
        let first = first.trim_end_matches(['-', '\u{2010}']);
        let second = line.split(char::is_whitespace).next().unwrap_or_default();
        let (start, end) = (bare(first), bare(second));
        let has = |word: &str| self.0.contains(word);
        if !first.ends_with(char::is_alphabetic) || !second.starts_with(char::is_alphabetic) {
            return false;
        }
        if has(&format!("{start}{end}")) && !has(&format!("{start}-{end}")) {
            return true;
        }
        if !second.starts_with(char::is_lowercase) {
            return false;
        }
        let compound = start.contains('-')
            || has(&format!("{start}-{end}"))
            || is_among(&start, FIRST)
            || is_among(&end, SECOND);
        let two_words = start.len() > 2 && end.len() > 2 && has(&start) && has(&end);
        !compound && !two_words
    }
}

/// The word without what surrounds it.
fn bare(word: &str) -> String {
    word.trim_matches(|char: char| !char.is_alphanumeric()).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(known: &str, text: &str, line: &str, expected: &str) {
        let vocabulary = Vocabulary(known.split(' ').map(str::to_owned).collect());
        let mut joined = text.to_owned();
        vocabulary.join(&mut joined, line);
        assert_eq!(joined, expected);
    }

    #[test]
    fn a_parted_word_is_joined() {
        check("", "a repre-", "sentation of", "a representation of");
        check("representation for", "for-", "mation", "formation");
        check("tracemonkey", "Trace-", "Monkey", "TraceMonkey");
        check("fine tuning finetuning", "fine-", "tuning.", "finetuning.");
    }

    #[test]
    fn a_compound_keeps_its_hyphen() {
        check("", "state-of-the-", "art results", "state-of-the-art results");
        check("pre-training", "by pre-", "training on", "by pre-training on");
        check("fine tuning", "fine-", "tuning", "fine-tuning");
        check("", "a BERT-", "Base", "a BERT-Base");
        check("", "self-", "similar", "self-similar");
        check("", "gradient-", "based", "gradient-based");
        check("", "from 3-", "fold", "from 3-fold");
    }

    #[test]
    fn other_lines_are_joined_by_a_blank() {
        check("", "one", "two", "one two");
        check("", "a -", "b", "a - b");
        check("", "", "two", "two");
    }
}
