//! One of the choices of a knob, by its name, its words or its initials.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use subject::{Kind, Value};

use super::asked::Asked;
use super::token::words_of;
use super::words::{is_removal, is_vague};
use crate::excerpt::quote_sorted;

/// The choice, or the reason why it is ambiguous; nothing if the knob has no choices or the text
/// names none.
pub(super) fn value(asked: &Asked) -> Option<Result<Value, String>> {
    let Kind::Choice { choices } = &asked.knob.kind else { return None };
    let exact = choices.iter().find(|choice| normal(choice) == normal(asked.text));
    if let Some(choice) = exact {
        return Some(Ok(Value::Text(choice.clone())));
    }
    let words = chosen(asked.words().collect());
    let is_negated = words.iter().any(|word| is_removal(word) || *word == "not" || *word == "non");
    if is_negated || asked.has_number() || !asked.are_symbols_known() {
        return None;
    }
    // the most words of the choice, then the fewest that are missing
    let mut best: Vec<&str> = Vec::new();
    let mut best_fit = (0, Reverse(0));
    for choice in choices {
        let wanted = words_of(choice);
        let (hit, used) = hit(&wanted, &words);
        let is_plain = words.iter().enumerate().all(|(index, word)| {
            used.contains(&index) || (asked.is_known(word) && !is_vague(word))
        });
        let fit = (hit, Reverse(wanted.len() - hit));
        if hit == 0 || !is_plain || fit < best_fit {
            continue;
        }
        if fit > best_fit {
            best.clear();
            best_fit = fit;
        }
        best.push(choice);
    }
    match best.as_slice() {
        [] => None,
        [choice] => Some(Ok(Value::from(*choice))),
        several => Some(Err(format!("it may be any of {}", quote_sorted(several.iter().copied())))),
    }
}

/// Letters and digits only, in lower case.
fn normal(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Y of *replace X with Y* and of *Y instead of X*.
fn chosen(mut words: Vec<&str>) -> Vec<&str> {
    if matches!(words.first(), Some(&"replace" | &"replaced" | &"replacing"))
        && let Some(with) = words.iter().position(|word| ["with", "by"].contains(word))
    {
        words.drain(..=with);
    }
    let instead =
        words.windows(2).position(|pair| pair == ["instead", "of"] || pair == ["rather", "than"]);
    words.truncate(instead.unwrap_or(words.len()));
    words
}

/// The number of words of the choice that are in the text, and their places in the text; `bce` is
/// there as the initials of *binary cross-entropy*.
fn hit(choice: &[String], words: &[&str]) -> (usize, BTreeSet<usize>) {
    let mut used = BTreeSet::new();
    let mut hit = 0;
    for wanted in choice {
        if let Some(index) = words.iter().position(|word| word == wanted) {
            hit += 1;
            used.insert(index);
            continue;
        }
        let length = wanted.chars().count();
        if length > 1
            && let Some(start) =
                words.windows(length).position(|window| is_initials(wanted, window))
        {
            hit += 1;
            used.extend(start..start + length);
        }
    }
    (hit, used)
}

fn is_initials(word: &str, words: &[&str]) -> bool {
    words.iter().filter_map(|word| word.chars().next()).eq(word.chars())
}
