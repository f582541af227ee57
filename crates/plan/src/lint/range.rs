//! Items that are a range, or a list, of values to try.

use super::phrase::words;
use crate::words::{is_in, with_neighbours};

/// Words around a range.
const AROUND: &str =
    "a values value range ranging in the of vary varying varied from between over within sweep";

/// *from 1 to 10*, *between 0.1 and 0.5*, *2-8 layers*, without the values to try.
///
/// A range within a longer text is rather a value: *decay from 0.1 to 0.01*, *layers 1-6*.
pub(super) fn is_open_range(text: &str) -> bool {
    let spaced = spaced(text);
    let all = words(&spaced);
    let is_number = |word: &String| word.parse::<f64>().is_ok();
    let Some(low) = all.iter().position(is_number) else { return false };
    let joint = all.get(low + 1).map_or("", String::as_str);
    let Some(high) = all.get(low + 2).filter(|word| is_number(word)) else { return false };
    let is_rising = all[low].parse::<f64>().ok() < high.parse::<f64>().ok();
    let (before, after) = (&all[..low], &all[low + 3..]);
    let is_around = before.iter().all(|word| is_in(AROUND, word));
    let is_unit =
        after.len() <= 2 && after.iter().all(|word| word.chars().all(char::is_alphabetic));
    let is_named = !before.is_empty() || !after.is_empty();
    let is_joint = match joint {
        "to" => true,
        "through" => is_named,
        "and" => before.iter().any(|word| word == "between"),
        "dash" => is_named && !is_in("step steps-of", &after.join(" ")),
        _ => false,
    };
    is_rising && is_around && is_unit && is_joint
}

/// The text in which a dash between two numbers is the word *dash*.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for [before, c, after] in with_neighbours(text) {
        let is_dash = matches!(c, '-' | '–' | '~' | '\u{2010}' | '\u{2011}');
        if is_dash && before.is_ascii_digit() && after.is_ascii_digit() {
            spaced.push_str(" dash ");
        } else if "[]()".contains(c) {
            spaced.push(' ');
        } else {
            spaced.push(c);
        }
    }
    spaced
}

/// *different sizes m=[1,2,4,8]*, *various depths: 2, 4, 8*, *k ∈ {1, 5, 10}*, *all combinations of
/// A and B*.
pub(super) fn is_packed(text: &str) -> bool {
    const OPEN: &str = "different various varying vary several multiple";
    let is_open = words(text).first().is_some_and(|word| is_in(OPEN, word));
    (is_open && longest_list(text) >= 2) || (text.contains('∈') && longest_list(text) >= 3)
}

/// The length of the longest list of numbers between commas.
fn longest_list(text: &str) -> usize {
    let (mut longest, mut length) = (0, 0);
    for piece in text.split(',') {
        let last = piece.split_whitespace().last().unwrap_or_default();
        let digits = last.rsplit(['[', '(', '{', '=', ':']).next().unwrap_or_default();
        let first = piece.trim().trim_start_matches(['$', '-', '.']);
        let starts = first.starts_with(|c: char| c.is_ascii_digit());
        let ends = digits.trim_matches([']', ')', '}', '%', '$', '.']).parse::<f64>().is_ok();
        length = if starts && length > 0 { length + 1 } else { usize::from(ends) };
        longest = longest.max(length);
        if !ends {
            length = 0;
        }
    }
    longest
}
