use super::reply::{Ending, Reply};

/// What the service does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// A complete reply.
    Text(String),
    /// A complete reply that repeats the last message of the user.
    Echo,
    /// A complete reply that shows its reasoning.
    Thinking { thought: String, text: String },
    /// A reply that ran into the limit of tokens.
    Truncated(String),
    /// A refusal, in the field or with the stop reason that the protocol has for it; plain text
    /// where it has none.
    Refusal(String),
    /// A reply without any content.
    Empty,
    /// An error instead of a reply, in the protocol's form.
    Status { code: u16, retry_after: Option<String>, message: String },
    /// Status 401 with a message that contains the key of the request.
    EchoKey,
    /// The connection is lost after some pieces of the text; of a whole reply, half the body is
    /// sent.
    CutAfter { text: String, pieces: usize },
    /// The body ends in good order after some pieces of the text, but without what marks the end of
    /// the protocol, as when a proxy gives up; of a whole reply, the JSON is half.
    EndsAfter { text: String, pieces: usize },
    /// The stream reports an error after some pieces of the text; of a whole reply, status 500.
    ErrorAfter { text: String, pieces: usize, message: String },
    /// Silence for a while after the first pieces of the text, or before a whole reply; then all is
    /// well.
    Stall { text: String, milliseconds: u64 },
    /// Status 200 and a page of HTML, or whatever else is given.
    Garbage(Vec<u8>),
}

/// What goes wrong with a reply while it is sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fault {
    None,
    Cut { pieces: usize },
    End { pieces: usize },
    Error { pieces: usize, message: String },
    Stall { milliseconds: u64 },
}

/// An answer, seen as what is to be sent.
pub(super) enum Sending {
    Reply(Reply, Fault),
    Status { code: u16, retry_after: Option<String>, message: String },
    Garbage(Vec<u8>),
}

impl Answer {
    /// What is to be sent to a user who said `said` and has the key `key`.
    pub(super) fn sending(self, said: String, key: String) -> Sending {
        let complete = |text| Reply { thought: None, text, ending: Ending::Complete };
        match self {
            Self::Text(text) => Sending::Reply(complete(text), Fault::None),
            Self::Echo => Sending::Reply(complete(said), Fault::None),
            Self::Empty => Sending::Reply(complete(String::new()), Fault::None),
            Self::Thinking { thought, text } => {
                Sending::Reply(Reply { thought: Some(thought), ..complete(text) }, Fault::None)
            }
            Self::Truncated(text) => {
                Sending::Reply(Reply { ending: Ending::Truncated, ..complete(text) }, Fault::None)
            }
            Self::Refusal(text) => {
                Sending::Reply(Reply { ending: Ending::Refused, ..complete(text) }, Fault::None)
            }
            Self::CutAfter { text, pieces } => {
                Sending::Reply(complete(text), Fault::Cut { pieces })
            }
            Self::EndsAfter { text, pieces } => {
                Sending::Reply(complete(text), Fault::End { pieces })
            }
            Self::ErrorAfter { text, pieces, message } => {
                Sending::Reply(complete(text), Fault::Error { pieces, message })
            }
            Self::Stall { text, milliseconds } => {
                Sending::Reply(complete(text), Fault::Stall { milliseconds })
            }
            Self::Status { code, retry_after, message } => {
                Sending::Status { code, retry_after, message }
            }
            Self::EchoKey => Sending::Status {
                code: 401,
                retry_after: None,
                message: format!("Incorrect API key provided: {key}."),
            },
            Self::Garbage(bytes) => Sending::Garbage(bytes),
        }
    }
}
