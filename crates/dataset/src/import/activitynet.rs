//! ActivityNet 1.3: a database of videos with labelled segments.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    Error, Note,
    json::{Lenient, each_video},
    lists::Lists,
    note::Place,
    source::Source,
    stretch::mend,
};
use crate::{
    item::{Item, Segment, Span},
    manifest::Part,
};

#[derive(Deserialize)]
struct File {
    database: Map<String, Value>,
}

#[derive(Deserialize)]
struct Video {
    subset: String,
    #[serde(default)]
    duration: Option<f64>,
    #[serde(default)]
    annotations: Vec<Lenient<Annotation>>,
}

#[derive(Deserialize)]
struct Annotation {
    label: String,
    segment: [f64; 2],
}

/// Videos without a segment are left out: those to be tested have none, as their labels are kept
/// secret.
pub(super) fn read(sources: &[Source], lists: &mut Lists) -> Result<(), Error> {
    for source in sources {
        let videos = source.json::<File>()?.database;
        each_video(source, videos, lists, |id, video, lists| add(source, id, video, lists));
    }
    Ok(())
}

fn add(source: &Source, id: &str, video: Video, lists: &mut Lists) {
    let place = Place::Video(id);
    let part = match video.subset.trim().to_lowercase().as_str() {
        "training" | "train" => Part::Train,
        "validation" | "val" => Part::Validation,
        "testing" | "test" => Part::Test,
        _ => return lists.note(source, "a video of an unknown subset, left out", place),
    };
    let mut segments = Vec::new();
    for Lenient(annotation) in video.annotations {
        let what = "a segment that cannot be read, left out";
        let Some(read) = lists.good(source, annotation, what, place) else { continue };
        if let Some(Span { start, end }) = mend(read.segment, video.duration, id, source, lists) {
            segments.push(Segment { start, end, class: read.label });
        }
    }
    if segments.is_empty() && part == Part::Test {
        let what =
            "labels of the subset `testing` are not public: it is left out, report on `validation`";
        lists.notes.push(Note::Choice(what));
    } else if segments.is_empty() {
        lists.note(source, "a video without segments, left out", place);
    } else {
        let name = format!("v_{id}");
        lists.add(source, 0, part, &[&name, id], Item { segments, ..Item::default() });
    }
}
