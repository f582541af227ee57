//! The lists of a data set under construction.

use std::{
    collections::HashSet,
    fmt::Display,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use super::{
    Error, Note,
    folder::Folder,
    note::{Notes, Place},
    source::{Source, sentence},
};
use crate::{
    item::{Caption, Item},
    manifest::{Joined, Part, Split},
};

/// How many of the missing videos are named.
const NAMED: usize = 5;

#[derive(Default)]
pub(super) struct Lists<'a> {
    folder: Folder,
    /// Extension of missing videos; none if they are left out.
    extension: Option<&'a str>,
    pub(super) notes: Notes,
    splits: Vec<Split<Joined>>,
    found: HashSet<u64>,
    missing: HashSet<u64>,
    first_missing: Vec<String>,
}

impl<'a> Lists<'a> {
    pub(super) fn new(folder: Folder, extension: Option<&'a str>) -> Lists<'a> {
        Lists { folder, extension, ..Lists::default() }
    }

    /// Adds an item to a list of a split (from 0). Its video is found under the first of `names`
    /// for which there is a file; annotations of one video and span are joined.
    pub(super) fn add(
        &mut self,
        source: &Source,
        split: usize,
        part: Part,
        names: &[&str],
        mut item: Item,
    ) {
        let Some(&name) = names.first() else { return };
        match names.iter().find_map(|name| self.folder.find(name)) {
            Some(path) => {
                self.found.insert(hash(name));
                item.video = path.to_owned();
            }
            None => {
                if self.missing.insert(hash(name)) && self.first_missing.len() < NAMED {
                    self.first_missing.push(name.to_owned());
                }
                let Some(extension) = self.extension else { return };
                let file = name.rsplit('/').next().unwrap_or(name);
                item.video = if file.contains('.') {
                    name.to_owned()
                } else {
                    format!("{name}.{extension}")
                };
            }
        }
        if self.splits.len() <= split {
            self.splits.resize_with(split + 1, Split::default);
        }
        let joined = self.splits[split].part_mut(part).join(item);
        self.good(source, joined, "an entry that cannot be used, left out", Place::Video(name));
    }

    /// Notes what was left out of a file or mended, and where.
    pub(super) fn note(&mut self, source: &Source, what: &'static str, place: impl Display) {
        self.notes.entry(&source.path, what, place);
    }

    /// What could be read, or a note with the reason.
    pub(super) fn good<T>(
        &mut self,
        source: &Source,
        read: Result<T, impl Display>,
        what: &'static str,
        place: Place,
    ) -> Option<T> {
        read.map_err(|error| self.note(source, what, format_args!("{place} ({error})"))).ok()
    }

    /// A caption, or a note that it is empty.
    pub(super) fn caption(&mut self, source: &Source, text: &str, place: Place) -> Option<Caption> {
        let text = sentence(text);
        if text.is_none() {
            self.note(source, "an empty sentence, left out", place);
        }
        text.map(|text| Caption { text, nouns: None })
    }

    /// Notes which files were not in UTF-8.
    pub(super) fn notes_of_encodings(&mut self, sources: &[Source]) {
        for source in sources.iter().filter(|source| source.western.get() > 0) {
            let (file, count) = (source.path.clone(), source.western.get());
            self.notes.push(Note::Encoding { file, count });
        }
    }

    /// The finished splits.
    pub(super) fn finish(mut self, videos: &Path) -> Result<(Vec<Split>, Vec<Note>), Error> {
        let (missing, found) = (self.missing.len(), self.found.len());
        let kept = self.extension.is_some();
        if missing > 0 {
            if found == 0 && !kept {
                let first = self.first_missing.swap_remove(0);
                return Err(Error::NoVideo { of: missing, first, folder: videos.to_owned() });
            }
            let (of, first) = (missing + found, self.first_missing);
            self.notes.0.insert(0, Note::Missing { count: missing, of, first, kept });
        }
        let splits: Vec<Split> = self.splits.into_iter().map(split).collect();
        if splits.iter().all(|split| Part::ALL.iter().all(|part| split.part(*part).is_empty())) {
            return Err(Error::Empty(self.notes.0.first().map(ToString::to_string)));
        }
        for (n, split) in splits.iter().enumerate() {
            for part in Part::ALL {
                let shared = split.trained_on(part);
                if let Some(first) = shared.first() {
                    let (count, first) = (shared.len(), first.video.clone());
                    self.notes.push(Note::Shared { split: n + 1, part, count, first });
                }
            }
        }
        Ok((splits, self.notes.0))
    }
}

fn split(Split { train, validation, test }: Split<Joined>) -> Split {
    let [train, validation, test] = [train, validation, test].map(Joined::into_items);
    Split { train, validation, test }
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}
