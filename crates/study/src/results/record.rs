//! What a run gave.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use subject::{Declaration, Event, Metric, Outcome};

use super::Picture;
use crate::store::{Attempt, Cost};

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
    /// The final value of each metric, by name; empty unless the run finished.
    pub metrics: BTreeMap<String, Measured>,
    /// Why a metric has no value although the run finished, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unmeasured: BTreeMap<String, String>,
    /// What the run says must be known of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Outcomes of single items, by the metric that is their mean.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub items: BTreeMap<String, Vec<f64>>,
    /// Metrics along the steps of the run as (step, value), thinned out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub curves: BTreeMap<String, Vec<(u64, f64)>>,
    /// What the run took; nothing else in the results differs between two executions of the same
    /// run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// What of the run can be looked at, in the order in which to show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
}

impl Record {
    /// A run of which nothing is known yet.
    pub(super) fn planned(seed: u64, id: String) -> Self {
        Self {
            seed,
            id,
            status: Status::Missing { reason: "not run".to_owned() },
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

/// Longest reason or note that is kept, in characters, and how many notes.
const LONGEST: usize = 2000;
const MOST: usize = 20;

/// Points of a curve that are kept: more cannot be told apart in a picture of a page's width.
const POINTS: usize = 120;

/// A value that was measured once, at the end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The value, in the declared unit; finite.
    pub value: f64,
    /// What a method without skill gets on the same items, in the same unit.
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
        /// What was not finite.
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
            Self::Spared { .. } => "not needed",
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
            Self::Spared { reason } => write!(f, "not needed: {reason}"),
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

/// Reasons for metrics without a value, and notes.
pub(super) fn remarks(attempt: &Attempt) -> (BTreeMap<String, String>, Vec<String>) {
    let short = |text: &str| text.chars().take(LONGEST).collect::<String>();
    let (mut unmeasured, mut notes) = (BTreeMap::new(), Vec::new());
    for line in &attempt.lines {
        match &line.event {
            Event::Unmeasured { name, reason } => {
                unmeasured.insert(name.clone(), short(reason));
            }
            Event::Note { text } if notes.len() < MOST => notes.push(short(text)),
            _ => {}
        }
    }
    (unmeasured, notes)
}

/// Metrics along steps, at most [`POINTS`] of each; points that are no number are left out.
pub(super) fn curves(
    attempt: &Attempt,
    subject: &Declaration,
) -> BTreeMap<String, Vec<(u64, f64)>> {
    let mut curves: BTreeMap<String, Vec<(u64, f64)>> = BTreeMap::new();
    for line in &attempt.lines {
        if let Event::Metric { name, value, step: Some(step), .. } = &line.event
            && value.is_finite()
            && subject.metric(name).is_some_and(|metric| metric.curve)
        {
            curves.entry(name.clone()).or_default().push((*step, *value));
        }
    }
    curves.into_iter().map(|(name, points)| (name, thinned(points))).collect()
}

/// Evenly chosen points, the first and the last among them.
fn thinned(points: Vec<(u64, f64)>) -> Vec<(u64, f64)> {
    let last = points.len().saturating_sub(1);
    if last < POINTS {
        points
    } else {
        (0..POINTS).map(|at| points[at * last / (POINTS - 1)]).collect()
    }
}

/// What an attempt gave: its status and, if it finished, its final metrics.
///
/// A subject in another language may break the contract without noticing; its run then counts as
/// failed or diverged, not as finished with holes.
pub(super) fn read(
    attempt: &Attempt,
    id: &str,
    subject: &Declaration,
) -> (Status, BTreeMap<String, Measured>) {
    let none = |status| (status, BTreeMap::new());
    let missing = |reason: String| none(Status::Missing { reason });
    let failed = |reason: String| none(Status::Failed { reason });
    match (attempt.outcome(), attempt.id()) {
        (None, Some(other)) if other != id => {
            missing(format!("its events are of another run, `{other}`"))
        }
        (None, None) => missing("not run".to_owned()),
        (None, Some(_)) => missing(attempt.progress().map_or_else(
            || "cut off before its first step".to_owned(),
            |(step, of)| format!("cut off at step {step} of {of}"),
        )),
        // what cannot be read has no `started` either
        (Some(Outcome::Failed { reason }), None) => failed(reason),
        (Some(_), None) => failed("it ended, but there is no `started` event".to_owned()),
        (Some(_), Some(other)) if other != id => {
            failed(format!("its events are of another run, `{other}`"))
        }
        (Some(Outcome::Finished), Some(_)) => match metrics(attempt, subject) {
            Ok(metrics) => (Status::Finished, metrics),
            Err(status) => none(status),
        },
        (Some(outcome), Some(_)) => none(outcome.into()),
    }
}

/// The final metrics, by the rules that `subject::serve` holds its own subjects to.
fn metrics(attempt: &Attempt, subject: &Declaration) -> Result<BTreeMap<String, Measured>, Status> {
    let failed = |reason: String| Err(Status::Failed { reason });
    let mut metrics = BTreeMap::new();
    let mut without = BTreeSet::new();
    let mut reached = 0;
    for line in &attempt.lines {
        if let Event::Progress { step, .. } = line.event {
            reached = step;
        }
        if let Event::Unmeasured { name, .. } = &line.event {
            match subject.metric(name) {
                Some(declared) if !declared.curve && without.insert(name) => continue,
                _ => {
                    return failed(format!(
                        "`{name}` is said to be unmeasured, but is no metric that is due"
                    ));
                }
            }
        }
        let Event::Metric { name, value, step, chance } = &line.event else { continue };
        let Some(declared) = subject.metric(name) else {
            return failed(format!("the metric `{name}` was reported but is not declared"));
        };
        if declared.curve != step.is_some() {
            let when = if declared.curve { "along steps" } else { "once, at the end" };
            return failed(format!("the metric `{name}` is declared to be reported {when}"));
        }
        if !value.is_finite() {
            let reason = format!("`{name}` is {value}");
            return Err(Status::Diverged { step: step.unwrap_or(reached), reason });
        }
        let chance = chance.filter(|chance| chance.is_finite());
        if !declared.curve
            && metrics.insert(name.clone(), Measured { value: *value, chance }).is_some()
        {
            return failed(format!("the metric `{name}` was reported twice"));
        }
    }
    if let Some(name) = without.iter().find(|name| metrics.contains_key(**name)) {
        return failed(format!("the metric `{name}` was reported and said to be unmeasured"));
    }
    let due = |metric: &&Metric| {
        !metric.curve && !metrics.contains_key(&metric.name) && !without.contains(&metric.name)
    };
    match subject.metrics.iter().find(due) {
        Some(metric) => Err(Status::Failed {
            reason: format!("the declared metric `{}` was not reported", metric.name),
        }),
        None => Ok(metrics),
    }
}
