//! The value of a knob that a replacement means.

use std::collections::BTreeSet;

use subject::{Kind, Settings, Value};

use super::asked::Asked;
use super::part::{Match, Vocabulary};
use super::words::{is_baseline, is_generic, is_removal, is_vague};
use super::{assignment, choice, scalar, set};
use crate::excerpt::quote_sorted;
use crate::plan::{Ablation, Replacement};
use crate::words::is_in;

/// The settings that the replacement means; empty if they are the baseline's.
pub(super) fn settings(
    replacement: &Replacement,
    matched: &Match,
    vocabulary: &Vocabulary,
    ablation: &Ablation,
) -> Result<Settings, String> {
    if let Some(settings) = assignment::settings(replacement, matched, vocabulary) {
        return settings;
    }
    let knob = matched.knob.clone()?;
    let asked = Asked::new(vocabulary.entry(knob), replacement.label(), ablation);
    super::differing(knob, &value(&asked)?)
}

fn value(asked: &Asked) -> Result<Value, String> {
    if asked.knob.kind == Kind::Path {
        return Err(super::is_path(&asked.knob.name));
    }
    if let Some(value) = choice::value(asked) {
        return value;
    }
    if is_removed(asked) {
        let is_switch = asked.knob.kind == Kind::Bool;
        let off = super::off(asked.knob);
        return if is_switch { Ok(off.unwrap_or(Value::Bool(false))) } else { off };
    }
    let value = match asked.knob.kind {
        Kind::Bool => switch(asked).map(Ok),
        Kind::Int { .. } | Kind::Float { .. } => scalar::value(asked),
        Kind::Ints { min, max } => set::value(asked, min, max),
        Kind::Choice { .. } | Kind::Path => None,
    };
    if let Some(value) = value {
        return value;
    }
    if is_default(asked) { Ok(asked.knob.default.clone()) } else { Err(not_understood(asked)) }
}

/// *none*, *remove*, *without X*, *X removed*, where X is the part itself.
fn is_removed(asked: &Asked) -> bool {
    const FROM: &str = "from in at entirely completely altogether";
    let is_known = |word: &str| {
        is_removal(word)
            || is_generic(word)
            || is_in(FROM, word)
            || asked.entry.name_words.contains(word)
    };
    // at either end: *video blending without cut* is not a removal
    let mut content = asked.words().filter(|word| is_removal(word) || !is_generic(word));
    let first = content.next();
    let last = content.last().or(first);
    (first.is_some_and(is_removal) || last.is_some_and(is_removal))
        && asked.words().all(|word| is_known(word) && !is_vague(word))
        && asked.are_symbols_known()
        && !asked.has_number()
}

/// *on*, *with X*, *X*, where X is the part itself, and *false*; other ways of *off* are removals.
fn switch(asked: &Asked) -> Option<Value> {
    const ON: &str = "on true yes enable enabled with add added adding include included";
    let words: BTreeSet<String> = asked.words().map(str::to_owned).collect();
    let is_off = words.len() == 1 && words.contains("false");
    let is_on = words.iter().any(|word| is_in(ON, word)) || asked.entry.is_named_in(&words);
    let is_plain_word = |word: &String| {
        (is_in(ON, word) || asked.is_known(word)) && !is_removal(word) && !is_vague(word)
    };
    let is_plain =
        asked.are_symbols_known() && !asked.has_number() && words.iter().all(is_plain_word);
    (is_off || (is_on && is_plain)).then_some(Value::Bool(is_on))
}

/// *default*, *original*, *as in the baseline*.
fn is_default(asked: &Asked) -> bool {
    const AS: &str = "in no change modification";
    let is_named = asked.words().any(is_baseline) || asked.words().eq(["no", "change"]);
    is_named
        && asked.words().all(|word| is_baseline(word) || is_in(AS, word) || asked.is_known(word))
        && !asked.has_number()
        && asked.are_symbols_known()
}

fn not_understood(asked: &Asked) -> String {
    let takes = super::takes(asked.knob);
    if asked.words().any(is_vague) && !asked.has_number() {
        return format!("too vague: it names no value; {takes}");
    }
    let strange: Vec<&str> =
        asked.words().filter(|word| !asked.is_known(word) && !is_removal(word)).collect();
    if strange.is_empty() {
        return format!("not understood; {takes}");
    }
    format!("not understood, because of {}; {takes}", quote_sorted(strange))
}
