//! Video files with sentences, for pre-training.

use std::collections::BTreeMap;
use std::sync::Mutex;

use dataset::item::Caption;
use dataset::words::{Tagger, noun_phrases};
use rayon::prelude::*;

use super::{Augmentation, File, Folder, Trouble, allow, suite, unreadable_note};
use crate::data::Sources;
use crate::data::pairs::{Pair, Pairs};
use crate::error::Error;
use crate::model::size::Size;
use crate::random::Random;

/// The items of all data sets for pre-training.
///
/// # Source
/// Spec 1.3. Departure: where the data name no nouns, an own tagger finds them, not spaCy.
pub(crate) struct Narrated {
    items: Vec<(File, Vec<Caption>)>,
    /// Reasons why items could not be read so far, by their number.
    unreadable: Mutex<BTreeMap<usize, String>>,
    tagger: Tagger,
    name: String,
    augmentation: Augmentation,
    unreadable_share: f64,
    seed: u64,
}

impl Narrated {
    pub(super) fn open(folder: &Folder, sources: &Sources) -> Result<(Self, Vec<String>), Error> {
        let (mut items, mut notes, mut names) = (Vec::new(), Vec::new(), Vec::new());
        for path in &folder.suite.pretraining {
            let (dataset, note) = suite::read(path)?;
            notes.extend(note);
            let train = dataset.splits.iter().take(1).flat_map(|split| &split.train);
            let narrated = train.filter(|item| !item.captions.is_empty());
            items.extend(narrated.map(|item| (folder.file(&dataset, item), item.captions.clone())));
            names.push(dataset.name);
        }
        let (n, batch, name) = (items.len(), sources.batch, names.join(", "));
        if n < batch {
            let reason = format!(
                "the data sets for pre-training ({name}) have {n} captioned videos to train on, and a batch takes {batch}; set \
                 `batch` to less, or see that `pretraining` names data sets with captions"
            );
            return Err(Error::Data { reason });
        }
        let narrated = Self {
            items,
            unreadable: Mutex::default(),
            tagger: Tagger::new(),
            name,
            augmentation: sources.augmentation,
            unreadable_share: sources.unreadable_share,
            seed: sources.seed,
        };
        Ok((narrated, notes))
    }

    /// Every sentence that is trained on.
    pub(super) fn sentences(&self) -> impl Iterator<Item = &str> {
        self.items.iter().flat_map(|(_, captions)| captions).map(|caption| caption.text.as_str())
    }

    /// The pair of an item in an epoch, or of the next one that can be read.
    fn pair(&self, epoch: usize, item: usize, size: &Size) -> Result<Pair, Error> {
        // streams of the epoch and the item: what a knob changes for one draw, or for another item,
        // or for the size of the batch, is nothing to this one
        let stream =
            |purpose: &str| Random::stream(self.seed, purpose, epoch as u64).item(item as u64);
        for number in (item..self.items.len()).chain(0..item) {
            let (file, captions) = &self.items[number];
            let caption = &captions[stream("caption").below(captions.len())];
            let flip = !tells_sides(&caption.text);
            let draws = [stream("frames"), stream("crop")];
            match file.random_clip(draws, self.augmentation, flip, size) {
                Ok(pixels) => {
                    let tagged = || noun_phrases(&self.tagger, &caption.text);
                    let nouns = caption.nouns.clone().unwrap_or_else(tagged);
                    return Ok(Pair { pixels, caption: caption.text.clone(), nouns });
                }
                Err(Trouble::Other(error)) => return Err(error),
                Err(Trouble::Unreadable(reason)) => {
                    let reasons = self.reasons(Some((number, reason)));
                    allow(&self.name, &reasons, self.items.len(), self.unreadable_share)?;
                }
            }
        }
        Err(Error::Data { reason: format!("no video of `{}` can be read", self.name) })
    }

    /// Reasons why items could not be read so far, after one more.
    fn reasons(&self, more: Option<(usize, String)>) -> Vec<String> {
        let lock = self.unreadable.lock();
        let mut unreadable = lock.expect("invariant: no thread panics while it holds the lock");
        unreadable.extend(more);
        unreadable.values().cloned().collect()
    }
}

impl Pairs for Narrated {
    /// Every item once in each epoch, with one of its captions. An item that cannot be read is
    /// replaced by the next one.
    fn draw(&self, step: usize, batch: usize, size: &Size) -> Result<Vec<Pair>, Error> {
        let chosen = Random::batch(self.seed, "order", step, batch, self.items.len());
        let epoch = step / (self.items.len() / batch);
        chosen.into_par_iter().map(|item| self.pair(epoch, item, size)).collect()
    }

    fn notes(&self) -> Vec<String> {
        let note = unreadable_note(&self.name, &self.reasons(None), self.items.len());
        note.into_iter().collect()
    }
}

/// Whether a sentence would be wrong about the mirrored video (spec 1.1).
fn tells_sides(sentence: &str) -> bool {
    let sides = ["left", "right", "clockwise", "counterclockwise"];
    let mut words = sentence.split(|c: char| !c.is_alphanumeric());
    words.any(|word| sides.iter().any(|side| word.eq_ignore_ascii_case(side)))
}
