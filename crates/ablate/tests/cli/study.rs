//! A study from its plan to its report.

use crate::harness::{Folder, SMALL, TOY};

#[test]
fn a_known_answer() {
    let folder = Folder::new(TOY);
    let said = folder.run(&["--seeds", "3"]).ends(3);
    for sentence in [
        "removed: matters (hurts): Score −17.97",
        "16: does not matter: Score +0.04",
        "10: no verdict: diverged on all 3 seeds; nothing to compare.",
        "10: 3 of 3 (seeds 1, 2, 3) diverged at step 4",
        "diverged 3/3",
        "18 of 21 runs finished",
    ] {
        assert!(said.out.contains(sentence), "`{sentence}` is not in:\n{}", said.out);
    }
    for file in [
        "results.json",
        "table.md",
        "table.tex",
        "macros.tex",
        "results.csv",
        "runs.csv",
        "trajectory.md",
        "plan.json",
        "binding.toml",
    ] {
        assert!(folder.path().join("study").join(file).exists(), "{file}");
    }
    assert!(folder.read("study/trajectory.md").contains("📊 Results"));
    let results = folder.read("study/results.json");
    assert!(
        !results.contains(folder.path().to_str().unwrap()) && !results.contains("0.0,\"t\""),
        "{results}"
    );
}

#[test]
fn the_second_time_nothing_is_run() {
    let folder = Folder::new(TOY);
    folder.run(&["--seeds", "2"]).ends(3);
    let (before, attempts) = (folder.read("study/results.json"), folder.attempts());
    let said = folder.run(&["--seeds", "2"]).ends(3).complains(&["0 run now, 14 kept"]);
    assert!(said.out.contains("Momentum"));
    assert_eq!((folder.read("study/results.json"), folder.attempts()), (before, attempts));
}

#[test]
fn another_seed_or_variant_costs_only_itself() {
    let folder = Folder::new(SMALL);
    folder.run(&["--seeds", "1,"]).ends(0).complains(&["2 run now, 0 kept"]);
    folder.run(&["--seeds", "1,5"]).ends(0).complains(&["2 run now, 2 kept"]);
    folder.run(&["--seeds", "1,", "--set", "width=9"]).ends(0).complains(&["2 run now, 0 kept"]);
    folder.run(&["--seeds", "1,", "--set", "width=8"]).ends(0).complains(&["0 run now, 2 kept"]);
}

#[test]
fn failures_are_run_again_only_when_asked() {
    let folder = Folder::new(TOY);
    folder.run(&["--seeds", "1"]).ends(3);
    folder.run(&["--seeds", "1"]).ends(3).complains(&["0 run now"]);
    let before = folder.attempts();
    folder.run(&["--seeds", "1", "--retry-failed"]).ends(3).complains(&["1 run now, 6 kept"]);
    assert_eq!(folder.attempts(), (before.0 + 1, before.1 + 1));
}

#[test]
fn a_plan_that_cannot_be_bound_altogether() {
    let plan = SMALL.replace("</predictions>", "{\"name\": \"Brain\", \"ablated_part\": \"the homunculus\", \"action\": \"REMOVE\", \"metrics\": [\"Qualia\"]}\n</predictions>");
    let folder = Folder::new(&plan);
    let said = folder.run(&["--seeds", "2"]).ends(0).complains(&["\"Brain\" skipped: "]);
    assert!(said.out.contains("Brain") && said.out.contains("Not run: "), "{}", said.out);
    assert!(said.out.contains("Not measured by toy: Qualia"), "{}", said.out);

    let folder = Folder::new(&plan.replace("\"momentum\"", "\"the amygdala\""));
    folder.run(&[]).ends(1).complains(&["nothing to compare", "hint: ", "binding.toml"]);
    assert!(folder.read("study/binding.toml").contains("amygdala"));
    assert_eq!(folder.attempts(), (0, 0));
}

