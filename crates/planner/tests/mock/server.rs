use super::answer::{Answer, Sending};
use super::delivery::Delivery;
use super::http::{self, Request};
use super::protocol::{self, Asked};
use serde_json::Value;
use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A service on this machine that answers by a script, until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

/// A request that came in.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: String,
    /// With the query.
    pub(crate) path: String,
    /// Names are in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// Null where it was not JSON.
    pub(crate) body: Value,
}

impl Received {
    /// The value of a header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

impl Server {
    /// Starts a service that gives these answers, one to each request, and status 500 when there
    /// are no more.
    pub(crate) fn start(script: impl Into<Vec<Answer>>) -> Self {
        Self::run(Script::Once(VecDeque::from(script.into())))
    }

    /// Starts a service that gives the same answer to every request.
    pub(crate) fn repeating(answer: Answer) -> Self {
        Self::run(Script::Always(answer))
    }

    fn run(script: Script) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared =
            Arc::new(Shared { state: Mutex::new(State::new(script)), changed: Condvar::new() });
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
    pub(crate) fn requests(&self) -> Vec<Received> {
        self.shared.lock().requests.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        self.shared.changed.notify_all();
        // The listener waits for a connection and sees only then that it is to stop.
        drop(TcpStream::connect(self.address));
        if let Some(listening) = self.listening.take() {
            drop(listening.join());
        }
    }
}

enum Script {
    Once(VecDeque<Answer>),
    Always(Answer),
}

struct State {
    script: Script,
    requests: Vec<Received>,
    stopped: bool,
}

impl State {
    fn new(script: Script) -> Self {
        Self { script, requests: Vec::new(), stopped: false }
    }

    fn next(&mut self) -> Answer {
        let over =
            || Answer::Status { code: 500, retry_after: None, message: "script is over".into() };
        match &mut self.script {
            Script::Once(answers) => answers.pop_front().unwrap_or_else(over),
            Script::Always(answer) => answer.clone(),
        }
    }
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no thread has panicked")
    }

    /// Waits, but no longer than the service lives.
    fn wait(&self, milliseconds: u64) -> io::Result<()> {
        let time = Duration::from_millis(milliseconds);
        let waited = self.changed.wait_timeout_while(self.lock(), time, |state| !state.stopped);
        let (state, _) = waited.expect("no thread has panicked");
        if state.stopped { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
    }
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.lock().stopped {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        // That a client leaves is its own affair.
        thread::spawn(move || drop(answer(&shared, stream)));
    }
}

fn answer(shared: &Shared, mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let Some(request) = Request::read(&stream)? else { return Ok(()) };
    let body = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
    let asked = Asked { path: &request.path, body: &body };
    let spoken = protocol::of(&request.path);
    let answer = {
        let mut state = shared.lock();
        state.requests.push(Received {
            method: request.method.clone(),
            path: request.path.clone(),
            headers: request.headers.clone(),
            body: body.clone(),
        });
        spoken.map(|spoken| (spoken, state.next()))
    };
    let Some((spoken, answer)) = answer else {
        return http::send(&mut stream, 404, &[], b"no service at this path");
    };
    let mut delivery = Delivery { stream, spoken, wait: &|milliseconds| shared.wait(milliseconds) };
    match answer.sending(asked.said(), request.key()) {
        Sending::Status { code, retry_after, message } => {
            delivery.error(code, retry_after.as_deref(), &message)
        }
        Sending::Garbage(bytes) => delivery.garbage(&bytes),
        Sending::Reply(reply, fault) if spoken.streams(&asked) => {
            delivery.frames(&spoken.frames(&reply, &asked), fault)
        }
        Sending::Reply(reply, fault) => delivery.body(&spoken.whole(&reply, &asked), fault),
    }
}
