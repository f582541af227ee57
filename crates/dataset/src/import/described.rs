//! Videos in the order in which annotation files first name them.

use std::collections::HashMap;

use crate::{
    item::{Caption, Item},
    manifest::Part,
};

/// What is known of every video.
#[derive(Default)]
pub(super) struct Described {
    pub(super) order: Vec<String>,
    pub(super) videos: HashMap<String, Video>,
}

#[derive(Default)]
pub(super) struct Video {
    pub(super) part: Option<Part>,
    pub(super) captions: Vec<Caption>,
}

impl Described {
    /// The video of this name, which is new if it was not named before.
    pub(super) fn video(&mut self, name: &str) -> &mut Video {
        if !self.videos.contains_key(name) {
            self.order.push(name.to_owned());
        }
        self.videos.entry(name.to_owned()).or_default()
    }

    /// The video's captions as an item; none if it was never named.
    pub(super) fn item(&self, name: &str) -> Item {
        Item::captioned(self.videos.get(name).map_or_else(Vec::new, |video| video.captions.clone()))
    }
}
