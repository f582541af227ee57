//! Keeps counters as LaTeX does, and prints their numbers.

use std::collections::HashMap;

use super::expand::Macros;
use super::token::{Token, plain};

/// The counters of the document.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    values: HashMap<String, u32>,
    /// Counter to the one that resets it and whose number stands in front.
    within: HashMap<String, String>,
    /// Whether chapters stand above sections.
    pub(super) chapters: bool,
    /// Whether sections have letters.
    pub(super) lettered: bool,
}

/// Steps that printing one number may take.
const FUEL: u32 = 256;
/// Bytes of a number.
const LONGEST: usize = 32;
const CHAIN: [&str; 4] = ["chapter", "section", "subsection", "subsubsection"];

impl Numbers {
    /// Adds one, and sets the counters below back.
    pub(super) fn step(&mut self, counter: &str) {
        *self.values.entry(counter.to_owned()).or_insert(0) += 1;
        self.reset_below(counter);
    }

    pub(super) fn set(&mut self, counter: &str, value: u32) {
        self.values.insert(counter.to_owned(), value);
    }

    pub(super) fn value(&self, counter: &str) -> u32 {
        self.values.get(counter).copied().unwrap_or(0)
    }

    /// Sets `child` back whenever `parent` steps, and prints the parent's number in front.
    pub(super) fn number_within(&mut self, child: &str, parent: &str) {
        if child != parent {
            self.within.insert(child.to_owned(), parent.to_owned());
        }
    }

    /// From here on the topmost sections have letters.
    pub(super) fn begin_appendix(&mut self) {
        if !self.lettered {
            self.lettered = true;
            let top = self.top();
            self.set(top, 0);
            self.reset_below(top);
        }
    }

    /// The counter of the topmost headings.
    pub(super) fn top(&self) -> &'static str {
        if self.chapters { "chapter" } else { "section" }
    }

    /// The number as printed.
    pub(super) fn number(&self, counter: &str, macros: &Macros<'_>) -> String {
        let mut out = String::new();
        self.print(counter, macros, &mut { FUEL }, &mut out);
        out
    }

    /// `fuel` ends definitions that run in circles.
    fn print(&self, counter: &str, macros: &Macros<'_>, fuel: &mut u32, out: &mut String) {
        if *fuel == 0 || out.len() > LONGEST {
            return;
        }
        *fuel -= 1;
        if let Some(body) = macros.body(&format!("the{counter}")) {
            return self.evaluate(body, macros, fuel, out);
        }
        let value = self.value(counter);
        if counter == self.top() && self.lettered {
            return out.push_str(&letter(value, 'A'));
        }
        if let Some(parent) = self.parent(counter).filter(|_| counter != self.top()) {
            self.print(parent, macros, fuel, out);
            out.push('.');
        }
        out.push_str(&value.to_string());
    }

    fn parent(&self, counter: &str) -> Option<&str> {
        if let Some(parent) = self.within.get(counter) {
            return Some(parent);
        }
        match CHAIN.iter().position(|&name| name == counter) {
            Some(0) => None,
            Some(1) if !self.chapters => None,
            Some(place) => Some(CHAIN[place - 1]),
            None if self.chapters && matches!(counter, "table" | "figure" | "equation") => {
                Some("chapter")
            }
            None => None,
        }
    }

    /// Prints an author's `\renewcommand{\thetable}{S\arabic{table}}`.
    fn evaluate(&self, body: &[Token<'_>], macros: &Macros<'_>, fuel: &mut u32, out: &mut String) {
        let mut rest = body;
        while let [token, after @ ..] = rest {
            rest = after;
            if *fuel == 0 || out.len() > LONGEST {
                return;
            }
            *fuel -= 1;
            match *token {
                Token::Char(character) => out.push(character),
                Token::Command(form @ ("arabic" | "Alph" | "alph" | "roman" | "Roman")) => {
                    let end =
                        rest.iter().position(|next| *next == Token::Close).unwrap_or(rest.len());
                    let counter = plain(&rest[..end]);
                    out.push_str(&formatted(form, self.value(&counter)));
                    rest = rest.get(end + 1..).unwrap_or_default();
                }
                Token::Command(name) => {
                    if let Some(counter) = name.strip_prefix("the") {
                        self.print(counter, macros, fuel, out);
                    }
                }
                _ => {}
            }
        }
    }

    fn reset_below(&mut self, counter: &str) {
        let place = CHAIN.iter().position(|&name| name == counter);
        for below in place.map_or(&CHAIN[..0], |place| &CHAIN[place + 1..]) {
            self.values.remove(*below);
        }
        let chapter = counter == "chapter" && self.chapters;
        let within = &self.within;
        self.values.retain(|name, _| {
            let reset = within.get(name).is_some_and(|parent| parent == counter);
            !(reset || chapter && matches!(name.as_str(), "table" | "figure" | "equation"))
        });
    }
}

fn formatted(form: &str, value: u32) -> String {
    match form {
        "Alph" => letter(value, 'A'),
        "alph" => letter(value, 'a'),
        "Roman" => roman(value),
        "roman" => roman(value).to_lowercase(),
        _ => value.to_string(),
    }
}

/// The letter of a number; the number itself where the alphabet ends.
pub(super) fn letter(value: u32, first: char) -> String {
    match value {
        1..=26 => {
            char::from_u32(u32::from(first) + value - 1).map_or_else(String::new, String::from)
        }
        _ => value.to_string(),
    }
}

/// The number in capital Roman numerals.
fn roman(value: u32) -> String {
    const SIGNS: &str = "M CM D CD C XC L XL X IX V IV I";
    const SIZES: [u32; 13] = [1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1];
    if value > 3999 {
        return value.to_string();
    }
    let mut left = value;
    let mut out = String::new();
    for (size, sign) in SIZES.into_iter().zip(SIGNS.split(' ')) {
        out.push_str(&sign.repeat((left / size) as usize));
        left %= size;
    }
    out
}
