//! What the service does with a request.

/// What the service does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// A complete reply.
    Text(String),
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
    /// The connection is lost after some pieces of the text.
    CutAfter { text: String, pieces: usize },
    /// The body ends in good order after some pieces of the text, but without what marks the end of
    /// the protocol, as when a proxy gives up.
    EndsAfter { text: String, pieces: usize },
    /// The stream reports an error after some pieces of the text.
    ErrorAfter { text: String, pieces: usize, message: String },
    /// Silence for a while after the first pieces of the text; then all is well.
    Stall { text: String, milliseconds: u64 },
    /// Status 200 and a page of HTML, or whatever else is given.
    Garbage(Vec<u8>),
}

/// What the model says, before a protocol gives it a form.
#[derive(Default)]
pub(super) struct Reply {
    pub(super) thought: Option<String>,
    pub(super) text: String,
    pub(super) ending: Ending,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Ending {
    #[default]
    Complete,
    Truncated,
    Refused,
}

/// What goes wrong with a stream after some pieces of the text.
pub(super) enum Fault {
    None,
    Cut { pieces: usize },
    End { pieces: usize },
    Error { pieces: usize, message: String },
    Stall { milliseconds: u64 },
}

/// An answer, seen as what is to be sent.
pub(super) enum Sending {
    Stream(Reply, Fault),
    Status { code: u16, retry_after: Option<String>, message: String },
    Garbage(Vec<u8>),
}

impl Answer {
    /// What is to be sent to a client that has the key `key`.
    pub(super) fn sending(self, key: &str) -> Sending {
        let reply = |text| Reply { text, ..Reply::default() };
        let (reply, fault) = match self {
            Self::Text(text) => (reply(text), Fault::None),
            Self::Empty => (Reply::default(), Fault::None),
            Self::Thinking { thought, text } => {
                (Reply { thought: Some(thought), ..reply(text) }, Fault::None)
            }
            Self::Truncated(text) => {
                (Reply { ending: Ending::Truncated, ..reply(text) }, Fault::None)
            }
            Self::Refusal(text) => (Reply { ending: Ending::Refused, ..reply(text) }, Fault::None),
            Self::CutAfter { text, pieces } => (reply(text), Fault::Cut { pieces }),
            Self::EndsAfter { text, pieces } => (reply(text), Fault::End { pieces }),
            Self::ErrorAfter { text, pieces, message } => {
                (reply(text), Fault::Error { pieces, message })
            }
            Self::Stall { text, milliseconds } => (reply(text), Fault::Stall { milliseconds }),
            Self::Garbage(bytes) => return Sending::Garbage(bytes),
            Self::Status { code, retry_after, message } => {
                return Sending::Status { code, retry_after, message };
            }
            Self::EchoKey => {
                let message = format!("Incorrect API key provided: {key}.");
                return Sending::Status { code: 401, retry_after: None, message };
            }
        };
        Sending::Stream(reply, fault)
    }
}
