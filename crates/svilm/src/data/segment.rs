//! A stretch of a video.

/// A segment of a video.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Segment {
    pub start: f64,
    pub end: f64,
}

impl Segment {
    /// Intersection over union.
    pub(crate) fn overlap(&self, other: &Self) -> f64 {
        let common = (self.end.min(other.end) - self.start.max(other.start)).max(0.0);
        common / (self.end - self.start + other.end - other.start - common)
    }
}
