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
            let Some(knob) = declaration.knob(name) else {
                let known = declaration.knobs.iter().map(|knob| knob.name.as_str());
                let nearest = nearest(name, known).map(str::to_owned);
                let (subject, name) = (declaration.name.clone(), name.clone());
                return Err(Error::UnknownKnob { subject, name, nearest });
            };
            all.insert(name.clone(), knob.admit(value)?);
        }
        Ok(Self(all))
    }

    /// The knobs that differ from the other settings.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let differs = |(name, value): &(&String, &Value)| other.0.get(*name) != Some(value);
        let differing = self.0.iter().filter(differs);
        Self(differing.map(|(name, value)| (name.clone(), value.clone())).collect())
    }
}

/// A knob's value of this kind of values.
macro_rules! held {
    ($settings:expr, $name:expr, $kind:ident, $what:literal) => {
        match $settings.0.get($name) {
            Some(Value::$kind(value)) => value,
            other => panic!("invariant: `{}` is {}, not {other:?}", $name, $what),
        }
    };
}

/// Values of knobs, by their kind.
///
/// # Panics
/// If the settings were not resolved against a declaration that has such a knob.
impl Settings {
    /// The value of a whole-number knob.
    pub fn int(&self, name: &str) -> i64 {
        *held!(self, name, Int, "a declared whole number")
    }

    /// The value of a whole-number knob whose range has no negative numbers; panics on one.
    pub fn count(&self, name: &str) -> usize {
        usize::try_from(self.int(name))
            .expect("invariant: the declared range has no negative numbers")
    }

    /// The value of a real-number knob.
    pub fn float(&self, name: &str) -> f64 {
        *held!(self, name, Float, "a declared number")
    }

    /// The value of an on/off knob.
    pub fn bool(&self, name: &str) -> bool {
        *held!(self, name, Bool, "declared true or false")
    }

    /// The value of a set knob, ascending.
    pub fn ints(&self, name: &str) -> &[i64] {
        held!(self, name, Ints, "a declared set")
    }

    /// The value of a choice knob.
    pub fn text(&self, name: &str) -> &str {
        held!(self, name, Text, "a declared choice")
    }
}

impl<const N: usize> From<[(&str, Value); N]> for Settings {
    fn from(settings: [(&str, Value); N]) -> Self {
        Self(settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

#[cfg(test)]
mod tests;
