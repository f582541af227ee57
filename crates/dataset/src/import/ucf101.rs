//! UCF101: `trainlist01.txt` with paths and class numbers, `testlist01.txt` with paths,
//! `classInd.txt`.

use std::collections::{BTreeSet, HashMap};

use super::{Error, lists::Lists, note::Place::Line, source::Source};
use crate::{item::Item, manifest::Part};

/// Whether a file is a list of videos.
pub(super) fn list(source: &Source) -> bool {
    source.words(|words| {
        words.len() <= 2 && words[0].contains('/') && words[0].to_lowercase().ends_with(".avi")
    })
}

/// Whether a file numbers the classes.
pub(super) fn classes(source: &Source) -> bool {
    let numbers = |words: &[&str]| matches!(words, [n, name] if n.parse::<u32>().is_ok() && name.parse::<u32>().is_err());
    source.words(numbers)
}

/// The class is the folder of the file; a number that says otherwise is noted.
pub(super) fn read(sources: &[Source], lists: &mut Lists) -> Result<(), Error> {
    let mut names = HashMap::new();
    for source in sources.iter().filter(|source| classes(source)) {
        source.lines(|_, text| {
            if let Some((number, name)) = text.split_once(char::is_whitespace) {
                names.insert(number.to_owned(), name.trim().to_owned());
            }
        })?;
    }
    let tables: Vec<_> = sources.iter().filter(|source| list(source)).collect();
    let numbers: BTreeSet<_> = tables.iter().map(|source| number(&source.name)).collect();
    for source in tables {
        let split = numbers.iter().position(|n| *n == number(&source.name)).unwrap_or_default();
        let part = source.part().unwrap_or(Part::Train);
        source.lines(|line, text| {
            let mut words = text.split_whitespace();
            let (path, class) = (words.next().unwrap_or_default(), words.next());
            let Some((folder, _)) = path.rsplit_once('/') else {
                return lists.note(source, "a line without a path, left out", Line(line));
            };
            let folder = folder.rsplit('/').next().unwrap_or(folder);
            if class.and_then(|class| names.get(class)).is_some_and(|name| name != folder) {
                let what = "a class number of another class than the folder, the folder's taken";
                lists.note(source, what, Line(line));
            }
            let item = Item { class: Some(folder.to_owned()), ..Item::default() };
            lists.add(source, split, part, &[path], item);
        })?;
    }
    Ok(())
}

/// The number of the split in a list's name: the last one in it, if it can be a split's.
fn number(name: &str) -> u32 {
    let last = name.split(|c: char| !c.is_ascii_digit()).rfind(|digits| !digits.is_empty());
    last.and_then(|digits| digits.parse().ok()).filter(|n| (1..10).contains(n)).unwrap_or(1)
}
