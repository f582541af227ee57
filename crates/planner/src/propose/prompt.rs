//! What a model is asked, from the files in `prompts/`.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use study::Task;
use subject::{Declaration, Knob};

use super::candidate::{self, Candidates};
use crate::lm::Schema;

const SYSTEM: &str = include_str!("../../prompts/system.md");
const REVIEWER: &str = include_str!("../../prompts/reviewer.md");
const AUTHOR: &str = include_str!("../../prompts/author.md");
const SCHEMA: &str = include_str!("../../prompts/schema.md");
const TAGS: &str = include_str!("../../prompts/tags.md");
const SUBJECT: &str = include_str!("../../prompts/subject.md");
const REPAIR: &str = include_str!("../../prompts/repair.md");
const BIND: &str = include_str!("../../prompts/bind.md");

/// The version of the prompts: it goes up whenever one of them is changed in its meaning.
pub const VERSION: u32 = 1;

/// How the model is to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In JSON, held to a schema where the server can.
    Schema,
    /// In tags with JSON objects in them.
    Tags,
}

/// The version of the prompts with a digest of their texts.
#[must_use]
pub fn version() -> String {
    let mut digest = Sha256::new();
    for text in [SYSTEM, REVIEWER, AUTHOR, SCHEMA, TAGS, SUBJECT, REPAIR, BIND] {
        digest.update(text);
    }
    let digest: String = digest.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{VERSION} ({digest})")
}

/// What the model is.
pub(super) fn system() -> String {
    SYSTEM.trim().to_owned()
}

/// The paper, so marked that its text cannot end before it does.
pub(super) fn paper(text: &str) -> String {
    format!("<paper>\n{}\n</paper>", text.replace("</paper>", "<\\/paper>"))
}

/// The question behind the paper.
pub(super) fn question(task: Task, n: usize, form: Form, subject: Option<&Declaration>) -> String {
    let question = match task {
        Task::Reviewer => REVIEWER,
        Task::Author => AUTHOR,
    };
    let mut parts = vec![question.trim().replace("{n}", &n.to_string())];
    parts.push(if form == Form::Schema { SCHEMA } else { TAGS }.trim().to_owned());
    parts.extend(subject.map(|subject| about(subject, form)));
    parts.join("\n\n")
}

fn about(subject: &Declaration, form: Form) -> String {
    let metrics: Vec<&str> =
        subject.metrics.iter().filter(|metric| !metric.curve).map(|metric| metric.label.as_str()).collect();
    let entry = match form {
        Form::Schema => "a list of objects with \"knob\" and \"value\" (a string, such as \"8\" or \"[6, 12]\")",
        Form::Tags => "an object such as {\"knob\": value}",
    };
    let text = SUBJECT.trim().replace("{subject}", &subject.name).replace("{entry}", entry);
    text.replace("{metrics}", &metrics.join(", ")).replace("{knobs}", &knobs(subject))
}

/// The question that goes with what does not hold, an item per line.
pub(super) fn repair(faults: &[String], has_settings: bool) -> String {
    let faults: Vec<String> = faults.iter().map(|fault| format!("- {fault}")).collect();
    let settings = if has_settings { ", settings that the knobs admit" } else { "" };
    REPAIR.trim().replace("{settings}", settings).replace("{faults}", &faults.join("\n"))
}

/// The question which settings carry out these variants.
pub(crate) fn bind(subject: &Declaration, items: &str) -> String {
    let text = BIND.trim().replace("{subject}", &subject.name).replace("{knobs}", &knobs(subject));
    text.replace("{items}", items)
}

fn knobs(subject: &Declaration) -> String {
    subject.knobs.iter().map(knob).collect::<Vec<_>>().join("\n")
}

fn knob(knob: &Knob) -> String {
    let off = knob.off.as_ref().map_or_else(|| "cannot be removed".to_owned(), |off| format!("off at {off}"));
    format!("- {}: {}; {}; baseline {}; {off}; {}", knob.name, knob.part, knob.kind, knob.default, knob.help)
}

