//! Values for knobs.

use std::collections::BTreeMap;

use foundation::words::nearest;
use serde::{Deserialize, Serialize};

use crate::{Declaration, Error, Value};

/// Values of some knobs or of all, by the knob's name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Settings(pub BTreeMap<String, Value>);

impl Settings {
    /// Every knob of the declaration: as set here, else at its default.
    ///
    /// # Errors
    /// [`Error::UnknownKnob`] and [`Error::Inadmissible`].
    pub fn resolve(&self, declaration: &Declaration) -> Result<Self, Error> {
        let mut all = BTreeMap::new();
        for knob in &declaration.knobs {
            // a declaration in JSON may give `1` as the default of a real-number knob
            all.insert(knob.name.clone(), knob.admit(&knob.default)?);
        }
        for (name, value) in &self.0 {
            let knob = declaration.knob(name).ok_or_else(|| Error::UnknownKnob {
                subject: declaration.name.clone(),
                name: name.clone(),
                nearest: nearest(name, declaration.knobs.iter().map(|knob| knob.name.as_str()))
                    .map(str::to_owned),
            })?;
            all.insert(name.clone(), knob.admit(value)?);
        }
        Ok(Self(all))
    }

    /// The knobs that differ from the other settings.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        Self(
            self.0
                .iter()
                .filter(|(name, value)| other.0.get(*name) != Some(value))
                .map(|(n, v)| (n.clone(), v.clone()))
                .collect(),
        )
    }

    /// The value of a whole-number knob.
    ///
    /// # Panics
    /// If the settings were not resolved against a declaration that has it.
    pub fn int(&self, name: &str) -> i64 {
        match self.0.get(name) {
            Some(Value::Int(value)) => *value,
            other => panic!("invariant: `{name}` is a declared whole number, not {other:?}"),
        }
    }

    /// The value of a whole-number knob whose range has no negative numbers.
    ///
    /// # Panics
    /// As [`Settings::int`], and on a negative number.
    pub fn count(&self, name: &str) -> usize {
        usize::try_from(self.int(name))
            .expect("invariant: the declared range has no negative numbers")
    }

    /// The value of a real-number knob.
    ///
    /// # Panics
    /// If the settings were not resolved against a declaration that has it.
    pub fn float(&self, name: &str) -> f64 {
        match self.0.get(name) {
            Some(Value::Float(value)) => *value,
            other => panic!("invariant: `{name}` is a declared number, not {other:?}"),
        }
    }

    /// The value of an on/off knob.
    ///
    /// # Panics
    /// If the settings were not resolved against a declaration that has it.
    pub fn bool(&self, name: &str) -> bool {
        match self.0.get(name) {
            Some(Value::Bool(value)) => *value,
            other => panic!("invariant: `{name}` is declared true or false, not {other:?}"),
        }
    }

    /// The value of a set knob, ascending.
    ///
    /// # Panics
    /// If the settings were not resolved against a declaration that has it.
    pub fn ints(&self, name: &str) -> &[i64] {
        match self.0.get(name) {
            Some(Value::Ints(values)) => values,
            other => panic!("invariant: `{name}` is a declared set, not {other:?}"),
        }
    }

    /// The value of a choice knob.
    ///
    /// # Panics
    /// If the settings were not resolved against a declaration that has it.
    pub fn text(&self, name: &str) -> &str {
        match self.0.get(name) {
            Some(Value::Text(value)) => value,
            other => panic!("invariant: `{name}` is a declared choice, not {other:?}"),
        }
    }
}

impl<const N: usize> From<[(&str, Value); N]> for Settings {
    fn from(settings: [(&str, Value); N]) -> Self {
        Self(settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

#[cfg(test)]
mod tests;
