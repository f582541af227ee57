//! Lists of words, each written as one text.

/// Whether `word` is one of the words, which blanks part.
pub(crate) fn is_among(word: &str, words: &str) -> bool {
    words.split_ascii_whitespace().any(|known| known == word)
}

/// Whether a text begins with one of the phrases that are written `^phrase`, is one that is written
/// `=phrase`, or contains one of the others; `|` parts them.
pub(crate) fn says(text: &str, phrases: &str) -> bool {
    phrases.split('|').any(|phrase| match phrase.split_at_checked(1) {
        Some(("^", front)) => text.starts_with(front),
        Some(("=", whole)) => text == whole,
        Some(_) | None => text.contains(phrase),
    })
}

/// The text behind a word that it begins with, whatever the case.
pub(crate) fn behind<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (front, rest) = text.split_at_checked(word.len())?;
    front.eq_ignore_ascii_case(word).then_some(rest)
}
