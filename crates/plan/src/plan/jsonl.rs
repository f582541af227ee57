//! AblationBench's lines, and any reply of a model that has JSON objects in it.
//!
//! ```text
//! <discussion>
//! the trace
//! </discussion>
//! <predictions>
//! {"name": …, "ablated_part": …, "action": …, "replacement": […] or null, "metrics": […]}
//! </predictions>
//! ```
//!
//! Between the two there may be an `<existing>` block, one object per ablation that the paper has
//! already, which is what `ablate plan` asks for. The tags may be missing, and there may be prose,
//! a code fence, commas or an array around the objects. In strings, LaTeX keeps its backslashes
//! (see [`super::latex`]); what is written here therefore has no `\n` or `\t` in it but `\u000a`.
//! The trace is written with blanks at its ends, the tags themselves and hidden characters escaped
//! as on a page.

use std::io;
use std::ops::Range;

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{CharEscape, Formatter};

use super::grounds::named;
use super::object::{self, Found};
use super::{
    Ablation, Action, Existing, Literal, Metrics, Plan, Reason, Rejected, Replacement, escape,
    json, latex,
};
use crate::lines::Lines;
use foundation::visible;

/// An ablation as AblationBench writes it.
#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    ablated_part: &'a str,
    action: Action,
    replacement: Option<&'a Vec<Replacement>>,
    metrics: &'a Metrics,
}

/// The plan as a model replies with it: the trace, then the lines. It has no place for task,
/// planner, model and slug.
pub(super) fn reply(plan: &Plan) -> String {
    let trace = escape::between_tags(&plan.trace);
    let lines = write(plan);
    format!("<discussion>\n{trace}\n</discussion>\n<predictions>\n{lines}</predictions>\n")
}

/// The ablations alone, one JSON object a line.
pub(super) fn write(plan: &Plan) -> String {
    let mut text = String::new();
    for ablation in &plan.ablations {
        let Ablation { name, part: ablated_part, action, replacements, metrics, .. } = ablation;
        let replacement = Some(replacements).filter(|items| !items.is_empty());
        let row = Row { name, ablated_part, action: *action, replacement, metrics };
        let mut line = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut line, OneLine);
        row.serialize(&mut serializer).expect("invariant: every key of a plan is a string");
        // a closing tag within a string would end the list
        text.push_str(&visible::json(&String::from_utf8_lossy(&line)).replace("</", "<\\/"));
        text.push('\n');
    }
    text
}

/// JSON on one line, without the escapes that could be taken for LaTeX.
struct OneLine;

impl Formatter for OneLine {
    fn write_char_escape<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        let code = match escape {
            CharEscape::Quote => return writer.write_all(b"\\\""),
            CharEscape::ReverseSolidus => return writer.write_all(b"\\\\"),
            CharEscape::Solidus => return writer.write_all(b"\\/"),
            CharEscape::Backspace => 8,
            CharEscape::Tab => 9,
            CharEscape::LineFeed => 10,
            CharEscape::FormFeed => 12,
            CharEscape::CarriageReturn => 13,
            CharEscape::AsciiControl(code) => code,
        };
        write!(writer, "\\u{code:04x}")
    }
}

/// The readable parts of the text, and the others with their lines.
pub(super) fn read(text: &str) -> (Plan, Vec<Rejected>) {
    let mut plan = Plan::default();
    let mut rejected = Vec::new();
    let lines = Lines::new(text);

    // tags behind the beginning of an object are in one of its strings
    let tags = ["<discussion>", "<predictions>"].into_iter();
    let tagged = tags.filter_map(|tag| find_ignoring_case(text, tag)).min();
    let is_tagged = tagged.is_some_and(|tag| object::first(text).is_none_or(|object| tag < object));
    let discussion = between(text, "discussion", 0).filter(|_| is_tagged);
    let mut start = discussion.as_ref().map_or(0, |range| range.end);
    if let Some(range) = between(text, "existing", start).filter(|_| is_tagged) {
        plan.existing = existing(&text[range.clone()]);
        start = range.end;
    }
    let predictions = between(text, "predictions", start).filter(|_| is_tagged);
    let region = predictions.clone().unwrap_or(start..text.len());
    let offset = region.start;
    let found: Vec<Found> = object::find(&text[region]);

    let prose = 0..predictions.map_or_else(
        || found.first().map_or(0, |found| found.range.start),
        |range| range.start - "<predictions>".len(),
    );
    plan.trace = match discussion {
        Some(range) => escape::decode(text[range].trim_matches(escape::is_blank)),
        None => prose_in_front(&text[prose]),
    };
    let mut is_salvaged = false;
    for found in &found {
        if found.is_inside && is_salvaged {
            continue;
        }
        let line = |at| lines.number(offset + at);
        is_salvaged = read_object(&text[offset..], found, &mut plan, &mut rejected, line);
    }
    if found.is_empty() && offset == start {
        rejected.push(Rejected { line: 1, reason: Reason::NoPlan });
    }
    rejected.sort_by_key(|rejected| rejected.line);
    (plan, rejected)
}

