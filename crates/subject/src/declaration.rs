//! The declaration of a subject: its knobs and its metrics.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{Error, PROTOCOL, Value};

/// The declaration of a subject; printed by `describe` as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Declaration {
    /// Version of the contract.
    pub protocol: u32,
    /// Name of the subject, as in `--subject NAME`.
    pub name: String,
    /// Version of the subject. It enters a run's identity, so it changes whenever the same settings
    /// would give other numbers.
    pub version: String,
    /// The knobs (hyperparameters).
    pub knobs: Vec<Knob>,
    /// The metrics.
    pub metrics: Vec<Metric>,
}

/// A knob (hyperparameter): something that can be set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Knob {
    /// Its name, unique in the declaration.
    pub name: String,
    /// The part of the method that it belongs to, in the words of the field.
    pub part: String,
    /// Other words by which a paper may call the knob or its part.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The values that it admits.
    pub kind: Kind,
    /// The value in the baseline.
    pub default: Value,
    /// The value at which the part is gone, if it can be removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off: Option<Value>,
    /// One sentence for a person.
    pub help: String,
}

/// The values that a knob admits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number, bounds included.
    Int {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
    },
    /// A set of whole numbers, bounds included; it may be empty.
    Ints {
        /// Smallest member.
        min: i64,
        /// Largest member.
        max: i64,
    },
    /// A finite real number, bounds included.
    Float {
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// One of these words.
    Choice {
        /// The words.
        choices: Vec<String>,
    },
    /// A file or a folder, named by a person; empty for none. No plan and no model can set it.
    Path,
}

/// Longest path, in bytes.
const LONGEST_PATH: usize = 4096;

/// A metric: something that is measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// `family@k/direction` in lower case, unique in the declaration.
    pub name: String,
    /// Its name in tables, such as `R@1`.
    pub label: String,
    /// Unit of the value, such as `%`; empty if it has none.
    pub unit: String,
    /// The direction that is better.
    pub better: Better,
    /// The task that it belongs to, such as `retrieval`.
    pub task: String,
    /// Other names by which a paper may call it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether it is reported along the steps of a run (a learning curve) instead of once at its
    /// end.
    #[serde(default)]
    pub curve: bool,
}

/// The direction of a metric that is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// Higher values are better.
    Higher,
    /// Lower values are better.
    Lower,
}

impl Knob {
    /// A knob without aliases that cannot be removed.
    pub fn new(name: &str, part: &str, kind: Kind, default: impl Into<Value>, help: &str) -> Self {
        Self {
            name: name.to_owned(),
            part: part.to_owned(),
            aliases: Vec::new(),
            kind,
            default: default.into(),
            off: None,
            help: help.to_owned(),
        }
    }

    /// The same with other words by which a paper may call it.
    #[must_use]
    pub fn with_aliases(mut self, aliases: &[&str]) -> Self {
        self.aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
        self
    }

    /// The same with the value at which its part is gone.
    #[must_use]
    pub fn with_off(mut self, off: impl Into<Value>) -> Self {
        self.off = Some(off.into());
        self
    }

    /// The value as the knob holds it (a whole number becomes a real one, a set is sorted).
    ///
    /// # Errors
    /// [`Error::Inadmissible`] if the knob does not admit it.
    pub fn admit(&self, value: &Value) -> Result<Value, Error> {
        let kept = |admits: bool| admits.then(|| value.clone());
        let admitted = match (&self.kind, value) {
            (Kind::Bool, Value::Bool(_)) => kept(true),
            (Kind::Int { min, max }, Value::Int(number)) => kept((min..=max).contains(&number)),
            (Kind::Ints { min, max }, Value::Ints(numbers)) => {
                let mut sorted = numbers.clone();
                sorted.sort_unstable();
                let distinct = sorted.windows(2).all(|pair| pair[0] < pair[1]);
                let inside = sorted.iter().all(|number| (min..=max).contains(&number));
                (distinct && inside).then_some(Value::Ints(sorted))
            }
            (Kind::Float { min, max }, Value::Float(number)) if number >= min && number <= max => {
                Some(Value::Float(number + 0.0)) // -0.0 becomes 0.0: equal settings have one identity
            }
            #[expect(
                clippy::cast_precision_loss,
                reason = "whole numbers in a settings file are small"
            )]
            (Kind::Float { min, max }, Value::Int(number)) => {
                let number = *number as f64;
                (number >= *min && number <= *max).then_some(Value::Float(number))
            }
            (Kind::Choice { choices }, Value::Text(text)) => kept(choices.contains(text)),
            (Kind::Path, Value::Text(text)) => {
                kept(text.len() <= LONGEST_PATH && !text.contains(char::is_control))
            }
            _ => None,
        };
        admitted.ok_or_else(|| Error::Inadmissible {
            knob: self.name.clone(),
            value: value.to_string(),
            expected: self.kind.expected(),
        })
    }
}

