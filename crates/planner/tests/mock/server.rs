//! The service itself: a listener, and a thread for every connection.

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::answer::{Answer, Fault, Sending};
use super::http::{self, Request};
use super::protocol::{Frame, Protocol};
use super::{anthropic::Anthropic, chat::Chat, gemini::Gemini, responses::Responses};

const JSON: (&str, &str) = ("content-type", "application/json");

/// A service on this machine that answers by a script, until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a service that gives these answers, one to each request, and status 500 when there
    /// are no more.
    pub(crate) fn start(script: impl Into<Vec<Answer>>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let script = VecDeque::from(script.into());
        let state = State { script, requests: Vec::new(), stopped: false };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        let listening = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || listen(&listener, &shared))
        };
        Self { address, shared, listening: Some(listening) }
    }

    /// Where it listens, without a path: `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far, in the order in which they came.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared.lock().requests.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        self.shared.changed.notify_all();
        // the listener waits for a connection and sees only then that it is to stop
        drop(TcpStream::connect(self.address));
        if let Some(listening) = self.listening.take() {
            drop(listening.join());
        }
    }
}

struct State {
    script: VecDeque<Answer>,
    requests: Vec<Request>,
    stopped: bool,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no thread has panicked")
    }

    /// Notes a request and takes the next answer of the script.
    fn next(&self, request: &Request) -> Answer {
        let mut state = self.lock();
        state.requests.push(request.clone());
        let over = || Answer::Status { code: 500, retry_after: None, message: "no more".into() };
        state.script.pop_front().unwrap_or_else(over)
    }

    /// Waits, but no longer than the service lives.
    fn wait(&self, milliseconds: u64) -> io::Result<()> {
        let time = Duration::from_millis(milliseconds);
        let waited = self.changed.wait_timeout_while(self.lock(), time, |state| !state.stopped);
        let (state, _) = waited.expect("no thread has panicked");
        if state.stopped { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
    }
}

/// The protocol that is spoken at a path.
fn spoken_at(path: &str) -> Option<&'static dyn Protocol> {
    let place = path.split('?').next().unwrap_or(path);
    if place.ends_with("/messages") {
        Some(&Anthropic)
    } else if place.ends_with("/api/v1/chat/completions") {
        Some(&Chat { is_router: true })
    } else if place.ends_with("/chat/completions") {
        Some(&Chat { is_router: false })
    } else if place.ends_with("/responses") {
        Some(&Responses)
    } else if place.ends_with(":streamGenerateContent") {
        Some(&Gemini)
    } else {
        None
    }
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.lock().stopped {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        // a client may leave at any time, which is no fault of the service
        thread::spawn(move || drop(answer(&shared, stream)));
    }
}

fn answer(shared: &Shared, mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let Some(request) = Request::read(&stream)? else { return Ok(()) };
    let Some(protocol) = spoken_at(&request.path) else {
        return http::send(&mut stream, 404, &[], b"no service at this path");
    };
    match shared.next(&request).sending(request.key()) {
        Sending::Status { code, retry_after, message } => {
            let mut headers = vec![JSON];
            headers.extend(retry_after.as_deref().map(|value| ("retry-after", value)));
            let body = protocol.error(code, &message).to_string();
            http::send(&mut stream, code, &headers, body.as_bytes())
        }
        Sending::Garbage(bytes) => {
            http::send(&mut stream, 200, &[("content-type", "text/html")], &bytes)
        }
        Sending::Stream(reply, fault) => {
            send_frames(shared, &mut stream, protocol, &protocol.frames(&reply, &request), fault)
        }
    }
}

/// Sends frames up to a fault, and what the fault leaves of the rest.
fn send_frames(
    shared: &Shared,
    stream: &mut TcpStream,
    protocol: &dyn Protocol,
    frames: &[Frame],
    fault: Fault,
) -> io::Result<()> {
    let event_stream = ("content-type", "text/event-stream; charset=utf-8");
    http::send_head(stream, 200, &[event_stream, ("transfer-encoding", "chunked")])?;
    let (sent, rest) = frames.split_at(match fault {
        Fault::None => frames.len(),
        Fault::Cut { pieces } | Fault::End { pieces } | Fault::Error { pieces, .. } => {
            after(frames, pieces)
        }
        Fault::Stall { .. } => after(frames, 2),
    });
    http::send_chunks(stream, joined(sent).as_bytes())?;
    match fault {
        Fault::None | Fault::End { .. } => {}
        // in the middle of an event
        Fault::Cut { .. } => return http::send_chunks(stream, &rest[0].bytes.as_bytes()[..9]),
        Fault::Error { message, .. } => {
            http::send_chunks(stream, protocol.broken(&message).as_bytes())?;
        }
        Fault::Stall { milliseconds } => {
            shared.wait(milliseconds)?;
            http::send_chunks(stream, joined(rest).as_bytes())?;
        }
    }
    http::send_end(stream)
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
