//! As much of HTTP as a service needs that closes the connection after each answer.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::Value;

/// A request that came in.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// With the query.
    pub(crate) path: String,
    /// Names are in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// Null where it was not JSON.
    pub(crate) body: Value,
}

impl Request {
    /// Reads a request; `None` where the client left without one.
    pub(super) fn read(stream: &TcpStream) -> io::Result<Option<Self>> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let path = line.split_whitespace().nth(1).unwrap_or_default().to_owned();
        let mut headers = Vec::new();
        loop {
            line.clear();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        let mut request = Self { path, headers, body: Value::Null };
        let length = request.header("content-length").and_then(|length| length.parse().ok());
        let mut body = Vec::new();
        reader.take(length.unwrap_or(0)).read_to_end(&mut body)?;
        request.body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Ok(Some(request))
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The secret with which the client has identified itself.
    pub(super) fn key(&self) -> &str {
        let bearer = self.header("authorization");
        bearer
            .map(|value| value.trim_start_matches("Bearer "))
            .or_else(|| self.header("x-api-key"))
            .or_else(|| self.header("x-goog-api-key"))
            .unwrap_or_default()
    }

    /// The model that is asked, from the body or the path.
    pub(super) fn model(&self) -> &str {
        let in_path = || self.path.rsplit_once("models/")?.1.split(':').next();
        self.body["model"].as_str().or_else(in_path).unwrap_or("unknown")
    }
}

/// Sends the head of an answer.
pub(super) fn send_head(
    stream: &mut TcpStream,
    code: u16,
    headers: &[(&str, &str)],
) -> io::Result<()> {
    // clients go by the code; the phrase behind it may be any
    let mut head = format!("HTTP/1.1 {code} Status\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())
}

/// Sends an answer whose length is known.
pub(super) fn send(
    stream: &mut TcpStream,
    code: u16,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<()> {
    let length = body.len().to_string();
    send_head(stream, code, &[headers, &[("content-length", &length)]].concat())?;
    stream.write_all(body)
}

/// Sends bytes in chunks of a length that falls into the middle of events, lines and characters.
pub(super) fn send_chunks(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    let mut chunked = Vec::new();
    for chunk in bytes.chunks(61) {
        chunked.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        chunked.extend_from_slice(chunk);
        chunked.extend_from_slice(b"\r\n");
    }
    stream.write_all(&chunked)
}

/// Sends the chunk that says that there are no more.
pub(super) fn send_end(stream: &mut TcpStream) -> io::Result<()> {
    stream.write_all(b"0\r\n\r\n")
}
