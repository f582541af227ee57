//! Replacements that name the knobs themselves: `{'group_tokens': 8, 'steps': 100}` or
//! `group_tokens=8, steps=100`.

use subject::{Kind, Knob, Settings, Value};

use super::part::{Match, Vocabulary};
use crate::excerpt::quote_sorted;
use crate::plan::{Literal, Replacement};
use crate::words::split_outside;

/// The settings, if the replacement is made of names and values; nothing if it is something else.
pub(super) fn settings(
    replacement: &Replacement,
    matched: &Match,
    vocabulary: &Vocabulary,
) -> Option<Result<Settings, String>> {
    let (pairs, is_map) = match replacement.value() {
        Literal::Map(pairs) => (pairs.clone(), true),
        Literal::Text(text) => {
            (split_outside(text, "()[]{}", ",;").map(pair).collect::<Option<_>>()?, false)
        }
        Literal::Null
        | Literal::Bool(_)
        | Literal::Int(_)
        | Literal::Float(_)
        | Literal::List(_) => return None,
    };
    let is_anchored = pairs.iter().any(|(key, _)| anchor(key, matched, vocabulary).is_some());
    let mut known = Vec::with_capacity(pairs.len());
    let mut strange = Vec::new();
    for (key, value) in &pairs {
        let other = || vocabulary.knob_called(key, false).filter(|_| is_anchored);
        match anchor(key, matched, vocabulary).or_else(other) {
            Some(knob) => known.push((knob, value)),
            None => strange.push(key.as_str()),
        }
    }
    if known.is_empty() && pairs.len() == 1 && !is_map {
        return None; // such as `L = 16`, where only the ablation knows what L is
    }
    if !strange.is_empty() {
        return Some(Err(format!("no knob is called {}", quote_sorted(strange))));
    }
    if pairs.is_empty() {
        return Some(Err("it sets nothing".to_owned()));
    }
    Some(assign(&known))
}

fn assign(pairs: &[(&Knob, &Literal)]) -> Result<Settings, String> {
    let mut settings = Settings::default();
    for (index, (knob, value)) in pairs.iter().enumerate() {
        if pairs[..index].iter().any(|(other, _)| other.name == knob.name) {
            return Err(format!("it sets the knob `{}` twice", knob.name));
        }
        settings.0.extend(super::differing(knob, &typed(knob, value)?)?.0);
    }
    Ok(settings)
}

/// The knob that a key names beyond doubt: the ablation names the knob too, or the key is an
/// identifier such as `batch_size`.
fn anchor<'a>(key: &str, matched: &Match<'a>, vocabulary: &Vocabulary<'a>) -> Option<&'a Knob> {
    let key = key.trim();
    let knob = vocabulary.knob_called(key, true)?;
    let is_matched = matched.knob.as_ref().is_ok_and(|matched| matched.name == knob.name);
    let is_named = matched.named.contains(&knob.name.as_str());
    let is_identifier = knob.name == key && key.contains('_');
    (is_matched || is_named || is_identifier).then_some(knob)
}

/// A piece of `a=1, b=2`.
fn pair(text: &str) -> Option<(String, Literal)> {
    let (key, value) = text.split_once('=')?;
    let is_plain =
        !key.trim().is_empty() && !key.ends_with(['<', '>', '!', '=']) && !value.contains('=');
    is_plain.then(|| (key.trim().to_owned(), Literal::parse(value.trim())))
}

fn typed(knob: &Knob, literal: &Literal) -> Result<Value, String> {
    match (literal, &knob.kind) {
        (Literal::Null, _) => super::off(knob),
        (Literal::Bool(value), _) => Ok(Value::Bool(*value)),
        (Literal::Int(value), Kind::Ints { .. }) => Ok(Value::Ints(vec![*value])),
        (Literal::Int(value), _) => Ok(Value::Int(*value)),
        (Literal::Float(value), _) => Ok(Value::Float(*value)),
        (Literal::Text(text), Kind::Choice { .. }) => {
            Ok(Value::Text(text.trim().trim_matches(['"', '\'']).to_owned()))
        }
        (Literal::Text(text), Kind::Bool) => match text.trim() {
            "on" | "true" => Ok(Value::Bool(true)),
            "off" | "false" => Ok(Value::Bool(false)),
            _ => Err(super::takes(knob)),
        },
        (Literal::List(items), Kind::Ints { .. }) => {
            let members = items.iter().map(whole).collect::<Option<_>>();
            members.map(Value::Ints).ok_or_else(|| super::takes(knob))
        }
        (Literal::Text(_) | Literal::List(_) | Literal::Map(_), _) => Err(super::takes(knob)),
    }
}

fn whole(literal: &Literal) -> Option<i64> {
    if let Literal::Int(value) = literal { Some(*value) } else { None }
}
