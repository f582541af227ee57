//! Reads every page of a site: well-formed, nothing that acts, no dead link.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::contents;

/// Every element that a page may have.
const ELEMENTS: &str = "a article bdi blockquote body br button code dd del details div dl dt em fieldset figcaption figure \
                        footer form h1 h2 h3 h4 h5 h6 head header hr html input label legend li link main meta nav ol option \
                        p pre script section select small span strong style summary table tbody td tfoot th thead title tr ul";

/// The elements of a chart.
const DRAWN: &str = "circle desc line polygon polyline rect svg text title";

/// What the elements of a chart may have besides.
const DRAWN_ATTRIBUTES: &str = "cx cy fill fill-opacity font-family font-size font-weight height points r stroke \
                                stroke-dasharray stroke-dashoffset textLength lengthAdjust stroke-linejoin stroke-opacity stroke-width text-anchor viewBox width \
                                x x1 x2 y y1 y2";

/// Every attribute but `aria-…` and `data-…`.
const ATTRIBUTES: &str = "align autocomplete charset class content defer dir download for hidden href http-equiv id lang \
                          name nowrap placeholder rel role scope spellcheck src start tabindex title type value";

const VOID: [&str; 6] = ["br", "hr", "input", "link", "meta", "img"];

struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    /// Whether the tag closes itself, as those of charts may.
    is_closed: bool,
}

/// Checks the site and says how many links it has.
pub(super) fn check(root: &Path) -> usize {
    let files = contents(root);
    let pages: BTreeMap<&str, Vec<Element>> = files
        .iter()
        // reports are pages of another kind, with tests of their own
        .filter(|(name, _)| name.ends_with(".html") && !name.starts_with("reports/"))
        .map(|(name, bytes)| (name.as_str(), elements(name, std::str::from_utf8(bytes).unwrap())))
        .collect();
    let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (page, elements) in &pages {
        let ids = ids.entry(page).or_default();
        for id in elements.iter().filter_map(|element| element.attributes.get("id")) {
            assert!(ids.insert(id), "{page}: `{id}` is there twice");
        }
    }
    let mut n_links = 0;
    for (page, elements) in &pages {
        has_order(page, elements);
        for element in elements {
            is_allowed(page, element);
            for name in ["for", "aria-labelledby", "aria-describedby"] {
                for id in element.attributes.get(name).map_or("", String::as_str).split(' ') {
                    assert!(id.is_empty() || ids[page].contains(id), "{page}: {name}={id}");
                }
            }
            let Some(link) = element.attributes.get("href").or(element.attributes.get("src"))
            else {
                continue;
            };
            let is_outside =
                ["https://", "http://", "mailto:"].iter().any(|scheme| link.starts_with(scheme));
            if is_outside {
                let rel = element.attributes.get("rel").map_or("", String::as_str);
                assert!(element.name == "a" && rel.contains("noopener"), "{page} loads {link}");
                continue;
            }
            n_links += 1;
            let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
            let target = resolve(page, &decode_percent(path));
            assert!(files.contains_key(&target), "{page} links to {link}, which is not there");
            // behind `=` stands what is chosen, not a place
            if !fragment.is_empty() && !fragment.contains('=') {
                assert!(
                    ids[target.as_str()].contains(fragment),
                    "{page} links to {link}, where there is no such place"
                );
            }
        }
    }
    n_links
}

/// Headings go down by one level at most, the first is the only one of its level, and every table
/// has heads.
fn has_order(page: &str, elements: &[Element]) {
    let mut above = 0;
    let mut heads = true;
    for element in elements {
        match element.name.as_str() {
            "table" => {
                assert!(heads, "{page}: a table without heads");
                heads = false;
            }
            "th" => heads = true,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = element.name[1..].parse().unwrap();
                assert!(level <= above + 1, "{page}: <h{level}> below <h{above}>");
                assert!((level == 1) == (above == 0), "{page}: <h{level}> after <h{above}>");
                above = level;
            }
            _ => {}
        }
    }
    assert!(heads && above > 0, "{page}: a table without heads, or no heading");
}

fn is_allowed(page: &str, Element { name, attributes, .. }: &Element) {
    let is_in = |list: &str, name: &str| list.split_whitespace().any(|other| other == name);
    let is_drawn = is_in(DRAWN, name);
    assert!(is_drawn || is_in(ELEMENTS, name), "{page}: <{name}>");
    for attribute in attributes.keys() {
        let is_free = attribute.starts_with("aria-") || attribute.starts_with("data-");
        let is_known =
            is_in(ATTRIBUTES, attribute) || is_drawn && is_in(DRAWN_ATTRIBUTES, attribute);
        assert!(is_free || is_known, "{page}: <{name} {attribute}>");
    }
    assert!(name != "script" || attributes.contains_key("src"), "{page}: a script of its own");
}

fn resolve(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    if !link.is_empty() {
        parts.pop();
    }
    for part in link.split('/').filter(|part| !part.is_empty()) {
        if part == ".." {
            assert!(parts.pop().is_some(), "{page} links out of the site: {link}");
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

fn decode_percent(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%' {
            let digits = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The elements of a page whose tags must all be closed, in their order.
fn elements(page: &str, html: &str) -> Vec<Element> {
    let mut elements = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html.strip_prefix("<!DOCTYPE html>").unwrap();
    while let Some(start) = rest.find('<') {
        let text = &rest[..start];
        assert!(!text.contains('>') || page.starts_with("plans/"), "{page}: a bare `>` in {text}");
        assert!(
            !text.chars().any(foundation::visible::is_hidden),
            "{page}: hidden characters in {text:?}"
        );
        rest = &rest[start + 1..];
        if let Some(after) = rest.strip_prefix('/') {
            let end = after.find('>').unwrap();
            assert_eq!(
                open.pop().as_deref(),
                Some(&after[..end]),
                "{page}: closed in the wrong order"
            );
            rest = &after[end + 1..];
            continue;
        }
        let (element, after) = tag(page, rest);
        rest = after;
        if !element.is_closed && !VOID.contains(&element.name.as_str()) {
            open.push(element.name.clone());
        }
        elements.push(element);
    }
    assert!(open.is_empty(), "{page}: {open:?} left open");
    elements
}

/// The opening tag whose `<` is behind us.
fn tag<'a>(page: &str, text: &'a str) -> (Element, &'a str) {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap();
    let mut element =
        Element { name: text[..end].to_owned(), attributes: BTreeMap::new(), is_closed: false };
    let mut rest = text[end..].trim_start();
    loop {
        if let Some(after) = rest.strip_prefix('>') {
            return (element, after);
        }
        if let Some(after) = rest.strip_prefix("/>") {
            element.is_closed = DRAWN.split(' ').any(|drawn| drawn == element.name);
            return (element, after);
        }
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap();
        assert!(
            end > 0,
            "{page}: a broken tag <{} … {}",
            element.name,
            &rest[..rest.len().min(40)]
        );
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix("=\"") {
            let end = after.find('"').unwrap();
            value = after[..end]
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
            rest = &after[end + 1..];
        }
        assert!(
            !value.chars().any(foundation::visible::is_hidden),
            "{page}: hidden characters in {name}={value:?}"
        );
        element.attributes.insert(name, value);
        rest = rest.trim_start();
    }
}
