//! Results for people: tables for a terminal, for Markdown, and the trajectory page with a box of results.
//!
//! Every report is a pure function of [`Results`]. What it says is composed once, in `document`; the renderers only lay
//! it out and escape it.

mod document;
mod escape;
mod markdown;
mod number;
mod page;
mod pictures;
mod reading;
mod table;
mod text;

pub use markdown::markdown;
pub(crate) use page::inset;
pub use page::page;
pub use text::{Look, text};

use std::path::PathBuf;

use crate::Error;
use crate::results::Results;
use crate::store::Store;

/// Writes `table.md`, `trajectory.md` and the pictures that runs left into the study folder and says where they are.
///
/// # Errors
/// [`Error::Io`].
pub fn write(results: &Results, store: &Store) -> Result<Vec<PathBuf>, Error> {
    let mut written = vec![store.write("table.md", &markdown(results))?, store.write("trajectory.md", &page(results))?];
    written.extend(pictures::copy(results, store)?);
    Ok(written)
}

#[cfg(test)]
mod tests;
