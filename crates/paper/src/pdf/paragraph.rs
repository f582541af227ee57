//! Where paragraphs end.

use super::column::Placed;
use super::heading::Body;

/// A line and the one that was read before it.
pub(super) struct Joint<'a> {
    pub(super) above: &'a Placed,
    pub(super) below: &'a Placed,
    /// Nothing stands between them on the page.
    pub(super) adjacent: bool,
    pub(super) body: Body,
}

impl Joint<'_> {
    /// Whether a paragraph ends between the lines; `text` is the paragraph so far.
    pub(super) fn parts(&self, text: &str) -> bool {
        let ended = text.ends_with(['.', '?', '!', ':', '”', '"']);
        let next = self.below.line.text();
        if is_item(&next) && (ended || self.above.fill() < 0.9) {
            return true;
        }
        let small = next.starts_with(char::is_lowercase);
        if !self.above.same_column(self.below) || !self.adjacent {
            return ended && !small && (self.is_indented() || self.is_short(1.5 * self.body.size));
        }
        let gap = self.above.line.y - self.below.line.y;
        let leading = self.body.leading.max(1.05 * self.below.line.size);
        if gap > 1.3 * leading + 0.5 || gap < -1.0 {
            return ended || !small || gap > 2.2 * leading;
        }
        self.steps_in(ended) || ended && self.ends_early()
    }

    /// An indented line below one that is not.
    fn steps_in(&self, ended: bool) -> bool {
        let size = self.body.size;
        let flush = self.above.line.x < self.above.left + 0.5 * size;
        let shifted = self.below.line.x - self.above.line.x > 0.6 * size;
        self.is_indented() && shifted && flush && (ended || self.is_short(2.0 * size))
    }

    fn ends_early(&self) -> bool {
        let shifted = (self.below.line.x - self.above.line.x).abs() >= 4.0 * self.body.size;
        self.is_short(0.15 * (self.above.right - self.above.left)) && !shifted
    }

    fn is_indented(&self) -> bool {
        let indent = (self.below.line.x - self.below.left) / self.body.size;
        indent > 0.7 && indent < 4.0
    }

    /// Whether the line above ends well before the edge of its column.
    fn is_short(&self, by: f32) -> bool {
        self.above.line.end < self.above.right - by
    }
}

/// Whether a line starts an item of a list.
fn is_item(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    let inner = first.trim_start_matches('(').trim_end_matches([')', '.']);
    let counted = inner.len() < first.len()
        && (1..=2).contains(&inner.len())
        && inner.chars().all(|char| char.is_ascii_digit())
        || first.len() == 3 && first.starts_with('(') && first.ends_with(')') && inner.len() == 1;
    matches!(first, "•" | "◦" | "▪" | "■" | "–" | "—" | "∗" | "·" | "▶" | "‣") || counted
}
