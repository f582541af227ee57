//! A file store of MLflow: an experiment with a run for every run.
//!
//! | file, below the folder of the experiment | holds |
//! |---|---|
//! | `meta.yaml` | name and times of the experiment |
//! | `tags/KEY` | what the experiment is |
//! | `RUN/meta.yaml` | name, status and times of the run |
//! | `RUN/params/KEY` | the value of a knob |
//! | `RUN/metrics/KEY` | a line for each value: milliseconds, value, step |
//! | `RUN/tags/KEY` | configuration, seed, outcome, and the names that MLflow does not take as they are |
//!
//! # Source
//! `mlflow/store/tracking/file_store.py` and `mlflow/utils/validation.py` of MLflow 3.17,
//! <https://github.com/mlflow/mlflow>.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use foundation::digest::short;
use foundation::visible::plain;
use foundation::words::cut;
use study::results::{Results, Status};

use super::name::{self, Keys};
use super::{Run, account, metrics};
use crate::folder::{Error, OwnedFolder};
use crate::name::encode;

/// The longest value of a parameter, in characters.
const LONGEST_VALUE: usize = 6000;
/// The longest value of a tag that every version takes, in characters.
const LONGEST_TAG: usize = 5000;

/// Keys by the names that they are made of.
type KeyOf<'a> = BTreeMap<&'a str, String>;

/// What all runs have in common.
struct Shared<'a> {
    /// Identity of the experiment.
    experiment: String,
    /// Address of its folder.
    address: String,
    params: KeyOf<'a>,
    metrics: KeyOf<'a>,
    /// Keys of the chance levels, by metric.
    chances: KeyOf<'a>,
}

/// Writes the experiment and its runs.
pub(super) fn write(
    results: &Results,
    runs: &[Run],
    folder: &mut OwnedFolder,
) -> Result<(), Error> {
    let shared = Shared::new(results, &folder.place());
    let experiment = &shared.experiment;
    let start = runs.iter().map(|run| run.course.start).fold(f64::INFINITY, f64::min);
    let end = runs.iter().map(|run| run.course.end).fold(0.0, f64::max);
    let meta = [
        ("artifact_location", yaml(&shared.address)),
        ("creation_time", milliseconds(start.min(end)).to_string()),
        ("experiment_id", yaml(experiment)),
        ("last_update_time", milliseconds(end).to_string()),
        ("lifecycle_stage", yaml("active")),
        ("name", yaml(&title(results))),
    ];
    folder.put(&format!("{experiment}/meta.yaml"), document(&meta).as_bytes())?;
    let finished = runs.iter().filter(|run| run.record.status.is_finished()).count();
    let note = format!(
        "An ablation study, exported by `ablate`: {finished} of {} runs finished.",
        runs.len()
    );
    let subject = name::short(&format!("{} {}", results.subject.name, results.subject.version));
    // without its kind MLflow would ask, or take the experiment for one with language models
    let kind = "custom_model_development".to_owned();
    for (key, value) in [
        ("mlflow.note.content", note),
        ("mlflow.experimentKind", kind),
        ("ablate.subject", subject),
    ] {
        folder.put(&format!("{experiment}/tags/{key}"), value.as_bytes())?;
    }
    let mut ids = BTreeSet::new();
    for run in runs {
        let id = id(&run.record.id, &mut ids);
        run_files(&shared, run, &id, folder)?;
    }
    Ok(())
}

impl<'a> Shared<'a> {
    fn new(results: &'a Results, place: &Path) -> Self {
        let knobs =
            results.configurations.iter().flat_map(|configured| configured.settings.0.keys());
        let knobs: BTreeSet<&str> = knobs.map(String::as_str).collect();
        let mut keys = Keys::default();
        let params = knobs.into_iter().map(|name| (name, keys.take(name))).collect();
        let mut keys = Keys::default();
        let metrics: KeyOf =
            metrics(results).into_iter().map(|name| (name, keys.take(name))).collect();
        let chances =
            metrics.keys().map(|&name| (name, keys.take(&format!("{name}.chance")))).collect();
        let experiment = experiment(results);
        let address =
            format!("file://{}/{experiment}", encode(place.as_os_str().as_encoded_bytes()));
        Self { experiment, address, params, metrics, chances }
    }
}

