//! An ablation whose lines are being read.

use super::line::{Field, Line};
use crate::plan::rejected::excerpt;
use crate::plan::{Ablation, Action, Grounds, Metrics, Reason, Rejected, Replacement, escape};

/// The fields found so far, in whatever order they come.
#[derive(Default)]
pub(super) struct Draft {
    line: usize,
    name: String,
    part: Option<String>,
    /// The action's text and its line.
    action: Option<(String, usize)>,
    replacements: Option<Vec<Replacement>>,
    metrics: Option<Metrics>,
    /// Metrics that stand below their field, one a line.
    metric_items: Vec<String>,
    last: Option<Field>,
}

impl Draft {
    pub(super) fn new(line: usize, name: String) -> Self {
        Self { line, name, ..Self::default() }
    }

    /// Takes a line that is not a heading; returns the reason if it cannot be read as written.
    pub(super) fn read(&mut self, number: usize, line: &Line<'_>) -> Option<Reason> {
        match *line {
            Line::Blank => None,
            Line::Field(field, text) => self.read_field(number, field, text),
            Line::Item(text) => self.read_item(text),
            Line::Heading(text) | Line::Other(text) => Some(Reason::UnexpectedLine(excerpt(text))),
        }
    }

    fn read_field(&mut self, number: usize, field: Field, text: &str) -> Option<Reason> {
        let is_repeated = match field {
            Field::Part => self.part.is_some(),
            Field::Action => self.action.is_some(),
            Field::Replacement => self.replacements.is_some(),
            Field::Metrics => self.metrics.is_some(),
        };
        if is_repeated {
            return Some(Reason::Repeated(field.as_str()));
        }
        self.last = Some(field);
        match field {
            Field::Part => self.part = Some(escape::decode(text)),
            Field::Action => self.action = Some((escape::decode(text), number)),
            Field::Metrics => self.metrics = Some(Metrics::from_page(text)),
            Field::Replacement => {
                // items behind the colon instead of below it
                let items = Metrics::from_page(text);
                self.replacements = Some(items.iter().map(Replacement::new).collect());
            }
        }
        None
    }

    fn read_item(&mut self, text: &str) -> Option<Reason> {
        let text = escape::decode(text);
        let has_metrics = self.metrics.as_ref().is_some_and(|metrics| !metrics.is_empty());
        if self.last == Some(Field::Metrics) && !has_metrics {
            self.metric_items.push(text);
            return None;
        }
        let is_loose = self.last != Some(Field::Replacement);
        self.replacements.get_or_insert_default().push(Replacement::new(text));
        is_loose.then_some(Reason::LooseItem)
    }

    /// The ablation, if it has a name and an action.
    pub(super) fn finish(self, rejected: &mut Vec<Rejected>) -> Option<Ablation> {
        let mut reject = |line, reason| rejected.push(Rejected { line, reason });
        if self.name.trim().is_empty() {
            reject(self.line, Reason::NoName);
            return None;
        }
        let name = excerpt(&self.name);
        let Some((action, action_line)) = self.action else {
            reject(self.line, Reason::NoAction(name));
            return None;
        };
        let Some(action) = Action::parse(&action) else {
            reject(action_line, Reason::UnknownAction(excerpt(&action)));
            return None;
        };
        let metrics = self.metrics.filter(|metrics| !metrics.is_empty());
        let ablation = Ablation {
            name: self.name,
            part: self.part.unwrap_or_default(),
            action,
            replacements: self.replacements.unwrap_or_default(),
            metrics: metrics.unwrap_or_else(|| Metrics::new(self.metric_items)),
            grounds: Grounds::default(),
        };
        for field in ablation.missing() {
            reject(self.line, Reason::Missing { name: name.clone(), field });
        }
        Some(ablation)
    }
}
