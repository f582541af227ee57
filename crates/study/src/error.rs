//! Errors of running, storing and reading a study.

use std::path::{Path, PathBuf};

/// Everything that can stop a study, as opposed to a run, which ends with a
/// `Status` of its own.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder of the study could not be used.
    #[error("cannot {action} `{}`", .path.display())]
    Io {
        /// The attempted action: `read`, `write`, `create`, `lock`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The subject's program could not be started.
    #[error("cannot start the subject `{program}`")]
    Start {
        /// The program and the arguments that come first.
        program: String,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The subject's program did not say what it is.
    #[error("`{program} describe` {reason}")]
    Describe {
        /// The program and the arguments that come first.
        program: String,
        /// How its answer differs from a declaration.
        reason: String,
    },
    /// A declaration or a setting of the subject violates the contract.
    #[error(transparent)]
    Subject(#[from] subject::Error),
    /// A file is not a results file.
    #[error("`{}` line {line} is not valid: {reason}", .path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The reason.
        reason: String,
    },
    /// A results file was written in another format.
    #[error("`{}` has format version {found}, this program reads version {expected}", .path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u64,
        /// The version that can be read.
        expected: u32,
    },
    /// A report was asked for something that the study does not have.
    #[error("the study has no {what} `{name}`{}", .nearest.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    Unselectable {
        /// `metric` or `ablation`.
        what: &'static str,
        /// The requested name.
        name: String,
        /// The nearest known name.
        nearest: Option<String>,
        /// All known names.
        known: Vec<String>,
    },
}

impl Error {
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }
}

impl foundation::Hint for Error {
    fn hint(&self) -> Option<String> {
        use std::io::ErrorKind as Kind;
        match self {
            Self::Io { source, .. } => match source.kind() {
                Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Some(
                    "free some disk space and run the same command again: finished runs are kept"
                        .to_owned(),
                ),
                Kind::PermissionDenied | Kind::ReadOnlyFilesystem | Kind::NotADirectory => {
                    Some("choose another study folder with `--out DIR`".to_owned())
                }
                _ => None,
            },
            Self::Start { source, .. } if source.kind() == Kind::PermissionDenied => {
                Some("make it executable with `chmod +x`".to_owned())
            }
            Self::Start { source, program } if source.kind() == Kind::NotFound => {
                let here = std::env::current_dir().unwrap_or_default();
                Some(if Path::new(program).exists() {
                    "the file exists: is the interpreter that its first line names installed?"
                        .to_owned()
                } else {
                    format!("there is no file `{program}` in {}", here.display())
                })
            }
            Self::Start { source, .. } if source.raw_os_error() == Some(EXEC_FORMAT) => {
                Some("a script needs a first line such as `#!/usr/bin/env python3`".to_owned())
            }
            Self::Describe { .. } => {
                Some("see `docs/subject.md` for the contract of training programs".to_owned())
            }
            Self::Subject(error) => foundation::Hint::hint(error),
            Self::Version { .. } => {
                Some("`ablate run` on the study folder rebuilds it from the runs".to_owned())
            }
            Self::Unselectable { what, known, .. } => {
                Some(format!("{what}s of this study: {}", known.join(", ")))
            }
            _ => None,
        }
    }
}

/// `ENOEXEC`: the file is neither a binary nor a script.
const EXEC_FORMAT: i32 = 8;
