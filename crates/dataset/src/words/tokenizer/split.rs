//! Sentences as words, in the way of BERT.

use unicode_categories::UnicodeCategories;
use unicode_normalization::UnicodeNormalization;

/// A sentence with blanks between its words: lower case, without accents and control characters;
/// punctuation and CJK ideographs are words of their own.
///
/// # Source
/// `BasicTokenizer` of BERT <https://github.com/google-research/bert> `tokenization.py`, uncased.
/// Differs: private-use and unassigned characters are control characters, too, as in the crate
/// `tokenizers` 0.22. The words of every character alone, between letters and under an accent are
/// those of that crate, but for 21 characters of scripts that its tables (Unicode 12) lack.
pub(super) fn spaced(text: &str) -> String {
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
    let mut spaced = String::with_capacity(clean.len());
    for letter in letters.flat_map(char::to_lowercase) {
        if is_punctuation(letter) {
            spaced.extend([' ', letter, ' ']);
        } else {
            spaced.push(letter);
        }
    }
    spaced
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
