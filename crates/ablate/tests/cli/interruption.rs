//! Whatever is killed, the same command goes on, and the results are those of an undisturbed study.

use rustix::process::{Pid, Signal};

use crate::harness::{Folder, SMALL, Said, kill, signal, until};

const SLOW: &[&str] = &["--subject", "toy", "--seeds", "2", "--jobs", "2", "--set", "delay=0.3"];

fn undisturbed() -> String {
    let folder = Folder::new(SMALL);
    folder.run(&SLOW[2..]).ends(0);
    folder.results()
}

#[test]
fn the_study_is_killed() {
    let folder = Folder::new(SMALL);
    let command = folder.start(SLOW);
    until("a run ended and another began", || folder.attempts().1 >= 1 && folder.attempts().0 >= 3);
    kill(command);
    until("the subjects noticed", || folder.children().is_empty());
    let (started, finished) = folder.attempts();
    assert!(finished < 4 && started > finished, "{started} {finished}");
    assert!(folder.read("study/results.json").contains("\"missing\""));

    let kept = format!("{} run now, {finished} kept", 4 - finished);
    folder.run(&SLOW[2..]).ends(0).complains(&[&kept]);
    assert_eq!(folder.attempts().1, 4);
    assert_eq!(folder.results(), undisturbed());
}

#[test]
fn the_study_is_killed_and_goes_on_at_once() {
    let folder = Folder::new(SMALL);
    let command = folder.start(SLOW);
    until("two runs began", || folder.attempts().0 >= 2);
    kill(command);
    folder.run(&SLOW[2..]).ends(0);
    assert_eq!(folder.attempts().1, 4);
    assert_eq!(folder.results(), undisturbed());
}

#[test]
fn a_subject_that_outlives_its_study_is_waited_for() {
    let folder = Folder::new(SMALL);
    folder.script("stubborn", "exec $toy \"$@\"");
    let args = ["--subject", "./stubborn", "--seeds", "1", "--jobs", "2", "--set", "delay=0.6"];
    let command = folder.start(&args);
    until("both runs began", || folder.attempts().0 == 2);
    kill(command);
    assert_eq!(folder.children().len(), 2);
    let again = folder.start(&args).wait_with_output().unwrap();
    Said::from(again)
        .ends(0)
        .complains(&["a process of an earlier command, which still runs it", "0 run now"]);
    assert_eq!(folder.attempts(), (2, 2));
}

#[test]
fn a_run_is_killed() {
    let folder = Folder::new(SMALL);
    let command = folder.start(SLOW);
    until("a subject runs", || !folder.children().is_empty());
    signal(folder.children()[0], Signal::KILL);
    let said = Said::from(command.wait_with_output().unwrap()).ends(3);
    said.complains(&[
        "killed by signal 9; out of memory?",
        "Incomplete: 3 of 4 runs done (3 now",
        "Run the same command to resume.",
    ]);
    assert!(folder.read("study/results.json").contains("killed by signal 9"));
    folder.run(&SLOW[2..]).ends(0).complains(&["1 run now, 3 kept"]);
    assert_eq!(folder.results(), undisturbed());
}

#[test]
fn control_c_stops_the_runs_and_keeps_what_is_done() {
    for name in [Signal::INT, Signal::TERM] {
        let folder = Folder::new(SMALL);
        let command = folder.start(SLOW);
        until("a run ended and another began", || {
            folder.attempts().1 >= 1 && folder.attempts().0 >= 3
        });
        signal(Pid::from_child(&command), name);
        let said = Said::from(command.wait_with_output().unwrap()).ends(130);
        said.complains(&["Stopped: ", "Run the same command to resume."]);
        assert!(folder.children().is_empty());
        folder.run(&SLOW[2..]).ends(0);
        assert_eq!(folder.results(), undisturbed());
    }
}

#[test]
fn a_subject_that_ignores_sigterm_is_stopped_all_the_same() {
    let folder = Folder::new(SMALL);
    folder.script(
        "deaf",
        "[ \"$1\" = describe ] && exec $toy describe\ntrap '' TERM\nwhile true; do sleep 0.1; done",
    );
    let args = ["--subject", "./deaf", "--seeds", "1", "--timeout", "100ms"];
    let said = Said::from(folder.start(&args).wait_with_output().unwrap()).ends(1);
    assert!(said.out.contains("timed out 1/1"), "{}", said.out);
    until("nothing is left of it", || folder.processes().is_empty());
}

/// A subject with a child that does not hear the signal which ends the subject itself.
const DEAF_CHILD: &str = "[ \"$1\" = describe ] && exec $toy describe\ntrap '' TERM\nsleep 60 &\ntrap - TERM\n[ -e exit ] && exit 7\nwait";

#[test]
fn nothing_of_a_run_outlives_it() {
    let folder = Folder::new(SMALL);
    folder.script("parent", DEAF_CHILD);
    let args = ["--subject", "./parent", "--seeds", "1", "--jobs", "1"];
    let late = folder.start(&[&args[..], &["--timeout", "200ms"]].concat());
    let said = Said::from(late.wait_with_output().unwrap()).ends(1);
    assert!(said.out.contains("timed out 1/1"), "{}", said.out);
    until("nothing is left after a timeout", || folder.processes().is_empty());

    let stopped = folder.start(&[&args[..], &["--retry-failed"]].concat());
    until("the child of the subject runs", || folder.processes().len() == 3);
    signal(Pid::from_child(&stopped), Signal::TERM);
    Said::from(stopped.wait_with_output().unwrap()).ends(130);
    until("nothing is left after a stop", || folder.processes().is_empty());

    folder.write("exit", "");
    let dead = folder.start(&[&args[..], &["--retry-failed"]].concat());
    let said = Said::from(dead.wait_with_output().unwrap()).ends(1);
    assert!(said.out.contains("exit code 7"), "{}", said.out);
    until("nothing is left after a natural death", || folder.processes().is_empty());
}

#[test]
fn two_commands_at_once_share_the_work() {
    let folder = Folder::new(SMALL);
    let first = folder.start(SLOW);
    until("the first one works", || folder.attempts().0 >= 1);
    let second = folder.start(SLOW);
    Said::from(first.wait_with_output().unwrap()).ends(0).complains(&["4 run now, 0 kept"]);
    let second = Said::from(second.wait_with_output().unwrap()).ends(0);
    second.complains(&["another `ablate run` is using study; waiting for it", "0 run now, 4 kept"]);
    assert_eq!(folder.attempts(), (4, 4));
    assert_eq!(folder.results(), undisturbed());
}

#[test]
fn a_run_that_takes_too_long() {
    let folder = Folder::new(SMALL);
    let said = folder.run(&["--seeds", "1", "--set", "delay=30", "--timeout", "200ms"]).ends(1);
    assert!(
        said.out.contains("timed out 1/1") && said.out.contains("timed out after 0.2 s"),
        "{}",
        said.out
    );
    folder.run(&["--seeds", "1", "--set", "delay=30"]).ends(1).complains(&["0 run now, 2 kept"]);
    assert!(folder.children().is_empty());
}

#[test]
fn a_torn_last_line_is_run_again() {
    let folder = Folder::new(SMALL);
    folder.run(&["--seeds", "1"]).ends(0);
    let before = folder.results();
    let runs = std::fs::read_dir(folder.path().join("study/runs")).unwrap();
    for run in runs {
        let path = run.unwrap().path().join("events.jsonl");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, &text[..text.len() - 12]).unwrap();
    }
    folder.run(&["--seeds", "1"]).ends(0).complains(&["2 run now, 0 kept"]);
    assert_eq!(folder.results(), before);
}
