//! Takes out of HTML what a paper does not need and what makes parsers slow: scripts, comments,
//! inline formatting, nesting without end.

use crate::lexicon::is_among;

/// Deeper than any page that was made for readers; parsers take time in proportion to depth for
/// every tag.
const DEEPEST: usize = 200;
/// Formatting that a parser must open anew in every paragraph if it is left open.
const FORMATTING: &str = "a b big code em font i nobr s small strike strong tt u ins del mark abbr";
/// Elements without content.
const EMPTY: &str = "area base br col embed hr img input link meta param source track wbr";
/// Elements that are closed by the next one of their kind, often without an end tag.
const OPEN_ENDED: &str =
    "p li dd dt tr td th thead tbody tfoot option colgroup caption html head body";
const RAW: &str = "script style noscript template svg iframe noembed noframes textarea plaintext";

/// The page without what is listed above.
pub(super) fn tame(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    let mut open: Vec<(&str, bool)> = Vec::new();
    let mut endless: Vec<String> = Vec::new();
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        if let Some(behind) = behind_comment(rest) {
            rest = behind;
            continue;
        }
        let Some(tag) = Tag::read(rest) else {
            out.push_str("&lt;");
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.text.len()..];
        let name = tag.name.to_ascii_lowercase();
        if is_among(&name, RAW) && !tag.closes {
            if !(tag.text.ends_with("/>") && name == "svg") {
                rest = behind_end(rest, &name, &mut endless);
            }
        } else if is_among(&name, FORMATTING) || is_among(&name, RAW) {
            continue;
        } else if is_among(&name, EMPTY) || is_among(&name, OPEN_ENDED) || tag.text.ends_with("/>")
        {
            out.push_str(tag.text);
        } else if tag.closes {
            let mut inner = open.iter().rev().take(DEEPEST);
            if let Some(level) = inner.position(|(other, _)| other.eq_ignore_ascii_case(tag.name)) {
                let at = open.len() - 1 - level;
                out.push_str(if open[at].1 { tag.text } else { "" });
                open.truncate(at);
            }
        } else {
            let kept = open.len() < DEEPEST;
            open.push((tag.name, kept));
            out.push_str(if kept { tag.text } else { " " });
        }
    }
    out.push_str(rest);
    out
}

/// The text behind the end tag; all of it is dropped if there is no end tag.
fn behind_end<'a>(rest: &'a str, name: &str, endless: &mut Vec<String>) -> &'a str {
    if endless.iter().any(|other| other == name) {
        return rest;
    }
    let bytes = rest.as_bytes();
    let mut from = 0;
    while let Some(at) = rest[from..].find("</").map(|at| from + at) {
        let end = at + 2 + name.len();
        if bytes.get(at + 2..end).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return rest[end..].find('>').map_or("", |close| &rest[end + close + 1..]);
        }
        from = at + 2;
    }
    endless.push(name.to_owned());
    rest
}

/// The text behind a comment, a declaration or a processing instruction in front.
fn behind_comment(rest: &str) -> Option<&str> {
    let (body, end) = match rest.strip_prefix("<!--") {
        Some(body) => (body, "-->"),
        None => (rest.strip_prefix("<!").or_else(|| rest.strip_prefix("<?"))?, ">"),
    };
    Some(body.split_once(end).map_or("", |(_, behind)| behind))
}

struct Tag<'a> {
    name: &'a str,
    text: &'a str,
    closes: bool,
}

impl<'a> Tag<'a> {
    fn read(rest: &'a str) -> Option<Self> {
        let closes = rest.starts_with("</");
        let from = 1 + usize::from(closes);
        let name = &rest[from..];
        let end = name
            .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '-' | ':')))
            .unwrap_or(name.len());
        let name = &name[..end];
        if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            return None;
        }
        let mut quote = None;
        for (at, byte) in rest.bytes().enumerate().skip(from + end).take(LONGEST_TAG) {
            match (quote, byte) {
                (None, b'>') => return Some(Self { name, text: &rest[..=at], closes }),
                (None, b'"' | b'\'') if rest[..at].trim_end().ends_with('=') => quote = Some(byte),
                (Some(open), _) if open == byte => quote = None,
                (None, b'<') => return None,
                _ => {}
            }
        }
        None
    }
}

/// A tag that does not end within this is text.
const LONGEST_TAG: usize = 100_000;
