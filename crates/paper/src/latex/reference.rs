//! Labels, and the marks that stand in the text until all labels and entries of the bibliography
//! are known.

use std::collections::HashMap;

/// The numbered thing that a label points at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Target {
    /// Its kind: `Section`, `Table`, `Theorem`; empty if nothing numbered stood before the label.
    pub(super) kind: String,
    /// Its number.
    pub(super) number: String,
}

/// How a reference is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// The number alone.
    Number,
    /// The number in brackets.
    Equation,
    /// The letter of a part, in brackets.
    Part,
    /// With what it is in front, or with this word.
    Named(Option<&'static str>),
    /// `Author et al. (2017)`
    Subject,
    /// `Author et al.`
    Author,
    /// `2017`
    Year,
}

/// All labels and all places that refer to them.
#[derive(Debug, Default)]
pub(super) struct References {
    labels: HashMap<String, Target>,
    /// Key of the bibliography to authors and year.
    cited: HashMap<String, (String, String)>,
    uses: Vec<(Style, String)>,
}

/// Bytes of what is printed in many places.
const LONGEST: usize = 64;
const BEGIN: char = '\u{e000}';
const END: char = '\u{e001}';

impl References {
    pub(super) fn label(&mut self, key: &str, target: Target) {
        if target.number.len() <= LONGEST && target.kind.len() <= LONGEST {
            self.labels.entry(key.to_owned()).or_insert(target);
        }
    }

    /// Notes authors and year of an entry.
    pub(super) fn entry(&mut self, key: &str, authors: String, year: String) {
        if authors.len() <= LONGEST && year.len() <= LONGEST {
            self.cited.insert(key.to_owned(), (authors, year));
        }
    }

    /// A mark to print where `keys`, separated by commas, are referred to.
    pub(super) fn mark(&mut self, style: Style, keys: &str) -> String {
        self.uses.push((style, keys.to_owned()));
        format!("{BEGIN}{}{END}", self.uses.len() - 1)
    }

    /// Replaces all marks in the text.
    pub(super) fn resolve(&self, text: &mut String) {
        if !text.contains(BEGIN) {
            return;
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(BEGIN) {
            out.push_str(before);
            let (index, after) = after.split_once(END).unwrap_or((after, ""));
            let used = index.parse().ok().and_then(|index: usize| self.uses.get(index));
            out.extend(used.map(|(style, keys)| self.printed(*style, keys)));
            rest = after;
        }
        out.push_str(rest);
        *text = out;
    }

    /// Labels that are referred to and do not exist.
    pub(super) fn missing(&self) -> Vec<&str> {
        let labels = self.uses.iter().filter(|(style, _)| {
            matches!(style, Style::Number | Style::Equation | Style::Part | Style::Named(_))
        });
        let keys = labels.flat_map(|(_, keys)| split(keys));
        let mut missing: Vec<&str> = keys.filter(|key| self.number(key).is_none()).collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    fn number(&self, key: &str) -> Option<&Target> {
        self.labels.get(key).filter(|target| !target.number.is_empty())
    }

    fn printed(&self, style: Style, keys: &str) -> String {
        match style {
            Style::Number => self.numbers(keys, |number| number.to_owned()),
            Style::Equation => self.numbers(keys, |number| format!("({number})")),
            Style::Part => self.numbers(keys, |number| {
                format!("({})", number.trim_start_matches(|c: char| !c.is_ascii_lowercase()))
            }),
            Style::Named(word) => self.named(keys, word),
            Style::Subject => self.citation(keys, |authors, year| format!("{authors} ({year})")),
            Style::Author => self.citation(keys, |authors, _| authors.to_owned()),
            Style::Year => self.citation(keys, |_, year| year.to_owned()),
        }
    }

    fn numbers(&self, keys: &str, form: impl Fn(&str) -> String) -> String {
        let one = |key| {
            self.number(key).map_or_else(|| "[ref]".to_owned(), |target| form(&target.number))
        };
        enumeration(&split(keys).map(one).collect::<Vec<_>>())
    }

    /// `Table 3`, `Tables 1 and 2`, `Table 1 and Figure 2`.
    fn named(&self, keys: &str, word: Option<&'static str>) -> String {
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for key in split(keys) {
            let (kind, number) = match self.number(key) {
                Some(Target { kind, number }) if kind == "Equation" => {
                    (&**kind, format!("({number})"))
                }
                Some(Target { kind, number }) => (&**kind, number.clone()),
                None => ("", "[ref]".to_owned()),
            };
            let kind = word.unwrap_or(kind);
            match groups.last_mut() {
                Some((last, numbers)) if last == kind => numbers.push(number),
                _ => groups.push((kind.to_owned(), vec![number])),
            }
        }
        let printed = groups.iter().map(|(kind, numbers)| match (kind.as_str(), numbers.len()) {
            ("", _) => enumeration(numbers),
            (_, 1) => format!("{kind} {}", numbers[0]),
            ("Appendix", _) => format!("Appendices {}", enumeration(numbers)),
            ("Corollary", _) => format!("Corollaries {}", enumeration(numbers)),
            _ => format!("{kind}s {}", enumeration(numbers)),
        });
        enumeration(&printed.collect::<Vec<_>>())
    }

    fn citation(&self, keys: &str, form: impl Fn(&str, &str) -> String) -> String {
        let known: Option<Vec<String>> = split(keys)
            .map(|key| self.cited.get(key).map(|(authors, year)| form(authors, year)))
            .collect();
        match known {
            Some(known) if !known.is_empty() => enumeration(&known),
            _ => format!("[{}]", split(keys).collect::<Vec<_>>().join(", ")),
        }
    }
}

fn split(keys: &str) -> impl Iterator<Item = &str> {
    keys.split(',').map(str::trim).filter(|key| !key.is_empty())
}

/// `a`, `a and b`, `a, b and c`
fn enumeration(parts: &[String]) -> String {
    match parts {
        [] => "[ref]".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
