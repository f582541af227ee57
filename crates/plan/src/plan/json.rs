//! Native JSON, and what all JSON objects have in common.
//!
//! ```json
//! {
//!   "version": 1,
//!   "task": "reviewer",
//!   "planner": "lm-planner",
//!   "model": "claude-3.5-sonnet",
//!   "slug": "A_Paper",
//!   "trace": "…",
//!   "ablations": [
//!     {"name": "Width", "ablated_part": "hidden layer", "action": "REPLACE", "replacement": [1, 2], "metrics": ["Score"]}
//!   ]
//! }
//! ```

use serde::Serialize;
use serde_json::{Map, Value};

use super::grounds::named;
use super::rejected::excerpt;
use super::{
    Ablation, Action, Dropped, Existing, Grounds, Literal, Metrics, Plan, Reason, Rejected,
    Replacement, Task,
};
use foundation::visible;

const VERSION: u64 = 1;

/// The plan in native JSON.
pub(super) fn write(plan: &Plan) -> String {
    #[derive(Serialize)]
    struct Document<'a> {
        version: u64,
        #[serde(flatten)]
        plan: &'a Plan,
    }
    let document = Document { version: VERSION, plan };
    let mut json = serde_json::to_string_pretty(&document)
        .expect("invariant: every key of a plan is a string");
    json.push('\n');
    visible::json(&json)
}

/// The list of ablations, if the object is a document that has one.
pub(super) fn list(document: &Map<String, Value>) -> Option<&Vec<Value>> {
    field(document, &["ablations", "predictions"])?.as_array()
}

/// Reads a document that has a [`list`]; `lines` are the lines of it and of the objects directly
/// inside.
pub(super) fn read(
    document: &Map<String, Value>,
    lines: (usize, &[usize]),
    plan: &mut Plan,
    rejected: &mut Vec<Rejected>,
) {
    let (line, inner) = lines;
    let mut reject = |reason| rejected.push(Rejected { line, reason });
    for (key, value) in document {
        match (key.as_str(), value) {
            ("version", value) if value.as_u64() == Some(VERSION) => {}
            ("version", value) => reject(Reason::UnknownVersion(excerpt(&value.to_string()))),
            ("task", Value::Null) | ("ablations" | "predictions", _) => {}
            ("task", value) => match value.as_str().and_then(Task::parse) {
                Some(task) => plan.task = Some(task),
                None => reject(Reason::WrongType {
                    field: key.clone(),
                    expected: "`author` or `reviewer`",
                }),
            },
            ("planner", Value::String(text)) => plan.planner.clone_from(text),
            ("model", Value::String(text)) => plan.model.clone_from(text),
            ("slug", Value::String(text)) => plan.slug.clone_from(text),
            ("trace" | "discussion", Value::String(text)) => plan.trace.clone_from(text),
            ("title", Value::String(text)) => plan.title.clone_from(text),
            ("existing", Value::Array(items)) => {
                plan.existing = named(items, |it: &Existing| &it.name);
            }
            ("dropped", Value::Array(items)) => {
                plan.dropped = named(items, |it: &Dropped| &it.name)
            }
            ("notes", Value::Array(items)) => {
                plan.notes = items.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            }
            ("existing" | "dropped" | "notes", _) => {
                reject(Reason::WrongType { field: key.clone(), expected: "a list" });
            }
            ("planner" | "model" | "slug" | "title" | "trace" | "discussion", _) => {
                reject(Reason::WrongType { field: key.clone(), expected: "text" });
            }
            _ => reject(Reason::UnknownField { field: excerpt(key), nearest: None }),
        }
    }
    let mut inner = inner.iter();
    for value in list(document).into_iter().flatten() {
        let Value::Object(object) = value else {
            rejected.push(Rejected { line, reason: Reason::NotAnAblation });
            continue;
        };
        let line = inner.next().copied().unwrap_or(line);
        plan.ablations.extend(ablation(object, line, rejected));
    }
}

/// Whether the object has any of the fields that make an ablation.
pub(super) fn is_ablation(object: &Map<String, Value>) -> bool {
    ["name", "ablated_part", "action"].iter().any(|field| object.contains_key(*field))
}

/// The ablation of an object, if it has a name and an action.
pub(super) fn ablation(
    object: &Map<String, Value>,
    line: usize,
    rejected: &mut Vec<Rejected>,
) -> Option<Ablation> {
    let mut reject = |reason| rejected.push(Rejected { line, reason });
    if !is_ablation(object) {
        reject(Reason::NotAnAblation);
        return None;
    }
    let name = text(object, &["name"]);
    if name.trim().is_empty() {
        reject(Reason::NoName);
        return None;
    }
    let action = text(object, &["action"]);
    if action.trim().is_empty() {
        reject(Reason::NoAction(excerpt(&name)));
        return None;
    }
    let Some(action) = Action::parse(&action) else {
        reject(Reason::UnknownAction(excerpt(&action)));
        return None;
    };
    let replacements = match field(object, &["replacement", "replacements"]) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(text)) if text.trim().is_empty() => Vec::new(),
        Some(Value::Array(items)) => items.iter().map(Replacement::from).collect(),
        Some(single) => vec![Replacement::from(single)],
    };
    let metrics = match field(object, &["metrics", "metric"]) {
        None | Some(Value::Null) => Metrics::default(),
        Some(Value::Array(items)) => {
            Metrics::new(items.iter().map(|item| Literal::from(item).to_string()))
        }
        Some(single) => Metrics::parse(&Literal::from(single).to_string()),
    };
    let part = text(object, &["ablated_part", "part"]);
    let grounds =
        Grounds::read(object, |reason| reject(Reason::Settings { name: excerpt(&name), reason }));
    let ablation = Ablation { part, name, action, replacements, metrics, grounds };
    for field in ablation.missing() {
        reject(Reason::Missing { name: excerpt(&ablation.name), field });
    }
    Some(ablation)
}

fn field<'a>(object: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| object.get(*name))
}

/// The field as text; empty if it is not there.
fn text(object: &Map<String, Value>, names: &[&str]) -> String {
    match field(object, names) {
        None | Some(Value::Null) => String::new(),
        Some(value) => Literal::from(value).to_string(),
    }
}
