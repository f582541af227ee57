use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use foundation::Hint;
use subject::{Better, Declaration, Event, Kind, Knob, Line, Metric, Outcome, Settings};

use super::*;
use crate::folder;
use ::plan::binding::{Binding, Bound, Variant};
use ::plan::{Action, Plan};
use study::results::{Measured, Status};

const HOSTILE: [&str; 8] = [
    "../../../escaped",
    "<script>alert(1)</script>",
    "a\0b\u{1b}[31m",
    "two\nlines: - \"x\" # y",
    "论文🧠\u{202e}",
    "",
    "Width 1",
    "Width-1",
];

/// A study in a folder of its own.
struct Study {
    folder: tempfile::TempDir,
    results: Results,
}

impl Study {
    /// A baseline and these variants of it, each with the seeds 1 and 2; no run has been started.
    fn new(labels: &[&str]) -> Self {
        let knobs = vec![
            Knob::new("width", "width", Kind::Int { min: 0, max: 999 }, 0, "units"),
            Knob::new("rate", "rate", Kind::Float { min: 0.0, max: 1.0 }, 0.5, "step size"),
        ];
        let metrics = vec![
            Metric::new("recall@1/text_to_video", "R@1", "%", Better::Higher, "retrieval"),
            Metric::new("loss", "Loss", "", Better::Lower, "training").along_steps(),
        ];
        let variant = |(index, label): (usize, &&str)| Variant {
            label: (*label).to_owned(),
            settings: Settings::from([("width", Value::Int(index as i64 + 1))]),
            by: None,
        };
        let bound = Bound {
            name: "Width".to_owned(),
            part: "width".to_owned(),
            action: Action::Replace,
            metrics: Vec::new(),
            missing_metrics: Vec::new(),
            unbound: Vec::new(),
            variants: labels.iter().enumerate().map(variant).collect(),
        };
        let (subject, baseline) = ("model".to_owned(), Settings::default());
        let binding = Binding { version: 1, subject, baseline, ablations: vec![bound] };
        let plan = Plan { slug: "paper".to_owned(), ..Plan::default() };
        let declaration = Declaration::new("model", "1", knobs, metrics);
        let mut results = Results::planned(plan, declaration, binding, &[1, 2]).unwrap();
        for (configured, label) in results.configurations[1..].iter_mut().zip(labels) {
            configured.label = (*label).to_owned();
        }
        Self { folder: tempfile::tempdir().unwrap(), results }
    }

    /// Every run finished, with a curve of two points.
    fn finished(labels: &[&str]) -> Self {
        let mut study = Self::new(labels);
        for run in
            study.results.configurations.iter_mut().flat_map(|configured| &mut configured.runs)
        {
            run.status = Status::Finished;
            let measured = Measured { value: 40.0 + run.seed as f64, chance: Some(5.0) };
            run.metrics = BTreeMap::from([("recall@1/text_to_video".to_owned(), measured)]);
        }
        let ids: Vec<String> = study.results.runs().map(|run| run.id.clone()).collect();
        ids.iter().for_each(|id| study.events(id, &[(10, 0.5), (20, 0.25)]));
        study
    }

    fn store(&self) -> Store {
        Store::new(self.folder.path())
    }

    fn events(&self, id: &str, curve: &[(u64, f64)]) {
        let path = self.store().run(id).path().to_owned();
        fs::create_dir_all(&path).unwrap();
        let metric = |&(step, value): &(u64, f64)| {
            (
                step as f64,
                Event::Metric { name: "loss".to_owned(), value, step: Some(step), chance: None },
            )
        };
        let started = (0.0, Event::Started { protocol: 1, id: id.to_owned() });
        let ended = (30.0, Event::Finished { outcome: Outcome::Finished });
        let events = [started].into_iter().chain(curve.iter().map(metric)).chain([ended]);
        let line = |(t, event)| serde_json::to_string(&Line { t, event }).unwrap() + "\n";
        fs::write(path.join("events.jsonl"), events.map(line).collect::<String>()).unwrap();
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn export(&self, target: Target) -> Result<Summary, Error> {
        write(&self.results, &self.store(), target, &self.out())
    }

    /// Every file of the export but its list, by its path.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let (mut files, mut folders) = (BTreeMap::new(), vec![self.out()]);
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(self.out()).unwrap().to_str().unwrap().to_owned();
                    files.insert(name, fs::read(&path).unwrap());
                }
            }
        }
        files.remove(".ablate-export");
        files
    }

    fn texts(&self) -> BTreeMap<String, String> {
        let text = |(name, bytes)| (name, String::from_utf8(bytes).unwrap());
        self.files().into_iter().map(text).collect()
    }
}

