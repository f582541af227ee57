//! Lists of words, each written as one text.

/// Whether a list of words between blanks has the word.
pub(crate) fn is_in(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}
