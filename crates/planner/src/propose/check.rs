//! Checks of proposals against the paper and the subject.

use plan::bind::admit;
use plan::{Ablation, Action, Dropped, Existing, Metrics, Quote};
use subject::Settings;

use super::candidate::Candidates;
use super::{Ask, Form, Sample};
use crate::lm::Model;
use paper::{Block, Quotes};

/// The paper and the subject, against which proposals are checked.
pub(super) struct Check<'a> {
    pub(super) ask: &'a Ask<'a>,
    quotes: &'a Quotes,
    /// The lists from which a model on the user's own machine chooses.
    pub(super) candidates: Option<Candidates>,
}

/// The faults of a proposal.
#[derive(Debug, Default)]
struct Faults {
    quotes: Vec<String>,
    metrics: Vec<String>,
    settings: Vec<String>,
}

impl<'a> Check<'a> {
    pub(super) fn new(ask: &'a Ask<'a>, quotes: &'a Quotes) -> Self {
        let is_own = Model::parse(ask.model).is_ok_and(|model| model.is_own(ask.base_url));
        let candidates = (is_own && ask.form == Form::Schema).then(|| Candidates::new(ask, quotes));
        Self { ask, quotes, candidates }
    }

    /// Finds the places of quotes and returns the faults, one sentence each, for the model to
    /// correct.
    pub(super) fn check(&self, sample: &mut Sample) -> Vec<String> {
        let mut said = Vec::new();
        if sample.ablations.is_empty() {
            said.push("no ablation could be read in your answer".to_owned());
        }
        let unread = sample.rejected.iter();
        said.extend(unread.map(|it| format!("line {} of your answer: {}", it.line, it.reason)));
        let unshown = sample.existing.iter().filter(|existing| !self.is_shown(existing));
        said.extend(unshown.map(|it| {
            format!("{}: nothing in the paper shows that it has this ablation", it.name)
        }));
        for ablation in &mut sample.ablations {
            let faults = self.faults(ablation);
            let mut say = |fault: &str| said.push(format!("{}: {fault}", ablation.label()));
            for quote in &faults.quotes {
                say(&format!("the paper does not say \"{quote}\""));
            }
            if ablation.grounds.quotes.is_empty() {
                say("no passage of the paper is quoted");
            }
            for metric in &faults.metrics {
                say(&format!("the paper has no metric \"{metric}\""));
            }
            if ablation.metrics.is_empty() {
                say("no metric is given");
            }
            faults.settings.iter().for_each(|fault| say(fault));
            match (ablation.action, ablation.replacements.is_empty()) {
                (Action::Replace, true) => say("no replacement is given"),
                (Action::Remove, false) => say("a removal has no replacements"),
                _ => {}
            }
        }
        said
    }

    /// Takes the corrections, and drops what is still wrong, with the reason.
    pub(super) fn settle(&self, sample: &mut Sample, repaired: Option<Sample>) {
        let mut repaired = repaired.unwrap_or_default();
        sample.notes.append(&mut repaired.notes);
        let mut proposed = std::mem::take(&mut sample.ablations);
        let is_unread = !sample.rejected.is_empty() || proposed.is_empty();
        sample.rejected.append(&mut repaired.rejected);
        if sample.trace.trim().is_empty() {
            sample.trace = std::mem::take(&mut repaired.trace);
        }
        if is_unread {
            // a proposal that could not be read has no name by which to find its correction
            let known: Vec<String> = sample.existing.iter().map(|it| key(&it.name)).collect();
            let is_new = |it: &&Existing| !known.contains(&key(&it.name));
            sample.existing.extend(repaired.existing.iter().filter(is_new).cloned());
            let known: Vec<String> = proposed.iter().map(|it| key(&it.name)).collect();
            let is_new = |it: &&Ablation| !known.contains(&key(&it.name));
            proposed.extend(repaired.ablations.iter().filter(is_new).cloned());
        }
        self.settle_existing(sample, &repaired.existing);
        let existing: Vec<String> = sample.existing.iter().map(|it| key(&it.name)).collect();
        for mut ablation in proposed {
            let name_key = key(&ablation.name);
            let correction = repaired.ablations.iter().find(|it| key(&it.name) == name_key);
            if let Some(correction) = correction
                && self.weight(correction) < self.weight(&ablation)
            {
                ablation = Ablation { name: ablation.name, ..correction.clone() };
            }
            let faults = self.faults(&mut ablation);
            let left_out = |fault| format!("`{}`: settings left out: {fault}", ablation.name);
            sample.notes.extend(faults.settings.iter().map(left_out));
            self.strip(&mut ablation, &faults);
            let known = existing.contains(&name_key).then(|| KNOWN.to_owned());
            match known.or_else(|| self.reason(&ablation, &faults)) {
                Some(reason) => sample.dropped.push(Dropped { name: ablation.name, reason }),
                None => sample.ablations.push(ablation),
            }
        }
    }

    /// Takes corrections of existing ablations, and drops those without evidence in the paper.
    fn settle_existing(&self, sample: &mut Sample, repaired: &[Existing]) {
        for existing in std::mem::take(&mut sample.existing) {
            let correction = repaired.iter().find(|it| key(&it.name) == key(&existing.name));
            let choices = [Some(&existing), correction].into_iter().flatten();
            let Some(mut shown) = choices.into_iter().find(|it| self.is_shown(it)).cloned() else {
                let reason =
                    "listed as an ablation of the paper, but nothing in the paper shows it";
                sample.dropped.push(Dropped { name: existing.name, reason: reason.to_owned() });
                continue;
            };
            if self.quotes.find(&shown.quote).is_none() {
                shown.quote.clear();
            }
            sample.existing.push(shown);
        }
    }

