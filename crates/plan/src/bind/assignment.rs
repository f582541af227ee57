//! Replacements that name the knobs themselves: `{'group_tokens': 8, 'steps': 100}` or
//! `group_tokens=8, steps=100`.

use subject::{Kind, Knob, Settings, Value};

use super::part::{Match, Vocabulary};
use super::words::quote;
use crate::plan::{Literal, Replacement};

/// The settings, if the replacement is made of names and values; nothing if it is something else.
pub(super) fn settings(
    replacement: &Replacement,
    matched: &Match,
    vocabulary: &Vocabulary,
) -> Option<Result<Settings, String>> {
    let pairs = match replacement.value() {
        Literal::Map(pairs) => pairs.clone(),
        Literal::Text(text) => pairs(text)?,
        _ => return None,
    };
    let is_anchored = pairs.iter().any(|(key, _)| anchor(key, matched, vocabulary).is_some());
    let knob = |key: &str| {
        let other = || vocabulary.knob_called(key, false).filter(|_| is_anchored);
        anchor(key, matched, vocabulary).or_else(other)
    };
    let known: Vec<Option<&Knob>> = pairs.iter().map(|(key, _)| knob(key)).collect();
    if known.iter().all(Option::is_none)
        && pairs.len() == 1
        && !matches!(replacement.value(), Literal::Map(_))
    {
        return None; // such as `L = 16`, where only the ablation knows what L is
    }
    let strange: Vec<&str> = pairs
        .iter()
        .zip(&known)
        .filter(|(_, knob)| knob.is_none())
        .map(|((key, _), _)| key.as_str())
        .collect();
    if !strange.is_empty() || pairs.is_empty() {
        let names = quote(strange);
        return Some(Err(if names.is_empty() {
            "it sets nothing".to_owned()
        } else {
            format!("no knob is called {names}")
        }));
    }
    let mut settings = Settings::default();
    let mut seen = Vec::new();
    for (knob, (_, value)) in known.into_iter().flatten().zip(&pairs) {
        if seen.contains(&&knob.name) {
            return Some(Err(format!("it sets the knob `{}` twice", knob.name)));
        }
        seen.push(&knob.name);
        match typed(knob, value).and_then(|value| super::differing(knob, &value)) {
            Ok(setting) => settings.0.extend(setting.0),
            Err(reason) => return Some(Err(reason)),
        }
    }
    Some(Ok(settings))
}

/// The knob of a key that leaves no doubt: the ablation names the knob, or the key is an identifier
/// such as `batch_size`.
fn anchor<'a>(key: &str, matched: &Match<'a>, vocabulary: &Vocabulary<'a>) -> Option<&'a Knob> {
    let key = key.trim();
    let knob = vocabulary.knob_called(key, true)?;
    let is_matched = matched.knob.as_ref().is_ok_and(|matched| matched.name == knob.name);
    let is_named = matched.named.contains(&knob.name.as_str());
    let is_identifier = knob.name == key && key.contains('_');
    (is_matched || is_named || is_identifier).then_some(knob)
}

/// `a=1, b=2`: pairs between commas that are in no brackets.
fn pairs(text: &str) -> Option<Vec<(String, Literal)>> {
    let mut depth = 0_usize;
    let pieces = text.split(|c: char| {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && (c == ',' || c == ';')
    });
    let pair = |piece: &str| {
        let (key, value) = piece.split_once('=')?;
        let is_plain =
            !key.trim().is_empty() && !key.ends_with(['<', '>', '!', '=']) && !value.contains('=');
        is_plain.then(|| (key.trim().to_owned(), Literal::parse(value.trim())))
    };
    pieces.map(pair).collect()
}

fn typed(knob: &Knob, literal: &Literal) -> Result<Value, String> {
    let takes = || format!("`{}` takes {}", knob.name, knob.kind);
    match (literal, &knob.kind) {
        (Literal::Bool(value), _) => Ok(Value::Bool(*value)),
        (Literal::Int(value), Kind::Ints { .. }) => Ok(Value::Ints(vec![*value])),
        (Literal::Int(value), _) => Ok(Value::Int(*value)),
        (Literal::Float(value), _) => Ok(Value::Float(*value)),
        (Literal::Text(text), Kind::Choice { .. }) => {
            Ok(Value::Text(text.trim().trim_matches(['"', '\'']).to_owned()))
        }
        (Literal::Text(text), Kind::Bool) if ["on", "true"].contains(&text.trim()) => {
            Ok(Value::Bool(true))
        }
        (Literal::Text(text), Kind::Bool) if ["off", "false"].contains(&text.trim()) => {
            Ok(Value::Bool(false))
        }
        (Literal::List(items), Kind::Ints { .. }) => items
            .iter()
            .map(|item| if let Literal::Int(value) = item { Ok(*value) } else { Err(takes()) })
            .collect::<Result<_, _>>()
            .map(Value::Ints),
        (Literal::Null, _) => knob
            .off
            .clone()
            .ok_or_else(|| format!("cannot be removed: the knob `{}` has no off value", knob.name)),
        _ => Err(takes()),
    }
}
