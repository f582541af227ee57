//! MSRVTT-QA and MSVD-QA: lists of questions in JSON.

use serde::Deserialize;

use super::{
    Error, Format, Note,
    json::{Lenient, Text},
    lists::Lists,
    msvd::Mapping,
    note::Place,
    source::{Source, sentence},
};
use crate::{
    item::{Item, Question},
    manifest::Part,
};

#[derive(Deserialize)]
struct Entry {
    question: Text,
    answer: Text,
    video_id: Text,
}

/// Questions of one video are one item.
pub(super) fn read(format: Format, sources: &[Source], lists: &mut Lists) -> Result<(), Error> {
    let mapping = Mapping::read(sources, lists)?;
    if format == Format::MsvdQa && mapping.is_empty() {
        let what = "the mapping of clips was not given: files are expected to be named `vid1`";
        lists.notes.push(Note::Choice(what));
    }
    let prefix = if format == Format::MsvdQa { "vid" } else { "video" };
    for source in sources.iter().filter(|source| source.json_like()) {
        let part = source.part().unwrap_or_else(|| {
            let what = "a file's name has none of `train`, `val` and `test`: it trains";
            lists.notes.push(Note::Choice(what));
            Part::Train
        });
        for (n, Lenient(entry)) in (1..).zip(source.json::<Vec<Lenient<Entry>>>()?) {
            let what = "a question that cannot be read, left out";
            let Some(entry) = lists.good(source, entry, what, Place::Entry(n)) else { continue };
            let id = entry.video_id.0;
            let (Some(text), Some(answer)) =
                (sentence(&entry.question.0), sentence(&entry.answer.0))
            else {
                let place = format_args!("video `{id}`");
                lists.note(source, "an empty question or answer, left out", place);
                continue;
            };
            let number = id.bytes().all(|b| b.is_ascii_digit());
            let name = if number { format!("{prefix}{id}") } else { id };
            let item = Item { questions: vec![Question { text, answer }], ..Item::default() };
            lists.add(source, 0, part, &mapping.names(&name), item);
        }
    }
    Ok(())
}