/// The schema of an answer. `candidates` are there for a model on one's own machine: it chooses among them, and its texts and
/// lists have limits, so that a small model comes to an end.
pub(super) fn schema(n: usize, subject: Option<&Declaration>, candidates: Option<&Candidates>) -> Schema {
    let is_bounded = candidates.is_some();
    let one_of = |known: &[String], longest: usize| match known {
        [] => text(is_bounded, longest),
        known => json!({"type": "string", "enum": known}),
    };
    let (quotes, metrics) = candidates.map_or((&[][..], &[][..]), |it| (it.quotes.as_slice(), it.metrics.as_slice()));
    let list = |items: Value, most: usize| match is_bounded {
        true => json!({"type": "array", "items": items, "maxItems": most}),
        false => json!({"type": "array", "items": items}),
    };
    let existing =
        object([("name", text(is_bounded, 120)), ("place", text(is_bounded, 60)), ("quote", text(is_bounded, 300))]);
    let mut fields = vec![
        ("name", text(is_bounded, 120)),
        ("ablated_part", text(is_bounded, 200)),
        ("action", json!({"type": "string", "enum": ["REMOVE", "REPLACE", "ADD"]})),
        ("replacement", list(text(is_bounded, 120), 6)),
        ("metrics", list(one_of(metrics, 60), 4)),
        ("quotes", list(one_of(quotes, 300), 2)),
        ("expected", text(is_bounded, 300)),
        ("priority", json!({"type": "integer", "enum": [1, 2, 3, 4, 5]})),
    ];
    if let Some(subject) = subject {
        let setting = if is_bounded { chosen(subject) } else { setting(subject, text(false, 0)) };
        fields.push(("settings", list(list(setting, 2), 6)));
    }
    let mut ablations = list(object(fields), n);
    if is_bounded {
        // a small model likes to end early
        ablations["minItems"] = json!(1);
        for field in ["metrics", "quotes"] {
            ablations["items"]["properties"][field]["minItems"] = json!(1);
        }
    }
    let fields = [("discussion", text(is_bounded, 1200)), ("existing", list(existing, 10)), ("ablations", ablations)];
    Schema { name: "ablation_plan".to_owned(), schema: object(fields) }
}

/// Some text, of this length if it is bounded.
fn text(is_bounded: bool, longest: usize) -> Value {
    if is_bounded { json!({"type": "string", "maxLength": longest}) } else { json!({"type": "string"}) }
}

/// The schema of a choice of settings.
pub(crate) fn choices(subject: &Declaration) -> Schema {
    let text = json!({"type": "string"});
    let choice = object([
        ("item", json!({"type": "integer"})),
        ("settings", json!({"type": "array", "items": setting(subject, text.clone())})),
        ("reason", text),
    ]);
    let schema = object([("choices", json!({"type": "array", "items": choice}))]);
    Schema { name: "settings".to_owned(), schema }
}

/// One knob with its value, which is text since services allow no values of several types.
fn setting(subject: &Declaration, value: Value) -> Value {
    let names: Vec<&str> = subject.knobs.iter().map(|knob| knob.name.as_str()).collect();
    object([("knob", json!({"type": "string", "enum": names})), ("value", value)])
}

/// One knob with one of the values that are worth trying.
fn chosen(subject: &Declaration) -> Value {
    let knobs =
        subject.knobs.iter().map(|knob| (knob, candidate::values(knob))).filter(|(_, values)| !values.is_empty());
    let choices = knobs.map(|(knob, values)| {
        object([
            ("knob", json!({"type": "string", "enum": [knob.name]})),
            ("value", json!({"type": "string", "enum": values})),
        ])
    });
    json!({"anyOf": choices.collect::<Vec<_>>()})
}

/// An object that has all of these fields and no others, as services want it.
fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let fields: serde_json::Map<String, Value> =
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let required: Vec<&String> = fields.keys().collect();
    json!({"type": "object", "required": required, "additionalProperties": false, "properties": fields})
}
