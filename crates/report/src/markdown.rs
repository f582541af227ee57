//! Tables for Markdown.

use super::answer::{Answer, Finding};
use super::document::{Document, compose};
use super::escape::markdown as escape;
use super::reading::Reading;
use super::selection::Selection;
use super::table::{Cell, Table};
use crate::Study;
use study::analysis::Standing;

/// `table.md`, of what is selected: the answer, the tables, and how to read them.
pub fn markdown(study: &Study, selection: &Selection) -> String {
    let Document { summary, tables, legend, .. } = compose(study, ["Bold", "italic"], selection);
    let mut page = opening(&Answer::new(study, selection));
    for table in &tables {
        page.push_str(&section(table));
    }
    page.push_str("\n## Statistics\n\n");
    let legend = std::iter::once(summary).chain(legend);
    page.push_str(
        &legend.map(|line| format!("{}\n", escape(&line))).collect::<Vec<_>>().join("\n"),
    );
    page
}

/// The answer: a sentence per ablation, what is open, and every variant with its verdict.
fn opening(answer: &Answer) -> String {
    let mut page = format!("# {}\n\n{}\n\n", escape(&answer.title), escape(&answer.facts));
    let sentence = |finding: &Finding| {
        let detail = match finding.detail.as_str() {
            "" => String::new(),
            detail => format!(" ({})", escape(detail)),
        };
        format!("**{}**{detail}.", escape(&finding.claim))
    };
    page.push_str(&answer.findings.iter().map(sentence).collect::<Vec<_>>().join(" "));
    page.push('\n');
    for warning in &answer.warnings {
        page.push_str(&format!("\n> {}\n", escape(warning)));
    }
    if let Some(open) = &answer.open {
        let settles = open.command.as_ref().map_or_else(
            || "More seeds are not likely to settle it.".to_owned(),
            |command| format!("`{}` would probably settle it.", command.replace('`', "")),
        );
        page.push_str(&format!("\n{}. {settles}\n", escape(&open.words)));
    }
    page.push_str("\n| Ablation | Variant | Δ to baseline | Verdict |\n|:---|:---|---:|:---|\n");
    for finding in &answer.findings {
        for line in &finding.lines {
            let metric =
                if line.metric.is_empty() { String::new() } else { format!(", {}", line.metric) };
            page.push_str(&format!(
                "| {} | {} | {} | {} {} |\n",
                escape(&finding.name),
                escape(&format!("{}{metric}", line.label)),
                escape(format!("{} {}", line.difference, line.interval).trim()),
                line.mark.sign(),
                escape(&line.word)
            ));
        }
    }
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
