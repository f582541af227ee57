//! ActivityNet 1.3: a database of videos with labelled segments.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Error, Note, json::Lenient, lists::Lists, source::Source, stretch::mend};
use crate::{
    item::{Item, Segment},
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
        for (id, video) in source.json::<File>()?.database {
            match Video::deserialize(video) {
                Ok(video) => add(source, &id, video, lists),
                Err(error) => {
                    let place = format_args!("`{id}` ({error})");
                    lists.notes.entry(&source.path, "a video that cannot be read, left out", place);
                }
            }
        }
    }
    Ok(())
}

fn add(source: &Source, id: &str, video: Video, lists: &mut Lists) {
    let part = match video.subset.trim().to_lowercase().as_str() {
        "training" | "train" => Part::Train,
        "validation" | "val" => Part::Validation,
        "testing" | "test" => Part::Test,
        _ => {
            lists.notes.entry(
                &source.path,
                "a video of an unknown subset, left out",
                format_args!("`{id}`"),
            );
            return;
        }
    };
    let mut segments = Vec::new();
    for Lenient(annotation) in video.annotations {
        match annotation {
            Ok(Annotation { label, segment }) => {
                let span = mend(segment, video.duration, id, source, &mut lists.notes);
                segments.extend(span.map(|span| Segment {
                    start: span.start,
                    end: span.end,
                    class: label,
                }));
            }
            Err(error) => {
                let place = format_args!("`{id}` ({error})");
                lists.notes.entry(&source.path, "a segment that cannot be read, left out", place);
            }
        }
    }
    if segments.is_empty() && part == Part::Test {
        let what =
            "labels of the subset `testing` are not public: it is left out, report on `validation`";
        lists.notes.push(Note::Choice { what });
    } else if segments.is_empty() {
        lists.notes.entry(
            &source.path,
            "a video without segments, left out",
            format_args!("`{id}`"),
        );
    } else {
        let name = format!("v_{id}");
        lists.add(source, 0, part, &[&name, id], Item { segments, ..Item::default() });
    }
}
