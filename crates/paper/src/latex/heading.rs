//! Headings and what numbers them.

use super::{
    super::Section,
    reference::Target,
    token::{Token, plain},
    writer::{Close, Place, Writer},
};

impl<'s> Writer<'s> {
    /// Handles a heading; false if `name` is none.
    pub(super) fn heading(&mut self, name: &'s str) -> bool {
        let depth = match name {
            "part" => -1,
            "chapter" => 0,
            "section" => 1,
            "subsection" => 2,
            "subsubsection" => 3,
            "paragraph" | "subparagraph" => {
                self.lead_heading();
                return true;
            }
            _ => return false,
        };
        self.unwind();
        self.end_paragraph();
        self.numbers.chapters |= name == "chapter";
        let unnumbered = self.input.take('*') || depth > self.numbered_depth || depth < 0;
        self.input.optional();
        let mut number = String::new();
        if !unnumbered {
            self.letter_what_follows_the_bibliography(name);
            self.numbers.step(name);
            number = self.numbers.number(name, &self.input.macros);
            let kind = if self.numbers.lettered { "Appendix" } else { "Section" };
            self.here = Target { kind: kind.to_owned(), number: number.clone() };
        }
        let level = usize::try_from(depth + i64::from(self.numbers.chapters)).unwrap_or(0).max(1);
        self.group(Close::Heading { level, number });
        true
    }

    fn letter_what_follows_the_bibliography(&mut self, name: &str) {
        let own = self.input.macros.body(&format!("the{name}")).is_some();
        if self.bibliography.reached && !self.numbers.lettered && !own && name == self.numbers.top()
        {
            self.numbers.begin_appendix();
        }
    }

    /// `\paragraph{…}`
    fn lead_heading(&mut self) {
        if self.place() == Place::Body {
            self.end_paragraph();
        }
        self.input.take('*');
        self.input.optional();
        self.group(Close::Lead);
    }

    /// Begins a section that templates make without `\section`.
    pub(super) fn unnumbered(&mut self, title: &str) {
        self.unwind();
        self.end_paragraph();
        self.sections.push(Section { level: 1, title: title.to_owned(), ..Section::default() });
    }

    /// `\appendix`
    pub(super) fn begin_appendix(&mut self) {
        self.unwind();
        self.end_paragraph();
        let top = self.numbers.top();
        self.input.macros.remove(&format!("the{top}"));
        if !self.numbers.lettered {
            self.numbers.begin_appendix();
        }
    }

    pub(super) fn end_bibliography(&mut self, text: &str) {
        self.unwind();
        self.end_paragraph();
        self.bibliography.drop_text(text);
    }

    /// Handles what sets counters and declares theorems; false if `name` does neither.
    pub(super) fn counter(&mut self, name: &str) -> bool {
        match name {
            "numberwithin" | "counterwithin" | "@addtoreset" => {
                self.input.take('*');
                self.input.optional();
                let (child, parent) = (self.input.word(), self.input.word());
                self.numbers.number_within(&child, &parent);
            }
            "setcounter" => {
                let (counter, value) = (self.input.word(), self.input.word());
                match (counter.as_str(), value.parse::<i64>()) {
                    ("secnumdepth", Ok(depth)) => self.numbered_depth = depth,
                    (_, Ok(value)) => {
                        self.numbers.set(&counter, u32::try_from(value).unwrap_or(0).min(100_000))
                    }
                    _ => {}
                }
            }
            "addtocounter" => {
                let (counter, value) = (self.input.word(), self.input.word());
                let sum = i64::from(self.numbers.value(&counter))
                    + value.parse::<i32>().map_or(0, i64::from);
                self.numbers.set(&counter, u32::try_from(sum).unwrap_or(0).min(100_000));
            }
            "newtheorem" | "spnewtheorem" => self.new_theorem(),
            "declaretheorem" => {
                let options =
                    self.input.optional().map(|options| plain(&options)).unwrap_or_default();
                let name = self.input.word();
                let printed = options.split("name=").nth(1).and_then(|rest| rest.split(',').next());
                let printed =
                    printed.map_or_else(|| capitalized(&name), |printed| printed.trim().to_owned());
                self.theorems.insert(name.clone(), (printed, Some(name)));
            }
            _ => return false,
        }
        true
    }

    /// `\newtheorem{name}[counter]{Printed}[within]`
    fn new_theorem(&mut self) {
        let unnumbered = self.input.take('*');
        let name = self.input.word();
        let shared = self.input.optional().map(|counter| plain(&counter));
        let printed = self.input.word();
        if let Some(parent) = self.input.optional() {
            self.numbers.number_within(&name, &plain(&parent));
        }
        if self.input.peek() == Some(Token::Open) {
            self.input.drop_arguments("mm");
        }
        let shared = shared.map(|name| {
            self.theorems.get(&name).and_then(|(_, counter)| counter.clone()).unwrap_or(name)
        });
        let counter = (!unnumbered).then(|| shared.unwrap_or_else(|| name.clone()));
        self.theorems.insert(name, (printed, counter));
    }
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
