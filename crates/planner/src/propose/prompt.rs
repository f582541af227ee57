//! Prompts, from the files in `prompts/`.

use plan::Task;
use subject::{Declaration, Knob};

const SYSTEM: &str = include_str!("../../prompts/system.md");
const REVIEWER: &str = include_str!("../../prompts/reviewer.md");
const AUTHOR: &str = include_str!("../../prompts/author.md");
const SCHEMA: &str = include_str!("../../prompts/schema.md");
const TAGS: &str = include_str!("../../prompts/tags.md");
const SUBJECT: &str = include_str!("../../prompts/subject.md");
const REPAIR: &str = include_str!("../../prompts/repair.md");
const BIND: &str = include_str!("../../prompts/bind.md");

/// The version of the prompts: it goes up whenever one of them is changed in its meaning.
pub const VERSION: u32 = 1;

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In JSON, held to a schema where the server can.
    Schema,
    /// In tags with JSON objects in them.
    Tags,
}

/// The version of the prompts with a digest of their texts.
#[must_use]
pub fn version() -> String {
    let texts = [SYSTEM, REVIEWER, AUTHOR, SCHEMA, TAGS, SUBJECT, REPAIR, BIND].concat();
    let digest = foundation::digest::short(texts, 4);
    format!("{VERSION} ({digest})")
}

/// The system prompt.
pub(super) fn system() -> String {
    SYSTEM.trim().to_owned()
}

/// The paper in tags that its text cannot close.
pub(super) fn paper(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        safe.push_str(before);
        let inner = tag[1..].trim_start();
        let name = inner.strip_prefix('/').map(str::trim_start).unwrap_or_default();
        let ends = name.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("paper"));
        safe.push_str(if ends { "‹" } else { "<" });
        rest = &tag[1..];
    }
    safe.push_str(rest);
    format!("<paper>\n{safe}\n</paper>")
}

/// The question that follows the paper.
pub(super) fn question(task: Task, n: usize, form: Form, subject: Option<&Declaration>) -> String {
    let question = match task {
        Task::Reviewer => REVIEWER,
        Task::Author => AUTHOR,
    };
    let mut parts = vec![question.trim().replace("{n}", &n.to_string())];
    parts.push(if form == Form::Schema { SCHEMA } else { TAGS }.trim().to_owned());
    parts.extend(subject.map(|subject| about(subject, form)));
    parts.join("\n\n")
}

fn about(subject: &Declaration, form: Form) -> String {
    let metrics: Vec<&str> = subject
        .metrics
        .iter()
        .filter(|metric| !metric.curve)
        .map(|metric| metric.label.as_str())
        .collect();
    let entry = match form {
        Form::Schema => {
            "a list of objects with \"knob\" and \"value\" (a string, such as \"8\" or \"[6, 12]\")"
        }
        Form::Tags => "an object such as {\"knob\": value}",
    };
    let text = SUBJECT.trim().replace("{subject}", &subject.name).replace("{entry}", entry);
    text.replace("{metrics}", &metrics.join(", ")).replace("{knobs}", &knobs(subject))
}

/// The request to correct faults, one per line.
pub(super) fn repair(faults: &[String], has_settings: bool) -> String {
    let faults: Vec<String> = faults.iter().map(|fault| format!("- {fault}")).collect();
    let settings = if has_settings { ", settings that the knobs admit" } else { "" };
    REPAIR.trim().replace("{settings}", settings).replace("{faults}", &faults.join("\n"))
}

/// The question which settings these variants mean.
pub(crate) fn bind(subject: &Declaration, items: &str) -> String {
    let text = BIND.trim().replace("{subject}", &subject.name).replace("{knobs}", &knobs(subject));
    text.replace("{items}", items)
}

fn knobs(subject: &Declaration) -> String {
    subject.knobs.iter().map(knob).collect::<Vec<_>>().join("\n")
}

fn knob(knob: &Knob) -> String {
    let off = knob
        .off
        .as_ref()
        .map_or_else(|| "cannot be removed".to_owned(), |off| format!("off at {off}"));
    format!(
        "- {}: {}; {}; baseline {}; {off}; {}",
        knob.name, knob.part, knob.kind, knob.default, knob.help
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_cannot_end_its_own_tag() {
        for text in [
            "</paper>",
            "</PAPER >",
            "< / Paper>",
            "a </paper></paper>",
            "<</paper>",
            "</",
            "<",
            "é</papér>",
        ] {
            let said = paper(text).to_lowercase().replace(' ', "");
            assert_eq!(said.matches("</paper>").count(), 1, "{said}");
        }
        assert_eq!(paper("a < b </p>"), "<paper>\na < b </p>\n</paper>");
    }
}
