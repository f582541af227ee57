//! ActivityNet Captions: sentences with times for every video.

use serde::Deserialize;

use super::{
    Error, Note,
    json::{Lenient, Text, each_video},
    lists::Lists,
    note::Place::Video,
    source::Source,
    stretch::mend,
};
use crate::{
    item::{Caption, Item},
    manifest::Part,
};

#[derive(Deserialize)]
struct Annotated {
    #[serde(default)]
    duration: Option<f64>,
    timestamps: Vec<Lenient<[f64; 2]>>,
    sentences: Vec<Text>,
}

/// One item per sentence, cut from its video: the first annotation of the validation videos
/// validates, the second tests.
pub(super) fn read_sentences(sources: &[Source], lists: &mut Lists) -> Result<(), Error> {
    for source in sources {
        let part = if second(source) { Part::Test } else { source.part().unwrap_or(Part::Train) };
        each_video(source, source.json()?, lists, |id, video: Annotated, lists| {
            if video.timestamps.len() != video.sentences.len() {
                let what = "not as many times as sentences, those without the other left out";
                lists.note(source, what, Video(id));
            }
            for (Lenient(times), text) in video.timestamps.into_iter().zip(video.sentences) {
                let Ok(times) = times else {
                    lists.note(source, "times that cannot be read, left out", Video(id));
                    continue;
                };
                let span = mend(times, video.duration, id, source, lists);
                if span.is_some()
                    && let Some(caption) = lists.caption(source, &text.0, Video(id))
                {
                    let item = Item { span, ..Item::captioned(vec![caption]) };
                    lists.add(source, 0, part, &names(id), item);
                }
            }
        });
    }
    Ok(())
}

/// One item per video, its sentences joined: the first annotation of the validation videos tests,
/// as is usual in retrieval.
pub(super) fn read_paragraphs(sources: &[Source], lists: &mut Lists) -> Result<(), Error> {
    let first =
        sources.iter().any(|source| source.part() == Some(Part::Validation) && !second(source));
    for source in sources {
        if second(source) && first {
            let what = "`val_1` tests; `val_2` describes the same videos again and is left out";
            lists.notes.push(Note::Choice(what));
            continue;
        }
        let trains = source.part().is_none_or(|part| part == Part::Train);
        let part = if trains { Part::Train } else { Part::Test };
        each_video(source, source.json()?, lists, |id, video: Annotated, lists| {
            let captions = video.sentences.iter();
            let captions = captions.filter_map(|text| lists.caption(source, &text.0, Video(id)));
            let sentences: Vec<_> = captions.map(|caption| caption.text).collect();
            if !sentences.is_empty() {
                let paragraph = Caption { text: sentences.join(" "), nouns: None };
                lists.add(source, 0, part, &names(id), Item::captioned(vec![paragraph]));
            }
        });
    }
    Ok(())
}

fn second(source: &Source) -> bool {
    source.name.contains("val_2") || source.name.contains("val2")
}

/// Keys are `v_` and YouTube's identifier, files may be named by either.
fn names(id: &str) -> [&str; 2] {
    [id, id.strip_prefix("v_").unwrap_or(id)]
}
