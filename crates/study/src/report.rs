//! Results for people: tables for a terminal, for Markdown, and the trajectory page with a box of
//! results.
//!
//! Every report is a pure function of [`Results`]. What it says is composed once, in `document`;
//! the renderers only lay it out and escape it.

mod csv;
mod document;
mod escape;
mod html;
mod latex;
mod macros;
mod markdown;
mod number;
mod page;
mod pictures;
mod plot;
mod reading;
mod selection;
mod slug;
mod table;
mod text;

pub use csv::{comparisons, runs};
pub use html::html;
pub use latex::latex;
pub use macros::macros;
pub use markdown::markdown;
pub(crate) use page::inset;
pub use page::page;
pub use selection::{Selection, Style, metrics_called};
pub use text::{Look, text};

use std::path::PathBuf;

use crate::results::Results;
use crate::store::{Store, write_atomically};
use crate::{Analysis, Error};

/// Writes the reports into the study folder and says where they are: `table.md` and `table.tex` of
/// what is selected; `trajectory.md`, `macros.tex`, `results.csv`, `runs.csv`, `report.html`, the
/// charts in `plots/` and the pictures that runs left of everything.
///
/// # Errors
/// [`Error::Unselectable`], [`Error::Io`].
pub fn write(
    results: &Results,
    store: &Store,
    selection: &Selection,
) -> Result<Vec<PathBuf>, Error> {
    let selection = selection.resolve(results)?;
    let files = [
        ("table.md", markdown(results, &selection)),
        ("table.tex", latex(results, &selection)),
        ("macros.tex", macros(results)),
        ("results.csv", comparisons(results)),
        ("runs.csv", runs(results)),
        ("trajectory.md", page(results)),
    ];
    let mut written =
        files.iter().map(|(name, text)| store.write(name, text)).collect::<Result<Vec<_>, _>>()?;
    let analysis = Analysis::new(results);
    let plots = plot::plots(results, &analysis);
    let pictures = pictures::read(results, store);
    written.push(store.write("report.html", &html::render(results, &analysis, &plots, &pictures))?);
    written.extend(draw(&plots, store)?);
    written.extend(pictures::copy(&pictures, store)?);
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
        write_atomically(
            &folder.join(format!("{}.svg", plot.name)),
            plot.scene.svg_file().as_bytes(),
        )?;
        write_atomically(&folder.join(format!("{}.pdf", plot.name)), &plot.scene.pdf())?;
    }
    Ok(Some(folder))
}

#[cfg(test)]
mod tests;
