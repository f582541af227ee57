//! Errors of requests to language models.

use std::path::PathBuf;

/// The reason why there is no reply. None of its texts holds a key.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name does not have the form `provider/model`.
    #[error("`{0}` is not a model: expected `provider/model`, such as `anthropic/claude-sonnet-5`")]
    NotAModel(String),
    /// The client library takes the end of the name for an effort, and would ask another model.
    #[error("`{0}` ends with a reasoning effort, which this protocol does not take in a name")]
    EffortInName(String),
    /// The provider is unknown.
    #[error("unknown provider `{name}`; known are {}", .known.join(", "))]
    UnknownProvider {
        /// The name as given.
        name: String,
        /// The nearest one.
        nearest: Option<String>,
        /// All of them.
        known: Vec<&'static str>,
    },
    /// The address of the server is malformed.
    #[error("`{url}` is not the address of a server: {reason}")]
    BaseUrl {
        /// The address, without a password.
        url: String,
        /// Why not.
        reason: &'static str,
    },
    /// A model of this provider, on the user's own server, was given without its address.
    #[error("{0} needs --base-url")]
    NoBaseUrl(&'static str),
    /// There is no API key for the service.
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
    /// The value of this environment variable is not a valid key.
    #[error(
        "the environment variable {0} is not a valid key: it has blanks or characters beyond ASCII"
    )]
    KeyVariable(String),
    /// The client could not be made, for this reason.
    #[error("cannot make connections: {0}")]
    Client(String),
    /// No connection to the server: none is listening, or its certificate is not trusted.
    #[error("cannot connect to {url}: {reason}")]
    Unreachable {
        /// The address.
        url: String,
        /// Why.
        reason: String,
    },
    /// The service answered, but not with a reply.
    #[error("the request to `{model}` was refused: {reason}")]
    Refused {
        /// The model.
        model: String,
        /// The HTTP status.
        status: Option<u16>,
        /// The message of the service.
        reason: String,
    },
    /// All attempts failed.
    #[error("`{model}` gave no reply ({attempts} of {attempts} attempts failed): {reason}")]
    Exhausted {
        /// The model.
        model: String,
        /// How often it was asked.
        attempts: usize,
        /// Why the last attempt failed.
        reason: String,
    },
    /// The request is longer than the model can take.
    #[error("the request is too long for `{model}`: {reason}")]
    TooLong {
        /// The model.
        model: String,
        /// The message of the service.
        reason: String,
    },
    /// The request could cost more than is left.
    #[error("a request to `{model}` may cost ${estimate:.4}, and ${left:.4} of ${cap:.4} are left")]
    TooExpensive {
        /// The model.
        model: String,
        /// The maximum cost of the request, in US dollars.
        estimate: f64,
        /// The rest of the limit.
        left: f64,
        /// The limit.
        cap: f64,
    },
    /// There is no recorded reply in this file, where it would be, and the model may not be asked.
    #[error("no recorded reply to this request (`{}`)", .0.display())]
    NotRecorded(PathBuf),
    /// A record cannot be read or written.
    #[error("cannot use the record `{}`: {reason}", .path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// The reason.
        reason: String,
    },
}

impl foundation::Hint for Error {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::EffortInName(_) => "omit it from the name and use `--effort`".into(),
            Self::UnknownProvider { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            Self::NotAModel(_) | Self::UnknownProvider { .. } | Self::NoBaseUrl(_) => {
                "for your own server use `--model openai-compatible/NAME --base-url http://127.0.0.1:8080/v1`".into()
            }
            Self::BaseUrl { .. } => {
                "write it like `https://host/v1`; give a key in the environment or with `--key-file`".into()
            }
            Self::NoKey { variable, .. } => format!("set {variable}, or give a file with the key: `--key-file FILE`"),
            Self::KeyFile { .. } => "the file must have the key on a line of its own".into(),
            Self::Unreachable { .. } => "is a server listening there? `--base-url` sets its address".into(),
            Self::Refused { status: Some(401 | 403), .. } => {
                "is the key the right one, and may it use this model?".into()
            }
            Self::Refused { status: Some(404), .. } => {
                "is the model's name right, and the address in `--base-url`?".into()
            }
            Self::Exhausted { .. } => "run the same command again to resume; answers so far are recorded".into(),
            Self::TooLong { .. } => "show the model less of the paper with `--paper-tokens N`".into(),
            Self::TooExpensive { .. } => {
                "raise `--max-cost`, or lower `--max-tokens`, `--paper-tokens` or `--samples`".into()
            }
            Self::NotRecorded(_) => "omit `--replay` to ask the model".into(),
            Self::Record { .. } => "remove the file to ask the model again".into(),
            _ => return None,
        })
    }
}
