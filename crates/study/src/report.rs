//! Results for people: tables for a terminal, for Markdown, and the trajectory page with a box of results.
//!
//! Every report is a pure function of [`Results`]. What it says is composed once, in `document`; the renderers only lay
//! it out and escape it.

mod document;
mod escape;
mod html;
mod markdown;
mod number;
mod page;
mod plot;
mod reading;
mod table;
mod text;

pub use html::html;
pub use markdown::markdown;
pub(crate) use page::inset;
pub use page::page;
pub use text::{Look, text};

use std::path::PathBuf;

use crate::results::Results;
use crate::store::{Store, write_atomically};
use crate::{Analysis, Error};

/// Writes `table.md`, `trajectory.md`, `report.html` and the charts in `plots/` into the study folder and says where they are.
///
/// # Errors
/// [`Error::Io`].
pub fn write(results: &Results, store: &Store) -> Result<Vec<PathBuf>, Error> {
    let mut written = vec![store.write("table.md", &markdown(results))?, store.write("trajectory.md", &page(results))?];
    let analysis = Analysis::new(results);
    let plots = plot::plots(results, &analysis);
    written.push(store.write("report.html", &html::render(results, &analysis, &plots))?);
    written.extend(draw(&plots, store)?);
    Ok(written)
}

/// Writes each chart as SVG and as PDF; gives the folder, if there is any chart.
fn draw(plots: &[plot::Plot], store: &Store) -> Result<Option<PathBuf>, Error> {
    let folder = store.folder().join("plots");
    if plots.is_empty() {
        return Ok(None);
    }
    std::fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
    for plot in plots {
        write_atomically(&folder.join(format!("{}.svg", plot.name)), plot.scene.svg_file().as_bytes())?;
        write_atomically(&folder.join(format!("{}.pdf", plot.name)), &plot.scene.pdf())?;
    }
    Ok(Some(folder))
}

#[cfg(test)]
mod tests;
