//! Reads `binding.toml`, and finds all its errors.

use std::collections::HashMap;

use foundation::words::nearest;
use subject::{Declaration, Settings, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Binding, Bound, Fault, Problem, Unbound, VERSION, Variant};
use crate::excerpt::excerpt;
use crate::lines::Lines;
use crate::plan::Action;
use crate::toml_text::{self, integer};

type Item<'t> = Spanned<DeValue<'t>>;

const BINDING: &[&str] = &["version", "subject", "baseline", "ablation"];
const ABLATION: &[&str] =
    &["name", "part", "action", "metrics", "missing_metrics", "unbound", "variant"];
const VARIANT: &[&str] = &["label", "settings", "by"];
const UNBOUND: &[&str] = &["label", "reason", "nearest"];

/// The binding, or all problems in the order of their lines.
pub(super) fn parse(text: &str, subject: &Declaration) -> Result<Binding, Vec<Problem>> {
    let lines = Lines::new(text);
    let document = toml_text::parse(text).map_err(|(at, message)| {
        vec![Problem { line: lines.number(at), fault: Fault::NotToml(message) }]
    })?;
    let mut reader = Reader { text, lines, subject, problems: Vec::new() };
    let binding = reader.binding(document.get_ref(), document.span().start);
    let mut problems = reader.problems;
    if problems.is_empty() {
        return Ok(binding);
    }
    problems.sort_by_key(|(at, _)| *at);
    Err(problems.into_iter().map(|(_, problem)| problem).collect())
}

struct Reader<'a> {
    text: &'a str,
    lines: Lines,
    subject: &'a Declaration,
    /// The errors, with their places.
    problems: Vec<(usize, Problem)>,
}

