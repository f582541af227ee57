//! Outcome, metrics, curves and remarks of a run, from the events of its latest attempt.

use std::collections::{BTreeMap, BTreeSet};

use subject::{Declaration, Event, Metric, Outcome};

use crate::results::{Measured, NOT_RUN, Status};
use crate::store::Attempt;

/// Longest reason or note that is kept, in characters, and how many notes.
const LONGEST: usize = 2000;
const MOST: usize = 20;

/// Points of a curve that are kept: more cannot be told apart in a picture of a page's width.
const POINTS: usize = 120;

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

/// The status of an attempt and, if it finished, its final metrics.
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
        (None, None) => missing(NOT_RUN.to_owned()),
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
