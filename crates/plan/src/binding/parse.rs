//! Reads `binding.toml`, and finds all its errors.

use std::collections::HashMap;

use foundation::words::nearest;
use subject::{Declaration, Settings, Value};
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::{Binding, Bound, Fault, Problem, Unbound, VERSION, Variant};
use crate::excerpt::excerpt;
use crate::lines::Lines;
use crate::plan::Action;

type Item<'t> = Spanned<DeValue<'t>>;

const BINDING: &[&str] = &["version", "subject", "baseline", "ablation"];
const ABLATION: &[&str] =
    &["name", "part", "action", "metrics", "missing_metrics", "unbound", "variant"];
const VARIANT: &[&str] = &["label", "settings", "by"];
const UNBOUND: &[&str] = &["label", "reason", "nearest"];

/// The binding, or all problems in the order of their lines.
pub(super) fn parse(text: &str, subject: &Declaration) -> Result<Binding, Vec<Problem>> {
    let lines = Lines::new(text);
    let (document, errors) = DeTable::parse_recoverable(text);
    let at = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
    // the others may be mere consequences: a header that cannot be read makes duplicates of the
    // keys below it
    if let Some(first) = errors.iter().min_by_key(|error| at(error)) {
        let fault = Fault::NotToml { message: first.message().to_owned() };
        return Err(vec![Problem { line: lines.number(at(first)), fault }]);
    }
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
        let version = self.version(table, at);
        let subject = self.string(table, "subject", Some(at)).unwrap_or_default();
        if let Some(item) = table.get("subject")
            && item.get_ref().is_str()
            && subject != self.subject.name
        {
            let expected = self.subject.name.clone();
            self.fault(item.span().start, Fault::Subject { found: excerpt(&subject), expected });
        }
        let default = Settings::default().resolve(self.subject).unwrap_or_default();
        let baseline = self.settings(table.get("baseline"), "baseline", &default);
        let mut merged = default;
        merged.0.extend(baseline.0.clone());
        let ablations: Vec<_> = self
            .tables(table, "ablation")
            .into_iter()
            .map(|(table, at)| self.ablation(table, at, &merged))
            .collect();
        self.duplicates(&ablations);
        let ablations = ablations.into_iter().map(|(bound, _)| bound).collect();
        Binding { version, subject, baseline, ablations }
    }

    fn version(&mut self, table: &DeTable, at: usize) -> u32 {
        let Some(item) = table.get("version") else {
            self.fault(at, Fault::MissingKey { key: "version" });
            return VERSION;
        };
        match item.get_ref() {
            DeValue::Integer(number) if integer(number).is_some() => {
                if integer(number) != Some(i64::from(VERSION)) {
                    self.fault(
                        item.span().start,
                        Fault::Version { found: number.to_string(), expected: VERSION },
                    );
                }
            }
            _ => self.wrong_type(item.span().start, "version", "a whole number"),
        }
        VERSION
    }

    fn ablation(&mut self, table: &DeTable, at: usize, baseline: &Settings) -> (Bound, usize) {
        self.keys(table, ABLATION);
        let name_at = table.get("name").map_or(at, |item| item.span().start);
        let bound = Bound {
            name: self.string(table, "name", Some(at)).unwrap_or_default(),
            part: self.string(table, "part", Some(at)).unwrap_or_default(),
            action: self.action(table, at),
            metrics: self.metrics(table),
            missing_metrics: self
                .strings(table, "missing_metrics")
                .into_iter()
                .map(|(text, _)| text)
                .collect(),
            unbound: self
                .tables(table, "unbound")
                .into_iter()
                .map(|(table, at)| self.unbound(table, at))
                .collect(),
            variants: self
                .tables(table, "variant")
                .into_iter()
                .map(|(table, at)| self.variant(table, at, baseline))
                .collect(),
        };
        (bound, name_at)
    }

    fn action(&mut self, table: &DeTable, at: usize) -> Action {
        let Some(text) = self.string(table, "action", Some(at)) else { return Action::Replace };
        if let Some(action) = Action::parse(&text) {
            return action;
        }
        let at = table.get("action").map_or(at, |item| item.span().start);
        self.wrong_type(at, "action", "REMOVE, REPLACE or ADD");
        Action::Replace
    }

    fn metrics(&mut self, table: &DeTable) -> Vec<String> {
        let mut metrics = Vec::new();
        for (name, at) in self.strings(table, "metrics") {
            if self.subject.metric(&name).is_none_or(|metric| metric.curve) {
                let judges = self.subject.metrics.iter().filter(|metric| !metric.curve);
                let judges = judges.map(|it| (&it.name, it.aliases.as_slice()));
                let nearest = meant(&name, judges.collect());
                self.fault(
                    at,
                    Fault::UnknownMetric {
                        subject: self.subject.name.clone(),
                        name: excerpt(&name),
                        nearest,
                    },
                );
            }
            metrics.push(name);
        }
        metrics
    }

    fn unbound(&mut self, table: &DeTable, at: usize) -> Unbound {
        self.keys(table, UNBOUND);
        Unbound {
            label: self.string(table, "label", None),
            reason: self.string(table, "reason", Some(at)).unwrap_or_default(),
            nearest: self.strings(table, "nearest").into_iter().map(|(text, _)| text).collect(),
        }
    }

    fn variant(&mut self, table: &DeTable, at: usize, baseline: &Settings) -> Variant {
        self.keys(table, VARIANT);
        if !table.contains_key("settings") {
            self.fault(at, Fault::MissingKey { key: "settings" });
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
        let DeValue::Table(table) = item.get_ref() else {
            self.wrong_type(item.span().start, key, "a table such as { knob = 0.5 }");
            return settings;
        };
        for (name, item) in table {
            let Some(knob) = self.subject.knob(name.get_ref()) else {
                let knobs = self.subject.knobs.iter().map(|it| (&it.name, it.aliases.as_slice()));
                let nearest = meant(name.get_ref(), knobs.collect());
                self.fault(
                    name.span().start,
                    Fault::UnknownKnob {
                        subject: self.subject.name.clone(),
                        name: excerpt(name.get_ref()),
                        nearest,
                    },
                );
                continue;
            };
            match value(item.get_ref()).and_then(|value| knob.admit(&value).ok()) {
                Some(value) => {
                    settings.0.insert(knob.name.clone(), value);
                }
                None => {
                    let value = excerpt(self.text.get(item.span()).unwrap_or_default());
                    let expected = knob.kind.expected();
                    self.fault(
                        item.span().start,
                        Fault::Inadmissible { knob: knob.name.clone(), value, expected },
                    );
                }
            }
        }
        settings.difference(other)
    }

    fn duplicates(&mut self, ablations: &[(Bound, usize)]) {
        let mut first = HashMap::new();
        for (bound, at) in ablations {
            match first.get(&bound.name) {
                Some(&first) => {
                    let first = self.lines.number(first);
                    self.fault(*at, Fault::Duplicate { name: excerpt(&bound.name), first });
                }
                None => {
                    first.insert(&bound.name, *at);
                }
            }
        }
    }

    fn keys(&mut self, table: &DeTable, expected: &'static [&'static str]) {
        for (key, _) in table {
            if !expected.contains(&key.get_ref().as_ref()) {
                let nearest = nearest(key.get_ref(), expected.iter().copied()).map(str::to_owned);
                self.fault(
                    key.span().start,
                    Fault::UnknownKey { key: excerpt(key.get_ref()), nearest, expected },
                );
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
        match (table.get(key), needed_at) {
            (Some(item), _) => {
                if let DeValue::String(text) = item.get_ref() {
                    return Some(text.to_string());
                }
                self.wrong_type(item.span().start, key, "a string");
            }
            (None, Some(at)) => self.fault(at, Fault::MissingKey { key }),
            (None, None) => {}
        }
        None
    }

    /// The strings of a list, each with its place.
    fn strings(&mut self, table: &DeTable, key: &'static str) -> Vec<(String, usize)> {
        let mut strings = Vec::new();
        for item in self.list(table, key, "a list of strings") {
            match item.get_ref() {
                DeValue::String(text) => strings.push((text.to_string(), item.span().start)),
                _ => self.wrong_type(item.span().start, key, "a list of strings"),
            }
        }
        strings
    }

    /// The tables of `[[key]]`, each with its place.
    fn tables<'t>(
        &mut self,
        table: &'t DeTable<'t>,
        key: &'static str,
    ) -> Vec<(&'t DeTable<'t>, usize)> {
        let mut tables = Vec::new();
        for item in self.list(table, key, "a list of tables") {
            match item.get_ref() {
                DeValue::Table(table) => tables.push((table, item.span().start)),
                _ => self.wrong_type(item.span().start, key, "a list of tables"),
            }
        }
        tables
    }

    fn list<'t>(
        &mut self,
        table: &'t DeTable<'t>,
        key: &str,
        expected: &'static str,
    ) -> &'t [Item<'t>] {
        match table.get(key).map(|item| (item.get_ref(), item.span().start)) {
            Some((DeValue::Array(items), _)) => DeArray::as_ref(items),
            Some((_, at)) => {
                self.wrong_type(at, key, expected);
                &[]
            }
            None => &[],
        }
    }
}

