//! Exit codes, and how errors are told.

use std::fmt;
use std::process::ExitCode;

use foundation::Hint as _;
use planner::lm;

use crate::print;

/// The exit codes of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything that was asked for was done.
    Done = 0,
    /// An error, or not a single run finished.
    Failure = 1,
    /// What the user gave is wrong.
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

/// Something that the user gave is wrong, or cannot work.
#[derive(Debug)]
pub(crate) struct Wrong {
    message: String,
    hint: Option<String>,
    exit: Exit,
}

impl Wrong {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, exit: Exit::Usage }
    }

    /// The same error, of something that the user gave.
    pub(crate) fn given(error: study::Error) -> Self {
        let hint = error.hint();
        Self { message: format!("{:#}", anyhow::Error::new(error)), hint, exit: Exit::Usage }
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same, for something that was understood and still cannot work.
    pub(crate) fn into_failure(mut self) -> Self {
        self.exit = Exit::Failure;
        self
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Wrong {}

/// Prints the error and, on a line of its own, what can be done about it.
pub(crate) fn complain(error: &anyhow::Error) -> Exit {
    print::err(&format!(
        "{} {}\n",
        print::label("error:", "31"),
        print::plain(&format!("{error:#}"))
    ));
    if let Some(hint) = error.chain().find_map(hint) {
        print::err(&format!("{} {}\n", print::label("hint:", "36"), print::plain(&hint)));
    }
    error.chain().find_map(exit).unwrap_or(Exit::Failure)
}

fn exit(cause: &(dyn std::error::Error + 'static)) -> Option<Exit> {
    let is_given = cause.is::<plan::Error>()
        || cause.is::<plan::binding::Error>()
        || cause.is::<subject::Error>();
    let is_paper = cause.is::<paper::Error>();
    let is_model = cause.downcast_ref::<lm::Error>().is_some_and(is_usage);
    let is_given = is_given || is_paper || is_model;
    cause.downcast_ref::<Wrong>().map(|wrong| wrong.exit).or(is_given.then_some(Exit::Usage))
}

/// Whether the model was not even asked because of what the user gave.
fn is_usage(error: &lm::Error) -> bool {
    use lm::Error::{BaseUrl, KeyFile, KeyVariable, NoBaseUrl, NoKey, NotAModel, UnknownProvider};
    matches!(
        error,
        BaseUrl { .. }
            | KeyFile { .. }
            | KeyVariable { .. }
            | NoBaseUrl { .. }
            | NoKey { .. }
            | NotAModel { .. }
            | UnknownProvider { .. }
    )
}

fn hint(cause: &(dyn std::error::Error + 'static)) -> Option<String> {
    let wrong = || cause.downcast_ref::<Wrong>().and_then(|wrong| wrong.hint.clone());
    let plan = || cause.downcast_ref::<plan::Error>().and_then(plan::Error::hint);
    let study = || cause.downcast_ref::<study::Error>().and_then(study::Error::hint);
    let paper = || cause.downcast_ref::<paper::Error>().and_then(paper::Error::hint);
    let model = || cause.downcast_ref::<lm::Error>().and_then(lm::Error::hint);
    wrong().or_else(plan).or_else(study).or_else(paper).or_else(model)
}
