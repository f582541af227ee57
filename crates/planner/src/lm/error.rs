//! Why there is no reply.

use std::path::PathBuf;

/// Why there is no reply. None of its texts holds a key.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The model is not named as it should be.
    #[error(
        "`{name}` names no model: expected `provider/model`, such as `anthropic/claude-sonnet-5`"
    )]
    NotAModel {
        /// What was given.
        name: String,
    },
    /// The client library takes the end of the name for an effort, and would ask another model.
    #[error("`{name}` ends like an effort, for which its protocol has no place in a name")]
    EffortInName {
        /// The model.
        name: String,
    },
    /// There is no such provider.
    #[error("there is no provider `{name}`; there are {}", .known.join(", "))]
    UnknownProvider {
        /// What was given.
        name: String,
        /// The nearest one.
        nearest: Option<String>,
        /// All of them.
        known: Vec<&'static str>,
    },
    /// The address of the server cannot be one.
    #[error("`{url}` is no address of a server: {reason}")]
    BaseUrl {
        /// The address, without a password.
        url: String,
        /// Why not.
        reason: &'static str,
    },
    /// A server of one's own was asked for without its address.
    #[error("`{provider}` is a server of your own: its address is missing")]
    NoBaseUrl {
        /// The provider.
        provider: &'static str,
    },
    /// There is no key to the service.
    #[error("no key for `{provider}`: the environment variable {variable} is not set")]
    NoKey {
        /// The provider.
        provider: &'static str,
        /// Where it was looked for.
        variable: &'static str,
    },
    /// The file with the key cannot be used.
    #[error("the key file `{}` cannot be used: {reason}", .path.display())]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The environment variable holds something that can be no key.
    #[error(
        "what the environment variable {variable} holds can be no key: it has blanks or characters beyond ASCII"
    )]
    KeyVariable {
        /// The variable.
        variable: String,
    },
    /// The client could not be made.
    #[error("cannot make connections: {reason}")]
    Client {
        /// Why.
        reason: String,
    },
    /// There is nobody at the address.
    #[error("nobody answers at {url}: {reason}")]
    Unreachable {
        /// The address.
        url: String,
        /// Why.
        reason: String,
    },
    /// The service answered, but not with a reply.
    #[error("`{model}` was refused: {reason}")]
    Refused {
        /// The model.
        model: String,
        /// The HTTP status.
        status: Option<u16>,
        /// What the service says.
        reason: String,
    },
    /// The service was asked again and again, to no avail.
    #[error("`{model}` gave no reply ({attempts} of {attempts} attempts failed): {reason}")]
    Exhausted {
        /// The model.
        model: String,
        /// How often it was asked.
        attempts: usize,
        /// What came of the last attempt.
        reason: String,
    },
    /// The request is longer than the model can take.
    #[error("the request is too long for `{model}`: {reason}")]
    TooLong {
        /// The model.
        model: String,
        /// What the service says.
        reason: String,
    },
    /// The request could cost more than is left.
    #[error("a request to `{model}` may cost ${estimate:.4}, and ${left:.4} of ${cap:.4} are left")]
    TooExpensive {
        /// The model.
        model: String,
        /// What it may cost at most.
        estimate: f64,
        /// What is left.
        left: f64,
        /// What was allowed.
        cap: f64,
    },
    /// The record has no reply, and the model may not be asked.
    #[error("no record of a reply to this request (`{}`)", .path.display())]
    NotRecorded {
        /// Where it would be.
        path: PathBuf,
    },
    /// A record cannot be read or written.
    #[error("the record `{}`: {reason}", .path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

impl Error {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotAModel { .. } => {
                "`--model openai-compatible/NAME --base-url http://…/v1` is a server of your own".into()
            }
            Self::EffortInName { .. } => "name the model without it, and give `--effort`".into(),
            Self::UnknownProvider { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            Self::UnknownProvider { .. } | Self::NoBaseUrl { .. } => {
                "for a server of your own: `--model openai-compatible/NAME --base-url http://127.0.0.1:8080/v1`".into()
            }
            Self::BaseUrl { .. } => {
                "it looks like `https://host/v1`; a key belongs into the environment or `--key-file`".into()
            }
            Self::NoKey { variable, .. } => format!("set {variable}, or give a file with the key by `--key-file FILE`"),
            Self::KeyFile { .. } => "it should hold the key on a line of its own".into(),
            Self::Unreachable { .. } => "is the server running? its address is set by `--base-url`".into(),
            Self::Refused { status: Some(401 | 403), .. } => {
                "is the key the right one, and may it use this model?".into()
            }
            Self::Refused { status: Some(404), .. } => {
                "is the model's name right, and the address in `--base-url`?".into()
            }
            Self::Exhausted { .. } => "the same command goes on; what was answered already is kept".into(),
            Self::TooLong { .. } => "show the model less of the paper by `--paper-tokens N`".into(),
            Self::TooExpensive { .. } => {
                "raise `--max-cost`, or lower `--max-tokens`, `--paper-tokens` or `--samples`".into()
            }
            Self::NotRecorded { .. } => "without `--replay` the model is asked".into(),
            Self::Record { .. } => "remove the file, and the model is asked again".into(),
            _ => return None,
        })
    }
}
