//! `docs/subject.md` and the Python subject that it points to keep the contract as the code has it.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use subject::{Declaration, Event, Line, Outcome, RunSpec, Settings, Value};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The JSON blocks of the document.
fn examples() -> Vec<String> {
    let text = std::fs::read_to_string(workspace().join("docs/subject.md")).unwrap();
    let block = |rest: &str| rest.split_once("\n```").unwrap().0.to_owned();
    text.split("```json\n").skip(1).map(block).collect()
}

#[test]
fn the_examples_of_the_document_are_what_they_say() {
    let examples = examples();
    assert_eq!(examples.len(), 5);
    let declaration: Declaration = serde_json::from_str(&examples[0]).unwrap();
    declaration.check().unwrap();

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spec.json");
    std::fs::write(&path, &examples[1]).unwrap();
    RunSpec::read(&path).unwrap();

    let events: Vec<Line> =
        examples[2].lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(matches!(events[0].event, Event::Started { protocol: 1, .. }));
    assert!(matches!(events.last().unwrap().event, Event::Finished { outcome: Outcome::Finished }));
    let items: subject::Items = serde_json::from_str(&examples[3]).unwrap();
    assert_eq!((items.metric.as_str(), items.values.len()), ("recall@1/text_to_video", 3));
    let pictures: serde_json::Value = serde_json::from_str(&examples[4]).unwrap();
    assert!(
        pictures["files"][0]["file"].is_string() && pictures["files"][0]["caption"].is_string()
    );
}

#[test]
fn the_quick_start_of_the_document_is_a_subject() {
    if !testing::tool("python3") {
        return;
    }
    let text = std::fs::read_to_string(workspace().join("docs/subject.md")).unwrap();
    let program = text.split("```python\n").nth(1).unwrap().split("```").next().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("train.py");
    std::fs::write(&path, program).unwrap();
    let python = |args: &[&str]| Command::new("python3").arg(&path).args(args).output().unwrap();

    let described = python(&["describe"]);
    let declaration: Declaration = serde_json::from_slice(&described.stdout).unwrap();
    declaration.check().unwrap();

    let settings = Settings::default().resolve(&declaration).unwrap();
    let spec = RunSpec::new(&declaration, &settings, 3).unwrap();
    let run = folder.path().join(spec.id());
    std::fs::create_dir(&run).unwrap();
    let file = run.join("spec.json");
    std::fs::write(&file, serde_json::to_string(&spec).unwrap()).unwrap();
    assert!(python(&["run", file.to_str().unwrap(), "--threads", "1"]).status.success());
    let events: Vec<Event> = subject::read_events(&run.join("events.jsonl"))
        .unwrap()
        .into_iter()
        .map(|line| line.event)
        .collect();
    assert!(matches!(&events[0], Event::Started { protocol: 1, id } if *id == spec.id()));
    assert!(matches!(&events[1], Event::Metric { name, .. } if name == "accuracy"));
    assert!(matches!(&events[2], Event::Finished { outcome: Outcome::Finished }));
}

/// Starts the Python subject as a study does; nothing if there is no Python.
fn python(args: &[&str]) -> Option<Output> {
    let program = workspace().join("examples/python/subject.py");
    testing::tool("python3").then(|| Command::new(program).args(args).output().unwrap())
}

fn declaration() -> Option<Declaration> {
    let output = python(&["describe"])?;
    assert!(output.status.success());
    let declaration: Declaration = serde_json::from_slice(&output.stdout).unwrap();
    declaration.check().unwrap();
    Some(declaration)
}

/// Exit code and events of a run in a folder that is named by its identity, and which may hold
/// events already.
fn run(root: &Path, spec: &RunSpec, args: &[&str]) -> (Option<i32>, Vec<Event>) {
    let folder = root.join(spec.id());
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("spec.json");
    std::fs::write(&path, serde_json::to_string_pretty(spec).unwrap()).unwrap();
    let args: Vec<&str> = [&["run", path.to_str().unwrap()], args].concat();
    let output = python(&args).unwrap();
    let lines = subject::read_events(&folder.join("events.jsonl")).unwrap();
    (output.status.code(), lines.into_iter().map(|line| line.event).collect())
}

fn error(events: &[Event]) -> Option<f64> {
    events.iter().find_map(|event| match event {
        Event::Metric { name, value, step: None, .. } if name == "error" => Some(*value),
        _ => None,
    })
}

#[test]
fn the_python_subject_finishes_and_repeats_itself() {
    let Some(declaration) = declaration() else { return };
    let spec = |seed| RunSpec::new(&declaration, &Settings::default(), seed).unwrap();
    let roots = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (code, events) = run(roots[0].path(), &spec(1), &[]);
    assert_eq!(code, Some(0));
    assert_eq!(events[0], Event::Started { protocol: 1, id: spec(1).id() });
    assert_eq!(events.last(), Some(&Event::Finished { outcome: Outcome::Finished }));
    for event in &events {
        if let Event::Metric { name, step, .. } = event {
            assert_eq!(
                declaration.metric(name).map(|metric| metric.curve),
                Some(step.is_some()),
                "{name}"
            );
        }
    }
    let (_, again) = run(roots[1].path(), &spec(1), &["--threads", "4"]);
    assert_eq!(again, events, "neither the time nor the number of threads matters");
    assert_ne!(error(&run(roots[1].path(), &spec(2), &[]).1), error(&events), "the seed does");
}

#[test]
fn an_ablation_of_the_python_subject_shows() {
    let Some(declaration) = declaration() else { return };
    let folder = tempfile::tempdir().unwrap();
    let value = |settings: Settings| {
        error(&run(folder.path(), &RunSpec::new(&declaration, &settings, 0).unwrap(), &[]).1)
            .unwrap()
    };
    assert!(value(Settings::default()) < 0.1);
    assert!(value(Settings::from([("intercept", Value::Bool(false))])) > 0.9);
}

#[test]
fn the_python_subject_diverges_with_words() {
    let Some(declaration) = declaration() else { return };
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings::from([("learning_rate", Value::Float(50.0))]);
    let (code, events) =
        run(folder.path(), &RunSpec::new(&declaration, &settings, 0).unwrap(), &[]);
    assert_eq!(code, Some(3));
    assert!(
        matches!(
            events.last(),
            Some(Event::Finished { outcome: Outcome::Diverged { step: 1.., .. } })
        ),
        "{events:?}"
    );
}

#[test]
fn the_python_subject_starts_a_line_of_its_own_after_one_that_was_cut_off() {
    let Some(declaration) = declaration() else { return };
    let root = tempfile::tempdir().unwrap();
    let spec = RunSpec::new(&declaration, &Settings::default(), 0).unwrap();
    let folder = root.path().join(spec.id());
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("events.jsonl"), "{\"t\": 0.0, \"event\": \"started\", \"prot")
        .unwrap();
    let (code, events) = run(root.path(), &spec, &[]);
    assert_eq!(code, Some(0));
    assert_eq!(events.last(), Some(&Event::Finished { outcome: Outcome::Finished }));
}

#[test]
fn the_python_subject_refuses_what_is_not_for_it() {
    let Some(declaration) = declaration() else { return };
    let folder = tempfile::tempdir().unwrap();
    let spec = RunSpec::new(&declaration, &Settings::default(), 0).unwrap();
    let other = RunSpec { version: "0".to_owned(), ..spec };
    assert_eq!(run(folder.path(), &other, &[]), (Some(2), vec![]));
    assert_eq!(python(&[]).unwrap().status.code(), Some(2));
    assert_eq!(python(&["rnu"]).unwrap().status.code(), Some(2));
}
