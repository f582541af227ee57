//! Sections that the sources of S-ViLM cite exist in its document.

use std::collections::BTreeSet;

use crate::tree;

const DOCUMENT: &str = "docs/svilm.md";

/// Sections that are cited and still missing; one that is there must leave the list.
const MISSING: [&str; 5] = ["1.2", "2.1", "8.4", "8.5", "10.4"];

/// The numbers of sections, from headings (`## 2.1 Encoder`) and bold text (`**5, 8.1 Name.**`),
/// and of the chapters that they make up.
fn sections(document: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in document.lines() {
        let bold = line.split("**").skip(1).step_by(2);
        let heading = line.starts_with('#').then(|| line.trim_start_matches('#'));
        for title in bold.chain(heading) {
            let numbers = title.trim().split([' ', ',']).filter(|word| !word.is_empty());
            for number in numbers.map_while(number) {
                found.insert(number.to_owned());
                found.extend(number.split_once('.').map(|(chapter, _)| chapter.to_owned()));
            }
        }
    }
    found
}

/// A word that is a section's number, without the dot that may end it.
fn number(word: &str) -> Option<&str> {
    let word = word.trim_end_matches('.');
    let is_number = word
        .split('.')
        .all(|part| !part.is_empty() && part.chars().all(|character| character.is_ascii_digit()));
    is_number.then_some(word)
}

/// The number behind each `spec` of a line, of lists (`spec 2.2 and 4`) the first.
fn cited(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("spec ").filter_map(move |(at, mark)| {
        let rest = &line[at + mark.len()..];
        let end = rest.find(|next: char| next != '.' && !next.is_ascii_digit());
        number(&rest[..end.unwrap_or(rest.len())])
    })
}

#[test]
fn every_section_that_is_cited_exists() {
    let sections = sections(&tree::read(DOCUMENT));
    let mut citations = 0;
    let mut missing = Vec::new();
    let sources = tree::sources().into_iter().filter(|file| file.path.starts_with("crates/svilm/"));
    for file in sources.chain(tree::documents()) {
        for (line, text) in file.lines() {
            for section in cited(text) {
                citations += 1;
                if !sections.contains(section) && !MISSING.contains(&section) {
                    missing.push(format!("{}:{line}: spec {section}", file.path));
                }
            }
        }
    }
    for section in MISSING {
        assert!(!sections.contains(section), "{section} is there: take it off the list");
    }
    assert!(citations > 10, "only {citations} citations found");
    assert!(missing.is_empty(), "{DOCUMENT} has no such section:\n{}", missing.join("\n"));
}

#[test]
fn sections_and_citations_are_found() {
    let found = sections("## 3 Loss\n**1.1 Frames.** text **5, 8.1 Training.** and **bold**");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["1", "1.1", "3", "5", "8", "8.1"]);
    assert_eq!(cited("as in spec 2.2, spec 4.").collect::<Vec<_>>(), ["2.2", "4"]);
}
