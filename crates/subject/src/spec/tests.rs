use crate::{Declaration, Subject, Value, toy::Toy};

use super::*;

fn spec(settings: &Settings, seed: u64) -> RunSpec {
    // the version of the toy may rise, identities of one version must not change
    let version = "1".to_owned();
    RunSpec::new(&Declaration { version, ..Toy.declaration() }, settings, seed).unwrap()
}

#[test]
fn the_identity_does_not_change_from_release_to_release() {
    // a change here would run every finished run of every study again
    let spec = spec(&Settings::from([("width", Value::Int(16))]), 7);
    assert_eq!(
        serde_json::to_string(&spec).unwrap(),
        r#"{"protocol":1,"subject":"toy","version":"1","seed":7,"settings":{"delay":0.0,"learning_rate":0.1,"momentum":0.9,"width":16}}"#
    );
    assert_eq!(spec.id(), "f85bbe1bd344b9e6");
}

#[test]
fn what_enters_the_identity_and_what_does_not() {
    let base = spec(&Settings::default(), 0);
    let written = Settings::from([
        ("width", Value::Int(8)),
        ("delay", Value::Int(0)),
        ("momentum", Value::Float(0.9)),
    ]);
    assert_eq!(spec(&written, 0).id(), base.id(), "which knobs were written down");
    assert_ne!(spec(&Settings::default(), 1).id(), base.id(), "the seed");
    assert_ne!(spec(&Settings::from([("width", Value::Int(9))]), 0).id(), base.id(), "a knob");
    assert_ne!(RunSpec { version: "2".to_owned(), ..base.clone() }.id(), base.id(), "the version");
    assert_ne!(RunSpec { subject: "tOy".to_owned(), ..base.clone() }.id(), base.id(), "the name");
}

#[test]
fn a_specification_keeps_its_identity_through_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spec.json");
    // these need 17 digits; a reader that rounds them would give another run
    for (seed, momentum) in
        [(0, 0.1 + 0.2), (u64::MAX, 0.299_999_999_999_999_93), (1, 1.0 / 3.0), (2, 1e-300)]
    {
        let spec = spec(&Settings::from([("momentum", Value::Float(momentum))]), seed);
        std::fs::write(&path, serde_json::to_string_pretty(&spec).unwrap()).unwrap();
        let read = RunSpec::read(&path).unwrap();
        assert_eq!(read, spec);
        assert_eq!(read.id(), spec.id());
    }
}

#[test]
fn a_file_that_is_no_specification_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spec.json");
    let error = |text: &str| {
        std::fs::write(&path, text).unwrap();
        RunSpec::read(&path)
            .unwrap_err()
            .to_string()
            .replace(&folder.path().display().to_string(), ".")
    };
    let text = "{\"protocol\": 1,\n \"subject\": \"toy\", \"version\": \"1\",\n \"sed\": 1, \"settings\": {}}";
    let message = error(text);
    assert!(
        message.starts_with("`./spec.json` line 3 is not valid: unknown field `sed`"),
        "{message}"
    );
    assert!(error("{").contains("line 1 is not valid"));
    assert!(error(&text.replace("\"sed\": 1", "\"seed\": -1")).contains("line 3"));
    let missing = RunSpec::read(&folder.path().join("none.json")).unwrap_err().to_string();
    assert!(missing.starts_with("cannot read `"), "{missing}");
}