/// The fields of a message, by number.
fn fields(mut bytes: &[u8]) -> Vec<(u64, Vec<u8>)> {
    fn varint(bytes: &mut &[u8]) -> u64 {
        let mut value = 0;
        for shift in (0..).step_by(7) {
            let byte = bytes[0];
            *bytes = &bytes[1..];
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        value
    }
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let length = match key & 7 {
            0 => {
                found.push((key >> 3, varint(&mut bytes).to_le_bytes().to_vec()));
                continue;
            }
            1 => 8,
            5 => 4,
            _ => varint(&mut bytes) as usize,
        };
        found.push((key >> 3, bytes[..length].to_vec()));
        bytes = &bytes[length..];
    }
    found
}

fn field(bytes: &[u8], number: u64) -> Option<Vec<u8>> {
    fields(bytes).into_iter().find(|(found, _)| *found == number).map(|(_, bytes)| bytes)
}

/// The values of an event file as time, step, tag and value; the checksums are checked.
fn values(mut file: &[u8]) -> Vec<(f64, u64, String, Option<f32>)> {
    let mut values = Vec::new();
    while !file.is_empty() {
        let length = u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
        assert_eq!(file[8..12], record::masked(&file[..8]).to_le_bytes());
        let event = &file[12..12 + length];
        assert_eq!(file[12 + length..16 + length], record::masked(event).to_le_bytes());
        file = &file[16 + length..];
        let time = f64::from_le_bytes(field(event, 1).unwrap().try_into().unwrap());
        let Some(summary) = field(event, 5) else {
            assert!(values.is_empty() && field(event, 3).unwrap() == b"brain.Event:2");
            continue;
        };
        let step = u64::from_le_bytes(field(event, 2).unwrap().try_into().unwrap());
        let value = field(&summary, 1).unwrap();
        let tag = String::from_utf8(field(&value, 1).unwrap()).unwrap();
        values.push((
            time,
            step,
            tag,
            field(&value, 2).map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap())),
        ));
    }
    values
}

