//! The trajectory page: reasoning, plan, and a third box with the results.

use super::document::{Document, compose};
use super::escape::html as escape;
use super::table::{Cell, Mark, Row, Table};
use study::results::Results;

const BOX: &str = "<div style=\"background: linear-gradient(135deg, #fff8e1 0%, #ffecb3 100%); border-left: 5px solid \
                   #ffc107; padding: 20px; margin: 20px 0; border-radius: 8px; box-shadow: 0 2px 8px rgba(0,0,0,0.1); \
                   color: #1a1a1a; overflow-x: auto;\" class=\"trajectory-box\">\n\
                   <h2 style=\"color: #b8860b; margin-top: 0; margin-bottom: 15px; font-size: 1.3em;\">📊 Results</h2>\n";

/// `trajectory.md`: the page of the plan, which reads as that plan, with the results below it.
pub fn page(results: &Results) -> String {
    let table = ("<table cellpadding=\"6\">", "</table>");
    format!("{}\n\n{BOX}{}</div>\n", results.plan.to_page(), contents(results, table))
}

/// The results for a page that has a style of its own: each table is in a box that scrolls.
pub(crate) fn inset(results: &Results) -> String {
    let open =
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Results\"><table>";
    contents(results, (open, "</table></div>"))
}

/// All that is said, as HTML without an empty line in it, so that no renderer looks for Markdown
/// there.
fn contents(results: &Results, table: (&str, &str)) -> String {
    let Document { summary, tables, legend, .. } = compose(results, ["Bold", "italic"]);
    let mut contents = format!("<p>{}</p>\n", escape(&summary));
    contents.extend(tables.iter().map(|content| section(content, table)));
    contents.extend(legend.iter().map(|line| format!("<p><small>{}</small></p>\n", escape(line))));
    contents
}

fn section(table: &Table, (open, close): (&str, &str)) -> String {
    let mut section =
        format!("<h3>{}</h3>\n<p>{}</p>\n", escape(&table.name), escape(&table.subtitle));
    if !table.verdict.is_empty() {
        section.push_str(&format!("<p><strong>Verdict: {}</strong></p>\n", escape(&table.verdict)));
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
    let said = table.readings.iter().map(|reading| &reading.sentence);
    let items: Vec<String> =
        said.chain(&table.notes).map(|item| format!("<li>{}</li>\n", escape(item))).collect();
    if !items.is_empty() {
        section.push_str(&format!("<ul>\n{}</ul>\n", items.concat()));
    }
    section
}

fn cell(cell: &Cell) -> String {
    let value = escape(&cell.value);
    let value = match cell.mark {
        Mark::Best => format!("<strong>{value}</strong>"),
        Mark::Near => format!("<em>{value}</em>"),
        Mark::None => value,
    };
    format!("<td align=\"right\" nowrap>{}</td>", stacked(&value, &escape(&cell.difference)))
}

fn stacked(above: &str, below: &str) -> String {
    if below.is_empty() { above.to_owned() } else { format!("{above}<br><small>{below}</small>") }
}