impl Kind {
    /// The admitted values in the words of an error message.
    #[must_use]
    pub fn expected(&self) -> String {
        match self {
            Self::Int { min, max } => format!("an integer from {min} to {max}"),
            Self::Ints { min, max } => {
                format!("a list of different integers from {min} to {max}")
            }
            Self::Bool | Self::Float { .. } | Self::Choice { .. } | Self::Path => self.to_string(),
        }
    }
}

/// The admitted values in the words of prompts and bindings, whose bytes are kept.
impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bool => write!(f, "true or false"),
            Self::Int { min, max } => write!(f, "a whole number from {min} to {max}"),
            Self::Ints { min, max } => {
                write!(f, "a list of different whole numbers from {min} to {max}")
            }
            Self::Float { min, max } => write!(f, "a number from {min} to {max}"),
            Self::Choice { choices } => write!(f, "one of {}", choices.join(", ")),
            Self::Path => write!(f, "a path"),
        }
    }
}

impl Metric {
    /// A metric reported once at the end of a run, without aliases.
    pub fn new(name: &str, label: &str, unit: &str, better: Better, task: &str) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            unit: unit.to_owned(),
            better,
            task: task.to_owned(),
            aliases: Vec::new(),
            curve: false,
        }
    }

    /// The same with other names by which a paper may call it.
    #[must_use]
    pub fn with_aliases(mut self, aliases: &[&str]) -> Self {
        self.aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
        self
    }

    /// The same, reported along the steps of a run.
    #[must_use]
    pub fn along_steps(mut self) -> Self {
        self.curve = true;
        self
    }
}

impl Declaration {
    /// A declaration in this version of the contract.
    pub fn new(name: &str, version: &str, knobs: Vec<Knob>, metrics: Vec<Metric>) -> Self {
        Self {
            protocol: PROTOCOL,
            name: name.to_owned(),
            version: version.to_owned(),
            knobs,
            metrics,
        }
    }

    /// The knob of this name.
    pub fn knob(&self, name: &str) -> Option<&Knob> {
        self.knobs.iter().find(|knob| knob.name == name)
    }

    /// The metric of this name.
    pub fn metric(&self, name: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.name == name)
    }

    /// Checks that the declaration does not contradict itself.
    ///
    /// # Errors
    /// [`Error::Declaration`] on another protocol, a name that is empty, holds a blank or is used
    /// twice, or a default or off value that its knob does not admit.
    pub fn check(&self) -> Result<(), Error> {
        let wrong = |reason: String| Error::Declaration { subject: self.name.clone(), reason };
        if self.protocol != PROTOCOL {
            let protocol = self.protocol;
            let reason = format!("it speaks protocol {protocol}, this program speaks {PROTOCOL}");
            return Err(wrong(reason));
        }
        let mut names = HashSet::new();
        let knobs = self.knobs.iter().map(|knob| &knob.name);
        for name in knobs.chain(self.metrics.iter().map(|metric| &metric.name)) {
            if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c.is_control()) {
                return Err(wrong(format!("the name {name:?} is empty or holds a blank")));
            }
            if !names.insert(name) {
                return Err(wrong(format!("the name `{name}` is used twice")));
            }
        }
        for knob in &self.knobs {
            for value in std::iter::once(&knob.default).chain(&knob.off) {
                knob.admit(value).map_err(|error| wrong(error.to_string()))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
