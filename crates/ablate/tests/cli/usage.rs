//! What a user can get wrong.

use crate::harness::{Folder, SMALL, TOY};

#[test]
fn flags_and_files() {
    let folder = Folder::new(SMALL);
    folder.ablate(&["run", "plan.md", "--sedes", "3"]).ends(2).complains(&["--seeds"]);
    folder.ablate(&["rum", "plan.md"]).ends(2).complains(&["run"]);
    folder
        .ablate(&["run", "nowhere.md", "--subject", "toy"])
        .ends(2)
        .complains(&["cannot read `nowhere.md`"]);
    folder.ablate(&["show", "plann.md"]).ends(2).complains(&["did you mean `plan.md`?"]);
    folder.ablate(&["show", "nowhere.md"]).ends(2).complains(&["cannot read `nowhere.md`"]);
    folder
        .ablate(&["run", ".", "--subject", "toy"])
        .ends(2)
        .complains(&["without plan.json and binding.toml"]);
    folder.write("prose.md", "Nothing of the kind.");
    folder
        .ablate(&["run", "prose.md", "--subject", "toy"])
        .ends(2)
        .complains(&["holds no plan", "hint: "]);
    folder.write("b.toml", "version = ");
    folder.ablate(&["run", "b.toml", "--subject", "toy"]).ends(2).complains(&["b.toml:1"]);
    folder.ablate(&[]).ends(2);
    folder.ablate(&["--version"]).ends(0);
    assert!(folder.ablate(&["--help"]).ends(0).out.contains("Exit codes:"));
}

#[test]
fn values_of_flags() {
    let folder = Folder::new(SMALL);
    for (args, words) in [
        (&["--seeds", "1,1"][..], "seed 1 is listed twice"),
        (&["--seeds", "0"], "must be at least 1"),
        (&["--seeds", "x"], "neither a count (3)"),
        (&["--jobs", "0"], "--jobs"),
        (&["--timeout", "soon"], "90s"),
        (&["--timeout", "0s"], "greater than 0"),
        (&["--set", "width"], "write `--set width=VALUE`"),
        (&["--set", "witdh=3"], "did you mean `width`?"),
        (&["--set", "activation=relu"], "`ablate subject toy` lists the knobs"),
        (&["--metrics", "Score"], "belong to `ablate report`"),
        (&["--set", "width=1000"], "an integer from 1 to 64"),
        (&["--set", "momentum=nan"], "invalid value `NaN`"),
        (&["--set", "momentum=inf"], "invalid value `inf`"),
        (&["--set", "width=wide"], "invalid value `wide`"),
    ] {
        folder.run(args).ends(2).complains(&["error: ", words]);
    }
    assert!(!folder.path().join("study").exists());
}

#[test]
fn a_folder_that_cannot_be_written() {
    let folder = Folder::new(SMALL);
    folder.write("file", "");
    let said =
        folder.ablate(&["run", "plan.md", "--subject", "toy", "--out", "file/study"]).ends(1);
    said.complains(&["cannot create `file/study/runs`", "hint: ", "--out"]);
}

#[test]
fn a_plan_from_standard_input() {
    let folder = Folder::new(SMALL);
    let mut command = folder.command(&["show", "-", "--as", "page"]);
    command.stdin(std::fs::File::open(folder.path().join("plan.md")).unwrap());
    let page = String::from_utf8(command.output().unwrap().stdout).unwrap();
    assert!(page.contains("### Momentum"), "{page}");
}

#[test]
fn what_a_plan_lost_is_told_with_its_line() {
    let folder = Folder::new(&TOY.replace("- **Action**: REMOVE", "- **Action**: DESTROY"));
    let line = TOY.lines().position(|line| line == "- **Action**: REMOVE").unwrap() + 1;
    folder
        .ablate(&["show", "plan.md"])
        .ends(0)
        .complains(&[&format!("plan.md:{line}: "), "DESTROY"]);
}

#[test]
fn nothing_of_a_plan_acts_on_a_terminal() {
    let plan = SMALL
        .replace("Momentum may", "\u{1b}[2J\u{7f}\u{85}\u{202e}may")
        .replace("\"Momentum\"", "\"\u{200f}M\u{2066}\"");
    let folder = Folder::new(&plan);
    for form in ["text", "page", "json", "jsonl", "reply"] {
        let said = folder.ablate(&["show", "plan.md", "--as", form]).ends(0);
        let acts =
            |c: char| (c.is_control() && c != '\n') || "\u{200f}\u{202e}\u{2066}".contains(c);
        assert!(
            !said.out.contains(acts) && !said.err.contains(acts),
            "{form}: {said:?}",
            said = said.out
        );
        if form == "text" {
            continue;
        }
        folder.write("again.md", &said.out);
        assert_eq!(folder.ablate(&["show", "again.md", "--as", form]).ends(0).out, said.out);
    }
}

#[test]
fn it_starts_at_once() {
    let folder = Folder::new(SMALL);
    let started = std::time::Instant::now();
    for _ in 0..10 {
        folder.ablate(&["toy", "describe"]).ends(0);
    }
    assert!(started.elapsed().as_secs_f64() < 1.0, "{:?} for ten starts", started.elapsed());
}
