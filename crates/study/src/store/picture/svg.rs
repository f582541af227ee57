//! Which SVG may be shown: shapes, words and frames. Nothing in it acts, and nothing from outside
//! is asked for.
//!
//! An accepted picture reads the same as a file of its own, as an image, and within a page: a page
//! knows no XML, so whatever the two take differently is refused. That is CDATA, comments with `<`
//! or `>`, and elements in a title.

use roxmltree::{Attribute, Document, Node, ParsingOptions};

use super::reference;

const SVG: &str = "http://www.w3.org/2000/svg";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

const ELEMENTS: [&str; 18] = [
    "svg",
    "title",
    "desc",
    "defs",
    "g",
    "rect",
    "circle",
    "line",
    "path",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "image",
    "use",
    "clipPath",
    "linearGradient",
    "stop",
];

/// Functions of style sheets that compute; others may load something.
const FUNCTIONS: [&str; 17] = [
    "rgb",
    "rgba",
    "hsl",
    "hsla",
    "calc",
    "matrix",
    "translate",
    "translatex",
    "translatey",
    "scale",
    "scalex",
    "scaley",
    "rotate",
    "skewx",
    "skewy",
    "min",
    "max",
];

/// Deepest element, and most nodes and attributes that are read.
const DEEPEST: usize = 64;
const NODES: u32 = 250_000;
/// Largest frame, in pixels: a few bytes of PNG may stand for gigabytes.
const PIXELS: u64 = 1 << 24;
/// Longest name of a stranger in a reason.
const SHOWN: usize = 60;

/// Whether a picture may be shown.
///
/// # Errors
/// The first thing in it that is not allowed.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    declarations(text)?;
    let options =
        ParsingOptions { allow_dtd: false, nodes_limit: NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| format!("it is no XML: {error}"))?;
    let root = document.root_element();
    if !root.has_tag_name((SVG, "svg")) {
        return Err("its outermost element is not `svg` of SVG".to_owned());
    }
    for node in document.root().descendants() {
        if node.ancestors().take(DEEPEST + 2).count() > DEEPEST + 1 {
            return Err(format!("its elements are nested more than {DEEPEST} deep"));
        }
        if node.is_comment() && node.text().is_some_and(|text| text.contains(['<', '>'])) {
            return Err("it has a comment with `<` or `>`".to_owned());
        }
        if node.is_element() {
            element(node)?;
        }
    }
    reference::check(&document)
}

/// Before anything is parsed: no document type, no CDATA, no processing instruction and no other
/// encoding.
fn declarations(text: &str) -> Result<(), String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.match_indices("<!").any(|(at, _)| !text[at..].starts_with("<!--")) {
        return Err("it has a document type (DOCTYPE), an entity or CDATA".to_owned());
    }
    let is_declared = text.starts_with("<?xml ");
    if text.matches("<?").count() > usize::from(is_declared) {
        return Err("it has a processing instruction".to_owned());
    }
    let declaration =
        text.split("?>").next().filter(|_| is_declared).unwrap_or_default().to_ascii_lowercase();
    let is_utf8 = declaration.contains("\"utf-8\"") || declaration.contains("'utf-8'");
    if declaration.contains("encoding") && !is_utf8 {
        return Err("it says that it is not UTF-8".to_owned());
    }
    Ok(())
}

fn element(node: Node) -> Result<(), String> {
    let name = node.tag_name();
    if name.namespace() != Some(SVG) || !ELEMENTS.contains(&name.name()) {
        return Err(format!("it has the element `{}`", short(name.name())));
    }
    if matches!(name.name(), "title" | "desc") && node.children().any(|child| !child.is_text()) {
        return Err(format!("its `{}` holds more than text", name.name()));
    }
    node.attributes().try_for_each(|attribute| self::attribute(name.name(), attribute))
}

fn attribute(element: &str, attribute: Attribute) -> Result<(), String> {
    let (name, value) = (attribute.name(), attribute.value());
    let is_href = name.eq_ignore_ascii_case("href");
    let starts = |prefix: &str| {
        name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    let is_base = name == "base" && attribute.namespace() == Some(XML);
    let admitted = match element {
        _ if starts("on") || is_base => false,
        "image" if is_href => return frame(value),
        "use" | "linearGradient" if is_href => value.starts_with('#'),
        _ if is_href => false,
        // words, which no style sheet reads
        _ if starts("aria-") || starts("data-") || ["id", "class", "lang"].contains(&name) => true,
        _ => is_plain_style(value),
    };
    if admitted {
        Ok(())
    } else {
        Err(format!("its `{element}` has `{}=\"{}\"`", short(name), short(value)))
    }
}

/// Whether a value of an attribute, read as a style, loads nothing.
fn is_plain_style(value: &str) -> bool {
    // an escape could spell any function
    !value.contains('\\')
        && value.match_indices('(').all(|(at, _)| {
            let is_of_name =
                |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii();
            let function = value[..at]
                .rsplit(|c| !is_of_name(c))
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            match function.as_str() {
                "" => true,
                "url" => {
                    value[at + 1..].trim_start().trim_start_matches(['"', '\'']).starts_with('#')
                }
                function => FUNCTIONS.contains(&function),
            }
        })
}

/// Whether a frame is a PNG of a size that can be shown.
fn frame(uri: &str) -> Result<(), String> {
    let Some(base64) = uri.strip_prefix("data:image/png;base64,") else {
        return Err(format!("its `image` is from `{}`, not PNG within the file", short(uri)));
    };
    let is_letter =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b' ');
    let head: Vec<u8> = base64.bytes().filter(|byte| *byte != b' ').take(32).map(sextet).collect();
    let octets = |four: &[u8]| {
        let bits = four.iter().fold(0, |bits, sextet| bits << 6 | u32::from(*sextet));
        [(bits >> 16) as u8, (bits >> 8) as u8, bits as u8]
    };
    let head: Vec<u8> = head.chunks_exact(4).flat_map(octets).collect();
    let number =
        |at: usize| head[at..at + 4].iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    if !base64.bytes().all(is_letter)
        || head.len() < 24
        || !head.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    {
        return Err("its `image` is no PNG".to_owned());
    }
    let (width, height) = (number(16), number(20));
    if width * height > PIXELS {
        Err(format!("its `image` has {width} x {height} pixels"))
    } else {
        Ok(())
    }
}

/// The six bits of a letter of base64; those of the end are 0.
fn sextet(letter: u8) -> u8 {
    match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => 0,
    }
}

/// A stranger's word, cut to what a reason has room for.
fn short(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        text.to_owned()
    } else {
        text.chars().take(SHOWN).chain(['…']).collect()
    }
}
