//! Reads HTML and XML as strictly as it is written here: all tags closed in order, all attributes
//! quoted.

use std::collections::{BTreeMap, BTreeSet};

/// An element, and the text in it that is in none of its children.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) text: String,
}

const VOID: [&str; 5] = ["br", "hr", "link", "meta", "img"];

/// The elements in the order of their opening tags.
pub(crate) fn elements(markup: &str) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = markup.strip_prefix("<!DOCTYPE html>").unwrap_or(markup).trim_end();
    while let Some(start) = rest.find('<') {
        let text = decoded(&rest[..start]);
        assert!(!text.chars().any(foundation::visible::is_hidden), "hidden characters in {text:?}");
        if let Some(&inside) = open.last() {
            elements[inside].text.push_str(&text);
        }
        rest = &rest[start + 1..];
        if let Some(after) = rest.strip_prefix('/') {
            let end = after.find('>').unwrap();
            let closed = elements[open.pop().expect("an open element")].name.clone();
            assert_eq!(closed, after[..end], "closed in the wrong order");
            rest = &after[end + 1..];
            continue;
        }
        let (element, is_closed, after) = tag(rest);
        rest = after;
        if element.name == "style" {
            rest = &rest[rest.find("</style>").unwrap()..];
        }
        if !is_closed && !VOID.contains(&element.name.as_str()) {
            open.push(elements.len());
        }
        elements.push(element);
    }
    assert!(open.is_empty() && rest.is_empty(), "left open: {open:?}, left over: {rest}");
    elements
}

/// The opening tag whose `<` is behind us, and whether it is closed at once.
fn tag(text: &str) -> (Element, bool, &str) {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap();
    assert!(end > 0, "a bare `<` before {}", text.chars().take(40).collect::<String>());
    let mut element =
        Element { name: text[..end].to_owned(), attributes: BTreeMap::new(), text: String::new() };
    let mut rest = text[end..].trim_start();
    loop {
        if let Some(after) = rest.strip_prefix("/>") {
            return (element, true, after);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (element, false, after);
        }
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap();
        assert!(
            end > 0,
            "a broken tag <{} … {}",
            element.name,
            rest.chars().take(40).collect::<String>()
        );
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix("=\"") {
            let end = after.find('"').unwrap();
            assert!(!after[..end].contains('<'), "a bare `<` in {name}");
            value = decoded(&after[..end]);
            rest = &after[end + 1..];
        }
        assert!(element.attributes.insert(name, value).is_none(), "an attribute twice");
        rest = rest.trim_start();
    }
}

fn decoded(text: &str) -> String {
    for (at, _) in text.match_indices('&') {
        let known =
            ["&amp;", "&lt;", "&gt;", "&quot;"].iter().any(|entity| text[at..].starts_with(entity));
        assert!(known, "a bare `&` in {text}");
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The ids, each of which must be there once.
pub(crate) fn ids(elements: &[Element]) -> BTreeSet<&str> {
    let mut ids = BTreeSet::new();
    for id in elements.iter().filter_map(|element| element.attributes.get("id")) {
        assert!(ids.insert(id.as_str()), "`{id}` is there twice");
    }
    ids
}
