//! The value of a knob.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value that a knob can hold; its [`Kind`](crate::Kind) restricts it further.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// On or off.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A real number.
    Float(f64),
    /// A set of whole numbers, such as the layers `(6, 9, 12)`; ascending, without repetition.
    Ints(Vec<i64>),
    /// One of the choices of a choice knob.
    Text(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value}"),
            Self::Ints(values) => {
                let values: Vec<_> = values.iter().map(i64::to_string).collect();
                write!(f, "({})", values.join(","))
            }
            Self::Text(value) => write!(f, "{value}"),
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl<const N: usize> From<[i64; N]> for Value {
    fn from(values: [i64; N]) -> Self {
        Self::Ints(values.to_vec())
    }
}
