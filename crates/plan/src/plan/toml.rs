//! The form for a person: TOML with one `[[ablation]]` per ablation.
//!
//! ```toml
//! [[ablation]]
//! name = "Group tokens"
//! part = "number of group tokens"
//! action = "REPLACE"
//! replacements = [16, 64]
//! metrics = ["R@1"]
//! ```
//!
//! The keys are those of native JSON but for `ablation`, `part` and `replacements`. Reading is
//! strict: unknown keys and values of another type are reported with their line and left out.
//! Where the TOML is broken, each `[[ablation]]` is read alone, so that one slip does not hide the
//! others.

use ::toml::de::{DeTable, DeValue};
use foundation::words::nearest;
use serde_json::{Map, Value};

use super::rejected::excerpt;
use super::{Literal, Plan, Reason, Rejected, Replacement, Task, json};
use crate::lines::Lines;
use crate::toml_text;
use crate::words::is_in;

/// The keys of a plan, those of native JSON.
const PLAN: &str = "version task planner model slug title trace existing dropped notes ablation";

/// The keys of an ablation.
const ABLATION: &str =
    "name part action replacements metrics quotes expected priority agreement settings";

/// Whether the text is a plan in TOML, and not a binding, which names its subject and has variants.
pub(super) fn is_plan(text: &str) -> bool {
    if !has_sign(text) {
        return false;
    }
    let (document, _) = DeTable::parse_recoverable(text);
    let names_subject =
        ["subject", "baseline"].iter().any(|key| document.get_ref().contains_key(*key));
    !names_subject && !text.contains("[[ablation.variant]]")
}

/// Whether the first line is a header such as `[[ablation]]`, or an assignment that such a header
/// follows.
fn has_sign(text: &str) -> bool {
    let is_content = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let mut lines = text.lines().map(str::trim).filter(is_content);
    let first = lines.next().unwrap_or_default();
    is_header(first) || (is_assignment(first) && lines.any(is_header))
}

/// A header such as `[[ablation]]`; not a link of Markdown such as `[code](…)`.
fn is_header(line: &str) -> bool {
    line.starts_with('[') && line.trim_start_matches('[').trim_start().starts_with("ablation")
}

fn is_assignment(line: &str) -> bool {
    let is_key = |key: &str| key.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    line.split_once('=').is_some_and(|(key, _)| !key.trim().is_empty() && is_key(key.trim()))
}

/// The readable parts of the text, and the others with their lines.
pub(super) fn read(text: &str) -> (Plan, Vec<Rejected>) {
    let mut reader = Reader::default();
    let pieces = if toml_text::parse(text).is_ok() { vec![text] } else { pieces(text) };
    let mut before = 0;
    for piece in pieces {
        match toml_text::parse(piece) {
            Ok(document) => reader.read(piece, document.get_ref(), before),
            Err((at, message)) => {
                let line = before + Lines::new(piece).number(at);
                reader.reject(line, Reason::NotToml(message));
            }
        }
        before += piece.matches('\n').count();
    }
    if reader.plan.ablations.is_empty() && reader.rejected.is_empty() {
        reader.reject(1, Reason::NoPlan);
    }
    reader.rejected.sort_by_key(|rejected| rejected.line);
    (reader.plan, reader.rejected)
}

/// The text cut in front of each header of an ablation, but not of tables inside of one.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let name = line.trim_start_matches([' ', '\t', '[']);
        let is_cut = line.trim_start().starts_with('[')
            && name.starts_with("ablation")
            && !name.starts_with("ablation.");
        if is_cut && at > start {
            pieces.push(&text[start..at]);
            start = at;
        }
        at += line.len();
    }
    pieces.push(&text[start..]);
    pieces
}

#[derive(Default)]
struct Reader {
    plan: Plan,
    rejected: Vec<Rejected>,
}

impl Reader {
    fn reject(&mut self, line: usize, reason: Reason) {
        self.rejected.push(Rejected { line, reason });
    }

    /// Adds a document, or a piece of one with `before` lines in front of it, to the plan.
    fn read(&mut self, text: &str, document: &DeTable, before: usize) {
        let lines = Lines::new(text);
        let line = |at| before + lines.number(at);
        let mut plan = self.known(document, PLAN, &line);
        let found = document.get("ablation");
        let list = found.and_then(|item| item.get_ref().as_array());
        let (mut ablations, mut at) = (Vec::new(), Vec::new());
        // a single `[ablation]` counts as one, with a remark
        for item in list.map_or_else(|| Vec::from_iter(found), |list| list.iter().collect()) {
            let item_line = line(item.span().start);
            if list.is_none() || !item.get_ref().is_table() {
                let expected = "a list of tables, `[[ablation]]`";
                self.reject(
                    item_line,
                    Reason::WrongType { field: "ablation".to_owned(), expected },
                );
            }
            if let Some(table) = item.get_ref().as_table() {
                at.push(item_line);
                let mut ablation = self.known(table, ABLATION, &line);
                // an empty table is an ablation too, one without a name
                ablation.entry("name").or_insert_with(|| Value::from(""));
                ablations.push(Value::Object(ablation));
            }
        }
        plan.insert("ablations".to_owned(), Value::Array(ablations));
        json::read(&plan, (before + 1, &at), &mut self.plan, &mut self.rejected);
    }

