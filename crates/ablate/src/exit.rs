//! Exit codes, and how errors are reported.

use std::fmt::Display;
use std::process::ExitCode;

use foundation::Hint;
use planner::lm;

use crate::print;

/// The exit codes of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done.
    Done = 0,
    /// An error, or not a single run finished.
    Failure = 1,
    /// A flag or a file of the user is wrong.
    Usage = 2,
    /// Some runs did not finish.
    Partial = 3,
    /// Stopped from outside.
    Stopped = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The result of a verb, or of a step of one.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

/// An error with the hint that is printed below it and the exit code of the program.
///
/// Every error type of the libraries is converted by a [`From`] in this file: one that is missing
/// here does not compile where it is returned, so that no hint is lost.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    hint: Option<String>,
    exit: Exit,
}

impl Failure {
    /// An error in what the user gave: a flag, or a file.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, exit: Exit::Usage }
    }

    /// An error of a library, caused by what the user gave.
    pub(crate) fn given(error: impl Into<Self>) -> Self {
        error.into().with_exit(Exit::Usage)
    }

    /// The same with this hint.
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with another exit code.
    pub(crate) fn with_exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// The same, with what was being done in front of the message.
    pub(crate) fn context(mut self, doing: impl Display) -> Self {
        self.message = format!("{doing}: {}", self.message);
        self
    }

    /// An error of a training, which has no hint.
    #[cfg(feature = "svilm")]
    pub(crate) fn of_training(error: &(dyn std::error::Error + Send + Sync + 'static)) -> Self {
        Self::new(error, None, Exit::Failure)
    }

    fn new(error: &dyn std::error::Error, hint: Option<String>, exit: Exit) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            message.push_str(&format!(": {error}"));
            cause = error.source();
        }
        Self { message, hint, exit }
    }

    /// Prints the error and, on a line of its own, the hint.
    pub(crate) fn report(&self) -> Exit {
        let (error, hint) = (print::label("error:", "31"), print::label("hint:", "36"));
        print::err(&format!("{error} {}\n", print::plain(&self.message)));
        if let Some(text) = &self.hint {
            print::err(&format!("{hint} {}\n", print::plain(text)));
        }
        self.exit
    }
}

/// Adds what was being done to an error.
pub(crate) trait Context<T> {
    /// Puts `doing` in front of the message of an error.
    fn context(self, doing: impl Display) -> Result<T>;
}

impl<T, E: Into<Failure>> Context<T> for Result<T, E> {
    fn context(self, doing: impl Display) -> Result<T> {
        self.map_err(|error| error.into().context(doing))
    }
}

/// Converts error types with a hint: the type, and the exit code of an error of it.
macro_rules! hinted {
    ($($error:ty => $exit:expr;)+) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                let exit: fn(&$error) -> Exit = $exit;
                Self::new(&error, error.hint(), exit(&error))
            }
        }
    )+};
}

hinted! {
    plan::Error => |_| Exit::Usage;
    plan::binding::Error => |_| Exit::Usage;
    subject::Error => |_| Exit::Usage;
    paper::Error => |_| Exit::Usage;
    study::Error => |_| Exit::Failure;
    lm::Error => model;
    report::export::Error => export;
    report::site::Error => site;
}

#[cfg(feature = "svilm")]
hinted! {
    dataset::import::Error => |_| Exit::Usage;
    dataset::manifest::Error => |_| Exit::Usage;
    dataset::footage::Error => |_| Exit::Failure;
}

/// Converts error types that know no hint.
macro_rules! plain {
    ($($error:ty => $exit:expr;)+) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::new(&error, None, $exit)
            }
        }
    )+};
}

plain! {
    std::io::Error => Exit::Failure;
    serde_json::Error => Exit::Failure;
}

#[cfg(feature = "svilm")]
plain! {
    svilm::Error => Exit::Failure;
}

/// The exit code of an error of a language model: whether it was not even asked because of what the
/// user gave.
fn model(error: &lm::Error) -> Exit {
    use lm::Error::{BaseUrl, KeyFile, KeyVariable, NoBaseUrl, NoKey, NotAModel, UnknownProvider};
    let is_usage = matches!(
        error,
        BaseUrl { .. }
            | KeyFile { .. }
            | KeyVariable { .. }
            | NoBaseUrl { .. }
            | NoKey { .. }
            | NotAModel { .. }
            | UnknownProvider { .. }
    );
    if is_usage { Exit::Usage } else { Exit::Failure }
}

/// The exit code of a site: a disk is not the user's mistake.
fn site(error: &report::site::Error) -> Exit {
    match error {
        report::site::Error::Folder(report::folder::Error::Io { .. }) => Exit::Failure,
        _ => Exit::Usage,
    }
}

/// The exit code of an export: a disk is not the user's mistake.
fn export(error: &report::export::Error) -> Exit {
    match error {
        report::export::Error::Folder(report::folder::Error::Io { .. })
        | report::export::Error::Study(_) => Exit::Failure,
        _ => Exit::Usage,
    }
}
