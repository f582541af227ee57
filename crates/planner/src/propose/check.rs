//! Whether what a model proposes holds against the paper and the subject.

use study::plan::{Ablation, Action, Dropped, Metrics, Quote};
use subject::Settings;

use super::{Ask, Sample};
use crate::paper::Quotes;

/// What proposals are checked against.
pub(super) struct Check<'a> {
    pub(super) ask: &'a Ask<'a>,
    pub(super) quotes: &'a Quotes,
}

/// What does not hold in a proposal.
#[derive(Debug, Default)]
struct Faults {
    quotes: Vec<String>,
    metrics: Vec<String>,
    settings: Vec<String>,
    /// Whether the paper has the ablation already.
    known: Option<String>,
}

impl Check<'_> {
    /// Finds the places of quotes, and says what does not hold, a sentence each, for the model to correct.
    pub(super) fn check(&self, sample: &mut Sample) -> Vec<String> {
        for existing in &mut sample.existing {
            if !existing.quote.is_empty() && self.quotes.find(&existing.quote).is_none() {
                existing.quote.clear();
            }
        }
        let mut said = Vec::new();
        for ablation in &mut sample.ablations {
            let faults = self.faults(ablation);
            let name = ablation.label().to_owned();
            said.extend(faults.quotes.iter().map(|quote| format!("{name}: the paper does not say \"{quote}\"")));
            if ablation.grounds.quotes.is_empty() {
                said.push(format!("{name}: no passage of the paper is quoted"));
            }
            said.extend(faults.metrics.iter().map(|metric| format!("{name}: the paper has no metric \"{metric}\"")));
            if ablation.metrics.is_empty() {
                said.push(format!("{name}: no metric is given"));
            }
            said.extend(faults.settings.iter().map(|fault| format!("{name}: {fault}")));
            match (ablation.action, ablation.replacements.is_empty()) {
                (Action::Replace, true) => said.push(format!("{name}: no replacement is given")),
                (Action::Remove, false) => said.push(format!("{name}: a removal has no replacements")),
                _ => {}
            }
        }
        said
    }

    /// Takes the corrections, and drops what still does not hold, with the reason.
    pub(super) fn settle(&self, sample: &mut Sample, repaired: Option<Sample>) {
        let mut repaired = repaired.unwrap_or_default();
        self.check(&mut repaired);
        let existing: Vec<String> = sample.existing.iter().map(|it| key(&it.name)).collect();
        for mut ablation in std::mem::take(&mut sample.ablations) {
            let correction = repaired.ablations.iter().find(|other| key(&other.name) == key(&ablation.name));
            if let Some(correction) = correction
                && self.weight(correction) < self.weight(&ablation)
            {
                ablation = Ablation { name: ablation.name, ..correction.clone() };
            }
            let mut faults = self.faults(&mut ablation);
            faults.known = existing.contains(&key(&ablation.name)).then(|| "the paper has it already".to_owned());
            self.strip(&mut ablation, &faults);
            match self.reason(&ablation, &faults) {
                Some(reason) => sample.dropped.push(Dropped { name: ablation.name, reason }),
                None => sample.ablations.push(ablation),
            }
        }
    }

    /// How much of a proposal does not hold.
    fn weight(&self, ablation: &Ablation) -> usize {
        let faults = self.faults(&mut ablation.clone());
        let is_unfounded = faults.quotes.len() == ablation.grounds.quotes.len();
        let is_unmeasured = faults.metrics.len() == ablation.metrics.len();
        let lists = faults.quotes.len() + faults.metrics.len() + faults.settings.len();
        lists + 100 * (usize::from(is_unfounded) + usize::from(is_unmeasured))
    }

    fn faults(&self, ablation: &mut Ablation) -> Faults {
        let mut faults = Faults::default();
        for quote in &mut ablation.grounds.quotes {
            match self.quotes.find(&quote.text) {
                Some(place) => quote.place = place.section,
                None => faults.quotes.push(quote.text.clone()),
            }
        }
        faults.metrics = ablation.metrics.iter().filter(|metric| !self.is_metric(metric)).cloned().collect();
        if let Some(subject) = self.ask.subject {
            let settings = ablation.grounds.settings.iter().filter(|settings| !settings.0.is_empty());
            faults.settings = settings.filter_map(|settings| study::bind::admit(settings, subject).err()).collect();
        }
        faults
    }

    /// Whether the paper or the subject knows the metric; for an author's task, in which the experiments are not there yet, it
    /// need not be in the paper.
    fn is_metric(&self, name: &str) -> bool {
        let of_subject = self.ask.subject.is_some_and(|subject| {
            let known = |known: &str| key(known) == key(name);
            let mut metrics = subject.metrics.iter();
            metrics.any(|it| known(&it.name) || known(&it.label) || it.aliases.iter().any(|alias| known(alias)))
        });
        of_subject || self.ask.task == study::Task::Author || self.quotes.mentions(name)
    }

    /// Takes out of a proposal what does not hold.
    fn strip(&self, ablation: &mut Ablation, faults: &Faults) {
        if ablation.action == Action::Remove {
            ablation.replacements.clear();
        }
        if self.ask.keep_unchecked {
            return;
        }
        ablation.grounds.quotes.retain(|quote: &Quote| !quote.place.is_empty());
        if !faults.metrics.is_empty() {
            ablation.metrics = Metrics::new(ablation.metrics.iter().filter(|metric| !faults.metrics.contains(metric)));
        }
        if let Some(subject) = self.ask.subject {
            for settings in &mut ablation.grounds.settings {
                // kept in the types of the knobs
                *settings = study::bind::admit(settings, subject).unwrap_or_default();
            }
        }
        if ablation.grounds.settings.iter().all(|settings| *settings == Settings::default()) {
            ablation.grounds.settings.clear();
        }
    }

    /// Why the proposal is dropped, if it is.
    fn reason(&self, ablation: &Ablation, faults: &Faults) -> Option<String> {
        if let Some(known) = &faults.known {
            return Some(known.clone());
        }
        if ablation.action == Action::Replace && ablation.replacements.is_empty() {
            return Some("it names no replacement".to_owned());
        }
        if self.ask.keep_unchecked {
            return None;
        }
        if ablation.grounds.quotes.is_empty() {
            return Some(match faults.quotes.first() {
                Some(quote) => format!("the paper does not say what it quotes: \"{}\"", shorten(quote)),
                None => "it quotes no passage of the paper".to_owned(),
            });
        }
        if ablation.metrics.is_empty() {
            return Some(match faults.metrics.first() {
                Some(metric) => format!("the paper has no such metric: \"{}\"", shorten(metric)),
                None => "it names no metric".to_owned(),
            });
        }
        None
    }
}

/// A name without what does not tell it apart: case, blanks, punctuation.
pub(super) fn key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || *c == '@').flat_map(char::to_lowercase).collect()
}

fn shorten(text: &str) -> String {
    const MAX_CHARS: usize = 120;
    let mut short: String = text.chars().take(MAX_CHARS).collect();
    if text.chars().nth(MAX_CHARS).is_some() {
        short.push('…');
    }
    short
}
