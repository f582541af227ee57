//! Sections that the code cites.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Numbers of the sections that a text cites as "spec N.M", "spec N, M" or "spec N and M".
fn cited(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rest in text.split_inclusive("pec ").filter(|part| part.ends_with("pec ")) {
        let start = rest.as_ptr() as usize - text.as_ptr() as usize + rest.len();
        let numbers = text[start..].split_whitespace().map_while(number);
        found.extend(numbers.flatten().map(str::to_owned));
    }
    found
}

/// A number with its comma, or the word between two; nothing at the end of a citation.
fn number(word: &str) -> Option<Option<&str>> {
    if word == "and" {
        return Some(None);
    }
    let number = word.trim_end_matches([',', '.', ':', ';', ')']);
    number.starts_with(|c: char| c.is_ascii_digit()).then_some(Some(number))
}

fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else {
            *text += &fs::read_to_string(path).unwrap().replace("///", "").replace("//!", "");
        }
    }
}

#[test]
fn every_section_that_is_cited_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    sources(&root.join("src"), &mut code);
    sources(&root.join("../dataset/src"), &mut code);
    let page = fs::read_to_string(root.join("../../docs/svilm.md")).unwrap();
    let headings: BTreeSet<&str> = page
        .lines()
        .filter(|line| line.starts_with("###"))
        .filter_map(|line| line.trim_start_matches(['#', ' ']).split(' ').next())
        .collect();
    let cited = cited(&code);
    assert!(cited.contains("4.2") && cited.contains("10.4") && cited.len() > 15, "{cited:?}");
    for section in cited {
        assert!(headings.contains(section.as_str()), "docs/svilm.md has no section {section}");
    }
}
