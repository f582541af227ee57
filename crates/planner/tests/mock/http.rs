use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// A request as it came.
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    /// Names are in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// Reads a request; `None` where the client left without one.
    pub(super) fn read(stream: &TcpStream) -> io::Result<Option<Self>> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace().map(str::to_owned);
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        let length =
            header(&headers, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = Vec::new();
        reader.take(length).read_to_end(&mut body)?;
        Ok(Some(Self { method, path, headers, body }))
    }

    /// The secret with which the client has identified itself.
    pub(super) fn key(&self) -> String {
        let bearer =
            header(&self.headers, "authorization").map(|value| value.trim_start_matches("Bearer "));
        let in_query = || self.path.split(['?', '&']).find_map(|part| part.strip_prefix("key="));
        bearer
            .or_else(|| header(&self.headers, "x-api-key"))
            .or_else(|| header(&self.headers, "x-goog-api-key"))
            .or_else(in_query)
            .unwrap_or_default()
            .to_owned()
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
}

/// Sends the head of an answer. The connection is closed after each.
pub(super) fn send_head(
    stream: &mut TcpStream,
    code: u16,
    headers: &[(&str, &str)],
) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {code} {}\r\nconnection: close\r\n", reason(code));
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

fn reason(code: u16) -> &'static str {
    match code {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Status",
    }
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
