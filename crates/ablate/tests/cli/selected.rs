//! Which subject a command takes: asked for, of the study folder, or the default.

use std::os::unix::fs::PermissionsExt;

use crate::harness::{Folder, SMALL};

/// A training program that is not built in.
const LINE: &str = include_str!("../../../../examples/python/subject.py");

const PLAN: &str = r#"{"name": "Learning rate", "ablated_part": "learning rate", "action": "REPLACE",
 "replacement": [0.01], "metrics": ["Error"]}"#;

#[test]
fn a_study_folder_of_a_built_in_subject_is_enough_for_every_verb() {
    let folder = Folder::new(SMALL);
    std::fs::create_dir(folder.path().join("study")).unwrap();
    folder.ablate(&["bind", "plan.md", "--subject", "toy", "--out", "study"]).ends(0);
    std::fs::copy(folder.path().join("plan.md"), folder.path().join("study/plan.json")).unwrap();
    let of_folder = "subject: toy (of study/binding.toml)";
    folder.ablate(&["bind", "study"]).ends(0).complains(&[of_folder]);
    let said = folder.ablate(&["subject", "study"]).ends(0).complains(&[of_folder]);
    assert!(said.out.starts_with("toy "), "{}", said.out);
    let said = folder.ablate(&["run", "study", "--dry-run"]).ends(0);
    assert!(said.words().contains("momentum = 0"), "{}", said.out);
    let said = folder.ablate(&["lint", "study", "--json"]).ends(0);
    assert!(!said.out.contains("no knob"), "{}", said.out);
    folder.ablate(&["run", "study"]).ends(0);

    // within the folder, too
    let mut command = folder.command(&["subject"]);
    let said = command.current_dir(folder.path().join("study")).output().unwrap();
    assert!(said.stdout.starts_with(b"toy "), "{said:?}");

    // without the binding, the results say it
    std::fs::remove_file(folder.path().join("study/binding.toml")).unwrap();
    folder.ablate(&["bind", "study"]).ends(0).complains(&["subject: toy (of study/results.json)"]);
}

#[test]
fn a_study_folder_starts_no_program_but_says_which_it_was() {
    if !testing::tool("python3") {
        return;
    }
    let folder = Folder::new(PLAN);
    let program = folder.write("train.py", LINE);
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let flags = ["--subject", "./train.py", "--out", "study", "--seeds", "1"];
    folder.ablate(&[&["run", "plan.md"], flags.as_slice()].concat()).ends(0);
    std::fs::remove_file(program).unwrap();
    // what the program declared is in the results
    folder.ablate(&["bind", "study"]).ends(0).complains(&["subject: line (of study/binding.toml)"]);
    let said = folder.ablate(&["subject", "study"]).ends(0);
    assert!(said.out.starts_with("line 1"), "{}", said.out);
    folder.ablate(&["lint", "study"]).ends(0);
    folder.ablate(&["run", "study"]).ends(2).complains(&[
        "subject `line`, which is not built in",
        "last time it was `--subject ./train.py`",
    ]);
}

#[test]
fn the_default_is_said() {
    let folder = Folder::new(SMALL);
    let note = "subject: svilm (default; use --subject to run your own program)";
    folder.ablate(&["bind", "plan.md", "--out", "-"]).ends(0).complains(&[note]);
    folder.ablate(&["subject"]).ends(0).complains(&[note]);
    folder.ablate(&["run", "plan.md", "--dry-run"]).complains(&[note]);
}