#[test]
fn an_edited_binding_is_what_counts() {
    let folder = Folder::new(SMALL);
    folder
        .ablate(&["bind", "plan.md", "--subject", "toy", "-o", "mine.toml"])
        .ends(0)
        .complains(&["wrote mine.toml"]);
    let edited = folder.read("mine.toml").replace("momentum = 0.0", "momentum = 0.25");
    folder.write("mine.toml", &edited);
    folder
        .ablate(&["bind", "plan.md", "--subject", "toy", "-o", "mine.toml"])
        .ends(2)
        .complains(&["--force"]);
    assert_eq!(folder.read("mine.toml"), edited);

    let said = folder.ablate(&["run", "mine.toml", "--seeds", "1", "--explain"]).ends(0);
    assert!(said.out.contains("momentum = 0.25"), "{}", said.out);
    let again = folder
        .ablate(&["run", "studies/mine", "--seeds", "1", "--explain"])
        .ends(0)
        .complains(&["0 run now"]);
    assert!(again.out.contains("momentum = 0.25"));
    // the plan finds the binding that lies in the study's folder
    let by_plan =
        folder.ablate(&["run", "plan.md", "--out", "studies/mine", "--seeds", "1"]).ends(0);
    by_plan.complains(&["using the binding studies/mine/binding.toml", "0 run now"]);
}

#[test]
fn a_binding_with_a_typo() {
    let folder = Folder::new(SMALL);
    folder.ablate(&["bind", "plan.md", "--subject", "toy", "-o", "b.toml"]).ends(0);
    let edited = folder.read("b.toml").replace("momentum = 0.0", "momentun = 0.0");
    folder.write("b.toml", &edited);
    let line = edited.lines().position(|line| line.contains("momentun")).unwrap() + 1;
    let place = format!("b.toml:{line}: ");
    folder.ablate(&["run", "b.toml"]).ends(2).complains(&[
        &place,
        "`momentun`",
        "did you mean `momentum`?",
    ]);
    folder.write("b.toml", &edited.replace("momentun = 0.0", "momentum = nan"));
    folder.ablate(&["run", "b.toml"]).ends(2).complains(&[&place, "`nan`"]);
    assert!(!folder.path().join("studies").exists());
}

#[test]
fn a_binding_of_another_plan() {
    let folder = Folder::new(SMALL);
    folder.run(&["--seeds", "1"]).ends(0);
    folder.write("plan.md", &SMALL.replace("\"Momentum\"", "\"Inertia\""));
    folder.run(&["--seeds", "1"]).ends(2).complains(&["is for another plan", "--out"]);
    let more = "{\"name\": \"Width\", \"ablated_part\": \"width\", \"action\": \"REPLACE\", \"replacement\": [4], \"metrics\": [\"Score\"]}\n</predictions>";
    folder.write("plan.md", &SMALL.replace("</predictions>", more));
    folder.run(&["--seeds", "1"]).ends(0).complains(&["the plan has changed", "1 run now, 2 kept"]);
}

#[test]
fn a_dry_run_writes_nothing() {
    let folder = Folder::new(TOY);
    let said = folder.run(&["--dry-run", "--seeds", "2"]).ends(0);
    assert!(
        said.out.contains("14 runs, 14 to run") && said.out.contains("momentum = 0"),
        "{}",
        said.out
    );
    assert!(!folder.path().join("study").exists());
}

