//! MSVD: sentences in text or CSV, lists of clips in text.

use std::collections::HashMap;

use super::{
    Error, Note,
    described::Described,
    format::{clip, mapped, mapping},
    lists::Lists,
    note::Place::{Line, Video},
    source::Source,
};
use crate::{item::Item, manifest::Part};

/// The clips and their numbers: `youtube_mapping.txt`.
#[derive(Default)]
pub(super) struct Mapping {
    numbers: HashMap<String, String>,
    clips: HashMap<String, String>,
}

impl Mapping {
    pub(super) fn read(sources: &[Source], lists: &mut Lists) -> Result<Mapping, Error> {
        let mut read = Mapping::default();
        for source in sources.iter().filter(|source| mapping(source)) {
            source.lines(|line, text| match text.split_whitespace().collect::<Vec<_>>()[..] {
                [id, number] if clip(id) && mapped(number) => {
                    read.numbers.insert(id.to_owned(), number.to_owned());
                    read.clips.insert(number.to_owned(), id.to_owned());
                }
                _ => lists.note(source, "a line that cannot be read, left out", Line(line)),
            })?;
        }
        Ok(read)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.clips.is_empty()
    }

    /// The names that a clip's file may have, for either of its names.
    pub(super) fn names<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        match (self.clips.get(name), self.numbers.get(name)) {
            (Some(clip), _) => vec![clip, name],
            (_, Some(number)) => vec![name, number],
            _ => vec![name],
        }
    }

    /// The usual split: 1200 clips to train, 100 to validate, 670 to test.
    fn part(&self, clip: &str) -> Option<Part> {
        match self.numbers.get(clip)?.strip_prefix("vid")?.parse().ok()? {
            1..=1200 => Some(Part::Train),
            1201..=1300 => Some(Part::Validation),
            1301..=1970_u32 => Some(Part::Test),
            _ => None,
        }
    }
}

/// A clip is a file of its own: the times in its name are places in the video it was taken from.
pub(super) fn read(sources: &[Source], lists: &mut Lists) -> Result<(), Error> {
    let mapping_of_clips = Mapping::read(sources, lists)?;
    let mut described = Described::default();
    let (mut listing, mut last) = (Vec::new(), None);
    for source in sources.iter().filter(|source| !mapping(source)) {
        if source.column("description") {
            read_table(source, &mut described, lists)?;
        } else if source.words(|words| words.len() == 1) {
            listing.push(source);
            continue;
        } else {
            read_text(source, &mut described, lists)?;
        }
        last = Some(source);
    }
    let Some(last) = last else { return Ok(()) };
    if listing.is_empty() {
        by_number(last, &described, &mapping_of_clips, lists);
        return Ok(());
    }
    for source in listing {
        let part = source.part().unwrap_or(Part::Train);
        source.lines(|_, name| {
            let name = name.strip_suffix(".avi").unwrap_or(name);
            let names = mapping_of_clips.names(name);
            match names.iter().find_map(|name| described.videos.remove(*name)) {
                Some(clip) => lists.add(source, 0, part, &names, Item::captioned(clip.captions)),
                None => lists.note(source, "a clip without sentences, left out", Video(name)),
            }
        })?;
    }
    Ok(())
}

fn by_number(source: &Source, described: &Described, mapping: &Mapping, lists: &mut Lists) {
    if mapping.is_empty() {
        let what = "neither lists nor the mapping of clips were given: all clips train";
        lists.notes.push(Note::Choice(what));
    }
    for clip in &described.order {
        let part = if mapping.is_empty() { Some(Part::Train) } else { mapping.part(clip) };
        match part {
            Some(part) => {
                lists.add(source, 0, part, &mapping.names(clip), described.item(clip));
            }
            None => lists.note(source, "a clip that is not in the mapping, left out", Video(clip)),
        }
    }
}

/// `video_start_end`, then a sentence; the file begins with remarks.
fn read_text(source: &Source, described: &mut Described, lists: &mut Lists) -> Result<(), Error> {
    source.lines(|line, text| {
        let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        if clip(name) {
            if let Some(caption) = lists.caption(source, rest, Line(line)) {
                described.video(name).captions.push(caption);
            }
        } else if !text.starts_with('#') {
            lists.note(source, "a line that names no clip, left out", Line(line));
        }
    })
}

fn read_table(source: &Source, described: &mut Described, lists: &mut Lists) -> Result<(), Error> {
    let columns = ["VideoID", "Start", "End", "Description"];
    source.rows(columns, ["Language"], |line, [video, start, end, text], [language]| {
        if !(language.is_empty() || language.eq_ignore_ascii_case("english")) {
            return;
        }
        let name = format!("{video}_{start}_{end}");
        if !clip(&name) {
            lists.note(source, "a line that names no clip, left out", Line(line));
        } else if let Some(caption) = lists.caption(source, text, Line(line)) {
            described.video(&name).captions.push(caption);
        }
    })
}
