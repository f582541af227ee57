//! Results for people: tables for a terminal, for Markdown, and the trajectory page with a box of results.
//!
//! Every report is a pure function of [`Results`]. What it says is composed once, in `document`; the renderers only lay
//! it out and escape it.

mod csv;
mod document;
mod escape;
mod latex;
mod macros;
mod markdown;
mod number;
mod page;
mod pictures;
mod reading;
mod selection;
mod slug;
mod table;
mod text;

pub use csv::{comparisons, runs};
pub use latex::latex;
pub use macros::macros;
pub use markdown::markdown;
pub(crate) use page::inset;
pub use page::page;
pub use selection::{Selection, Style};
pub use text::{Look, text};

use std::path::PathBuf;

use crate::Error;
use crate::results::Results;
use crate::store::Store;

/// Writes the reports into the study folder and says where they are: `table.md` and `table.tex` of what is selected;
/// `trajectory.md`, `macros.tex`, `results.csv`, `runs.csv` and the pictures that runs left of everything.
///
/// # Errors
/// [`Error::Unselectable`], [`Error::Io`].
pub fn write(results: &Results, store: &Store, selection: &Selection) -> Result<Vec<PathBuf>, Error> {
    let selection = selection.resolve(results)?;
    let files = [
        ("table.md", markdown(results, &selection)),
        ("table.tex", latex(results, &selection)),
        ("macros.tex", macros(results)),
        ("results.csv", comparisons(results)),
        ("runs.csv", runs(results)),
        ("trajectory.md", page(results)),
    ];
    let mut written = files.iter().map(|(name, text)| store.write(name, text)).collect::<Result<Vec<_>, _>>()?;
    written.extend(pictures::copy(results, store)?);
    Ok(written)
}

#[cfg(test)]
mod tests;