    /// The values of all known keys but `ablation`; the other keys, and values of another type,
    /// are rejected.
    fn known(
        &mut self,
        table: &DeTable,
        keys: &'static str,
        line: &impl Fn(usize) -> usize,
    ) -> Map<String, Value> {
        let mut known = Map::new();
        for (key, item) in table {
            let (name, at) = (key.get_ref().as_ref(), key.span().start);
            if !is_in(keys, name) {
                let nearest = nearest(name, keys.split(' ')).map(str::to_owned);
                self.reject(line(at), Reason::UnknownField { field: excerpt(name), nearest });
                continue;
            }
            if name == "ablation" {
                continue;
            }
            let (field, value) = (name.to_owned(), value(item.get_ref(), 0));
            if let Some(expected) = expected(name, &value) {
                self.reject(line(at), Reason::WrongType { field, expected });
            } else {
                known.insert(field, value);
            }
        }
        known
    }
}

/// The type that a value of this key should have, if it has another one.
fn expected(key: &str, value: &Value) -> Option<&'static str> {
    let (is_right, expected) = match key {
        "name" | "part" | "action" | "expected" | "planner" | "model" | "slug" | "title"
        | "trace" => (value.is_string(), "a string"),
        "task" => {
            let task = value.as_str().and_then(Task::parse);
            (task.is_some(), "\"author\" or \"reviewer\"")
        }
        "metrics" => {
            let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            (items.iter().all(Value::is_string), "a list of strings")
        }
        "existing" | "dropped" | "notes" => (value.is_array(), "a list"),
        "priority" => (matches!(value.as_u64(), Some(1..=5)), "an integer from 1 to 5"),
        _ => return None,
    };
    (!is_right).then_some(expected)
}

/// The value in JSON; dates, and numbers that JSON does not have, as text. Values nested too deep
/// are dropped.
fn value(item: &DeValue, depth: usize) -> Value {
    if depth > Literal::MAX_DEPTH {
        return Value::Null;
    }
    match item {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Boolean(value) => Value::from(*value),
        DeValue::Integer(number) => {
            toml_text::integer(number).map_or_else(|| Value::from(number.to_string()), Value::from)
        }
        DeValue::Float(number) => match number.as_str().parse::<f64>() {
            Ok(value) if value.is_finite() => Value::from(value),
            Ok(_) | Err(_) => Value::from(number.as_str()),
        },
        DeValue::Datetime(date) => Value::from(date.to_string()),
        DeValue::Array(items) => {
            items.iter().map(|item| value(item.get_ref(), depth + 1)).collect()
        }
        DeValue::Table(table) => table
            .iter()
            .map(|(key, item)| (key.get_ref().to_string(), value(item.get_ref(), depth + 1)))
            .collect::<Map<_, _>>()
            .into(),
    }
}

/// The plan in TOML, the keys that are empty left out.
pub(super) fn write(plan: &Plan) -> String {
    let mut document = serde_json::to_value(plan).expect("invariant: every key is a string");
    let mut text = String::new();
    write_keys(&mut text, &document, PLAN);
    let ablations = document.get_mut("ablations").and_then(Value::as_array_mut);
    for (json, ablation) in ablations.into_iter().flatten().zip(&plan.ablations) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str("[[ablation]]\n");
        json["part"] = json["ablated_part"].take();
        json["replacements"] = ablation.replacements.iter().map(written).collect();
        write_keys(&mut text, json, ABLATION);
    }
    text
}

/// Numbers and truth values as such, everything else as its text.
fn written(replacement: &Replacement) -> Value {
    match replacement.to_json() {
        json @ (Value::Number(_) | Value::Bool(_)) => json,
        _ => Value::from(replacement.text()),
    }
}

fn write_keys(text: &mut String, table: &Value, keys: &str) {
    for key in keys.split(' ') {
        let value = &table[key];
        let is_empty = match value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
        };
        if !is_empty {
            text.push_str(&format!("{key} = {}\n", toml_text::value(value)));
        }
    }
}
