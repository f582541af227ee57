//! Times as annotators wrote them.

use super::{lists::Lists, note::Place, source::Source};
use crate::item::Span;

/// Mends a stretch of time: ends in order, within the video. None if nothing of it is left.
pub(super) fn mend(
    times: [f64; 2],
    length: Option<f64>,
    video: &str,
    source: &Source,
    lists: &mut Lists,
) -> Option<Span> {
    let mut note = |what| lists.note(source, what, Place::Video(video));
    let [mut start, mut end] = times;
    if start > end {
        note("times in the wrong order, exchanged");
        (start, end) = (end, start);
    }
    if start < 0.0 {
        note("a time before the begin of the video, moved there");
        start = 0.0;
    }
    if let Some(length) = length.filter(|length| *length > 0.0)
        && end > length
    {
        if start >= length {
            note("times after the end of the video, left out");
            return None;
        }
        note("a time after the end of the video, moved there");
        end = length;
    }
    if !(start.is_finite() && end.is_finite() && end > start) {
        note("times without a length, left out");
        return None;
    }
    Some(Span { start, end })
}
