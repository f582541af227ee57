//! The trajectory page: reasoning, plan, and a third box with the results.

use super::answer::Answer;
use super::document::{Document, compose};
use super::escape::html as escape;
use super::reading::Reading;
use super::selection::Selection;
use super::table::{Cell, Row, Table};
use crate::Study;
use study::analysis::Standing;

const BOX: &str = "<div style=\"background: linear-gradient(135deg, #fff8e1 0%, #ffecb3 100%); border-left: 5px solid \
                   #ffc107; padding: 20px; margin: 20px 0; border-radius: 8px; box-shadow: 0 2px 8px rgba(0,0,0,0.1); \
                   color: #1a1a1a; overflow-x: auto;\" class=\"trajectory-box\">\n\
                   <h2 style=\"color: #b8860b; margin-top: 0; margin-bottom: 15px; font-size: 1.3em;\">📊 Results</h2>\n";

/// `trajectory.md`: the page of the plan, which reads as that plan, with the results below it.
pub fn page(study: &Study) -> String {
    let table = ("<table cellpadding=\"6\">", "</table>");
    format!("{}\n\n{BOX}{}</div>\n", study.results.plan.to_page(), contents(study, table))
}

/// The results for a page that has a style of its own: each table is in a box that scrolls.
pub(crate) fn inset(study: &Study) -> String {
    let open =
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Results\"><table>";
    contents(study, (open, "</table></div>"))
}

/// All that is said, as HTML without an empty line in it, so that no renderer looks for Markdown
/// there.
fn contents(study: &Study, table: (&str, &str)) -> String {
    let Document { summary, tables, legend, .. } =
        compose(study, ["Bold", "italic"], &Selection::default());
    let mut contents = opening(&Answer::new(study, &Selection::default()));
    let legend = std::iter::once(summary).chain(legend);
    contents.extend(tables.iter().map(|content| section(content, table)));
    contents.extend(legend.map(|line| format!("<p><small>{}</small></p>\n", escape(&line))));
    contents
}

/// The answer: a line per ablation, and what is open.
fn opening(answer: &Answer) -> String {
    let mut opening = format!("<p>{}</p>\n<ul>\n", escape(&answer.facts));
    for finding in &answer.findings {
        let detail = match finding.detail.as_str() {
            "" => String::new(),
            detail => format!(" ({})", escape(detail)),
        };
        opening.push_str(&format!(
            "<li>{} <strong>{}</strong>{detail}</li>\n",
            finding.mark.sign(),
            escape(&finding.claim)
        ));
    }
    opening.push_str("</ul>\n");
    opening.extend(answer.warnings.iter().map(|warning| format!("<p>{}</p>\n", escape(warning))));
    if let Some(open) = &answer.open {
        let command = open.command.as_ref().map_or_else(String::new, |command| {
            format!(" <code>{}</code> would probably settle it.", escape(command))
        });
        opening.push_str(&format!("<p>{}.{command}</p>\n", escape(&open.words)));
    }
    opening
}

fn section(table: &Table, (open, close): (&str, &str)) -> String {
    let mut section =
        format!("<h3>{}</h3>\n<p>{}</p>\n", escape(&table.name), escape(&table.subtitle));
    if let Some(overall) = &table.overall {
        let overall = escape(&overall.to_string());
        section.push_str(&format!("<p><strong>Verdict: {overall}</strong></p>\n"));
    }
    if !table.rows.is_empty() {
        section.push_str(&format!("{open}\n"));
        let columns = table
            .columns
            .iter()
            .map(|column| format!("<th align=\"right\">{}</th>", escape(column)));
        section.push_str(&format!("<tr><th></th>{}</tr>\n", columns.collect::<String>()));
        for Row { label, detail, cells, .. } in &table.rows {
            let label = stacked(&escape(label), &escape(detail));
            let cells: String = cells.iter().map(cell).collect();
            section.push_str(&format!(
                "<tr><th align=\"left\" scope=\"row\">{label}</th>{cells}</tr>\n"
            ));
        }
        section.push_str(&format!("{close}\n"));
    }
    let sentences = table.readings.iter().map(Reading::sentence);
    let items: Vec<String> = sentences
        .chain(table.notes.iter().cloned())
        .map(|item| format!("<li>{}</li>\n", escape(&item)))
        .collect();
    if !items.is_empty() {
        section.push_str(&format!("<ul>\n{}</ul>\n", items.concat()));
    }
    section
}

fn cell(cell: &Cell) -> String {
    let value = escape(&cell.value);
    let value = match cell.standing {
        Standing::Best => format!("<strong>{value}</strong>"),
        Standing::NearBest => format!("<em>{value}</em>"),
        Standing::Other => value,
    };
    format!("<td align=\"right\" nowrap>{}</td>", stacked(&value, &escape(&cell.difference)))
}

fn stacked(above: &str, below: &str) -> String {
    if below.is_empty() { above.to_owned() } else { format!("{above}<br><small>{below}</small>") }
}
