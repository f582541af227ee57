//! What reaches the terminal.

use std::io::{ErrorKind, IsTerminal, Write};

/// Lines of strangers' words without anything that steers a terminal.
pub(crate) use foundation::visible::plain;

/// Prints to standard output; a reader that has seen enough (`| head`) is no error.
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

/// Prints to standard error, as far as anybody listens.
pub(crate) fn err(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Says something that the user should know and that does not stop the command.
pub(crate) fn warn(text: &str) {
    err(&format!("{} {}\n", label("warning:", "33"), plain(text)));
}

/// The first word of a line on standard error, in colour where that is wanted.
pub(crate) fn label(word: &str, colour: &str) -> String {
    if colour_on(&std::io::stderr()) {
        format!("\u{1b}[1;{colour}m{word}\u{1b}[0m")
    } else {
        word.to_owned()
    }
}

/// Whether a stream is a terminal on which lines can be rewritten.
pub(crate) fn is_terminal(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Whether colours may be used.
pub(crate) fn colour_on(stream: &impl IsTerminal) -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && is_terminal(stream)
}

/// How a report is to look on standard output.
pub(crate) fn look() -> ::report::Look {
    let size = console::Term::stdout().size_checked();
    ::report::Look {
        colour: colour_on(&std::io::stdout()),
        width: size.map_or(100, |(_, columns)| columns.into()),
    }
}
