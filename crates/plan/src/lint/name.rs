//! Names without content, and duplicate names.

use std::collections::HashMap;

use super::phrase::{normal, words};
use super::{Finding, Rule};
use crate::excerpt::excerpt;
use crate::plan::Plan;
use crate::words::is_in;

/// Words of a name that do not describe the change.
const GENERIC: &str =
    "ablation ablations study experiment experiments exp trial variant test no number part item";

/// Single letters and Roman numbers beyond these are rather symbols of the paper.
const INDICES: &str =
    "a b c d e f g h ii iii iv vi vii viii i one two three four five six seven eight nine ten";

pub(super) fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (index, ablation) in plan.ablations.iter().enumerate() {
        let name = ablation.label();
        let mut found = |rule, message| findings.push(Finding::new(Some(index), rule, message));
        if is_generic(name) {
            found(
                Rule::GenericName,
                format!("`{}` says nothing about what is changed", excerpt(name)),
            );
        } else if let Some(rest) = after_number(name) {
            found(
                Rule::NumberedName,
                format!("`{}` would do as `{}`", excerpt(name), excerpt(rest)),
            );
        }
        let first = *seen.entry(normal(name)).or_insert(index);
        if first != index {
            found(
                Rule::DuplicateName,
                format!("`{}` is also the name of ablation {}", excerpt(name), first + 1),
            );
        }
    }
}

/// *Ablation Study 1*, *Experiment B*, *#2*.
fn is_generic(name: &str) -> bool {
    let name = name.replace(['(', ')', '[', ']', '#', '.', '-'], " ");
    let words = words(&name);
    let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
    let has_noun = words.iter().any(|word| is_in(GENERIC, word));
    !words.is_empty()
        && (has_noun || words.iter().all(is_number))
        && words.iter().all(|word| is_in(GENERIC, word) || is_index(word))
}

/// `3`, `b`, `2a`, `II`, `three`.
fn is_index(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
    is_in(INDICES, word)
        || (rest.len() < word.len()
            && (rest.is_empty() || (rest.len() == 1 && is_in(INDICES, rest))))
}

/// The text after the number in *Ablation 1: Width*, *2. Width*, *A3 - Width*.
fn after_number(name: &str) -> Option<&str> {
    let (head, rest) =
        name.split_once([':', '–', '—']).or_else(|| name.split_once(" - ")).or_else(|| {
            let (head, rest) = name.split_once(['.', ')'])?;
            rest.starts_with(' ').then_some((head, rest))
        })?;
    let rest = rest.trim();
    let letters_first = |word: &str| {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        word.len() - digits.len() == 1
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let head = words(&head.replace(['#', '('], " "));
    let has_index = head.last().is_some_and(|word| is_index(word) || letters_first(word));
    let is_plain =
        head.iter().all(|word| is_in(GENERIC, word) || is_index(word) || letters_first(word));
    (has_index && is_plain && head.len() <= 4 && rest.chars().any(char::is_alphabetic))
        .then_some(rest)
}
