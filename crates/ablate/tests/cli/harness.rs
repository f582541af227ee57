//! A folder to run the program in.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// Momentum alone: two configurations.
pub(crate) const SMALL: &str = r#"<discussion>Momentum may matter.</discussion>
<predictions>
{"name": "Momentum", "ablated_part": "momentum", "action": "REMOVE", "metrics": ["Score"]}
</predictions>"#;

/// The plan of `examples/toy`.
pub(crate) const TOY: &str = include_str!("../../../../examples/toy/plan.md");

/// A folder with a plan in it, which is the current directory of the commands.
pub(crate) struct Folder(tempfile::TempDir);

/// What a command said.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Folder {
    pub(crate) fn new(plan: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("plan.md", plan);
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name))
            .unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A program that acts as a subject: a shell script with the built-in toy at hand as `$toy`.
    /// `results.json` without what the runs cost, which no two executions have in common.
    pub(crate) fn results(&self) -> String {
        fn strip(value: &mut serde_json::Value) {
            match value {
                serde_json::Value::Object(fields) => {
                    fields.remove("cost");
                    fields.values_mut().for_each(strip);
                }
                serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
                _ => {}
            }
        }
        let mut json = serde_json::from_str(&self.read("study/results.json")).unwrap();
        strip(&mut json);
        serde_json::to_string_pretty(&json).unwrap()
    }

    pub(crate) fn script(&self, name: &str, body: &str) {
        use std::os::unix::fs::PermissionsExt;
        let path = self.write(
            name,
            &format!("#!/bin/sh\ntoy=\"{} toy\"\n{body}\n", env!("CARGO_BIN_EXE_ablate")),
        );
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ablate"));
        command.args(args).current_dir(self.path()).stdin(Stdio::null());
        command
    }

    pub(crate) fn ablate(&self, args: &[&str]) -> Said {
        self.command(args).output().unwrap().into()
    }

    /// `ablate run` with the toy subject, which prints its tables.
    pub(crate) fn run(&self, more: &[&str]) -> Said {
        let run = ["run", "plan.md", "--subject", "toy", "--out", "study", "--explain"];
        self.ablate(&[&run, more].concat())
    }

    /// The same in the background, in a process group of its own.
    pub(crate) fn start(&self, more: &[&str]) -> Child {
        let mut command = self.command(&[&["run", "plan.md", "--out", "study"], more].concat());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0).spawn().unwrap()
    }

    /// The text of every event file.
    pub(crate) fn events(&self) -> Vec<String> {
        let runs = std::fs::read_dir(self.path().join("study/runs")).into_iter().flatten();
        runs.filter_map(|run| {
            std::fs::read_to_string(run.unwrap().path().join("events.jsonl")).ok()
        })
        .collect()
    }

    /// How many attempts have started and how many have ended.
    pub(crate) fn attempts(&self) -> (usize, usize) {
        let count =
            |event: &str| self.events().iter().map(|text| text.matches(event).count()).sum();
        (count("\"event\":\"started\""), count("\"event\":\"finished\""))
    }

    /// The processes that work in this folder and are not zombies.
    pub(crate) fn processes(&self) -> Vec<Pid> {
        let ids = std::fs::read_dir("/proc")
            .unwrap()
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        let is_here = |id: &i32| {
            std::fs::read_link(format!("/proc/{id}/cwd")).is_ok_and(|cwd| cwd == self.path())
        };
        ids.filter(is_here).filter_map(Pid::from_raw).collect()
    }

    /// The subject's processes.
    pub(crate) fn children(&self) -> Vec<Pid> {
        let command = |id: &Pid| {
            std::fs::read(format!("/proc/{}/cmdline", id.as_raw_nonzero())).unwrap_or_default()
        };
        let is_run =
            |id: &Pid| String::from_utf8_lossy(&command(id)).contains("\0run\0study/runs/");
        self.processes().into_iter().filter(is_run).collect()
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().or(output.status.signal().map(|signal| -signal)),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Said {
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }

    /// What it printed, without the breaks of lines.
    pub(crate) fn words(&self) -> String {
        self.out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    pub(crate) fn complains(self, words: &[&str]) -> Self {
        for words in words {
            assert!(self.err.contains(words), "`{words}` is not in:\n{}", self.err);
        }
        self
    }
}

/// Waits until something is so.
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(20), "waited in vain for: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub(crate) fn signal(id: Pid, signal: Signal) {
    kill_process(id, signal).unwrap();
}

/// Kills a command and its process group as `kill -9` does.
pub(crate) fn kill(mut command: Child) -> Said {
    kill_process_group(Pid::from_child(&command), Signal::KILL).unwrap();
    command.wait().unwrap();
    command.wait_with_output().unwrap().into()
}
