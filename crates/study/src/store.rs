//! The study folder on disk, and the folders of its runs.
//!
//! | file | written | by |
//! |---|---|---|
//! | `runs/<id>/spec.json` | atomically, before the run | the study |
//! | `runs/<id>/events.jsonl` | only grows; its last line `finished` makes a run complete | the subject; the study adds `started` and `finished` where the subject died without them |
//! | `runs/<id>/cost.json` | atomically, after each attempt | the study |
//! | `runs/<id>/log.txt` | only grows | the subject's standard output and error |
//! | `report/pictures/<id>-<file>` | atomically, with the reports | the study, copied from `runs/<id>/pictures/` of the subject |
//! | `provenance.json` | atomically, at the start of a command | the study: when, how and from which commit it was run |
//! | `results.json` and the reports | atomically; results after every run, reports at the end of a command | the study |
//!
//! Two locks keep commands apart. `.lock` in the study folder is held by the command that runs the
//! study. `log.txt` of a run is held through the descriptor that the subject's process inherits as
//! its standard output, so it stays locked as long as that process lives, even if the command that
//! started it was killed.

mod attempt;
mod cost;
pub mod picture;
mod provenance;

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use subject::RunSpec;

pub use attempt::Attempt;
pub use cost::Cost;
pub use picture::{Picture, Refused};
pub use provenance::Invocation;

use crate::Error;

/// A study folder.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

/// The right to run a study; it ends when this is dropped, or when the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Store {
    /// The study folder at this path, which need not exist.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Creates it if it is not there.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn create(&self) -> Result<(), Error> {
        let runs = self.folder.join("runs");
        std::fs::create_dir_all(&runs).map_err(Error::io("create", &runs))
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes the right to run the study, or says that another command has it.
    ///
    /// # Errors
    /// [`Error::Io`] if the lock file cannot be written.
    pub fn lock(&self) -> Result<Option<Lock>, Error> {
        let path = self.folder.join(".lock");
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(Error::io("create", &path))?;
        Ok(try_lock(&file, &path)?.then_some(Lock { _file: file }))
    }

    /// The folder of a run, which need not exist.
    pub fn run(&self, id: &str) -> RunFolder {
        RunFolder { path: self.folder.join("runs").join(id) }
    }

    /// Writes a file of the study folder; after a crash it is either the old or the new one.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf, Error> {
        let path = self.folder.join(name);
        write_whole(&path, text.as_bytes())?;
        Ok(path)
    }

    /// Writes a file into a folder of the study folder, which is created where it is missing, and
    /// says where the folder is.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write_below(&self, folder: &str, name: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
        let folder = self.folder.join(folder);
        std::fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
        write_whole(&folder.join(name), bytes)?;
        Ok(folder)
    }
}

/// The folder of one run.
#[derive(Clone, Debug)]
pub struct RunFolder {
    path: PathBuf,
}

impl RunFolder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The specification, for the subject.
    pub fn spec(&self) -> PathBuf {
        self.path.join("spec.json")
    }

    /// The event file of the subject.
    pub fn events(&self) -> PathBuf {
        self.path.join("events.jsonl")
    }

    /// How long the event file is, in bytes: it only grows. 0 if there is none.
    pub fn length(&self) -> u64 {
        std::fs::metadata(self.events()).map_or(0, |metadata| metadata.len())
    }

    /// The log: standard output and error of the subject.
    pub fn log(&self) -> PathBuf {
        self.path.join("log.txt")
    }

    /// Creates the folder and writes the specification.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn prepare(&self, spec: &RunSpec) -> Result<(), Error> {
        std::fs::create_dir_all(&self.path).map_err(Error::io("create", &self.path))?;
        let mut json =
            serde_json::to_string_pretty(spec).expect("invariant: a specification is plain data");
        json.push('\n');
        write_whole(&self.spec(), json.as_bytes())
    }

    /// The log opened for appending, and locked; `None` while a process of an earlier command still
    /// has it.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn open_log(&self) -> Result<Option<File>, Error> {
        let path = self.log();
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(Error::io("create", &path))?;
        Ok(try_lock(&file, &path)?.then_some(file))
    }

    /// The latest attempt at the run.
    ///
    /// # Errors
    /// [`Error::Io`] if the events are there and cannot be read.
    pub fn attempt(&self) -> Result<Attempt, Error> {
        match subject::read_events(&self.events()) {
            Ok(lines) => Ok(Attempt { lines, malformed: None }),
            Err(subject::Error::Malformed { line, reason, .. }) => Ok(Attempt {
                lines: Vec::new(),
                malformed: Some(format!("line {line} of events.jsonl: {reason}")),
            }),
            Err(subject::Error::Io { action, path, source }) => {
                Err(Error::Io { action, path, source })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The cost of all attempts so far; `None` if it is not known.
    pub fn cost(&self) -> Option<Cost> {
        // a file that is lost or damaged costs nothing but this figure
        serde_json::from_slice(&std::fs::read(self.path.join("cost.json")).ok()?).ok()
    }

    /// Adds what an attempt took.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn add_cost(&self, attempt: Cost) -> Result<(), Error> {
        let cost = self.cost().unwrap_or_default().and(attempt);
        let mut json =
            serde_json::to_string_pretty(&cost).expect("invariant: a cost is plain data");
        json.push('\n');
        write_whole(&self.path.join("cost.json"), json.as_bytes())
    }

    /// The last lines of the log, to be shown with a failure; at most `limit` bytes.
    pub fn last_words(&self, limit: usize) -> String {
        let bytes = std::fs::read(self.log()).unwrap_or_default();
        let text =
            String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(limit)..]).into_owned();
        let whole = if bytes.len() > limit {
            text.split_once('\n').map_or(text.as_str(), |(_, rest)| rest)
        } else {
            &text
        };
        // the same run fails in the same words wherever the study folder is
        whole.trim().replace(&format!("{}/", self.path.display()), "")
    }

    /// Says in the log what the study did, between what the subject printed.
    pub fn note(&self, mut log: &File, words: &str) {
        // a log that cannot be written must not stop a run whose events can be
        let _ = writeln!(log, "[ablate] {words}");
    }
}

/// Writes a file so that a reader, or a crash, never sees half of it.
///
/// # Errors
/// [`Error::Io`]; the old file, if any, is then as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    foundation::file::write_whole(path, bytes).map_err(Error::io("write", path))
}

/// Locks a file; a file system without locks counts as locked, since nobody else can hold it
/// either.
fn try_lock(file: &File, path: &Path) -> Result<bool, Error> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
            Ok(true)
        }
        Err(TryLockError::Error(error)) => Err(Error::io("lock", path)(error)),
    }
}
