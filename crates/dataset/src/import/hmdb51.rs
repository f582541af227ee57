//! HMDB51: `<class>_test_split<number>.txt`, each with names and 1 for training, 2 for test, 0 for
//! neither.

use std::collections::BTreeSet;

use super::{Error, lists::Lists, note::Place::Line, source::Source};
use crate::{item::Item, manifest::Part};

/// Class and number of the split in a list's name.
pub(super) fn class(name: &str) -> Option<(&str, u32)> {
    let (class, number) = name.strip_suffix(".txt")?.rsplit_once("_test_split")?;
    Some((class, number.parse().ok()?)).filter(|(class, _)| !class.is_empty())
}

pub(super) fn read(sources: &[Source], lists: &mut Lists) -> Result<(), Error> {
    let numbers: BTreeSet<_> =
        sources.iter().filter_map(|source| Some(class(&source.name)?.1)).collect();
    for source in sources {
        let Some((class, number)) = class(&source.name) else { continue };
        let split = numbers.iter().position(|n| *n == number).unwrap_or_default();
        source.lines(|line, text| {
            // names hold brackets, signs and more, but the mark is the last word
            let (name, mark) = text.rsplit_once(char::is_whitespace).unwrap_or((text, ""));
            let part = match mark {
                "1" => Part::Train,
                "2" => Part::Test,
                "0" => return,
                _ => return lists.note(source, "a line without 0, 1 or 2, left out", Line(line)),
            };
            let path = format!("{class}/{}", name.trim());
            let item = Item { class: Some(class.to_owned()), ..Item::default() };
            lists.add(source, split, part, &[&path], item);
        })?;
    }
    Ok(())
}