#[test]
fn an_event_file_holds_curves_and_metrics() {
    let study = Study::finished(&["one unit"]);
    let summary = study.export(Target::TensorBoard).unwrap();
    assert_eq!((summary.runs, summary.without_curves, summary.written), (4, 0, 5));
    let files = study.files();
    let folders: Vec<&str> =
        files.keys().map(|name| name.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
    assert_eq!(
        folders,
        ["baseline/seed-1", "baseline/seed-2", "", "one-unit/seed-1", "one-unit/seed-2"]
    );
    let (name, file) = files.first_key_value().unwrap();
    assert!(name.contains("/events.out.tfevents."), "{name}");
    let values = values(file);
    let start = values[0].0;
    assert!(start > 1.6e9, "{start} is no time of our days");
    let told: Vec<_> = values
        .iter()
        .map(|(time, step, tag, value)| (time - start, *step, tag.as_str(), *value))
        .collect();
    assert_eq!(
        told,
        [
            (0.0, 0, "_hparams_/session_start_info", None),
            (10.0, 10, "loss", Some(0.5)),
            (20.0, 20, "loss", Some(0.25)),
            (30.0, 20, "recall@1/text_to_video", Some(41.0)),
            (30.0, 20, "recall@1/text_to_video.chance", Some(5.0)),
            (30.0, 20, "outcome", None),
            (30.0, 20, "_hparams_/session_end_info", None),
        ]
    );
}

#[test]
fn steps_of_any_size_are_kept_as_far_as_there_is_room() {
    let study = Study::finished(&[]);
    study.events(
        &study.results.configurations[0].runs[0].id,
        &[(3_000_000_000, 0.5), (u64::MAX, 0.25)],
    );
    study.export(Target::TensorBoard).unwrap();
    let values = values(study.files().first_key_value().unwrap().1);
    let steps: Vec<u64> = values.iter().map(|value| value.1).collect();
    assert_eq!(steps[..4], [0, 3_000_000_000, i64::MAX as u64, i32::MAX as u64]);
}

#[test]
fn hyperparameters_are_those_that_differ() {
    let study = Study::finished(&["one unit"]);
    study.export(Target::TensorBoard).unwrap();
    let files = study.files();
    let (_, file) = files.iter().find(|(name, _)| !name.contains('/')).unwrap();
    let text = String::from_utf8_lossy(file);
    for words in [
        "_hparams_/experiment",
        "configuration",
        "seed",
        "outcome",
        "width",
        "recall@1/text_to_video",
    ] {
        assert!(text.contains(words), "{words}");
    }
    // the same everywhere, and a curve
    assert!(!text.contains("rate") && !text.contains("loss"), "{text}");
}

#[test]
fn a_store_of_mlflow_is_laid_out() {
    let study = Study::finished(&["one unit"]);
    study.export(Target::MlFlow).unwrap();
    let files = study.texts();
    let run = files.iter().find(|(_, text)| *text == "one unit, seed 2").unwrap().0;
    let run = run.strip_suffix("/tags/mlflow.runName").unwrap();
    let (experiment, id) = run.split_once('/').unwrap();
    assert!(
        experiment.len() == 18 && experiment.bytes().all(|byte| byte.is_ascii_digit()),
        "{experiment}"
    );
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    let read = |name: &str| {
        files.get(&format!("{run}/{name}")).unwrap_or_else(|| panic!("{name}")).as_str()
    };
    for (name, expected) in [
        ("params/width", "1"),
        ("params/rate", "0.5"),
        ("tags/ablate.seed", "2"),
        ("tags/ablate.configuration", "one unit"),
        ("tags/ablate.outcome", "finished"),
        ("tags/ablate.variants", "Width: one unit"),
        ("tags/ablate.metric.recall_at_1/text_to_video", "recall@1/text_to_video"),
    ] {
        assert_eq!(read(name), expected, "{name}");
    }
    let steps = |name: &str| -> Vec<String> {
        read(name).lines().map(|line| line.split_once(' ').unwrap().1.to_owned()).collect()
    };
    assert_eq!(steps("metrics/loss"), ["0.5 10", "0.25 20"]);
    assert_eq!(steps("metrics/recall_at_1/text_to_video"), ["42 20"]);
    assert_eq!(steps("metrics/recall_at_1/text_to_video.chance"), ["5 20"]);
    let meta = read("meta.yaml");
    for line in [
        format!("run_id: \"{id}\"\n"),
        format!("experiment_id: \"{experiment}\"\n"),
        "run_name: \"one unit, seed 2\"\n".to_owned(),
        "status: 3\n".to_owned(),
        format!("/{experiment}/{id}/artifacts\"\n"),
    ] {
        assert!(meta.contains(&line), "{line} is not in\n{meta}");
    }
    assert!(study.out().join(run).join("artifacts").is_dir());
    assert!(files[&format!("{experiment}/meta.yaml")].contains("name: \"paper \\u00B7 model\"\n"));
}

#[test]
fn no_run_is_dropped_and_none_is_zero() {
    let mut study = Study::new(&["1", "2", "3", "4"]);
    let reason = || "boom\n<b>".to_owned();
    for (index, status) in [
        Status::Diverged { step: 4, reason: reason() },
        Status::Failed { reason: reason() },
        Status::TimedOut { seconds: 9.0 },
        Status::Missing { reason: reason() },
    ]
    .into_iter()
    .enumerate()
    {
        study.results.configurations[index].runs[0].status = status;
    }
    // one that was cut off
    study.events(&study.results.configurations[3].runs[0].id.clone(), &[(10, f64::NAN)]);
    let summary = study.export(Target::MlFlow).unwrap();
    assert_eq!((summary.runs, summary.without_curves), (10, 3));
    let files = study.texts();
    let status = |configuration: usize| {
        let id = &study.results.configurations[configuration].runs[0].id;
        let run = files
            .iter()
            .find(|(name, text)| name.ends_with("ablate.run") && *text == id)
            .unwrap()
            .0;
        let run = run.strip_suffix("tags/ablate.run").unwrap();
        let line = files[&format!("{run}meta.yaml")]
            .lines()
            .find(|line| line.starts_with("status"))
            .unwrap()
            .to_owned();
        (
            line,
            files[&format!("{run}tags/ablate.reason")].as_str(),
            files.get(&format!("{run}metrics/loss")),
        )
    };
    assert_eq!(status(0), ("status: 4".to_owned(), "diverged at step 4: boom\n<b>", None));
    assert_eq!(status(1), ("status: 4".to_owned(), "failed: boom\n<b>", None));
    assert_eq!(status(2), ("status: 5".to_owned(), "timed out after 9 s", None));
    let (line, reason, curve) = status(3);
    assert_eq!((line.as_str(), reason), ("status: 5", "missing: boom\n<b>"));
    assert!(curve.unwrap().ends_with(" nan 10\n"));
    assert_eq!(status(4), ("status: 2".to_owned(), "missing: not run", None));
    assert_eq!(files.keys().filter(|name| name.contains("/metrics/")).count(), 1);
    fs::remove_dir_all(study.out()).unwrap();
    study.export(Target::TensorBoard).unwrap();
    let scalars =
        study.files().into_values().flat_map(|file| values(&file)).filter_map(|value| value.3);
    assert!(scalars.collect::<Vec<_>>().iter().all(|value| value.is_nan()));
    assert_eq!(study.files().len(), 11);
}

#[test]
fn a_run_that_is_at_work_is_running() {
    let study = Study::new(&[]);
    let folder = study.store().run(&study.results.configurations[0].runs[0].id);
    fs::create_dir_all(folder.path()).unwrap();
    let log = folder.open_log().unwrap().unwrap();
    study.export(Target::MlFlow).unwrap();
    let running =
        |study: &Study| study.texts().values().filter(|text| text.contains("status: 1\n")).count();
    assert_eq!(running(&study), 1);
    drop(log);
    study.export(Target::MlFlow).unwrap();
    assert_eq!(running(&study), 0);
}

#[test]
fn hostile_names_stay_inside_and_apart() {
    let mut study = Study::finished(&HOSTILE);
    let metric = &mut study.results.subject.metrics[0];
    metric.name = "../../<script>\0".to_owned();
    for configured in &mut study.results.configurations {
        configured.settings.0.insert("../../k\n".repeat(60), Value::Text("<b>\0\n: '".to_owned()));
        for run in &mut configured.runs {
            let measured = run.metrics.pop_first().unwrap().1;
            run.metrics.insert("../../<script>\0".to_owned(), measured);
        }
    }
    study.results.plan.slug = "..\n\"x\": [🧠".to_owned();
    let outside = study.store().run("../../outside");
    study.results.configurations[0].runs[0].id = "../../outside".to_owned();
    study.results.configurations[0].runs[1].id = study.results.configurations[1].runs[0].id.clone();
    for target in [Target::TensorBoard, Target::MlFlow] {
        study.export(target).unwrap();
        let files = study.files();
        let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
        assert!(
            files.keys().all(|name| name.bytes().all(is_safe) && !name.contains("..")),
            "{:?}",
            files.keys()
        );
        let whole = |name: &&String| {
            name.contains("/seed-") || name.matches('/').count() == 2 && name.ends_with("meta.yaml")
        };
        assert_eq!(files.keys().filter(whole).count(), 18);
        for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".yaml")) {
            let text = std::str::from_utf8(text).unwrap();
            let is_field = |line: &str| {
                line.split_once(": ").is_some_and(|(key, _)| !key.contains(['"', ' ']))
            };
            assert!(text.is_ascii() && text.lines().all(is_field), "{name}: {text}");
        }
        fs::remove_dir_all(study.out()).unwrap();
    }
    assert!(!outside.path().exists());
    assert_eq!(fs::read_dir(study.folder.path()).unwrap().count(), 1, "only `runs`");
}

