//! Results for people: tables for a terminal, for Markdown, LaTeX and CSV, charts, the page of a
//! study, a site over many, and exports to other programs.
//!
//! The content is composed once, in `document`; the renderers only lay it out and escape it.

mod answer;
mod caption;
pub mod chart;
mod csv;
mod document;
mod escape;
pub mod export;
pub mod folder;
mod html;
mod latex;
mod macros;
mod markdown;
mod name;
mod number;
mod page;
mod paragraph;
mod pictures;
mod plot;
mod prose;
mod quantity;
mod reading;
mod selection;
mod sheet;
pub mod site;
mod table;
mod text;
mod typst;

pub use csv::{comparisons, runs};
pub use html::html;
pub use latex::latex;
pub use macros::macros;
pub use markdown::markdown;
pub use page::page;
pub use selection::{Selection, Style, metrics_called};
pub use text::{Look, answer, text};
pub use typst::typst;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;

use study::analysis::Standing;
use study::results::Results;
use study::{Analysis, Error, Store};
use subject::Metric;

/// A study as every report sees it: the results, and their analysis, which is made once.
#[derive(Debug)]
pub struct Study<'a> {
    /// The results.
    pub results: &'a Results,
    /// The comparisons and verdicts.
    pub analysis: Analysis,
    /// The study folder, for the commands that a report proposes.
    pub folder: String,
    /// Standings that were asked for: every format shows the same columns.
    ranked: RefCell<Ranked>,
}

/// The standing of each configuration, by the metric and the configurations that were asked for.
type Ranked = BTreeMap<(String, Vec<usize>), BTreeMap<usize, Standing>>;

impl<'a> Study<'a> {
    /// Analyses results whose folder is not known.
    pub fn new(results: &'a Results) -> Self {
        Self::at("FOLDER", results)
    }

    /// Analyses the results of a study folder.
    pub fn at(folder: impl Into<String>, results: &'a Results) -> Self {
        let (analysis, ranked) = (Analysis::new(results), RefCell::default());
        Self { results, analysis, folder: folder.into(), ranked }
    }

    /// The standing of each of these configurations in a metric, as [`Analysis::standings`].
    fn standings(&self, metric: &Metric, configurations: &[usize]) -> BTreeMap<usize, Standing> {
        let key = (metric.name.clone(), configurations.to_vec());
        let mut ranked = self.ranked.borrow_mut();
        let ranked = ranked
            .entry(key)
            .or_insert_with(|| self.analysis.standings(self.results, metric, configurations));
        ranked.clone()
    }
}

/// Writes the reports into the study folder and says where they are: `table.md`, `table.tex` and
/// `table.typ` of what is selected; `trajectory.md`, `macros.tex`, `results.tex`, `results.md`,
/// `results.csv`, `runs.csv`, `report.html`, the charts in `plots/` and the pictures that runs left
/// of everything.
///
/// # Errors
/// [`Error::Unselectable`], [`Error::Io`].
pub fn write(study: &Study, store: &Store, selection: &Selection) -> Result<Vec<PathBuf>, Error> {
    let selection = selection.resolve(study.results)?;
    let files = [
        ("table.md", markdown(study, &selection)),
        ("table.tex", latex(study, &selection)),
        ("table.typ", typst(study, &selection)),
        ("macros.tex", macros(study)),
        ("results.tex", paragraph::latex(study)),
        ("results.md", paragraph::markdown(study)),
        ("results.csv", comparisons(study)),
        ("runs.csv", runs(study.results)),
        ("trajectory.md", page(study)),
    ];
    let mut written =
        files.iter().map(|(name, text)| store.write(name, text)).collect::<Result<Vec<_>, _>>()?;
    let plots = plot::plots(study);
    let pictures = pictures::read(study.results, store);
    written.push(
        store
            .write("report.html", &html::render(study, &plots, &pictures, &store.invocations()))?,
    );
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