fn run_files(shared: &Shared, run: &Run, id: &str, folder: &mut OwnedFolder) -> Result<(), Error> {
    let place = format!("{}/{id}", shared.experiment);
    let label =
        name::short(&format!("{}, seed {}", name::short(&run.configured.label), run.record.seed));
    // MLflow takes a run only if it has these, even if they are empty
    for part in ["params", "metrics", "artifacts"] {
        folder.make(&format!("{place}/{part}"))?;
    }
    for (knob, value) in &run.configured.settings.0 {
        let value = cut(&plain(&value.to_string()), LONGEST_VALUE);
        folder
            .put(&format!("{place}/params/{}", shared.params[knob.as_str()]), value.as_bytes())?;
    }
    for (key, lines) in values(shared, run) {
        folder.put(&format!("{place}/metrics/{key}"), lines.as_bytes())?;
    }
    for (key, value) in tags(shared, run, &label) {
        let value = cut(&plain(&value), LONGEST_TAG);
        folder.put(&format!("{place}/tags/{key}"), value.as_bytes())?;
    }
    let has_ended = run.record.status.is_final() || (run.course.is_known && !run.course.is_running);
    let end = if has_ended { milliseconds(run.course.end).to_string() } else { "null".to_owned() };
    let meta = [
        ("artifact_uri", yaml(&format!("{}/{id}/artifacts", shared.address))),
        ("end_time", end),
        ("entry_point_name", yaml("")),
        ("experiment_id", yaml(&shared.experiment)),
        ("lifecycle_stage", yaml("active")),
        ("run_id", yaml(id)),
        ("run_name", yaml(&label)),
        ("run_uuid", yaml(id)),
        ("source_name", yaml("")),
        ("source_type", "4".to_owned()),
        ("source_version", yaml("")),
        ("start_time", milliseconds(run.course.start).to_string()),
        ("status", status(run).to_string()),
        ("tags", "[]".to_owned()),
        ("user_id", yaml("ablate")),
    ];
    // last: a run is seen once it is whole
    folder.put(&format!("{place}/meta.yaml"), document(&meta).as_bytes())
}

/// The lines of each metric.
fn values<'s>(shared: &'s Shared, run: &Run) -> BTreeMap<&'s str, String> {
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    for point in &run.course.points {
        if let Some(key) = shared.metrics.get(point.metric.as_str()) {
            *files.entry(key).or_default() += &line(point.time, point.value, point.step);
        }
    }
    let (end, last) = (run.course.end, run.course.last);
    for (metric, measured) in &run.record.metrics {
        let key = &shared.metrics[metric.as_str()];
        *files.entry(key).or_default() += &line(end, measured.value, last);
        if let Some(chance) = measured.chance {
            let key = &shared.chances[metric.as_str()];
            *files.entry(key).or_default() += &line(end, chance, last);
        }
    }
    files
}

/// A value of a metric.
fn line(time: f64, value: f64, step: u64) -> String {
    format!("{} {} {}\n", milliseconds(time), number(value), step.min(i64::MAX as u64))
}

