//! MSR-VTT: `videos` and `sentences` in JSON, lists of videos in CSV or text.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::{
    Error, Note,
    json::{Lenient, Text},
    lists::Lists,
    source::Source,
};
use crate::{
    item::{Caption, Item},
    manifest::Part,
};

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

/// The videos in order, with split and captions.
#[derive(Default)]
struct Annotations {
    order: Vec<String>,
    videos: HashMap<String, (Option<Part>, Vec<Caption>)>,
}

impl Annotations {
    fn video(&mut self, id: &str) -> &mut (Option<Part>, Vec<Caption>) {
        if !self.videos.contains_key(id) {
            self.order.push(id.to_owned());
        }
        self.videos.entry(id.to_owned()).or_default()
    }

    fn item(&self, id: &str) -> Item {
        let captions =
            self.videos.get(id).map(|(_, captions)| captions.clone()).unwrap_or_default();
        Item { captions, ..Item::default() }
    }
}

/// Reads the official split, or 1K-A if there is a list of test videos; returns which.
///
/// The clips are cut already: `start time` and `end time` are places in the videos they were taken
/// from.
pub(super) fn read(sources: &[Source], lists: &mut Lists) -> Result<&'static str, Error> {
    let mut annotations = Annotations::default();
    for source in sources.iter().filter(|source| source.json_like()) {
        read_annotations(source, &mut annotations, lists)?;
    }
    let tables = || sources.iter().filter(|source| !source.json_like());
    let trains = |source: &&Source| source.name.contains("train");
    let mut tested = HashSet::new();
    for source in tables().filter(|source| !trains(source)) {
        read_test(source, &annotations, &mut tested, lists)?;
    }
    let mut training = None;
    for source in tables().filter(trains) {
        read_training(source, &annotations, &tested, lists)?;
        training = Some(source);
    }
    let Some(source) = sources.iter().find(|source| source.json_like()) else { return Ok("") };
    if tested.is_empty() && training.is_none() {
        official(source, &annotations, lists);
        return Ok(", official split");
    }
    if training.is_none() {
        lists.notes.push(Note::Choice {
            what: "no training list was given: all videos outside of the test list train",
        });
        for id in annotations.order.iter().filter(|id| !tested.contains(*id)) {
            lists.add(source, 0, Part::Train, &[id], annotations.item(id));
        }
    }
    Ok(if tested.len() == 1000 { ", split 1K-A" } else { ", split by lists" })
}

fn read_annotations(
    source: &Source,
    annotations: &mut Annotations,
    lists: &mut Lists,
) -> Result<(), Error> {
    let file: File = source.json()?;
    for (n, Lenient(video)) in file.videos.into_iter().enumerate() {
        match video {
            Ok(video) => annotations.video(&video.video_id).0 = part(video.split.as_deref()),
            Err(message) => lists.notes.entry(
                &source.path,
                "a video that cannot be read, left out",
                format_args!("entry {} ({message})", n + 1),
            ),
        }
    }
    for (n, Lenient(sentence)) in file.sentences.into_iter().enumerate() {
        match sentence {
            Ok(Sentence { video_id, caption }) => {
                let caption = lists.caption(source, &caption.0, format_args!("`{video_id}`"));
                annotations.video(&video_id).1.extend(caption);
            }
            Err(message) => lists.notes.entry(
                &source.path,
                "a sentence that cannot be read, left out",
                format_args!("entry {} ({message})", n + 1),
            ),
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

fn official(source: &Source, annotations: &Annotations, lists: &mut Lists) {
    for id in &annotations.order {
        let item = annotations.item(id);
        match annotations.videos[id].0 {
            _ if item.captions.is_empty() => {
                lists.notes.entry(
                    &source.path,
                    "a video without sentences, left out",
                    format_args!("`{id}`"),
                );
            }
            Some(part) => lists.add(source, 0, part, &[id], item),
            None => lists.notes.entry(
                &source.path,
                "a video without a split, left out",
                format_args!("`{id}`"),
            ),
        }
    }
}

/// The test list has one sentence a line; a plain list of videos stands for all of their sentences.
fn read_test(
    source: &Source,
    annotations: &Annotations,
    tested: &mut HashSet<String>,
    lists: &mut Lists,
) -> Result<(), Error> {
    if source.column("sentence") {
        return source.rows(["video_id", "sentence"], [], |line, [id, text], []| {
            if let Some(caption) = lists.caption(source, text, format_args!("line {line}")) {
                tested.insert(id.to_owned());
                lists.add(
                    source,
                    0,
                    Part::Test,
                    &[id],
                    Item { captions: vec![caption], ..Item::default() },
                );
            }
        });
    }
    lists.notes.push(Note::Choice {
        what: "the test list has no sentences: all of the annotation file's are used",
    });
    ids(source, |id| {
        tested.insert(id.to_owned());
        let item = annotations.item(id);
        if item.captions.is_empty() {
            lists.notes.entry(
                &source.path,
                "a test video without sentences, left out",
                format_args!("`{id}`"),
            );
        } else {
            lists.add(source, 0, Part::Test, &[id], item);
        }
    })
}

fn read_training(
    source: &Source,
    annotations: &Annotations,
    tested: &HashSet<String>,
    lists: &mut Lists,
) -> Result<(), Error> {
    let mut seen = HashSet::new();
    ids(source, |id| {
        let place = format_args!("`{id}`");
        if tested.contains(id) {
            lists.notes.entry(
                &source.path,
                "a training video that is in the test list, left out",
                place,
            );
        } else if annotations.videos.get(id).is_none_or(|(_, captions)| captions.is_empty()) {
            lists.notes.entry(&source.path, "a training video without sentences, left out", place);
        } else if seen.insert(id.to_owned()) {
            lists.add(source, 0, Part::Train, &[id], annotations.item(id));
        }
    })
}

fn ids(source: &Source, mut each: impl FnMut(&str)) -> Result<(), Error> {
    if source.column("video_id") {
        return source.rows(["video_id"], [], |_, [id], []| each(id));
    }
    source.lines(|_, id| each(id))
}
