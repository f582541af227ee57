//! A subject's program, and asking it what it is.

use std::ffi::OsString;
use std::fmt;
use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use subject::Declaration;

use crate::Error;

/// How long a program may take to describe itself; a Python program that imports a framework takes
/// some ten seconds.
pub const DESCRIBE_LIMIT: Duration = Duration::from_secs(60);

/// The longest declaration that is read, in bytes.
const MAX_BYTES: u64 = 4 << 20;

/// A program that speaks the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The file to execute.
    pub path: OsString,
    /// Arguments that come before those of the contract.
    pub prefix: Vec<String>,
    /// Whether it understands `--watch-stdin`.
    pub watches_stdin: bool,
}

impl Program {
    /// The command without the arguments of the contract. No shell is involved.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.args(&self.prefix);
        command
    }

    /// Asks the program for its declaration, and checks it.
    ///
    /// # Errors
    /// [`Error::Start`], [`Error::Describe`] and [`Error::Subject`].
    pub fn describe(&self, limit: Duration) -> Result<Declaration, Error> {
        let wrong = |reason: String| Error::Describe { program: self.to_string(), reason };
        let mut command = self.command();
        command.arg("describe").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child =
            command.spawn().map_err(|source| Error::Start { program: self.to_string(), source })?;
        let (out, err) = (read(child.stdout.take()), read(child.stderr.take()));
        let started = Instant::now();
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if started.elapsed() < limit => {
                    std::thread::sleep(Duration::from_millis(2))
                }
                Ok(None) => {
                    // it may have ended in this moment; either way it is gone afterwards
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(wrong(format!("did not answer within {} s", limit.as_secs_f64())));
                }
                Err(source) => return Err(Error::Start { program: self.to_string(), source }),
            }
        };
        // a descendant may hold the pipes open after the program has ended
        let patience = Duration::from_secs(2);
        let out = out.recv_timeout(patience).unwrap_or_default();
        if !status.success() {
            let err = err.recv_timeout(patience).unwrap_or_default();
            let words = String::from_utf8_lossy(&err).trim().to_owned();
            let words = if words.is_empty() { "it said nothing" } else { last_lines(&words, 5) };
            return Err(wrong(format!("failed ({status}): {words}")));
        }
        if out.len() as u64 > MAX_BYTES {
            return Err(wrong(format!("printed more than {MAX_BYTES} bytes")));
        }
        let declaration: Declaration = serde_json::from_slice(&out).map_err(|error| {
            let first = String::from_utf8_lossy(&out)
                .lines()
                .next()
                .unwrap_or_default()
                .chars()
                .take(80)
                .collect();
            let first: String = if out.is_empty() { "nothing at all".to_owned() } else { first };
            wrong(format!("did not print a declaration: {error}; it begins with: {first}"))
        })?;
        declaration.check()?;
        Ok(declaration)
    }
}

fn last_lines(text: &str, n: usize) -> &str {
    text.rmatch_indices('\n').nth(n - 1).map_or(text, |(at, _)| &text[at + 1..])
}

/// Reads a pipe to its end in a thread of its own, so that a child that writes much cannot block on
/// it.
fn read(pipe: Option<impl Read + Send + 'static>) -> std::sync::mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    if let Some(mut pipe) = pipe {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            // an unreadable rest shows in the parsing
            let _ = pipe.by_ref().take(MAX_BYTES + 1).read_to_end(&mut bytes);
            let _ = sender.send(bytes);
            let _ = std::io::copy(&mut pipe, &mut std::io::sink());
        });
    }
    receiver
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.to_string_lossy())?;
        self.prefix.iter().try_for_each(|argument| write!(f, " {argument}"))
    }
}
