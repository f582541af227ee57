//! The frames of a video that make a clip.

/// Which frames of a video make a clip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum View {
    /// Frames spread over the whole video.
    Whole,
    /// Frames spread over one of so many equal parts.
    Part { index: usize, of: usize },
    /// Consecutive frames from this one on; what lies beyond the end repeats the last one.
    Window { start: usize },
}
