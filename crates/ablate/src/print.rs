//! Output on the terminal.

use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;

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

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set; elsewhere with `CLICOLOR_FORCE`.
    #[default]
    Auto,
    /// Also in a pipe or a file.
    Always,
    /// Nowhere.
    Never,
}

static COLOR: OnceLock<Color> = OnceLock::new();

/// Fixes when colours are used; the first call counts.
pub(crate) fn set_color(color: Color) {
    let _ = COLOR.set(color);
}

fn has_colour(stream: &impl IsTerminal) -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match COLOR.get().copied().unwrap_or_default() {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if is_set("NO_COLOR") => false,
        Color::Auto => {
            let is_forced = std::env::var_os("CLICOLOR_FORCE")
                .is_some_and(|value| value != "0" && !value.is_empty());
            is_forced || is_terminal(stream)
        }
    }
}

/// Whether the stream is a terminal that understands control sequences.
fn is_terminal(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
