//! Faults from errors of the client library.

use std::time::SystemTime;

use genai::webc;
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::lm::attempt::{Fault, Kind};
use crate::lm::retry;

/// Takes the key out of a text.
type Scrub<'a> = &'a dyn Fn(&str) -> String;

/// The fault of an error. The library's own texts are not used where they may hold the request or a
/// key.
pub(super) fn judge(error: &genai::Error, url: &str, scrub: Scrub) -> Fault {
    match error {
        genai::Error::HttpError { status, body, headers, .. } => {
            answer(status.as_u16(), body, headers, scrub)
        }
        genai::Error::WebModelCall { webc_error, .. }
        | genai::Error::WebAdapterCall { webc_error, .. } => web(webc_error, url, scrub),
        genai::Error::WebStream { error, .. } => match error.downcast_ref::<genai::Error>() {
            Some(inner) => judge(inner, url, scrub),
            None => connection(error.as_ref(), url, scrub),
        },
        genai::Error::ChatResponse { body, .. } => event(body, scrub),
        genai::Error::StreamParse { serde_error, .. } => Fault::passing(&format!(
            "a piece of its answer cannot be read: {}",
            line(&scrub(&serde_error.to_string()))
        )),
        genai::Error::ChatResponseGeneration { .. }
        | genai::Error::InvalidJsonResponseElement { .. } => {
            Fault::passing("its answer has not the form of one")
        }
        genai::Error::NoChatResponse { .. } => Fault::passing("it sent nothing that is an answer"),
        other => Fault::lasting(&line(&scrub(&other.to_string()))),
    }
}

fn web(error: &webc::Error, url: &str, scrub: Scrub) -> Fault {
    match error {
        webc::Error::ResponseFailedStatus { status, body, headers } => {
            answer(status.as_u16(), body, headers, scrub)
        }
        webc::Error::Reqwest(error) => connection(error, url, scrub),
        webc::Error::ResponseFailedNotJson { body, .. }
        | webc::Error::ResponseFailedInvalidJson { body, .. } => {
            Fault::passing(&format!("its answer is not JSON: {}", line(&scrub(body))))
        }
        webc::Error::JsonValueExt(_) => Fault::passing("its answer has not the form of one"),
    }
}

/// A response with an error status.
fn answer(status: u16, body: &str, headers: &HeaderMap, scrub: Scrub) -> Fault {
    let message = serde_json::from_str::<Value>(body).ok().and_then(|body| message(&body));
    let message = match message {
        Some(message) => line(&scrub(&message)),
        None if body.trim_start().starts_with('<') => {
            "a page of HTML instead of an answer".to_owned()
        }
        None => line(&scrub(body)),
    };
    let reason = match (300..400).contains(&status) {
        true => "it sends us elsewhere, which is not followed with a key at hand".to_owned(),
        false if message.is_empty() => format!("status {status}"),
        false => format!("status {status}, {message}"),
    };
    Fault {
        kind: retry::judge(status, body, headers),
        status: Some(status),
        reason,
        wait: retry::wait(headers, SystemTime::now()),
        ..Fault::passing("")
    }
}

/// An error in the midst of an answer.
fn event(body: &Value, scrub: Scrub) -> Fault {
    let reason = line(&scrub(&message(body).unwrap_or_else(|| body.to_string())));
    let text = body.to_string().to_lowercase();
    let is_lasting =
        ["invalid_request", "authentication", "permission", "not_found", "insufficient_quota"];
    if is_lasting.iter().any(|word| text.contains(word)) {
        let kind = retry::judge(400, &text, &HeaderMap::new());
        return Fault { kind, ..Fault::lasting(&reason) };
    }
    Fault::passing(&reason)
}

/// The connection could not be made, or broke.
fn connection(error: &(dyn std::error::Error + 'static), url: &str, scrub: Scrub) -> Fault {
    if error.is::<webc::StreamTimeout>() {
        return Fault::passing(&error.to_string());
    }
    let request = error.downcast_ref::<reqwest::Error>();
    // the innermost cause is the informative one: `Connection refused`
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let reason = line(&scrub(&cause.to_string()));
    let is_unreachable = request.is_some_and(|error| error.is_connect() && !error.is_timeout());
    let kind = if is_unreachable { Kind::Unreachable(url.to_owned()) } else { Kind::Passing };
    Fault { kind, ..Fault::passing(&reason) }
}

/// The error message in a response, wherever the service puts it.
fn message(body: &Value) -> Option<String> {
    let body = body.as_array().and_then(|items| items.first()).unwrap_or(body);
    let places = ["/error/message", "/message", "/error/error/message", "/detail", "/error"];
    let found = places.iter().find_map(|place| body.pointer(place).and_then(Value::as_str));
    found.map(str::to_owned)
}

/// The beginning of a text on one line, with nothing hidden in it.
pub(super) fn line(text: &str) -> String {
    const MAX_CHARS: usize = 300;
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut line: String = words.join(" ").chars().take(MAX_CHARS).collect();
    if words.join(" ").chars().nth(MAX_CHARS).is_some() {
        line.push('…');
    }
    foundation::visible::plain(&line)
}
