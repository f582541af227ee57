//! `data.js`: what search and comparison need, as a script, since a page from a disk may not fetch
//! files.

use serde::Serialize;

use super::catalog::Catalog;
use super::entry::{Brief, Entry, task};

/// What the scripts know of a plan.
#[derive(Serialize)]
struct Row<'a> {
    stem: &'a str,
    paper: usize,
    planner: &'a str,
    model: &'a str,
    task: &'a str,
    /// Where it is from, if another plan has the same paper, model and task.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
    ablations: &'a [Brief],
    /// The findings, for the search.
    claims: Vec<&'a str>,
}

impl<'a> Row<'a> {
    fn new(entry: &'a Entry) -> Self {
        let Entry { stem, paper, planner, model, ablations, claims, .. } = entry;
        let claims = claims.iter().map(|claim| claim.words.as_str()).collect();
        Self {
            stem,
            paper: *paper,
            planner,
            model,
            task: task(entry.task),
            origin: entry.origin(),
            ablations,
            claims,
        }
    }
}

/// The bytes of `data.js`.
pub(super) fn script(catalog: &Catalog) -> Vec<u8> {
    #[derive(Serialize)]
    struct Data<'a> {
        papers: Vec<&'a str>,
        plans: Vec<Row<'a>>,
    }
    let data = Data {
        papers: catalog.papers.iter().map(|paper| paper.title.as_str()).collect(),
        plans: catalog.entries.iter().map(Row::new).collect(),
    };
    let json = serde_json::to_string(&data).expect("invariant: a catalogue is plain data");
    format!("window.ablate = {};\n", harmless(&json)).into_bytes()
}

/// The same JSON without characters that would mean something to HTML or end a line of a script.
fn harmless(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        // outside of its strings JSON has no such character
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                text.push_str(&format!("\\u{:04x}", u32::from(c)))
            }
            c => text.push(c),
        }
    }
    text
}
