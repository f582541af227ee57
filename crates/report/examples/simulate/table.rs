//! What an experiment found, as Markdown, CSV and a chart.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use crate::chart;
use crate::estimate::Estimate;

/// Rows of estimates.
pub(crate) struct Table {
    /// Name of the files.
    pub(crate) name: String,
    pub(crate) title: String,
    /// What the rows are, and what the columns are.
    pub(crate) head: (String, String),
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<(String, Vec<Estimate>)>,
    pub(crate) unit: Unit,
    /// Whether it is drawn, with a dashed line at this height.
    pub(crate) chart: Option<f64>,
}

/// How numbers are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Shares, in percent.
    Percent,
    /// As they are.
    Plain,
}

impl Table {
    pub(crate) fn new(name: &str, title: &str, rows: &str, columns: (&str, Vec<String>)) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            head: (rows.to_owned(), columns.0.to_owned()),
            columns: columns.1,
            rows: Vec::new(),
            unit: Unit::Percent,
            chart: None,
        }
    }

    pub(crate) fn push(&mut self, row: impl Into<String>, estimates: Vec<Estimate>) {
        self.rows.push((row.into(), estimates));
    }

    /// In percent with the largest standard error of the table said once, which is enough to read
    /// it.
    pub(crate) fn markdown(&self) -> String {
        let scale = self.scale();
        let largest = self
            .rows
            .iter()
            .flat_map(|(_, row)| row)
            .map(|one| one.error * scale)
            .filter(|error| error.is_finite())
            .fold(0.0, f64::max);
        let unit = if self.unit == Unit::Percent { " in percent" } else { "" };
        let mut text = format!(
            "### {}\n\n{}{unit}; standard errors are at most {largest:.2}.\n\n",
            self.name, self.title
        );
        let _ =
            writeln!(text, "| {} \\ {} | {} |", self.head.0, self.head.1, self.columns.join(" | "));
        let _ = writeln!(text, "|---|{}", "---:|".repeat(self.columns.len()));
        for (name, row) in &self.rows {
            let cells: Vec<String> = row.iter().map(|one| cell(one.value * scale)).collect();
            let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
        }
        text
    }

    /// Writes `NAME.csv` and, if it is drawn, `NAME.svg`.
    pub(crate) fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut csv = format!("{},{},value,standard error\n", self.head.0, self.head.1);
        for (name, row) in &self.rows {
            for (column, one) in self.columns.iter().zip(row) {
                let _ = writeln!(csv, "\"{name}\",{column},{:.6},{:.6}", one.value, one.error);
            }
        }
        fs::write(folder.join(format!("{}.csv", self.name)), csv)?;
        match self.chart {
            Some(level) => {
                fs::write(folder.join(format!("{}.svg", self.name)), chart::svg(self, level))
            }
            None => Ok(()),
        }
    }

    pub(crate) fn scale(&self) -> f64 {
        if self.unit == Unit::Percent { 100.0 } else { 1.0 }
    }
}

fn cell(value: f64) -> String {
    if value.is_nan() { String::new() } else { format!("{value:.1}") }
}

/// Names of columns.
pub(crate) fn names<T: ToString>(values: impl IntoIterator<Item = T>) -> Vec<String> {
    values.into_iter().map(|value| value.to_string()).collect()
}
