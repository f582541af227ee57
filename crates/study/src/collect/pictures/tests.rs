use subject::toy::Toy;
use subject::{Event, Outcome, Subject};

use crate::results::Results;
use crate::store::Store;
use plan::Plan;
use plan::binding::Binding;

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>";

/// The results of one run that ended like this with these pictures, each listed by its name.
fn collected(outcome: Outcome, files: &[(&str, &str)]) -> Results {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    let binding = Binding {
        version: 1,
        subject: "toy".to_owned(),
        baseline: subject::Settings::default(),
        ablations: Vec::new(),
    };
    let mut results = Results::planned(Plan::default(), Toy.declaration(), binding, &[1]).unwrap();
    let record = &results.configurations[0].runs[0];
    let run = store.run(&record.id);
    let pictures = run.path().join("pictures");
    std::fs::create_dir_all(&pictures).unwrap();
    let listed = files
        .iter()
        .map(|(file, _)| serde_json::json!({"file": file, "caption": format!("of {file}")}));
    let list = serde_json::json!({"files": listed.collect::<Vec<_>>()});
    std::fs::write(pictures.join("pictures.json"), list.to_string()).unwrap();
    for (file, contents) in
        files.iter().filter(|(file, contents)| !contents.is_empty() && !file.contains('/'))
    {
        std::fs::write(pictures.join(file), contents).unwrap();
    }
    let mut events = vec![Event::Started { protocol: subject::PROTOCOL, id: record.id.clone() }];
    for metric in Toy.declaration().metrics.iter().filter(|metric| !metric.curve) {
        events.push(Event::Metric {
            name: metric.name.clone(),
            value: 1.0,
            step: None,
            chance: None,
        });
    }
    events.push(Event::Finished { outcome });
    let lines = events
        .into_iter()
        .map(|event| serde_json::to_string(&subject::Line { t: 0.0, event }).unwrap() + "\n");
    std::fs::write(run.events(), lines.collect::<String>()).unwrap();
    results.collect(&store, 0, 0).unwrap();
    let once = results.clone();
    results.collect(&store, 0, 0).unwrap();
    assert_eq!(results, once, "what is collected twice is the same");
    results
}

/// Names that are taken, and notes.
fn check(files: &[(&str, &str)], taken: &[&str], notes: &[&str]) {
    let results = collected(Outcome::Finished, files);
    let record = &results.configurations[0].runs[0];
    assert!(record.status.is_finished(), "{:?}", record.status);
    let found: Vec<&str> = record.pictures.iter().map(|picture| picture.file.as_str()).collect();
    assert_eq!(
        (found, &record.notes),
        (taken.to_vec(), &notes.iter().map(|note| (*note).to_owned()).collect())
    );
    assert_eq!(serde_json::from_str::<Results>(&results.to_json()).unwrap(), results);
}

#[test]
fn good_pictures_are_taken_in_their_order_and_others_are_noted() {
    check(
        &[
            ("b.svg", SVG),
            (
                "script.svg",
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
            ),
            ("../x.svg", SVG),
            ("gone.svg", ""),
            ("a.svg", SVG),
            ("b.svg", SVG),
        ],
        &["b.svg", "a.svg"],
        &[
            "its picture `script.svg` is left out: it has the element `script`",
            "its picture `../x.svg` is left out: its name is not small letters, digits and `-` with `.svg` at the end",
            "its picture `gone.svg` is left out: it is not there",
            "its picture `b.svg` is left out: it is listed twice",
        ],
    );
    check(&[], &[], &[]);
}

#[test]
fn of_thirteen_twelve_are_taken() {
    let names: Vec<String> = (1..=13).map(|n| format!("p-{n}.svg")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), SVG)).collect();
    let taken: Vec<&str> = names[..12].iter().map(String::as_str).collect();
    check(&files, &taken, &["it lists 13 pictures, of which the first 12 are taken"]);
}

#[test]
fn a_run_without_numbers_has_no_pictures() {
    let results =
        collected(Outcome::Failed { reason: "x".into() }, &[("a.svg", SVG), ("../x", "")]);
    let record = &results.configurations[0].runs[0];
    assert!(record.pictures.is_empty() && record.notes.is_empty());
    assert!(!results.to_json().contains("pictures"));
}

#[test]
fn what_is_kept_is_the_hash_of_the_file() {
    let results = collected(Outcome::Finished, &[("a.svg", SVG)]);
    let picture = &results.configurations[0].runs[0].pictures[0];
    assert_eq!(picture.caption, "of a.svg");
    assert_eq!(picture.sha256, "cf34eb5c0999c5fce90abb88ee2a9afa9d71ac5ecd613169fb1d4d692441cb48");
}
