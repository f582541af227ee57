//! Tables for Markdown.

use super::document::{Document, compose};
use super::escape::markdown as escape;
use super::reading::Reading;
use super::selection::Selection;
use super::table::{Cell, Table};
use crate::Study;
use study::analysis::Standing;

/// `table.md`, of what is selected.
pub fn markdown(study: &Study, selection: &Selection) -> String {
    let Document { title, summary, tables, legend } = compose(study, ["Bold", "italic"], selection);
    let mut page = format!("# {}\n\n{}\n", escape(&title), escape(&summary));
    for table in &tables {
        page.push_str(&section(table));
    }
    page.push('\n');
    page.push_str(
        &legend.iter().map(|line| format!("{}\n", escape(line))).collect::<Vec<_>>().join("\n"),
    );
    page
}

fn section(table: &Table) -> String {
    let mut section = format!("\n## {}\n\n{}\n", escape(&table.name), escape(&table.subtitle));
    if let Some(overall) = &table.overall {
        section.push_str(&format!("\n**Verdict: {}**\n", escape(&overall.to_string())));
    }
    if !table.rows.is_empty() {
        section.push('\n');
        section.push_str(&line("", table.columns.iter().map(|column| escape(column))));
        section.push_str(&format!("|:---|{}\n", "---:|".repeat(table.columns.len())));
        for row in &table.rows {
            let label = stacked(&escape(&row.label), &escape(&row.detail));
            section.push_str(&line(&label, row.cells.iter().map(cell)));
        }
    }
    let sentences = table.readings.iter().map(Reading::sentence);
    let items: Vec<String> = sentences
        .chain(table.notes.iter().cloned())
        .map(|item| format!("- {}\n", escape(&item)))
        .collect();
    if !items.is_empty() {
        section.push('\n');
        section.extend(items);
    }
    section
}

fn line(label: &str, cells: impl Iterator<Item = String>) -> String {
    format!("| {label} |{}\n", cells.map(|cell| format!(" {cell} |")).collect::<String>())
}

fn cell(cell: &Cell) -> String {
    let value = escape(&cell.value);
    let value = match cell.standing {
        Standing::Best => format!("**{value}**"),
        Standing::NearBest => format!("*{value}*"),
        Standing::Other => value,
    };
    stacked(&value, &escape(&cell.difference))
}

fn stacked(above: &str, below: &str) -> String {
    if below.is_empty() { above.to_owned() } else { format!("{above}<br>{below}") }
}
