//! Lists of words, each written as one text, and cuts of a text.

/// Whether a list of words between blanks has the word.
pub(crate) fn is_in(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

/// Each character between the one before and the one after it, which is a blank at the ends.
pub(crate) fn with_neighbours(text: &str) -> impl Iterator<Item = [char; 3]> {
    let before = [' '].into_iter().chain(text.chars());
    let after = text.chars().skip(1).chain([' ']);
    before.zip(text.chars()).zip(after).map(|((before, c), after)| [before, c, after])
}

/// The pieces of a text between separators that are in no pair of these brackets, such as `()[]`.
pub(crate) fn split_outside<'a>(
    text: &'a str,
    brackets: &str,
    separators: &str,
) -> impl Iterator<Item = &'a str> {
    let mut depth = 0_usize;
    text.split(move |c: char| {
        match brackets.find(c) {
            Some(at) if at % 2 == 0 => depth += 1,
            Some(_) => depth = depth.saturating_sub(1),
            None => {}
        }
        depth == 0 && separators.contains(c)
    })
}
