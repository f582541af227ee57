//! The same command with something changed: the plan, the binding, the flags.

use crate::harness::{Folder, SMALL};

const WIDTH: &str = r#"<predictions>
{"name": "Width", "ablated_part": "width", "action": "REPLACE", "replacement": ["16"], "metrics": ["Score"]}
</predictions>"#;

#[test]
fn a_plan_that_changed_is_bound_anew() {
    let folder = Folder::new(WIDTH);
    folder.run(&["--seeds", "1"]).ends(0);
    folder.write("plan.md", &WIDTH.replace("16", "32"));
    folder.run(&["--seeds", "1"]).ends(0).complains(&["the plan has changed", "1 run now, 1 kept"]);
    assert!(folder.read("study/binding.toml").contains("width = 32"));
    assert!(folder.read("study/trajectory.md").contains("32"));
}

#[test]
fn a_plan_that_changed_never_overwrites_an_edited_binding() {
    let folder = Folder::new(WIDTH);
    folder.run(&["--seeds", "1"]).ends(0);
    let edited = folder.read("study/binding.toml").replace("width = 16", "width = 17");
    folder.write("study/binding.toml", &edited);
    folder.run(&["--seeds", "1"]).ends(0).complains(&["using the binding", "1 run now, 1 kept"]);
    folder.write("plan.md", &WIDTH.replace("16", "32"));
    let (binding, plan) = (folder.read("study/binding.toml"), folder.read("study/plan.json"));
    folder.run(&["--seeds", "1"]).ends(2).complains(&["the plan changed after", "--out DIR"]);
    assert_eq!(
        (folder.read("study/binding.toml"), folder.read("study/plan.json")),
        (binding, plan)
    );
}

#[test]
fn a_binding_from_elsewhere_is_kept_with_its_results() {
    let folder = Folder::new(WIDTH);
    folder.ablate(&["bind", "plan.md", "--subject", "toy", "-o", "my.toml"]).ends(0);
    for width in ["16", "31"] {
        let text = folder.read("my.toml").replace("width = 16", &format!("width = {width}"));
        folder.write("my.toml", &text);
        folder.ablate(&["run", "my.toml", "--seeds", "1", "--out", "study"]).ends(0);
        assert_eq!(folder.read("study/binding.toml"), text);
    }
    folder.ablate(&["run", "study"]).ends(0).complains(&["0 run now, 2 kept"]);
}

#[test]
fn a_folder_goes_on_with_its_seeds_and_its_baseline() {
    let folder = Folder::new(SMALL);
    folder.run(&["--seeds", "4,7", "--set", "width=9"]).ends(0).complains(&["4 run now"]);
    let before = folder.read("study/results.json");
    folder
        .ablate(&["run", "study"])
        .ends(0)
        .complains(&["width = 9 as before", "0 run now, 4 kept"]);
    assert_eq!(folder.read("study/results.json"), before);
    folder.ablate(&["run", "study", "--seeds", "4,"]).ends(0).complains(&["0 run now, 2 kept"]);
}
