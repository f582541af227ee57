//! A study for the tools that people already have: TensorBoard's event files, and MLflow's file
//! store.
//!
//! An export is made of `results.json` and of the events of the runs, which hold the curves and
//! tell when a run happened. Where a run's folder is gone, what the results have of it is exported
//! all the same. Every planned run is there, with how it ended and why; a number that could not be
//! obtained is missing.
//!
//! `docs/export.md` says what becomes of what.

mod course;
mod error;
mod hparams;
mod mlflow;
mod name;
mod record;
mod summary;
mod tensorboard;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use subject::Value;

pub use error::Error;

use course::Course;
use study::results::{Configured, Record, Results, Status};
use study::store::Store;

use crate::folder::{Changes, OwnedFolder, Owner};

/// A program that a study can be exported to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// TensorBoard: event files, with the plugin for hyperparameters.
    TensorBoard,
    /// MLflow: a file store.
    MlFlow,
}

impl Target {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TensorBoard => "TensorBoard",
            Self::MlFlow => "MLflow",
        }
    }
}

/// What was exported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Runs, finished or not.
    pub runs: usize,
    /// Runs that have numbers in the results but no events any more, so that their curves are
    /// missing.
    pub without_curves: usize,
    /// Files that are new, or other than before.
    pub written: usize,
    /// Files of an earlier export that were removed.
    pub removed: usize,
}

/// One run, with all that an export says of it.
struct Run<'a> {
    configured: &'a Configured,
    record: &'a Record,
    course: Course,
    /// The variants that ask for its configuration, as `ablation: variant`.
    variants: &'a [String],
}

/// Writes the study into the folder `out`, which is new, empty, or that of an earlier export.
///
/// What an earlier export wrote and this one did not is removed, other files never.
///
/// # Errors
/// [`Error::Folder`] if the folder holds files of somebody else or cannot be written;
/// [`Error::Study`] if the events of a run exist and cannot be read.
pub fn write(
    results: &Results,
    store: &Store,
    target: Target,
    out: &Path,
) -> Result<Summary, Error> {
    let variants = variants(results);
    let otherwise = course::modified(&store.folder().join("results.json")).unwrap_or(0.0);
    let mut runs = Vec::new();
    for (configured, variants) in results.configurations.iter().zip(&variants) {
        // what was not needed was never meant to be run
        for record in
            configured.runs.iter().filter(|record| !matches!(record.status, Status::Spared { .. }))
        {
            let course = course::course(store, record, &results.subject, otherwise)?;
            runs.push(Run { configured, record, course, variants });
        }
    }
    let without_curves =
        runs.iter().filter(|run| run.record.status.is_final() && !run.course.is_known).count();
    let mut folder = OwnedFolder::open(out, owner(target))?;
    match target {
        Target::TensorBoard => tensorboard::write(results, &runs, &mut folder)?,
        Target::MlFlow => mlflow::write(results, &runs, &mut folder)?,
    }
    let Changes { written, removed } = folder.finish()?;
    Ok(Summary { runs: runs.len(), without_curves, written, removed })
}

fn owner(target: Target) -> Owner {
    let program = target.name();
    Owner {
        command: "ablate export",
        noun: format!("an export for {program}"),
        manifest: ".ablate-export",
        header: format!(
            "ablate export 1 for {program}: what is listed is replaced, and removed when it is no \
             longer needed"
        ),
        is_shared: false,
        folders: None,
    }
}

/// The variants that ask for each configuration.
fn variants(results: &Results) -> Vec<Vec<String>> {
    let mut variants = vec![Vec::new(); results.configurations.len()];
    for ablation in &results.binding.ablations {
        for variant in &ablation.variants {
            if let Some(index) = results.configuration(variant) {
                variants[index].push(name::short(&format!("{}: {}", ablation.name, variant.label)));
            }
        }
    }
    variants
}

/// The knobs that are not the same in all configurations, with the values that occur.
fn differing(results: &Results) -> BTreeMap<&str, Vec<&Value>> {
    let mut values: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for configured in &results.configurations {
        for (knob, value) in &configured.settings.0 {
            let values = values.entry(knob).or_default();
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    values.retain(|_, values| values.len() > 1);
    values
}

/// The names of all metrics: the declared ones in their order, then any others that a run has.
fn metrics(results: &Results) -> Vec<&str> {
    let declared = results.subject.metrics.iter().map(|metric| metric.name.as_str());
    let reported = results.runs().flat_map(|run| run.metrics.keys().map(String::as_str));
    let mut seen = BTreeSet::new();
    declared.chain(reported).filter(|name| seen.insert(*name)).collect()
}

/// How the run ended, what was not measured, what it says must be known, and its identity; as a
/// block of code in Markdown, in which strangers' words are only words.
fn account(record: &Record) -> String {
    let mut lines = vec![record.status.to_string()];
    lines.extend(
        record.unmeasured.iter().map(|(name, reason)| format!("{name} was not measured: {reason}")),
    );
    lines.extend(record.notes.iter().map(|note| format!("note: {note}")));
    lines.push(format!("run {}", record.id));
    crate::escape::block(&lines.join("\n")).lines().map(|line| format!("    {line}\n")).collect()
}

#[cfg(test)]
mod tests;
