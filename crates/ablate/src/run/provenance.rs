//! Where a study comes from: this command, the time, and the commit of the training program.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use study::store::Invocation;

/// This command, which runs a training program from a folder; outside of a repository, or without
/// git, it has no commit.
pub(super) fn invocation(folder: &Path) -> Invocation {
    let commit = git(folder, &["rev-parse", "HEAD"]).unwrap_or_default();
    let changes = git(folder, &["status", "--porcelain", "--untracked-files=no"]);
    Invocation {
        started: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
        command: std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        is_modified: !commit.is_empty() && changes.is_some_and(|changes| !changes.is_empty()),
        commit,
    }
}

/// What git prints; `None` if it fails.
fn git(folder: &Path, args: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(args).stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
