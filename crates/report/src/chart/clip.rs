//! Lines that leave the chart, cut at its edge.

use super::scene::Place;

/// The parts of a line between two heights, as lines of their own.
pub(super) fn between(places: &[Place], top: f64, bottom: f64) -> Vec<Vec<Place>> {
    let mut parts: Vec<Vec<Place>> = Vec::new();
    let mut is_open = false;
    for pair in places.windows(2) {
        let Some((from, to)) = segment(pair[0], pair[1], top, bottom) else {
            is_open = false;
            continue;
        };
        match parts.last_mut().filter(|_| is_open) {
            Some(part) => part.push(to),
            None => parts.push(vec![from, to]),
        }
        is_open = to == pair[1];
    }
    parts
}

/// The part of a straight line between two heights.
fn segment(from: Place, to: Place, top: f64, bottom: f64) -> Option<(Place, Place)> {
    let is_outside =
        |edge: f64, sign: f64| sign * (from.1 - edge) < 0.0 && sign * (to.1 - edge) < 0.0;
    if is_outside(top, 1.0) || is_outside(bottom, -1.0) {
        return None;
    }
    let moved = |end: Place| {
        let height = end.1.clamp(top, bottom);
        if height == end.1 {
            return end;
        }
        (from.0 + (to.0 - from.0) * (height - from.1) / (to.1 - from.1), height)
    };
    Some((moved(from), moved(to)))
}
