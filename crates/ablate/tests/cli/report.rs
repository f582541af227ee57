//! Reports from results alone, and what other programs read.

use std::process::Stdio;

use crate::harness::{Folder, SMALL, TOY};

#[test]
fn results_alone_are_enough() {
    let folder = Folder::new(TOY);
    folder.run(&["--seeds", "2"]).ends(3);
    let (table, page) = (folder.read("study/table.md"), folder.read("study/trajectory.md"));
    std::fs::create_dir(folder.path().join("copy")).unwrap();
    folder.write("copy/results.json", &folder.read("study/results.json"));
    let said = folder.ablate(&["report", "copy"]).ends(0);
    assert!(said.out.contains("Momentum"));
    // but for the command that it proposes
    let copied = |name: &str| folder.read(&format!("copy/{name}")).replace("run copy", "run study");
    assert_eq!((copied("table.md"), copied("trajectory.md")), (table, page));
    // the page with results is still the plan
    let shown = folder.ablate(&["show", "copy/trajectory.md", "--as", "json"]).ends(0);
    assert_eq!(shown.out, folder.ablate(&["show", "plan.md", "--as", "json"]).ends(0).out);
    assert_eq!(shown.err, "");
}

#[test]
fn what_is_shown_can_be_selected() {
    let folder = Folder::new(TOY);
    folder.run(&["--seeds", "3"]).ends(3);
    let said = folder.ablate(&[
        "report",
        "study",
        "--ablations",
        "momentum",
        "--metrics",
        "ACCURACY",
        "--style",
        "compact",
    ]);
    let said = said.ends(0);
    assert!(said.out.contains("Momentum") && !said.out.contains("Width"), "{}", said.out);
    assert!(!said.out.contains("Δ −"), "{}", said.out);
    assert!(!folder.read("study/table.tex").contains("Width"));
    folder
        .ablate(&["report", "study", "--ablations", "Momentun"])
        .ends(2)
        .complains(&["did you mean `Momentum`?", "Width"]);
    folder
        .ablate(&["report", "study", "--metrics", "Scor"])
        .ends(2)
        .complains(&["did you mean `score`?", "hint: "]);
}

#[test]
fn json_is_the_results_file_and_the_analysis() {
    let folder = Folder::new(SMALL);
    let said = folder.run(&["--seeds", "1", "--json", "--quiet"]).ends(0);
    let mut said: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let again = folder.ablate(&["report", "study", "--json"]).ends(0).out;
    assert_eq!(serde_json::from_str::<serde_json::Value>(&again).unwrap(), said);
    let analysis = said.as_object_mut().unwrap().remove("analysis").unwrap();
    assert_eq!(analysis["comparisons"][0]["verdict"]["verdict"], "missing");
    assert_eq!(
        said,
        serde_json::from_str::<serde_json::Value>(&folder.read("study/results.json")).unwrap()
    );
}

#[test]
fn results_of_another_version_or_none() {
    let folder = Folder::new(SMALL);
    folder.run(&["--seeds", "1"]).ends(0);
    let newer = folder.read("study/results.json").replacen("\"version\": 1", "\"version\": 2", 1);
    folder.write("study/results.json", &newer);
    folder.ablate(&["report", "study"]).ends(2).complains(&["format version 2", "hint: "]);
    folder.write("study/results.json", "{");
    folder.ablate(&["report", "study"]).ends(2).complains(&["results.json", "line 1"]);
    folder.ablate(&["report", "nowhere"]).ends(2).complains(&["has no results.json"]);
}

#[test]
fn a_reader_may_stop_reading() {
    let folder = Folder::new(TOY);
    for verb in [&["show", "plan.md"][..], &["run", "plan.md", "--subject", "toy", "--seeds", "1"]]
    {
        let mut child =
            folder.command(verb).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(!err.contains("error") && !err.contains("panic"), "{err}");
    }
}

#[test]
fn no_colours_outside_of_a_terminal() {
    let folder = Folder::new(TOY);
    let said = folder.run(&["--seeds", "2"]).ends(3);
    assert!(!said.out.contains('\u{1b}') && !said.err.contains('\u{1b}'));
}