#[test]
fn a_plan_names_its_folder_without_leaving_it() {
    let page = "# a/b/../../../../etc/passwd\n\n<h2>Reasoning Trace</h2>\nx\n</div>\n<h2>Ablation Plan</h2>\n### Momentum\n- **Ablated Part**: momentum\n- **Action**: REMOVE\n- **Metrics**: Score\n</div>";
    let folder = Folder::new(page);
    let said = folder.ablate(&["run", "plan.md", "--subject", "toy", "--seeds", "1"]).ends(0);
    let studies: Vec<_> = std::fs::read_dir(folder.path().join("studies"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .collect();
    assert_eq!(studies.len(), 1, "{}", said.err);
    assert!(studies[0].path().join("results.json").exists());
}

#[test]
fn seeds_are_added_where_a_verdict_is_open_and_nothing_is_run_twice() {
    let folder = Folder::new(TOY);
    let said = folder
        .run(&["--seeds", "auto"])
        .ends(3)
        .complains(&["3 seeds: ", "are open; continuing with 5 seeds"]);
    // momentum is settled by the pilot, a rate that diverges is given up, the width takes a few
    // more
    assert!(said.words().contains("removed: matters (hurts)"), "{}", said.out);
    assert!(said.words().contains("stopped early: settled at 3 seeds"), "{}", said.out);
    assert!(said.words().contains("10: 3 of 5 (seeds 1, 2, 3) diverged"), "{}", said.out);
    assert!(said.words().contains("p counts 4-fold"), "{}", said.out);
    let (runs, _) = folder.attempts();
    let again = folder.run(&["--seeds", "auto"]).ends(3).complains(&["0 run now"]);
    assert_eq!((again.out, folder.attempts().0), (said.out, runs));
    folder.run(&["--max-seeds", "4"]).ends(2).complains(&["for `--seeds auto`"]);
}

#[test]
fn a_budget_ends_a_sequential_study_between_looks() {
    let folder = Folder::new(TOY);
    let said = folder.run(&["--seeds", "auto", "--budget", "1ms"]).ends(3);
    said.complains(&["stopped at the budget", "5 seeds would take about"]);
    assert_eq!(folder.attempts().0, 21);
}

#[test]
fn a_frozen_study_shows_what_was_changed() {
    let folder = Folder::new(SMALL);
    let said = folder
        .run(&["--seeds", "2", "--freeze", "--margin", "2%"])
        .ends(0)
        .complains(&["frozen: "]);
    assert!(said.words().contains("and kept to"), "{}", said.out);
    // the same command without flags goes on with what was fixed
    let said = folder.run(&[]).ends(0);
    assert!(
        said.words().contains("and kept to") && said.words().contains("2 % of the baseline"),
        "{}",
        said.out
    );
    let said = folder.run(&["--seeds", "3", "--alpha", "0.1"]).ends(0);
    assert!(
        said.words().contains("departed from: alpha: 0.05 was fixed, it is now 0.1"),
        "{}",
        said.out
    );
    folder.run(&["--freeze"]).ends(2).complains(&["frozen already"]);
    let late = Folder::new(SMALL);
    late.run(&["--seeds", "1"]).ends(0);
    late.run(&["--freeze"]).ends(2).complains(&["has begun", "--out"]);
    // nor is it lost with a file that cannot be read
    let whole = folder.read("study/results.json");
    folder.write("study/results.json", "{");
    folder.run(&[]).ends(2).complains(&["results.json", "line 1", "the frozen protocol"]);
    folder.write("study/results.json", &whole);
    // what was fixed cannot be changed unseen
    let text = folder.read("study/results.json");
    let (before, terms) = text.split_once("\"terms\"").unwrap();
    let terms = terms.replacen("\"alpha\": 0.05", "\"alpha\": 0.1", 1);
    folder.write("study/results.json", &format!("{before}\"terms\"{terms}"));
    let said = folder.ablate(&["report", "study"]).ends(0);
    assert!(said.words().contains("changed after they were hashed"), "{}", said.out);
}

#[test]
fn a_dry_run_tells_time_and_what_cannot_be_shown() {
    let folder = Folder::new(TOY);
    let said = folder.run(&["--seeds", "6", "--dry-run", "--test", "sign-flip"]).ends(0);
    assert!(
        said.out.contains("time: unknown") && said.out.contains("cannot be decided with 6 seeds"),
        "{}",
        said.out
    );
    assert!(said.out.contains("use 8 seeds or more"), "{}", said.out);
    folder.run(&["--seeds", "1"]).ends(3);
    let said = folder.run(&["--seeds", "4", "--dry-run"]).ends(0);
    assert!(
        said.out.contains("time: about") && said.out.contains("the 6 finished runs"),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("4 seeds can detect (80 % power) only differences ≥ "),
        "{}",
        said.out
    );
}

#[test]
fn how_it_is_judged_is_checked() {
    let folder = Folder::new(SMALL);
    for (flags, complaint) in [
        (["--alpha", "2"], "between 0 and 0.5"),
        (["--margin", "0"], "invalid margin"),
        (["--margin", "R@1=1"], "no metric `R@1`"),
        (["--primary", "speed"], "metrics of this study: score"),
        (["--test", "wilcoxon"], "sign-flip"),
    ] {
        folder.run(&flags).ends(2).complains(&[complaint]);
    }
    assert!(!folder.path().join("study").exists());
}