impl Reader<'_> {
    fn fault(&mut self, at: usize, fault: Fault) {
        let line = self.lines.number(at);
        self.problems.push((at, Problem { line, fault }));
    }

    fn wrong_type(&mut self, at: usize, key: &str, expected: &'static str) {
        self.fault(at, Fault::WrongType { key: key.to_owned(), expected });
    }

    fn binding(&mut self, table: &DeTable, at: usize) -> Binding {
        self.keys(table, BINDING);
        self.version(table, at);
        let subject = self.string(table, "subject", Some(at));
        let known = &self.subject.name;
        if let Some(found) = subject.as_ref().filter(|found| *found != known) {
            let fault = Fault::Subject { found: excerpt(found), expected: known.clone() };
            self.fault(place(table, "subject", at), fault);
        }
        let default = Settings::default().resolve(self.subject).unwrap_or_default();
        let baseline = self.settings(table.get("baseline"), "baseline", &default);
        let mut merged = default;
        merged.0.extend(baseline.0.clone());
        let ablations =
            self.tables(table, "ablation", |reader, table, at| reader.ablation(table, at, &merged));
        self.duplicates(&ablations);
        let ablations = ablations.into_iter().map(|(bound, _)| bound).collect();
        Binding { version: VERSION, subject: subject.unwrap_or_default(), baseline, ablations }
    }

    fn version(&mut self, table: &DeTable, at: usize) {
        let Some(item) = table.get("version") else {
            return self.fault(at, Fault::MissingKey("version"));
        };
        let at = item.span().start;
        let number = item.get_ref().as_integer();
        match number.and_then(|number| Some((number, integer(number)?))) {
            Some((_, version)) if version == i64::from(VERSION) => {}
            Some((number, _)) => self.fault(at, Fault::Version(number.to_string())),
            None => self.wrong_type(at, "version", "a whole number"),
        }
    }

    fn ablation(&mut self, table: &DeTable, at: usize, baseline: &Settings) -> (Bound, usize) {
        self.keys(table, ABLATION);
        let bound = Bound {
            name: self.string(table, "name", Some(at)).unwrap_or_default(),
            part: self.string(table, "part", Some(at)).unwrap_or_default(),
            action: self.action(table, at),
            metrics: self.metrics(table),
            missing_metrics: self.strings(table, "missing_metrics", |_, _, _| {}),
            unbound: self.tables(table, "unbound", Self::unbound),
            variants: self
                .tables(table, "variant", |reader, table, at| reader.variant(table, at, baseline)),
        };
        (bound, place(table, "name", at))
    }

    fn action(&mut self, table: &DeTable, at: usize) -> Action {
        let Some(text) = self.string(table, "action", Some(at)) else { return Action::Replace };
        Action::parse(&text).unwrap_or_else(|| {
            self.wrong_type(place(table, "action", at), "action", "REMOVE, REPLACE or ADD");
            Action::Replace
        })
    }

    fn metrics(&mut self, table: &DeTable) -> Vec<String> {
        let Declaration { name: subject, metrics, .. } = self.subject;
        self.strings(table, "metrics", |reader, name, at| {
            let judges = metrics.iter().filter(|metric| !metric.curve);
            if judges.clone().all(|metric| metric.name != name) {
                let nearest = meant(name, judges.map(|it| (&it.name, &it.aliases)).collect());
                let (subject, name) = (subject.clone(), excerpt(name));
                reader.fault(at, Fault::UnknownMetric { subject, name, nearest });
            }
        })
    }

    fn unbound(&mut self, table: &DeTable, at: usize) -> Unbound {
        self.keys(table, UNBOUND);
        Unbound {
            label: self.string(table, "label", None),
            reason: self.string(table, "reason", Some(at)).unwrap_or_default(),
            nearest: self.strings(table, "nearest", |_, _, _| {}),
        }
    }

    fn variant(&mut self, table: &DeTable, at: usize, baseline: &Settings) -> Variant {
        self.keys(table, VARIANT);
        if !table.contains_key("settings") {
            self.fault(at, Fault::MissingKey("settings"));
        }
        Variant {
            label: self.string(table, "label", Some(at)).unwrap_or_default(),
            settings: self.settings(table.get("settings"), "settings", baseline),
            by: self.string(table, "by", None),
        }
    }

    /// The settings that differ from the other ones, each as its knob holds it.
    fn settings(&mut self, item: Option<&Item>, key: &str, other: &Settings) -> Settings {
        let mut settings = Settings::default();
        let Some(item) = item else { return settings };
        let Some(table) = item.get_ref().as_table() else {
            self.wrong_type(item.span().start, key, "a table such as { knob = 0.5 }");
            return settings;
        };
        for (name, item) in table {
            let Some(knob) = self.subject.knob(name.get_ref()) else {
                let known = self.subject.knobs.iter().map(|it| (&it.name, &it.aliases)).collect();
                let nearest = meant(name.get_ref(), known);
                let (subject, at) = (self.subject.name.clone(), name.span().start);
                let name = excerpt(name.get_ref());
                self.fault(at, Fault::UnknownKnob { subject, name, nearest });
                continue;
            };
            let name = knob.name.clone();
            if let Some(value) = value(item.get_ref()).and_then(|value| knob.admit(&value).ok()) {
                settings.0.insert(name, value);
            } else {
                let value = excerpt(self.text.get(item.span()).unwrap_or_default());
                let expected = knob.kind.expected();
                let fault = Fault::Inadmissible { knob: name, value, expected };
                self.fault(item.span().start, fault);
            }
        }
        settings.difference(other)
    }

    fn duplicates(&mut self, ablations: &[(Bound, usize)]) {
        let mut places = HashMap::new();
        for (bound, at) in ablations {
            let first = *places.entry(&bound.name).or_insert(*at);
            if first != *at {
                let first = self.lines.number(first);
                self.fault(*at, Fault::Duplicate { name: excerpt(&bound.name), first });
            }
        }
    }

    fn keys(&mut self, table: &DeTable, expected: &'static [&'static str]) {
        for (key, _) in table {
            let (key, at) = (key.get_ref().as_ref(), key.span().start);
            if !expected.contains(&key) {
                let nearest = nearest(key, expected.iter().copied()).map(str::to_owned);
                self.fault(at, Fault::UnknownKey { key: excerpt(key), nearest, expected });
            }
        }
    }

    /// The string of this key; `needed_at` is where it is missed, if it must be there.
    fn string(
        &mut self,
        table: &DeTable,
        key: &'static str,
        needed_at: Option<usize>,
    ) -> Option<String> {
        let Some(item) = table.get(key) else {
            needed_at.into_iter().for_each(|at| self.fault(at, Fault::MissingKey(key)));
            return None;
        };
        let text = item.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(item.span().start, key, "a string");
        }
        text.map(str::to_owned)
    }

    /// The strings of a list, after a look at each and its place.
    fn strings(
        &mut self,
        table: &DeTable,
        key: &str,
        look: impl Fn(&mut Self, &str, usize),
    ) -> Vec<String> {
        self.list(table, key, "a list of strings", |reader, item, at| {
            let text = item.as_str()?;
            look(reader, text, at);
            Some(text.to_owned())
        })
    }

    /// The tables of `[[key]]`, as `read` reads each with its place.
    fn tables<T>(
        &mut self,
        table: &DeTable,
        key: &str,
        read: impl Fn(&mut Self, &DeTable, usize) -> T,
    ) -> Vec<T> {
        self.list(table, key, "a list of tables", |reader, item, at| {
            item.as_table().map(|table| read(reader, table, at))
        })
    }

    /// The items of a list; those that `read` does not take have the wrong type.
    fn list<T>(
        &mut self,
        table: &DeTable,
        key: &str,
        expected: &'static str,
        read: impl Fn(&mut Self, &DeValue, usize) -> Option<T>,
    ) -> Vec<T> {
        let Some(list) = table.get(key) else { return Vec::new() };
        let Some(items) = list.get_ref().as_array() else {
            self.wrong_type(list.span().start, key, expected);
            return Vec::new();
        };
        let mut taken = Vec::new();
        for item in items {
            let at = item.span().start;
            match read(self, item.get_ref(), at) {
                Some(item) => taken.push(item),
                None => self.wrong_type(at, key, expected),
            }
        }
        taken
    }
}

/// Where the value of a key is; `otherwise` if it is missing.
fn place(table: &DeTable, key: &str, otherwise: usize) -> usize {
    table.get(key).map_or(otherwise, |item| item.span().start)
}

/// The value, if a knob can hold one of that type at all.
fn value(item: &DeValue) -> Option<Value> {
    match item {
        DeValue::Boolean(value) => Some(Value::Bool(*value)),
        DeValue::Integer(number) => integer(number).map(Value::Int),
        DeValue::Float(number) => number.as_str().parse().ok().map(Value::Float),
        DeValue::String(text) => Some(Value::Text(text.to_string())),
        DeValue::Array(items) => {
            let members = items.iter().map(|item| integer(item.get_ref().as_integer()?));
            members.collect::<Option<_>>().map(Value::Ints)
        }
        DeValue::Datetime(_) | DeValue::Table(_) => None,
    }
}

/// The name that was meant: the nearest one, or one that has this for an alias or a part.
fn meant(name: &str, known: Vec<(&String, &Vec<String>)>) -> Option<String> {
    let is_meant = |(known, aliases): &&(&String, &Vec<String>)| {
        let is_part =
            name.chars().count() > 2 && known.to_lowercase().contains(&name.to_lowercase());
        is_part || aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    };
    let nearest = nearest(name, known.iter().map(|(known, _)| known.as_str())).map(str::to_owned);
    nearest.or_else(|| known.iter().find(is_meant).map(|(known, _)| (*known).clone()))
}
