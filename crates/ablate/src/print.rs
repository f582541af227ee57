//! Output on the terminal.

use std::io::{ErrorKind, IsTerminal, Write};

use serde::Serialize;

/// Text of unknown origin without characters that steer a terminal.
pub(crate) use foundation::visible::plain;

/// Prints to standard output; a reader that has seen enough (`| head`) is not an error.
///
/// # Errors
/// Any other error of standard output, which it names.
pub(crate) fn out(text: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done.map_err(|error| {
            std::io::Error::new(error.kind(), format!("cannot write to standard output: {error}"))
        }),
    }
}

/// Prints to standard error; a closed one is not an error.
pub(crate) fn err(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Prints a warning, which does not stop the command.
pub(crate) fn warn(text: &str) {
    err(&format!("{} {}\n", label("warning:", "33"), plain(text)));
}

/// JSON over several lines, ending in a line break. Characters that steer a terminal are escaped,
/// since plans and papers hold text of unknown origin.
pub(crate) fn json(value: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(value)
        .expect("invariant: what is printed has text as keys, which JSON can hold");
    foundation::visible::json(&json) + "\n"
}

/// The first word of a line on standard error, in colour if the terminal has colours.
pub(crate) fn label(word: &str, colour: &str) -> String {
    if has_colour(&std::io::stderr()) {
        format!("\u{1b}[1;{colour}m{word}\u{1b}[0m")
    } else {
        word.to_owned()
    }
}

/// Whether progress may be drawn on standard error, in lines that are rewritten.
pub(crate) fn has_progress() -> bool {
    is_terminal(&std::io::stderr())
}

/// The looks of a report on standard output.
pub(crate) fn look() -> ::report::Look {
    let size = console::Term::stdout().size_checked();
    ::report::Look {
        colour: has_colour(&std::io::stdout()),
        width: size.map_or(100, |(_, columns)| columns.into()),
    }
}

fn has_colour(stream: &impl IsTerminal) -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && is_terminal(stream)
}

/// Whether the stream is a terminal that understands control sequences.
fn is_terminal(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
