//! Which part of a study a report shows. It changes what is shown, never what is computed.

use foundation::words::nearest;
use subject::{Declaration, Metric};

use study::Error;
use study::results::Results;

/// The part of a study that a report shows, and in how much detail. The default is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Names of the metrics that are shown, in this order; empty means those that judge each
    /// ablation.
    pub metrics: Vec<String>,
    /// Names of the ablations that are shown; empty means all.
    pub ablations: Vec<String>,
    /// How much a cell says; `None` means what is usual in the format: compact in LaTeX, full
    /// elsewhere.
    pub style: Option<Style>,
    /// Whether the note on tests, margin and runs without numbers is set below the table of a
    /// paper; it is a comment at the top of the file anyway.
    pub notes: bool,
}

/// How much a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The mean, its standard deviation, and below them the difference to the baseline with its
    /// interval.
    Full,
    /// The mean and its standard deviation.
    Compact,
    /// The same; in LaTeX a single tabular that a person can edit.
    Plain,
}

impl Selection {
    /// The same with each name as the study has it. A metric may be given by name, label or alias,
    /// without regard to case; one item may hold several names with commas between them.
    ///
    /// # Errors
    /// [`Error::Unselectable`] for a name that the study does not have.
    pub fn resolve(&self, results: &Results) -> Result<Self, Error> {
        let ablations = results.binding.ablations.iter();
        let ablations: Vec<Choice> =
            ablations.map(|bound| Choice { name: &bound.name, ranks: vec![&bound.name] }).collect();
        Ok(Self {
            metrics: metrics_called(&self.metrics, &results.subject)?,
            ablations: all("ablation", &self.ablations, &ablations)?,
            style: self.style,
            notes: self.notes,
        })
    }

    pub(super) fn shows(&self, ablation: &str) -> bool {
        self.ablations.is_empty() || self.ablations.iter().any(|name| name == ablation)
    }

    pub(super) fn is_full(&self, usual: Style) -> bool {
        self.style.unwrap_or(usual) == Style::Full
    }
}

/// The names of the metrics that are called so, by name, label or alias, without regard to case;
/// curves are none. One item may hold several with commas between them, and a word that several
/// metrics share means all of them.
///
/// # Errors
/// [`Error::Unselectable`] for what no metric is called.
pub fn metrics_called(items: &[String], subject: &Declaration) -> Result<Vec<String>, Error> {
    let metrics = subject.metrics.iter().filter(|metric| !metric.curve);
    all("metric", items, &metrics.map(Choice::metric).collect::<Vec<_>>())
}

/// Something that can be selected, and what it may be called; earlier words go before later ones.
struct Choice<'a> {
    name: &'a str,
    ranks: Vec<&'a str>,
}

impl<'a> Choice<'a> {
    fn metric(metric: &'a Metric) -> Self {
        let words = [metric.name.as_str(), metric.label.as_str()];
        Self {
            name: &metric.name,
            ranks: words.into_iter().chain(metric.aliases.iter().map(String::as_str)).collect(),
        }
    }

    /// How directly it is called so: 0 by its name, 1 by its label, 2 by an alias.
    fn rank(&self, word: &str) -> Option<usize> {
        self.ranks.iter().position(|known| folded(known) == word).map(|rank| rank.min(2))
    }
}

fn folded(word: &str) -> String {
    word.trim().to_lowercase()
}

fn all(what: &'static str, items: &[String], choices: &[Choice]) -> Result<Vec<String>, Error> {
    let mut names: Vec<String> = Vec::new();
    for item in items {
        // a name may itself hold a comma
        let whole = meant(item, choices);
        let found = if whole.is_empty() { parts(what, item, choices)? } else { whole };
        for name in found {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    Ok(names)
}

fn parts(what: &'static str, item: &str, choices: &[Choice]) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for part in item.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let found = meant(part, choices);
        if found.is_empty() {
            let words: Vec<(String, &str)> = choices
                .iter()
                .flat_map(|choice| choice.ranks.iter().map(|word| (folded(word), *word)))
                .collect();
            let near = nearest(&folded(part), words.iter().map(|(folded, _)| folded.as_str()));
            let near = near.and_then(|near| words.iter().find(|(folded, _)| folded == near));
            return Err(Error::Unselectable {
                what,
                name: part.to_owned(),
                nearest: near.map(|(_, word)| (*word).to_owned()),
                known: choices.iter().map(|choice| choice.name.to_owned()).collect(),
            });
        }
        names.extend(found);
    }
    Ok(names)
}

/// The choices that a word names most directly; several if they share it.
fn meant(word: &str, choices: &[Choice]) -> Vec<String> {
    let word = folded(word);
    let ranked: Vec<(usize, &str)> =
        choices.iter().filter_map(|choice| Some((choice.rank(&word)?, choice.name))).collect();
    let best = ranked.iter().map(|(rank, _)| *rank).min();
    ranked
        .iter()
        .filter(|(rank, _)| Some(*rank) == best)
        .map(|(_, name)| (*name).to_owned())
        .collect()
}
