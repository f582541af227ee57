//! The record of a run: its outcome and its numbers.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use subject::Outcome;

use crate::store::{Cost, Picture};

/// The reason of a run that has not begun.
pub const NOT_RUN: &str = "not run";

/// One run of a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its seed.
    pub seed: u64,
    /// Its identity, which is the name of its folder.
    pub id: String,
    /// How it ended.
    #[serde(flatten)]
    pub status: Status,
    /// Whether its numbers are not those that it reported when it finished first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_replaced: bool,
    /// The final value of each metric, by name; empty unless the run finished.
    pub metrics: BTreeMap<String, Measured>,
    /// Why a metric has no value although the run finished, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unmeasured: BTreeMap<String, String>,
    /// Remarks of the run that a reader of its numbers must know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Outcomes of single items, by the metric that is the mean of those that have one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub items: BTreeMap<String, Vec<Option<f64>>>,
    /// Metrics along the steps of the run as (step, value), thinned out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub curves: BTreeMap<String, Vec<(u64, f64)>>,
    /// The cost of the run; nothing else in the results differs between two executions of the same
    /// run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// The pictures of the run, in the order in which to show them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
}

impl Record {
    /// A run of which nothing is known yet.
    pub(super) fn planned(seed: u64, id: String) -> Self {
        Self {
            seed,
            id,
            status: Status::Missing { reason: NOT_RUN.to_owned() },
            is_replaced: false,
            metrics: BTreeMap::new(),
            unmeasured: BTreeMap::new(),
            notes: Vec::new(),
            items: BTreeMap::new(),
            curves: BTreeMap::new(),
            cost: None,
            pictures: Vec::new(),
        }
    }

    /// The final value of a metric; `None` unless the run finished with one.
    pub fn value(&self, metric: &str) -> Option<f64> {
        self.status
            .is_finished()
            .then(|| self.metrics.get(metric))
            .flatten()
            .map(|measured| measured.value)
    }
}

/// A value that was measured once, at the end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The value, in the declared unit; finite.
    pub value: f64,
    /// The chance level on the same items, in the same unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
}

/// How a run ended, or that it has not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub enum Status {
    /// It has its numbers.
    Finished,
    /// Its numbers were no longer finite.
    Diverged {
        /// The step at which that was seen.
        step: u64,
        /// The number that was not finite.
        reason: String,
    },
    /// It could not go on.
    Failed {
        /// Why.
        reason: String,
    },
    /// It was stopped because it took too long.
    TimedOut {
        /// The limit, in seconds.
        seconds: f64,
    },
    /// It was not run to its end; the next command runs it again.
    Missing {
        /// Why.
        reason: String,
    },
    /// It was planned in case it was needed, and was not.
    Spared {
        /// Why.
        reason: String,
    },
}

impl Status {
    /// The outcome in a word or two, for a cell of a table.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Diverged { .. } => "diverged",
            Self::Failed { .. } => "failed",
            Self::TimedOut { .. } => "timed out",
            Self::Missing { .. } => "missing",
            Self::Spared { .. } => "stopped early",
        }
    }

    /// Whether the run has its numbers.
    pub fn is_finished(&self) -> bool {
        *self == Self::Finished
    }

    /// Whether the run ended, in whatever way, so that it is not run again unless that is asked
    /// for.
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Missing { .. } | Self::Spared { .. })
    }

    /// Whether nothing is left to be done for the study: the run ended, or is not needed.
    pub fn is_settled(&self) -> bool {
        !matches!(self, Self::Missing { .. })
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finished => write!(f, "finished"),
            Self::Diverged { step, reason } => write!(f, "diverged at step {step}: {reason}"),
            Self::Failed { reason } => write!(f, "failed: {reason}"),
            Self::TimedOut { seconds } => write!(f, "timed out after {seconds} s"),
            Self::Missing { reason } => write!(f, "missing: {reason}"),
            Self::Spared { reason } => write!(f, "stopped early: {reason}"),
        }
    }
}

impl From<Outcome> for Status {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Finished => Self::Finished,
            Outcome::Diverged { step, reason } => Self::Diverged { step, reason },
            Outcome::Failed { reason } => Self::Failed { reason },
            Outcome::TimedOut { seconds } => Self::TimedOut { seconds },
        }
    }
}