    /// Whether the paper has the passage, or the table, figure or section and the words of the
    /// name.
    fn is_shown(&self, existing: &Existing) -> bool {
        let place = key(&existing.place);
        let has_label = |block: &Block| match block {
            Block::Table { label, .. } | Block::Figure { label, .. } => key(label) == place,
            Block::Text(_) => false,
        };
        let has_place = !place.is_empty()
            && self.ask.paper.sections.iter().any(|section| {
                let names = ["", "section", "appendix"]
                    .map(|word| key(&format!("{word}{}", section.number)));
                let titles =
                    [key(&section.title), key(&format!("{}{}", section.number, section.title))];
                let is_number = !section.number.is_empty() && names.contains(&place);
                is_number || titles.contains(&place) || section.blocks.iter().any(has_label)
            });
        self.quotes.find(&existing.quote).is_some() || (has_place && self.speaks_of(&existing.name))
    }

    /// Whether the paper has every content word of a name.
    fn speaks_of(&self, name: &str) -> bool {
        const EMPTY: &str = "ablation study effect impact role number choice different with without \
            using removing removal replacing varying analysis from each";
        let name = name.to_lowercase();
        let is_content = |word: &&str| word.len() > 3 && !EMPTY.split(' ').any(|it| it == *word);
        let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(is_content).peekable();
        words.peek().is_some()
            && words.all(|word| {
                self.quotes.mentions(word)
                    || word.strip_suffix('s').is_some_and(|one| self.quotes.mentions(one))
            })
    }

    /// How much of a proposal does not hold.
    fn weight(&self, ablation: &Ablation) -> usize {
        let faults = self.faults(&mut ablation.clone());
        let is_unfounded = faults.quotes.len() == ablation.grounds.quotes.len();
        let is_unmeasured = faults.metrics.len() == ablation.metrics.len();
        let lists = faults.quotes.len() + faults.metrics.len() + faults.settings.len();
        let is_unset = self.ask.subject.is_some()
            && ablation.grounds.settings.iter().all(|settings| settings.0.is_empty());
        let grave = [is_unfounded, is_unmeasured, is_unreplaced(ablation)].map(usize::from);
        lists + usize::from(is_unset) + 100 * grave.iter().sum::<usize>()
    }

    fn faults(&self, ablation: &mut Ablation) -> Faults {
        let mut faults = Faults::default();
        for quote in &mut ablation.grounds.quotes {
            quote.place.clear();
            match self.quotes.find(&quote.text) {
                Some(place) => quote.place = place.section,
                None => faults.quotes.push(quote.text.clone()),
            }
        }
        faults.metrics =
            ablation.metrics.iter().filter(|metric| !self.is_metric(metric)).cloned().collect();
        if let Some(subject) = self.ask.subject {
            let proposed = ablation.grounds.settings.iter().filter(|it| !it.0.is_empty());
            faults.settings = proposed.filter_map(|it| admit(it, subject).err()).collect();
        }
        faults
    }

    /// Whether the paper or the subject knows the metric; for an author's task, in which the
    /// experiments are not there yet, it need not be in the paper.
    fn is_metric(&self, name: &str) -> bool {
        let of_subject = self.ask.subject.is_some_and(|subject| {
            let known = |known: &str| key(known) == key(name);
            let mut metrics = subject.metrics.iter();
            metrics.any(|it| {
                known(&it.name) || known(&it.label) || it.aliases.iter().any(|alias| known(alias))
            })
        });
        of_subject || self.ask.task == plan::Task::Author || self.quotes.mentions(name)
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
            let known = ablation.metrics.iter().filter(|metric| !faults.metrics.contains(metric));
            ablation.metrics = Metrics::new(known);
        }
        if let Some(subject) = self.ask.subject {
            for settings in &mut ablation.grounds.settings {
                // kept in the types of the knobs
                *settings = admit(settings, subject).unwrap_or_default();
            }
        }
        if ablation.grounds.settings.iter().all(|settings| *settings == Settings::default()) {
            ablation.grounds.settings.clear();
        }
    }

    /// Why the proposal is dropped, if it is.
    fn reason(&self, ablation: &Ablation, faults: &Faults) -> Option<String> {
        if is_unreplaced(ablation) {
            return Some("it names no replacement".to_owned());
        }
        if self.ask.keep_unchecked {
            return None;
        }
        let (wrong, fault, lack) = if ablation.grounds.quotes.is_empty() {
            let fault = "the paper does not say what it quotes";
            (&faults.quotes, fault, "it quotes no passage of the paper")
        } else if ablation.metrics.is_empty() {
            (&faults.metrics, "the paper has no such metric", "it names no metric")
        } else {
            return None;
        };
        let fault = |text: &String| format!("{fault}: \"{}\"", shorten(text));
        Some(wrong.first().map_or_else(|| lack.to_owned(), fault))
    }
}

/// Why a proposal is dropped that is among the existing ablations.
pub(super) const KNOWN: &str = "the paper has it already";

fn is_unreplaced(ablation: &Ablation) -> bool {
    ablation.action == Action::Replace && ablation.replacements.is_empty()
}

/// Adds the items whose names, as [`key`] has them, are not in the list yet.
pub(super) fn extend_new<T>(
    list: &mut Vec<T>,
    items: impl IntoIterator<Item = T>,
    name: impl Fn(&T) -> &str,
) {
    for item in items {
        if list.iter().all(|known| key(name(known)) != key(name(&item))) {
            list.push(item);
        }
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