/// The JSON objects in a text written by a model, outermost ones only; of one that was cut off,
/// those inside of it. Broken ones are left out.
#[must_use]
pub fn objects(text: &str) -> Vec<serde_json::Map<String, Value>> {
    let objects = object::find(text).into_iter().filter(|found| found.open_at.is_none());
    let values = objects.map(|found| parse(&text[found.range]));
    values
        .filter_map(|it| if let Ok(Value::Object(object)) = it { Some(object) } else { None })
        .collect()
}

/// The ablations that a paper already has, one object each; unreadable ones are ignored.
fn existing(text: &str) -> Vec<Existing> {
    let objects: Vec<_> = objects(text).into_iter().map(Value::Object).collect();
    named(&objects, |it: &Existing| &it.name)
}

/// Reads one object; whether the ones inside of it, which follow if it is open, were read with it.
fn read_object(
    text: &str,
    found: &Found,
    plan: &mut Plan,
    rejected: &mut Vec<Rejected>,
    line: impl Fn(usize) -> usize,
) -> bool {
    let mut source = text[found.range.clone()].to_owned();
    if let Some(at) = found.open_at {
        rejected.push(Rejected { line: line(at), reason: Reason::OpenObject });
        // a document that was cut off still has its beginning
        let Some(last) = found.inner.last() else { return false };
        source = format!("{}]}}", &text[found.range.start..last.end]);
    }
    let at = line(found.range.start);
    match parse(&source) {
        Ok(Value::Object(object)) if json::list(&object).is_some() => {
            let inner: Vec<usize> = found.inner.iter().map(|range| line(range.start)).collect();
            json::read(&object, (at, &inner), plan, rejected);
            return true;
        }
        _ if found.open_at.is_some() => {}
        Ok(Value::Object(object)) if found.is_inside && !json::is_ablation(&object) => {}
        Ok(Value::Object(object)) => plan.ablations.extend(json::ablation(&object, at, rejected)),
        Ok(_) => rejected.push(Rejected { line: at, reason: Reason::NotAnAblation }),
        Err(message) => rejected.push(Rejected { line: at, reason: Reason::NotJson(message) }),
    }
    false
}

/// Reads JSON as a model writes it, or a Python literal; a native document is taken word by word.
fn parse(source: &str) -> Result<Value, String> {
    if source.contains("\"version\"")
        && let Ok(Value::Object(object)) = serde_json::from_str(source)
        && object.contains_key("version")
    {
        return Ok(Value::Object(object));
    }
    serde_json::from_str(&latex::mend(source)).or_else(|error| match Literal::parse(source) {
        literal @ Literal::Map(_) => Ok(literal.to_json()),
        _ => {
            // the position is relative to the object, and the line is given elsewhere
            let message = error.to_string();
            Err(message.split(" at line ").next().unwrap_or(&message).to_owned())
        }
    })
}

/// The text between the first pair of these tags behind `from`; to the end if it is not closed.
fn between(text: &str, tag: &str, from: usize) -> Option<Range<usize>> {
    let open = format!("<{tag}>");
    let start = from + find_ignoring_case(&text[from..], &open)? + open.len();
    let length = find_ignoring_case(&text[start..], &format!("</{tag}>"));
    // an open discussion ends where the predictions begin
    let length = length.or_else(|| find_ignoring_case(&text[start..], "<predictions>"));
    Some(start..length.map_or(text.len(), |length| start + length))
}

fn find_ignoring_case(text: &str, tag: &str) -> Option<usize> {
    text.as_bytes()
        .windows(tag.len())
        .position(|window| window.eq_ignore_ascii_case(tag.as_bytes()))
}

/// Prose without the beginning of a fence or of a list around the objects.
fn prose_in_front(text: &str) -> String {
    let text = text.trim_matches(escape::is_blank);
    let text = text.strip_suffix('[').unwrap_or(text).trim_end();
    let fence = text.rsplit_once("```").filter(|(_, language)| !language.contains('\n'));
    let text = fence.map_or(text, |(before, _)| before);
    escape::decode(text.trim_matches(escape::is_blank))
}
