//! Checks of an item.

use super::Fault;
use crate::item::{Item, Segment, Span};

/// Slack in seconds when a segment is held against the length of its item: times are often rounded.
const SLACK: f64 = 0.05;

/// Checks all but whether the item was there before.
pub(super) fn check(item: &Item) -> Result<(), Fault> {
    if outside(&item.video) {
        return Err(Fault::Path(item.video.clone()));
    }
    if let Some(span) = item.span.filter(|span| !ordered(span.start, span.end)) {
        return Err(Fault::Span(span));
    }
    for (n, caption) in item.captions.iter().enumerate() {
        if blank(&caption.text) {
            return Err(Fault::Caption(n + 1));
        }
        if caption.nouns.iter().flatten().any(|noun| blank(noun)) {
            return Err(Fault::Noun(n + 1));
        }
    }
    if let Some(n) = item.questions.iter().position(|q| blank(&q.text) || blank(&q.answer)) {
        return Err(Fault::Question(n + 1));
    }
    if item.class.as_deref().is_some_and(blank) {
        return Err(Fault::Class);
    }
    let length = item.span.map_or(f64::INFINITY, |span| span.end - span.start);
    (1..).zip(&item.segments).try_for_each(|(n, segment)| check_segment(n, segment, length))
}

fn check_segment(number: usize, segment: &Segment, length: f64) -> Result<(), Fault> {
    let &Segment { start, end, ref class } = segment;
    if blank(class) {
        return Err(Fault::SegmentClass(number));
    }
    if !ordered(start, end) {
        return Err(Fault::Segment { number, start, end });
    }
    if end > length + SLACK {
        return Err(Fault::Outside { number, end, length });
    }
    Ok(())
}

fn ordered(start: f64, end: f64) -> bool {
    start.is_finite() && end.is_finite() && start >= 0.0 && end > start
}

fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Whether a path with `/` may leave the folder it is relative to, or is not a plain path at all.
pub(crate) fn outside(path: &str) -> bool {
    let plain = |part: &str| !matches!(part, "" | "." | "..");
    !path.split('/').all(plain)
        || path.chars().any(|c| c.is_control() || c == '\\')
        || path.as_bytes().get(1) == Some(&b':')
}

/// Whether two parts of one file have a time in common; no span is the whole file.
pub(crate) fn same_span(a: Option<Span>, b: Option<Span>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.start < b.end && b.start < a.end,
        _ => true,
    }
}
