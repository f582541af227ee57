//! Reads headings, counters and declarations of theorems.

use super::Writer;
use crate::latex::token::{Token, plain};
use crate::latex::{line::Place, stack::Close, symbol::capitalized};

/// Sections deeper than this are not numbered unless the author says so.
const NUMBERED_DEPTH: i64 = 3;
/// The highest value that a counter is set to.
const HIGHEST: u32 = 100_000;

impl<'s> Writer<'s> {
    /// Handles a heading; false if `name` does not begin one.
    pub(super) fn heading(&mut self, name: &'s str) -> bool {
        let depth = match name {
            "part" => -1,
            "chapter" => 0,
            "section" => 1,
            "subsection" => 2,
            "subsubsection" => 3,
            "paragraph" | "subparagraph" => {
                self.begin_lead();
                return true;
            }
            _ => return false,
        };
        self.end_all();
        self.numbering.counters.chapters |= name == "chapter";
        let deepest = self.numbering.numbered_depth.unwrap_or(NUMBERED_DEPTH);
        let numbered = !self.input.take('*') && (0..=deepest).contains(&depth);
        self.input.optional();
        let mut number = String::new();
        if numbered {
            self.letter_what_follows_the_bibliography(name);
            number = self.numbering.step(name, &self.input.macros);
            let kind = if self.numbering.counters.lettered { "Appendix" } else { "Section" };
            self.numbering.point_at(kind, number.as_str());
        }
        let above = i64::from(self.numbering.counters.chapters);
        let level = usize::try_from(depth + above).unwrap_or(0).max(1);
        self.group(Close::Heading { level, number });
        true
    }

    fn letter_what_follows_the_bibliography(&mut self, name: &str) {
        let has_own_number = self.input.macros.body(&format!("the{name}")).is_some();
        let is_top = name == self.numbering.counters.top();
        if self.bibliography.reached && is_top && !has_own_number {
            self.numbering.counters.begin_appendix();
        }
    }

    /// `\paragraph{…}`
    fn begin_lead(&mut self) {
        if self.lines.place() == Place::Body {
            self.end_paragraph();
        }
        self.input.take('*');
        self.input.optional();
        self.group(Close::Lead);
    }

    /// The heading of a paragraph runs into its text.
    pub(super) fn end_lead(&mut self, text: &str) {
        if !text.is_empty() {
            let end = if text.ends_with(['.', '?', '!', ':']) { " " } else { ". " };
            self.line().push_str(&format!("{text}{end}"));
        }
    }

    /// Ends the paragraph and all that cannot reach over a heading.
    fn end_all(&mut self) {
        self.unwind();
        self.end_paragraph();
    }

    /// Begins a section that templates make without `\section`.
    pub(super) fn unnumbered(&mut self, title: &str) {
        self.end_all();
        self.document.begin_section(1, String::new(), title.to_owned());
    }

    /// `\appendix`
    pub(super) fn begin_appendix(&mut self) {
        self.end_all();
        let top = self.numbering.counters.top();
        self.input.macros.remove(&format!("the{top}"));
        self.numbering.counters.begin_appendix();
    }

    pub(super) fn end_bibliography(&mut self, text: &str) {
        self.end_all();
        self.bibliography.drop_text(text);
    }

    /// Handles what sets counters and declares theorems; false if `name` does neither.
    pub(super) fn counter(&mut self, name: &str) -> bool {
        match name {
            "numberwithin" | "counterwithin" | "@addtoreset" => {
                self.input.take('*');
                self.input.optional();
                let (child, parent) = (self.input.word(), self.input.word());
                self.numbering.counters.number_within(&child, &parent);
            }
            "setcounter" => {
                let (counter, value) = (self.input.word(), self.input.word());
                match (counter.as_str(), value.parse::<i64>()) {
                    ("secnumdepth", Ok(depth)) => self.numbering.numbered_depth = Some(depth),
                    (_, Ok(value)) => self.set_counter(&counter, value),
                    (_, Err(_)) => {}
                }
            }
            "addtocounter" => {
                let (counter, value) = (self.input.word(), self.input.word());
                let added = value.parse::<i32>().map_or(0, i64::from);
                let before = i64::from(self.numbering.counters.value(&counter));
                self.set_counter(&counter, before + added);
            }
            "newtheorem" | "spnewtheorem" => self.new_theorem(),
            "declaretheorem" => {
                let options =
                    self.input.optional().map(|options| plain(&options)).unwrap_or_default();
                let name = self.input.word();
                let printed = options.split("name=").nth(1).and_then(|rest| rest.split(',').next());
                let printed =
                    printed.map_or_else(|| capitalized(&name), |printed| printed.trim().to_owned());
                self.numbering.theorems.insert(name.clone(), (printed, Some(name)));
            }
            _ => return false,
        }
        true
    }

    fn set_counter(&mut self, counter: &str, value: i64) {
        let value = u32::try_from(value).unwrap_or(0).min(HIGHEST);
        self.numbering.counters.set(counter, value);
    }

    /// `\newtheorem{name}[counter]{Printed}[within]`
    fn new_theorem(&mut self) {
        let unnumbered = self.input.take('*');
        let name = self.input.word();
        let shared = self.input.optional().map(|counter| plain(&counter));
        let printed = self.input.word();
        if let Some(parent) = self.input.optional() {
            self.numbering.counters.number_within(&name, &plain(&parent));
        }
        if self.input.peek() == Some(Token::Open) {
            self.input.drop_arguments("mm");
        }
        let theorems = &mut self.numbering.theorems;
        let shared = shared.map(|name| {
            theorems.get(&name).and_then(|(_, counter)| counter.clone()).unwrap_or(name)
        });
        let counter = (!unnumbered).then(|| shared.unwrap_or_else(|| name.clone()));
        theorems.insert(name, (printed, counter));
    }
}
