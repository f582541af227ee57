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
        let (name, shown) = (ablation.label(), excerpt(ablation.label()));
        let mut found = |rule, message| findings.push(Finding::new(Some(index), rule, message));
        if is_generic(name) {
            found(Rule::GenericName, format!("`{shown}` says nothing about what is changed"));
        } else if let Some(rest) = after_number(name) {
            found(Rule::NumberedName, format!("`{shown}` would do as `{}`", excerpt(rest)));
        }
        let first = *seen.entry(normal(name)).or_insert(index);
        if first != index {
            let message = format!("`{shown}` is also the name of ablation {}", first + 1);
            found(Rule::DuplicateName, message);
        }
    }
}

/// *Ablation Study 1*, *Experiment B*, *#2*.
fn is_generic(name: &str) -> bool {
    let name = name.replace(['(', ')', '[', ']', '#', '.', '-'], " ");
    let words = words(&name);
    let has_noun = words.iter().any(|word| is_in(GENERIC, word));
    !words.is_empty()
        && (has_noun || words.iter().all(|word| is_number(word)))
        && words.iter().all(|word| is_in(GENERIC, word) || is_index(word))
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// `3`, `b`, `2a`, `II`, `three`.
fn is_index(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_letter = rest.len() == 1 && is_in(INDICES, rest);
    is_in(INDICES, word) || (rest.len() < word.len() && (rest.is_empty() || is_letter))
}

/// The text after the number in *Ablation 1: Width*, *2. Width*, *A3 - Width*.
fn after_number(name: &str) -> Option<&str> {
    let (head, rest) =
        name.split_once([':', '–', '—']).or_else(|| name.split_once(" - ")).or_else(|| {
            let (head, rest) = name.split_once(['.', ')'])?;
            rest.starts_with(' ').then_some((head, rest))
        })?;
    let rest = rest.trim();
    let is_index = |word: &String| {
        let digits = word.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or_default();
        is_index(word) || (!digits.is_empty() && is_number(digits))
    };
    let head = words(&head.replace(['#', '('], " "));
    let has_index = head.last().is_some_and(is_index);
    let is_plain = head.iter().all(|word| is_in(GENERIC, word) || is_index(word));
    (has_index && is_plain && head.len() <= 4 && rest.chars().any(char::is_alphabetic))
        .then_some(rest)
}