fn tags(shared: &Shared, run: &Run, label: &str) -> Vec<(String, String)> {
    let (record, course) = (run.record, &run.course);
    let mut tags: Vec<(String, String)> = [
        ("mlflow.runName", label.to_owned()),
        ("mlflow.note.content", account(record)),
        ("mlflow.source.name", "ablate".to_owned()),
        ("mlflow.source.type", "LOCAL".to_owned()),
        ("ablate.configuration", name::short(&run.configured.label)),
        ("ablate.seed", record.seed.to_string()),
        ("ablate.outcome", record.status.word().to_owned()),
        ("ablate.run", name::short(&record.id)),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into();
    if !run.variants.is_empty() {
        tags.push(("ablate.variants".to_owned(), run.variants.join("\n")));
    }
    if !record.status.is_finished() {
        tags.push(("ablate.reason".to_owned(), record.status.to_string()));
    }
    if record.status.is_final() && !course.is_known {
        tags.push((
            "ablate.curves".to_owned(),
            "missing: the events of the run are gone".to_owned(),
        ));
    }
    for (kind, keys) in [("param", &shared.params), ("metric", &shared.metrics)] {
        for (name, key) in keys.iter().filter(|(name, key)| *name != key) {
            tags.push((format!("ablate.{kind}.{key}"), (*name).to_owned()));
        }
    }
    for (name, reason) in &record.unmeasured {
        if let Some(key) = shared.metrics.get(name.as_str()) {
            tags.push((format!("ablate.unmeasured.{key}"), reason.clone()));
        }
    }
    tags
}

/// MLflow's number for how a run ended.
fn status(run: &Run) -> u8 {
    const RUNNING: u8 = 1;
    const SCHEDULED: u8 = 2;
    const FINISHED: u8 = 3;
    const FAILED: u8 = 4;
    const KILLED: u8 = 5;
    match &run.record.status {
        Status::Finished => FINISHED,
        Status::Diverged { .. } | Status::Failed { .. } => FAILED,
        Status::TimedOut { .. } => KILLED,
        Status::Missing { .. } if run.course.is_running => RUNNING,
        Status::Missing { .. } if run.course.is_known => KILLED,
        Status::Missing { .. } | Status::Spared { .. } => SCHEDULED,
    }
}

/// The identity of the experiment: decimal digits, as MLflow makes them, that stay the same as
/// seeds are added.
fn experiment(results: &Results) -> String {
    let text = format!("{}\n{}", results.subject.name, results.plan.to_json());
    let number =
        u64::from_str_radix(&short(text, 7), 16).expect("invariant: 14 hexadecimal digits");
    format!("{:018}", 100_000_000_000_000_000 + number % 900_000_000_000_000_000)
}

/// The identity of a run: 32 hexadecimal digits, made of ours; two runs never have the same.
fn id(run: &str, taken: &mut BTreeSet<String>) -> String {
    let mut text = run.to_owned();
    loop {
        let id = short(&text, 16);
        if taken.insert(id.clone()) {
            return id;
        }
        text.push('+');
    }
}

fn title(results: &Results) -> String {
    let slug = name::short(&results.plan.slug);
    let slug = if slug.is_empty() { "ablation study".to_owned() } else { slug };
    name::short(&format!("{slug} · {}", name::short(&results.subject.name)))
}

fn milliseconds(seconds: f64) -> u64 {
    (seconds * 1000.0).round() as u64
}

/// A number as Python reads it.
fn number(value: f64) -> String {
    if value.is_nan() { "nan".to_owned() } else { value.to_string() }
}

fn document(fields: &[(&str, String)]) -> String {
    fields.iter().map(|(key, value)| format!("{key}: {value}\n")).collect()
}

/// A string of YAML, in ASCII: whatever is in it, it is one string.
fn yaml(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='~' => quoted.push(c),
            c if u32::from(c) <= 0xffff => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_strangers_are_one_string() {
        for (text, expected) in [
            ("baseline, seed 1", r#""baseline, seed 1""#),
            ("a: b # c\n- d", r#""a: b # c\u000A- d""#),
            ("\"\\\0", r#""\"\\\u0000""#),
            ("é🧠\u{2028}", r#""\u00E9\U0001F9E0\u2028""#),
            ("", r#""""#),
        ] {
            assert_eq!(yaml(text), expected);
        }
    }

    #[test]
    fn numbers_are_pythons() {
        for (value, expected) in [
            (0.1, "0.1"),
            (-2.0, "-2"),
            (f64::NAN, "nan"),
            (-f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(number(value), expected);
        }
    }

    #[test]
    fn no_two_runs_have_the_same_identity() {
        let mut taken = BTreeSet::new();
        let ids: Vec<String> = ["a", "a", "b", "a"].iter().map(|run| id(run, &mut taken)).collect();
        assert!(
            ids.iter().all(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
        );
        assert_eq!(taken.len(), 4);
        assert_eq!(ids[0], id("a", &mut BTreeSet::new()));
    }
}
