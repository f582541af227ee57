//! The grounds of a proposal: passages of the paper, an expectation, and the settings it takes.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use subject::Settings;

/// The grounds of an ablation, as far as its planner gives them. Only native JSON and TOML keep
/// them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Grounds {
    /// Passages of the paper that show that the part exists; each was found there if the plan was
    /// made by `ablate plan`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<Quote>,
    /// The result to expect if the part matters; empty if unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub expected: String,
    /// From 1 (run it first) to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<u8>,
    /// The number of sampled plans that proposed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    /// Settings of the subject's knobs, one entry per replacement in their order, or a single one
    /// for a removal. They are a proposal: binding admits them only where the declaration does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Settings>,
}

/// A passage of a paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// Their place, such as `3.2 Grouping`; empty if it was not searched for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// The number of sampled plans that hold the same ablation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Plans that hold it.
    pub samples: u32,
    /// Plans that were made.
    pub of: u32,
}

/// An ablation that the paper already has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Existing {
    /// The ablated part or the name of the ablation.
    pub name: String,
    /// Its place, such as `Table 4`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// A passage that shows it; empty if none was found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub quote: String,
}

/// A proposal that was not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// Its name.
    pub name: String,
    /// The reason.
    pub reason: String,
}

impl Grounds {
    /// Whether there are none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads what can be read of an ablation's object; anything of another shape is taken as not
    /// said. Settings that cannot be read as a whole are left out, with the reason.
    pub(super) fn read(object: &Map<String, Value>, mut reject: impl FnMut(String)) -> Self {
        let text = |name: &str| {
            object.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
        };
        let list = |name: &str| match object.get(name) {
            Some(Value::Array(items)) => items.clone(),
            Some(Value::Null) | None => Vec::new(),
            Some(single) => vec![single.clone()],
        };
        let has_expected = object.contains_key("expected");
        let priority = object.get("priority").and_then(Value::as_u64);
        let priority = priority.and_then(|number| u8::try_from(number).ok());
        let settings = list("settings")
            .iter()
            .map(|value| settings(value).map_err(&mut reject).unwrap_or_default())
            .collect();
        Self {
            quotes: list("quotes").iter().filter_map(Quote::read).collect(),
            expected: text(if has_expected { "expected" } else { "expected_outcome" }),
            priority: priority.filter(|priority| (1..=5).contains(priority)),
            agreement: object.get("agreement").and_then(|value| Agreement::deserialize(value).ok()),
            settings,
        }
    }
}

impl Quote {
    fn read(value: &Value) -> Option<Self> {
        let quote = match value {
            Value::String(text) => Self { text: text.trim().to_owned(), place: String::new() },
            value => Self::deserialize(value).ok()?,
        };
        (!quote.text.is_empty()).then_some(quote)
    }
}

/// The settings of an object, knob by knob; also those of a list of `{"knob": …, "value": …}`, as
/// models are asked for. Half of the settings would be another
/// variant: they are taken as a whole or not at all.
///
/// # Errors
/// The first setting that cannot be read, in words.
pub fn settings(value: &Value) -> Result<Settings, String> {
    let mut settings = Settings::default();
    let mut set = |knob: &str, value: &Value| {
        let value = subject::Value::deserialize(value)
            .map_err(|_| format!("`{knob}` has no value that a knob can hold"))?;
        match settings.0.insert(knob.to_owned(), value) {
            None => Ok(()),
            Some(_) => Err(format!("`{knob}` is set twice")),
        }
    };
    match value {
        Value::Null => {}
        Value::Object(object) => object.iter().try_for_each(|(knob, value)| set(knob, value))?,
        Value::Array(items) => items.iter().try_for_each(|item| {
            match (item.get("knob").and_then(Value::as_str), item.get("value")) {
                (Some(knob), Some(value)) => set(knob, value),
                _ => Err("a setting needs `knob` and `value`".to_owned()),
            }
        })?,
        _ => return Err("settings are an object or a list of objects".to_owned()),
    }
    Ok(settings)
}

/// The entries of a list that have a name.
pub(super) fn named<T: DeserializeOwned>(items: &[Value], name: fn(&T) -> &str) -> Vec<T> {
    let read = items.iter().filter_map(|item| T::deserialize(item).ok());
    read.filter(|item| !name(item).trim().is_empty()).collect()
}
