//! Numbers what is numbered, and remembers what a label would point at.

use std::collections::HashMap;

use super::expand::Macros;
use super::number::{Numbers, letter};
use super::reference::{References, Target};

/// Counters, labels and the theorems that use them.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    pub(super) counters: Numbers,
    pub(super) references: References,
    /// The target of a label that stands here.
    here: Target,
    /// The depth down to which sections are numbered, if the author says so.
    pub(super) numbered_depth: Option<i64>,
    /// Within `subequations` their number, and how many there have been.
    pub(super) part_equations: Option<(String, u32)>,
    /// Environment to what it is called and the counter it uses.
    pub(super) theorems: HashMap<String, (String, Option<String>)>,
}

impl Numbering {
    /// Adds one to the counter and gives its number.
    pub(super) fn step(&mut self, counter: &str, macros: &Macros<'_>) -> String {
        self.counters.step(counter);
        self.counters.number(counter, macros)
    }

    /// Labels from here on point at this.
    pub(super) fn point_at(&mut self, kind: impl Into<String>, number: impl Into<String>) {
        self.here = Target { kind: kind.into(), number: number.into() };
    }

    pub(super) fn label(&mut self, key: &str) {
        self.references.label(key, self.here.clone());
    }

    /// The number of the next equation, with a letter within `subequations`.
    pub(super) fn next_equation(&mut self, macros: &Macros<'_>) -> String {
        if let Some((number, count)) = &mut self.part_equations {
            *count += 1;
            return format!("{number}{}", letter(*count, 'a'));
        }
        self.step("equation", macros)
    }

    /// `subequations` have one number and letters.
    pub(super) fn begin_part_equations(&mut self, macros: &Macros<'_>) {
        self.part_equations = None;
        let number = self.next_equation(macros);
        self.point_at("Equation", number.as_str());
        self.part_equations = Some((number, 0));
    }

    /// The number that the float will have, or has if its caption has been read.
    pub(super) fn number_of_float(
        &mut self,
        kind: &str,
        captioned: bool,
        macros: &Macros<'_>,
    ) -> String {
        if captioned {
            return self.counters.number(kind, macros);
        }
        let number = self.step(kind, macros);
        let value = self.counters.value(kind);
        self.counters.set(kind, value - 1);
        number
    }
}
