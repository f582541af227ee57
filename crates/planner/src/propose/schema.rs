//! The forms that answers are held to, where the server can.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use subject::{Declaration, Knob};

use super::candidate::{self, Candidates};
use crate::lm::Schema;

/// The form of a plan, for services that know a schema but few of its keywords.
pub(super) fn plan(subject: Option<&Declaration>) -> Schema {
    let texts = || list(text());
    let existing = object([("name", text()), ("place", text()), ("quote", text())]);
    let mut ablation = vec![
        ("name", text()),
        ("ablated_part", text()),
        ("action", one_of(["REMOVE", "REPLACE", "ADD"])),
        ("replacement", texts()),
        ("metrics", texts()),
        ("quotes", texts()),
        ("expected", text()),
        ("priority", priority()),
    ];
    ablation.extend(subject.map(|subject| ("settings", list(list(setting(subject))))));
    let (existing, ablations) = (list(existing), list(object(ablation)));
    let fields = [("discussion", text()), ("existing", existing), ("ablations", ablations)];
    named("ablation_plan", fields)
}

/// The form of a plan for a model on one's own machine: it chooses among what is there, and its
/// texts and lists have limits, so that a small model comes to an end.
pub(super) fn grammar(n: usize, subject: Option<&Declaration>, candidates: &Candidates) -> Schema {
    let existing = object([("name", short(120)), ("place", short(60)), ("quote", short(300))]);
    let part = |is_listed: fn(&&Knob) -> bool| match subject {
        Some(subject) => {
            let knobs = subject.knobs.iter().filter(is_listed);
            one_of(knobs.map(|knob| knob.part.as_str()).collect::<BTreeSet<_>>())
        }
        None => short(120),
    };
    let removal = chosen(part(|knob| knob.off.is_some()), "REMOVE", None, subject, candidates);
    let items = Some(between(short(80), 1, 3));
    let replacement = chosen(part(|_| true), "REPLACE", items, subject, candidates);
    let ablation = json!({"anyOf": [removal, replacement]});
    let fields = [
        ("discussion", short(1200)),
        ("existing", between(existing, 0, 6)),
        ("ablations", between(ablation, 1, n)),
    ];
    named("ablation_plan", fields)
}

/// An ablation with this action; `replacement` is the form of its list.
fn chosen(
    part: Value,
    action: &str,
    replacement: Option<Value>,
    subject: Option<&Declaration>,
    candidates: &Candidates,
) -> Value {
    let known = |known: &[String], longest: usize| {
        if known.is_empty() { short(longest) } else { one_of(known) }
    };
    let mut fields =
        vec![("name", short(80)), ("ablated_part", part), ("action", one_of([action]))];
    let n_variants = if replacement.is_some() { 3 } else { 1 };
    fields.extend(replacement.map(|items| ("replacement", items)));
    fields.extend([
        ("metrics", between(known(&candidates.metrics, 60), 1, 4)),
        ("quotes", between(known(&candidates.quotes, 300), 1, 2)),
        ("expected", short(200)),
        ("priority", priority()),
    ]);
    if let Some(subject) = subject {
        let knobs = subject.knobs.iter().map(|knob| (&knob.name, candidate::values(knob)));
        let choices = knobs
            .filter(|(_, values)| !values.is_empty())
            .map(|(name, values)| object([("knob", one_of([name])), ("value", one_of(values))]));
        let choice = json!({"anyOf": choices.collect::<Vec<_>>()});
        fields.push(("settings", between(between(choice, 1, 1), 1, n_variants)));
    }
    object(fields)
}

/// The form of a choice of settings.
pub(crate) fn choices(subject: &Declaration) -> Schema {
    let choice = object([
        ("item", json!({"type": "integer"})),
        ("settings", list(setting(subject))),
        ("reason", text()),
    ]);
    named("settings", [("choices", list(choice))])
}

/// One knob with its value, which is text since services allow no values of several types.
fn setting(subject: &Declaration) -> Value {
    object([("knob", one_of(subject.knobs.iter().map(|knob| &knob.name))), ("value", text())])
}

fn text() -> Value {
    json!({"type": "string"})
}

fn short(longest: usize) -> Value {
    json!({"type": "string", "maxLength": longest})
}

fn priority() -> Value {
    json!({"type": "integer", "enum": [1, 2, 3, 4, 5]})
}

fn one_of<T: AsRef<str>>(choices: impl IntoIterator<Item = T>) -> Value {
    let choices: Vec<Value> =
        choices.into_iter().map(|choice| Value::from(choice.as_ref())).collect();
    json!({"type": "string", "enum": choices})
}

fn list(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

fn between(items: Value, least: usize, most: usize) -> Value {
    json!({"type": "array", "items": items, "minItems": least, "maxItems": most})
}

fn named<'a>(name: &str, fields: impl IntoIterator<Item = (&'a str, Value)>) -> Schema {
    Schema { name: name.to_owned(), schema: object(fields) }
}

/// An object that has all of these fields and no others, as services want it.
fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let fields: Map<String, Value> =
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let required: Vec<&String> = fields.keys().collect();
    json!({"type": "object", "required": required, "additionalProperties": false, "properties": fields})
}
