//! Sentences as words, in the way of BERT.

use unicode_categories::UnicodeCategories;
use unicode_normalization::UnicodeNormalization;

/// Calls `with` for each word of a sentence until a call returns false: lower case, without
/// accents, control characters and spaces; punctuation and CJK ideographs stand alone.
///
/// # Source
/// `BasicTokenizer` of BERT <https://github.com/google-research/bert> `tokenization.py`, uncased.
/// Differs: private-use and unassigned characters are control characters, too, as in the crate
/// `tokenizers` 0.22. The words of every character alone, between letters and under an accent are
/// those of that crate, but for 21 characters of scripts that its tables (Unicode 12) lack.
pub(super) fn each_word(text: &str, mut with: impl FnMut(&str) -> bool) {
    for word in normalized(text).split_whitespace() {
        let mut start = 0;
        for (at, mark) in word.match_indices(is_punctuation) {
            if (start < at && !with(&word[start..at])) || !with(mark) {
                return;
            }
            start = at + mark.len();
        }
        if start < word.len() && !with(&word[start..]) {
            return;
        }
    }
}

/// The sentence in lower case, with single letters for accented ones and spaces around ideographs.
fn normalized(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for character in text.chars() {
        let kept_control = matches!(character, '\t' | '\n' | '\r');
        if character == char::REPLACEMENT_CHARACTER || (character.is_other() && !kept_control) {
            continue;
        }
        if character.is_whitespace() {
            clean.push(' ');
        } else if is_ideograph(character) {
            clean.extend([' ', character, ' ']);
        } else {
            clean.push(character);
        }
    }
    let letters = clean.nfd().filter(|character| !character.is_mark_nonspacing());
    letters.flat_map(char::to_lowercase).collect()
}

fn is_punctuation(character: char) -> bool {
    character.is_ascii_punctuation() || character.is_punctuation()
}

/// Whether a character is a word of its own in Chinese; Hangul and kana are written in words.
fn is_ideograph(character: char) -> bool {
    matches!(
        u32::from(character),
        0x3400..=0x4DBF
            | 0x4E00..=0x9FFF
            | 0xF900..=0xFAFF
            | 0x2_0000..=0x2_A6DF
            | 0x2_A700..=0x2_B81F
            | 0x2_B920..=0x2_CEAF
            | 0x2_F800..=0x2_FA1F
    )
}