fn integer(number: &toml::de::DeInteger) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// The value, if a knob can hold one of that type at all.
fn value(item: &DeValue) -> Option<Value> {
    match item {
        DeValue::Boolean(value) => Some(Value::Bool(*value)),
        DeValue::Integer(number) => integer(number).map(Value::Int),
        DeValue::Float(number) => number.as_str().parse().ok().map(Value::Float),
        DeValue::String(text) => Some(Value::Text(text.to_string())),
        DeValue::Array(items) => {
            items
                .iter()
                .map(|item| {
                    if let DeValue::Integer(number) = item.get_ref() {
                        integer(number)
                    } else {
                        None
                    }
                })
                .collect::<Option<_>>()
                .map(Value::Ints)
        }
        DeValue::Datetime(_) | DeValue::Table(_) => None,
    }
}

/// The name that was meant: the nearest one, or one that has this for an alias or a part.
fn meant(name: &str, known: Vec<(&String, &[String])>) -> Option<String> {
    let is_meant = |(known, aliases): &&(&String, &[String])| {
        let is_part =
            name.chars().count() > 2 && known.to_lowercase().contains(&name.to_lowercase());
        is_part || aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    };
    let nearest = nearest(name, known.iter().map(|(known, _)| known.as_str())).map(str::to_owned);
    nearest.or_else(|| known.iter().find(is_meant).map(|(known, _)| (*known).clone()))
}