#[test]
fn what_is_gone_is_told() {
    let study = Study::finished(&["one unit"]);
    fs::remove_dir_all(study.folder.path().join("runs")).unwrap();
    let summary = study.export(Target::MlFlow).unwrap();
    assert_eq!((summary.runs, summary.without_curves), (4, 4));
    let files = study.texts();
    assert_eq!(
        files.keys().filter(|name| name.ends_with("metrics/recall_at_1/text_to_video")).count(),
        4
    );
    assert_eq!(files.keys().filter(|name| name.ends_with("tags/ablate.curves")).count(), 4);
    assert!(!files.keys().any(|name| name.ends_with("metrics/loss")));
}

#[test]
fn an_export_replaces_its_own_files_only() {
    let mut study = Study::finished(&["one unit", "two units"]);
    for target in [Target::TensorBoard, Target::MlFlow] {
        let first = study.export(target).unwrap();
        assert!(first.written > 0 && first.removed == 0);
        assert_eq!(study.export(target).unwrap().written, 0, "the same again");
        let other = if target == Target::MlFlow { Target::TensorBoard } else { Target::MlFlow };
        assert!(matches!(study.export(other), Err(Error::Folder(folder::Error::Foreign { .. }))));
        let before = study.files();
        fs::write(study.out().join("mine.txt"), "mine").unwrap();
        let removed = study.results.configurations.pop().unwrap();
        assert!(study.export(target).unwrap().removed >= 2);
        let after = study.files();
        assert!(after.len() < before.len() && after["mine.txt"] == b"mine");
        assert!(!after.keys().any(|name| name.starts_with("two-units")));
        study.results.configurations.push(removed);
        fs::remove_dir_all(study.out()).unwrap();
    }
}

