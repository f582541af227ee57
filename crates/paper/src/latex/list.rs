//! Lists as lines that begin with `- `.

/// An open list.
#[derive(Debug)]
struct List {
    numbered: bool,
    count: u32,
    start: Start,
}

/// How the next text of a list begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Item,
    /// Behind a list within the item.
    Resumed,
    Continued,
}

/// Levels of a list that are shown.
const DEEPEST: usize = 6;

/// The open lists, the innermost last, and their text so far.
#[derive(Debug, Default)]
pub(super) struct Lists {
    open: Vec<List>,
    pub(super) text: String,
}

impl Lists {
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    pub(super) fn begin(&mut self, numbered: bool) {
        self.open.push(List { numbered, count: 0, start: Start::Continued });
    }

    /// Ends the innermost list.
    pub(super) fn end(&mut self) {
        self.open.pop();
        if let Some(list) = self.open.last_mut() {
            list.start = Start::Resumed;
        }
    }

    /// Begins an item, and gives its number if it has one.
    pub(super) fn item(&mut self, has_term: bool) -> Option<u32> {
        let list = self.open.last_mut()?;
        list.start = Start::Item;
        if !list.numbered || has_term {
            return None;
        }
        list.count += 1;
        Some(list.count)
    }

    /// Adds the text of an item, or of a paragraph of it.
    pub(super) fn add(&mut self, text: &str) {
        let depth = self.open.len().clamp(1, DEEPEST) - 1;
        let Some(list) = self.open.last_mut() else { return };
        if text.is_empty() {
            return;
        }
        let indent = "  ".repeat(depth);
        let is_first = self.text.is_empty();
        let start = std::mem::replace(&mut list.start, Start::Continued);
        let (break_before, lead) = match start {
            Start::Item => ("\n", format!("{indent}- ")),
            Start::Resumed if !is_first => ("\n", format!("{indent}  ")),
            Start::Resumed | Start::Continued => (" ", String::new()),
        };
        if !is_first {
            self.text.push_str(break_before);
        }
        self.text.push_str(&lead);
        self.text.push_str(text);
    }
}
