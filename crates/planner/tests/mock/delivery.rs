use super::answer::Fault;
use super::http;
use super::protocol::Protocol;
use super::reply::Frame;
use serde_json::Value;
use std::io::{self, Write};
use std::net::TcpStream;

const JSON: (&str, &str) = ("content-type", "application/json");

/// The way of an answer to the client, and what happens to it there.
pub(super) struct Delivery<'a> {
    pub(super) stream: TcpStream,
    pub(super) spoken: &'a dyn Protocol,
    /// Waits for some milliseconds; an error means that there is no point any more.
    pub(super) wait: &'a dyn Fn(u64) -> io::Result<()>,
}

impl Delivery<'_> {
    pub(super) fn error(
        &mut self,
        code: u16,
        retry_after: Option<&str>,
        message: &str,
    ) -> io::Result<()> {
        let mut headers = vec![JSON];
        headers.extend(retry_after.map(|value| ("retry-after", value)));
        http::send(
            &mut self.stream,
            code,
            &headers,
            self.spoken.error(code, message).to_string().as_bytes(),
        )
    }

    pub(super) fn garbage(&mut self, bytes: &[u8]) -> io::Result<()> {
        http::send(&mut self.stream, 200, &[("content-type", "text/html")], bytes)
    }

    /// Sends a reply whole.
    pub(super) fn body(&mut self, body: &Value, fault: Fault) -> io::Result<()> {
        let bytes = body.to_string().into_bytes();
        let half = &bytes[..bytes.len() / 2];
        match fault {
            Fault::None => {}
            Fault::Stall { milliseconds } => (self.wait)(milliseconds)?,
            Fault::End { .. } => return http::send(&mut self.stream, 200, &[JSON], half),
            Fault::Error { message, .. } => return self.error(500, None, &message),
            Fault::Cut { .. } => {
                http::send_head(
                    &mut self.stream,
                    200,
                    &[JSON, ("content-length", &bytes.len().to_string())],
                )?;
                return self.stream.write_all(half);
            }
        }
        http::send(&mut self.stream, 200, &[JSON], &bytes)
    }

    /// Sends a reply as a stream.
    pub(super) fn frames(&mut self, frames: &[Frame], fault: Fault) -> io::Result<()> {
        let headers =
            [("content-type", self.spoken.stream_type()), ("transfer-encoding", "chunked")];
        http::send_head(&mut self.stream, 200, &headers)?;
        let (sent, rest) = frames.split_at(match fault {
            Fault::None => frames.len(),
            Fault::Cut { pieces } | Fault::End { pieces } | Fault::Error { pieces, .. } => {
                after(frames, pieces)
            }
            Fault::Stall { .. } => after(frames, 2),
        });
        self.chunks(&joined(sent))?;
        match fault {
            Fault::None | Fault::End { .. } => {}
            Fault::Cut { .. } => return self.chunks(&joined(&rest[..1])[..9]),
            Fault::Error { message, .. } => self.chunks(&self.spoken.broken(&message))?,
            Fault::Stall { milliseconds } => {
                (self.wait)(milliseconds)?;
                self.chunks(&joined(rest))?;
            }
        }
        http::send_end(&mut self.stream)
    }

    fn chunks(&mut self, text: &str) -> io::Result<()> {
        http::send_chunks(&mut self.stream, text.as_bytes())
    }
}

fn joined(frames: &[Frame]) -> String {
    frames.iter().map(|frame| frame.bytes.as_str()).collect()
}

/// The place after a number of pieces of the text, or after the last where there are fewer; before
/// the end in any case.
fn after(frames: &[Frame], pieces: usize) -> usize {
    let places: Vec<_> = (0..frames.len()).filter(|&place| frames[place].is_piece).collect();
    match (pieces.min(places.len()), places.first()) {
        (0, Some(&first)) => first,
        (0, None) => frames.len() - 1,
        (pieces, _) => places[pieces - 1] + 1,
    }
}
