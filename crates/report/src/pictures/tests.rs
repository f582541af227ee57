use subject::Subject;
use subject::toy::Toy;

use super::*;
use ::plan::binding::{Binding, Bound, Variant};
use ::plan::{Action, Plan};
use foundation::digest::sha256;
use study::results::Status;

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>";

/// A baseline and a variant at seeds 1 and 2, with these pictures in the runs of (configuration,
/// seed).
fn results(pictures: &[(usize, usize, &str)]) -> Results {
    let settings = subject::Settings::from([("momentum", subject::Value::Float(0.0))]);
    let bound = Bound {
        name: "Momentum".to_owned(),
        part: "momentum".to_owned(),
        action: Action::Replace,
        metrics: Vec::new(),
        missing_metrics: Vec::new(),
        unbound: Vec::new(),
        variants: vec![Variant { label: "none".to_owned(), settings, by: None }],
    };
    let baseline = subject::Settings::default();
    let binding =
        Binding { version: 1, subject: "toy".to_owned(), baseline, ablations: vec![bound] };
    let mut results =
        Results::planned(Plan::default(), Toy.declaration(), binding, &[1, 2]).unwrap();
    for &(configuration, seed, file) in pictures {
        let run = &mut results.configurations[configuration].runs[seed];
        run.status = Status::Finished;
        let sha256 = sha256(SVG.as_bytes());
        run.pictures.push(Picture { file: file.to_owned(), caption: format!("of {file}"), sha256 });
    }
    results
}

fn check(pictures: &[(usize, usize, &str)], expected: &[(&str, &[(&str, u64)])]) {
    let results = results(pictures);
    let panels = panels(&results);
    let found: Vec<(&str, Vec<(&str, u64)>)> = panels
        .iter()
        .map(|panel| {
            (panel.file, panel.views.iter().map(|view| (view.label, view.run.seed)).collect())
        })
        .collect();
    let expected: Vec<_> = expected.iter().map(|(file, views)| (*file, views.to_vec())).collect();
    assert_eq!(found, expected);
}

#[test]
fn each_picture_has_the_first_seed_of_every_configuration() {
    let none = "Momentum: none";
    check(&[], &[]);
    check(
        &[(0, 0, "b.svg"), (0, 0, "a.svg"), (0, 1, "b.svg"), (1, 1, "c.svg"), (1, 1, "b.svg")],
        &[
            ("b.svg", &[("baseline", 1), (none, 2)]),
            ("a.svg", &[("baseline", 1)]),
            ("c.svg", &[(none, 2)]),
        ],
    );
}

#[test]
fn shown_pictures_are_copied_and_lost_ones_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    let results = results(&[
        (0, 0, "a.svg"),
        (0, 1, "a.svg"),
        (1, 0, "a.svg"),
        (1, 0, "lost.svg"),
        (1, 0, "new.svg"),
    ]);
    assert_eq!(copy(&read(&results, &store), &store).unwrap(), None);
    let ids: Vec<&str> = results.runs().map(|run| run.id.as_str()).collect();
    for id in &ids {
        let pictures = store.run(id).path().join("pictures");
        std::fs::create_dir_all(&pictures).unwrap();
        std::fs::write(pictures.join("a.svg"), SVG).unwrap();
        std::fs::write(pictures.join("new.svg"), SVG.replace("rect", "line")).unwrap();
    }
    let copies = copy(&read(&results, &store), &store).unwrap().unwrap();
    assert_eq!(copies, folder.path().join("report/pictures"));
    let names = std::fs::read_dir(&copies)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    let mut expected = [format!("{}-a.svg", ids[0]), format!("{}-a.svg", ids[2])];
    expected.sort();
    assert_eq!(names, expected);
    assert_eq!(std::fs::read_to_string(copies.join(&names[0])).unwrap(), SVG);
}
