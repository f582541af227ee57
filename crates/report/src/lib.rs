//! Results for people: tables for a terminal, for Markdown, LaTeX and CSV, charts, the page of a
//! study, a site over many, and exports to other programs.
//!
//! What a report says is composed once, in `document`; the renderers only lay it out and escape it.

pub mod chart;
mod csv;
mod document;
mod escape;
pub mod export;
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
pub mod site;
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

use study::results::Results;
use study::{Analysis, Error, Store};

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
    let mut folder = None;
    for plot in plots {
        let svg = plot.scene.svg_file();
        store.write_below("plots", &format!("{}.svg", plot.name), svg.as_bytes())?;
        folder =
            Some(store.write_below("plots", &format!("{}.pdf", plot.name), &plot.scene.pdf())?);
    }
    Ok(folder)
}

#[cfg(test)]
mod tests;
