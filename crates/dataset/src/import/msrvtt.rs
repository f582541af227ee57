//! MSR-VTT: `videos` and `sentences` in JSON, lists of videos in CSV or text.

use std::collections::HashSet;

use serde::Deserialize;

use super::{
    Error, Note,
    described::Described,
    json::{Lenient, Text},
    lists::Lists,
    note::Place,
    source::Source,
};
use crate::{item::Item, manifest::Part};

/// The annotation file, also in the layout of COCO (`annotations` with `image_id`).
#[derive(Deserialize)]
struct File {
    #[serde(default)]
    videos: Vec<Lenient<Video>>,
    #[serde(default, alias = "annotations")]
    sentences: Vec<Lenient<Sentence>>,
}

#[derive(Deserialize)]
struct Video {
    video_id: String,
    #[serde(default)]
    split: Option<String>,
}

#[derive(Deserialize)]
struct Sentence {
    #[serde(alias = "image_id")]
    video_id: String,
    caption: Text,
}

/// Reads the official split, or 1K-A if there is a list of test videos; returns which.
///
/// The clips are cut already: `start time` and `end time` are places in the videos they were taken
/// from.
pub(super) fn read(sources: &[Source], lists: &mut Lists) -> Result<&'static str, Error> {
    let mut described = Described::default();
    for source in sources.iter().filter(|source| source.json_like()) {
        read_annotations(source, &mut described, lists)?;
    }
    let tables = || sources.iter().filter(|source| !source.json_like());
    let trains = |source: &&Source| source.name.contains("train");
    let mut tested = HashSet::new();
    for source in tables().filter(|source| !trains(source)) {
        read_test(source, &described, &mut tested, lists)?;
    }
    let mut training = None;
    for source in tables().filter(trains) {
        read_training(source, &described, &tested, lists)?;
        training = Some(source);
    }
    let Some(source) = sources.iter().find(|source| source.json_like()) else { return Ok("") };
    if tested.is_empty() && training.is_none() {
        official(source, &described, lists);
        return Ok(", official split");
    }
    if training.is_none() {
        let what = "no training list was given: all videos outside of the test list train";
        lists.notes.push(Note::Choice(what));
        for id in described.order.iter().filter(|id| !tested.contains(*id)) {
            lists.add(source, 0, Part::Train, &[id], described.item(id));
        }
    }
    Ok(if tested.len() == 1000 { ", split 1K-A" } else { ", split by lists" })
}

fn read_annotations(
    source: &Source,
    described: &mut Described,
    lists: &mut Lists,
) -> Result<(), Error> {
    let file: File = source.json()?;
    for (n, Lenient(video)) in (1..).zip(file.videos) {
        let what = "a video that cannot be read, left out";
        if let Some(video) = lists.good(source, video, what, Place::Entry(n)) {
            described.video(&video.video_id).part = part(video.split.as_deref());
        }
    }
    for (n, Lenient(sentence)) in (1..).zip(file.sentences) {
        let what = "a sentence that cannot be read, left out";
        if let Some(Sentence { video_id, caption }) =
            lists.good(source, sentence, what, Place::Entry(n))
        {
            let caption = lists.caption(source, &caption.0, Place::Video(&video_id));
            described.video(&video_id).captions.extend(caption);
        }
    }
    Ok(())
}

fn part(split: Option<&str>) -> Option<Part> {
    match split?.trim().to_lowercase().as_str() {
        "train" => Some(Part::Train),
        "validate" | "val" | "validation" => Some(Part::Validation),
        "test" => Some(Part::Test),
        _ => None,
    }
}

fn official(source: &Source, described: &Described, lists: &mut Lists) {
    for id in &described.order {
        let (item, place) = (described.item(id), Place::Video(id));
        match described.videos[id].part {
            _ if item.captions.is_empty() => {
                lists.note(source, "a video without sentences, left out", place);
            }
            Some(part) => lists.add(source, 0, part, &[id], item),
            None => lists.note(source, "a video without a split, left out", place),
        }
    }
}

/// The test list has one sentence a line; a plain list of videos stands for all of their sentences.
fn read_test(
    source: &Source,
    described: &Described,
    tested: &mut HashSet<String>,
    lists: &mut Lists,
) -> Result<(), Error> {
    if source.column("sentence") {
        return source.rows(["video_id", "sentence"], [], |line, [id, text], []| {
            if let Some(caption) = lists.caption(source, text, Place::Line(line)) {
                tested.insert(id.to_owned());
                lists.add(source, 0, Part::Test, &[id], Item::captioned(vec![caption]));
            }
        });
    }
    let what = "the test list has no sentences: all of the annotation file's are used";
    lists.notes.push(Note::Choice(what));
    ids(source, |id| {
        tested.insert(id.to_owned());
        let item = described.item(id);
        if item.captions.is_empty() {
            lists.note(source, "a test video without sentences, left out", Place::Video(id));
        } else {
            lists.add(source, 0, Part::Test, &[id], item);
        }
    })
}

fn read_training(
    source: &Source,
    described: &Described,
    tested: &HashSet<String>,
    lists: &mut Lists,
) -> Result<(), Error> {
    let mut seen = HashSet::new();
    ids(source, |id| {
        let (item, place) = (described.item(id), Place::Video(id));
        if tested.contains(id) {
            lists.note(source, "a training video that is in the test list, left out", place);
        } else if item.captions.is_empty() {
            lists.note(source, "a training video without sentences, left out", place);
        } else if seen.insert(id.to_owned()) {
            lists.add(source, 0, Part::Train, &[id], item);
        }
    })
}

fn ids(source: &Source, mut each: impl FnMut(&str)) -> Result<(), Error> {
    if source.column("video_id") {
        return source.rows(["video_id"], [], |_, [id], []| each(id));
    }
    source.lines(|_, id| each(id))
}
