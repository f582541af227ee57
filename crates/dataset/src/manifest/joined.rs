//! A list in which every video and span occurs once.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use super::{Fault, check::check};
use crate::item::Item;

/// Items that passed the checks, with an index by video and span.
///
/// The index holds hashes, so that millions of paths are not kept twice; two items of one hash that
/// differ are both kept.
#[derive(Default)]
pub(crate) struct Joined {
    items: Vec<Item>,
    index: HashMap<u64, u32>,
}

impl Joined {
    /// Adds an item, or a fault if the video and span are there already.
    pub(super) fn add(&mut self, item: Item) -> Result<(), Fault> {
        check(&item)?;
        if self.find(&item).is_some() {
            return Err(Fault::Duplicate(item.video));
        }
        self.push(item);
        Ok(())
    }

    /// Adds an item, or its annotations to the item of the same video and span.
    pub(crate) fn join(&mut self, mut item: Item) -> Result<(), Fault> {
        check(&item)?;
        let Some(at) = self.find(&item) else {
            self.push(item);
            return Ok(());
        };
        let known = &mut self.items[at];
        match (&known.class, item.class.take()) {
            (Some(before), Some(class)) if *before != class => {
                return Err(Fault::Classes { class, before: before.clone() });
            }
            (None, class) => known.class = class,
            _ => {}
        }
        known.captions.append(&mut item.captions);
        known.questions.append(&mut item.questions);
        known.segments.append(&mut item.segments);
        Ok(())
    }

    pub(crate) fn into_items(self) -> Vec<Item> {
        self.items
    }

    fn push(&mut self, item: Item) {
        if let Ok(at) = u32::try_from(self.items.len()) {
            self.index.entry(key(&item)).or_insert(at);
        }
        self.items.push(item);
    }

    fn find(&self, item: &Item) -> Option<usize> {
        let at = *self.index.get(&key(item))? as usize;
        let known = &self.items[at];
        (known.video == item.video && known.span == item.span).then_some(at)
    }
}

fn key(item: &Item) -> u64 {
    let mut hasher = DefaultHasher::new();
    item.video.hash(&mut hasher);
    if let Some(span) = item.span {
        (span.start.to_bits(), span.end.to_bits()).hash(&mut hasher);
    }
    hasher.finish()
}
