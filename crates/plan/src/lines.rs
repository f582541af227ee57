//! The numbers of lines in a text.

/// The places of all line breaks of a text.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The number of the line at this place, from 1.
    pub(crate) fn number(&self, at: usize) -> usize {
        self.0.partition_point(|&end| end < at) + 1
    }
}