#[test]
fn a_folder_of_somebody_else_is_refused() {
    let study = Study::finished(&[]);
    fs::create_dir_all(study.out()).unwrap();
    study.export(Target::MlFlow).unwrap();
    fs::remove_dir_all(study.out()).unwrap();
    fs::create_dir_all(study.out().join("0")).unwrap();
    for list in [None, Some("../../x\n"), Some("ablate export 1")] {
        list.into_iter()
            .for_each(|list| fs::write(study.out().join(".ablate-export"), list).unwrap());
        let error = study.export(Target::MlFlow).unwrap_err();
        assert!(
            matches!(error, Error::Folder(folder::Error::Foreign { .. }))
                && error.hint().unwrap().contains("--out"),
            "{error}"
        );
    }
    assert_eq!(fs::read_dir(study.out()).unwrap().count(), 2);
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_outside() {
    let mut study = Study::finished(&["one unit"]);
    study.export(Target::TensorBoard).unwrap();
    let elsewhere = study.folder.path().join("elsewhere");
    fs::rename(study.out().join("one-unit"), &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, study.out().join("one-unit")).unwrap();
    let error = study.export(Target::TensorBoard).unwrap_err();
    assert!(matches!(error, Error::Folder(folder::Error::NotAFolder { .. })), "{error}");
    study.results.configurations.pop();
    study.export(Target::TensorBoard).unwrap();
    assert_eq!(
        fs::read_dir(elsewhere.join("seed-1")).unwrap().count(),
        1,
        "nothing is removed through a link"
    );
}
