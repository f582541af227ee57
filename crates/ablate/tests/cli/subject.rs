//! Subjects of all kinds, well behaved or not.

use crate::harness::{Folder, SMALL, Said};

fn run(folder: &Folder, more: &[&str]) -> Said {
    folder.ablate(
        &[&["run", "plan.md", "--subject", "./subject", "--out", "study", "--seeds", "1"], more]
            .concat(),
    )
}

#[test]
fn the_toy_is_a_program_of_its_own() {
    let folder = Folder::new(SMALL);
    let said = folder.ablate(&["toy", "describe"]).ends(0);
    assert!(said.words().contains("\"momentum\""));
    folder.ablate(&["toy", "run"]).ends(2);
    folder.ablate(&["toy", "descibe"]).ends(2).complains(&["did you mean `describe`?"]);
    folder
        .ablate(&["toy", "run", "spec.json", "--thread", "2"])
        .ends(2)
        .complains(&["did you mean `--threads`?"]);
    let said = folder.ablate(&["subject", "toy"]).ends(0);
    assert!(said.words().contains("weight of the past gradients (default 0.9)"), "{}", said.out);
}

#[test]
fn a_crash_has_its_reason() {
    for (death, words) in [
        ("echo boom >&2; exit 7", "exit code 7, without a `finished` event; its last words: boom"),
        ("kill -SEGV $$", "killed by signal 11 (invalid memory access)"),
        ("exit 0", "exit code 0, without a `finished` event"),
    ] {
        let folder = Folder::new(SMALL);
        folder.script("subject", &format!("[ \"$1\" = describe ] && exec $toy describe\n{death}"));
        let said = run(&folder, &[]).ends(1);
        assert!(said.words().contains(words), "`{words}` is not in:\n{}", said.out);
        run(&folder, &[]).ends(1).complains(&["0 run now, 2 kept"]);
        folder.script("subject", "exec $toy \"$@\"");
        run(&folder, &["--retry-failed"]).ends(0).complains(&["2 run now, 0 kept"]);
    }
}

/// A subject that begins its events in its own way, then goes on as the shell says.
fn writer(id: &str, events: &str, then: &str) -> String {
    let started = format!("{{\"t\":0,\"event\":\"started\",\"protocol\":1,\"id\":\"{id}\"}}");
    format!(
        "[ \"$1\" = describe ] && exec $toy describe\nrun=${{2%/*}}; id=${{run##*/}}\n\
         printf '{}\\n{events}' >> \"$run/events.jsonl\"\n{then}",
        started.replace("$id", "'\"$id\"'")
    )
}

#[test]
fn half_a_line_does_not_hide_the_reason() {
    let folder = Folder::new(SMALL);
    folder.script("subject", &writer("$id", "{\"t\":1,\"event\":\"metr", "echo boom >&2; exit 7"));
    let said = run(&folder, &[]).ends(1);
    assert!(
        said.words().contains("exit code 7, without a `finished` event; its last words: boom"),
        "{}",
        said.out
    );
    folder.script("subject", &writer("$id", "{\"t\":1,\"event\":\"metr", "exec sleep 60"));
    let said = run(&folder, &["--retry-failed", "--timeout", "200ms"]).ends(1);
    assert!(said.words().contains("timed out 1/1"), "{}", said.out);
}

#[test]
fn events_of_another_run_are_a_failure_and_not_run_again_for_ever() {
    let folder = Folder::new(SMALL);
    let finished = "{\"t\":1,\"event\":\"finished\",\"outcome\":\"finished\"}\\n";
    folder.script("subject", &writer("other", finished, "exit 0"));
    let said = run(&folder, &[]).ends(1);
    assert!(said.words().contains("its events are of another run, `other`"), "{}", said.out);
    run(&folder, &[]).ends(1).complains(&["0 run now, 2 kept"]);
}

#[test]
fn memory_runs_out_within_a_wrapper() {
    let folder = Folder::new(SMALL);
    folder.script("subject", "[ \"$1\" = describe ] && exec $toy describe\nexit 137");
    let said = run(&folder, &[]).ends(1);
    assert!(said.words().contains("killed by signal 9; out of memory?"), "{}", said.out);
    run(&folder, &[]).ends(1).complains(&["0 of 2 runs done"]);
}

#[test]
fn one_that_cannot_describe_itself() {
    let folder = Folder::new(SMALL);
    for (body, words) in [
        ("echo no module named torch >&2; exit 1", "no module named torch"),
        ("echo hello", "did not print a declaration"),
        ("exit 0", "nothing at all"),
        ("$toy describe | sed 's/\"protocol\": 1/\"protocol\": 99/'", "speaks protocol 99"),
        ("$toy describe | sed 's/\"default\": 8/\"default\": 800/'", "invalid value `800`"),
    ] {
        folder.script("subject", body);
        run(&folder, &[]).ends(1).complains(&["error: ", words]);
    }
    assert!(!folder.path().join("study").exists());
}

#[test]
fn one_that_is_not_there() {
    let folder = Folder::new(SMALL);
    let why = "cannot start the subject `./subject`: No such file";
    run(&folder, &[]).ends(2).complains(&[why, "hint: there is no file `./subject` in "]);
    folder.ablate(&["subject", "./subject"]).ends(2).complains(&[why]);
    folder.ablate(&["subject", "python a.py"]).ends(2).complains(&["write a wrapper script"]);
    folder.write("subject", "#!/bin/sh\n");
    run(&folder, &[]).ends(2).complains(&["chmod +x"]);
    folder
        .ablate(&["run", "plan.md", "--subject", "toi"])
        .ends(2)
        .complains(&["did you mean `toy`?"]);
    folder.ablate(&["run", "plan.md", "--subject", "train"]).ends(2).complains(&["`./train`"]);
}

#[test]
fn a_binding_never_selects_a_program() {
    let folder = Folder::new(SMALL);
    folder.script("subject", "touch pwned");
    folder.ablate(&["bind", "plan.md", "--subject", "toy", "-o", "b.toml"]).ends(0);
    let edited = folder.read("b.toml").replace("subject = \"toy\"", "subject = \"./subject\"");
    folder.write("b.toml", &edited);
    folder.ablate(&["run", "b.toml"]).ends(2).complains(&["not built in", "--subject"]);
    assert!(!folder.path().join("pwned").exists());
}
