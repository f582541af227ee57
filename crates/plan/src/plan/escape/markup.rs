//! Tests for markup and links that could act.

/// Tags that stand on a page if they have no attributes: they change the look of a few characters
/// and end with the box.
const ALLOWED: [&str; 9] = ["b", "br", "em", "i", "s", "strong", "sub", "sup", "u"];

/// Schemes a link may have.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// The longest address that is looked at; links to longer ones are escaped.
const MAX_ADDRESS: usize = 256;

/// AblationBench's tags, which tell its form from a page.
const TAGS: [&str; 2] = ["discussion", "predictions"];

/// Whether text that begins with `<` begins markup that must not stand on a page.
pub(super) fn is_active(text: &str) -> bool {
    if is_tag(text) {
        return true;
    }
    let after = &text[1..];
    let (closing, after) = after.strip_prefix('/').map_or((false, after), |after| (true, after));
    match after.chars().next() {
        // what follows the field is not known here
        None | Some('!' | '?') => return true,
        Some(c) if c.is_ascii_alphabetic() => {}
        Some(_) => return closing,
    }
    let Some(end) = after.find(['>', '<', '=', '"', '\'', '`', '\n', '\r', '\0']) else {
        return true;
    };
    let inside = &after[..end];
    if !after[end..].starts_with('>') {
        return true;
    }
    let name = name(inside);
    if let Some((scheme, _)) = name.split_once(':') {
        return !is_allowed(scheme, &SCHEMES);
    }
    if is_allowed(name, &ALLOWED) {
        let bare = inside.strip_suffix('/').unwrap_or(inside).trim_end();
        return bare.len() != name.len();
    }
    is_element(name)
}

/// Whether text that begins with `<` begins an opening or closing tag of AblationBench.
pub(super) fn is_tag(text: &str) -> bool {
    let after = &text[1..];
    let after = after.strip_prefix('/').unwrap_or(after);
    TAGS.iter()
        .any(|name| after.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
}

/// Whether the address of a link, as it stands in Markdown, is of a scheme that is not allowed, or
/// could hide one.
pub(super) fn is_hidden_scheme(text: &str) -> bool {
    let text = text.trim_start();
    let text = text.strip_prefix('<').unwrap_or(text);
    for (index, c) in text.char_indices() {
        match c {
            _ if index > MAX_ADDRESS => return true,
            ':' => {
                let scheme: String = text[..index].chars().filter(|c| !c.is_control()).collect();
                return !is_allowed(&scheme, &SCHEMES);
            }
            // an entity or an escape may stand for any character
            '&' | '\\' => return true,
            // no scheme has these, so what follows is no scheme's colon
            ' ' | '\n' | ')' | '>' | '/' | '?' | '#' | '(' | '[' | ',' => return false,
            _ => {}
        }
    }
    false
}

fn name(inside: &str) -> &str {
    let end = inside.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inside.len());
    &inside[..end]
}

fn is_allowed(name: &str, names: &[&str]) -> bool {
    names.iter().any(|allowed| name.eq_ignore_ascii_case(allowed))
}

fn is_element(name: &str) -> bool {
    ELEMENTS.binary_search(&name.to_ascii_lowercase().as_str()).is_ok()
}

/// Every name that HTML gives a meaning, of today or of the past; sorted.
#[rustfmt::skip]
const ELEMENTS: &[&str] = &[
    "a", "abbr", "acronym", "address", "applet", "area", "article", "aside", "audio", "b", "base", "basefont", "bdi",
    "bdo", "bgsound", "big", "blink", "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite",
    "code", "col", "colgroup", "command", "content", "data", "datalist", "dd", "del", "details", "dfn", "dialog", "dir",
    "div", "dl", "dt", "element", "em", "embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "frame",
    "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "image",
    "img", "input", "ins", "isindex", "kbd", "keygen", "label", "legend", "li", "link", "listing", "main", "map",
    "mark", "marquee", "math", "menu", "menuitem", "meta", "meter", "multicol", "nav", "nextid", "nobr", "noembed",
    "noframes", "noscript", "object", "ol", "optgroup", "option", "output", "p", "param", "picture", "plaintext",
    "portal", "pre", "progress", "q", "rb", "rbc", "rp", "rt", "rtc", "ruby", "s", "samp", "script", "search",
    "section", "select", "shadow", "slot", "small", "source", "spacer", "span", "strike", "strong", "style", "sub",
    "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "time", "title",
    "tr", "track", "tt", "u", "ul", "var", "video", "wbr", "xmp",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_sorted() {
        assert!(ELEMENTS.is_sorted());
    }

    #[test]
    fn active_and_harmless_markup() {
        let harmless = [
            "<CLS>",
            "< b",
            "<3",
            "<sub>",
            "</sup>",
            "<br/>",
            "<br />",
            "<I>",
            "</strong>",
            "<EC> and",
            "<λ>",
            "<https://a.b/c>",
            "<end of text>",
            "<=",
        ];
        for text in harmless {
            assert!(!is_active(text), "{text}");
        }
        let active = [
            "<script>",
            "</div>",
            "<DIV\n",
            "<sub onclick=x>",
            "<i x>",
            "<img>",
            "<sub x>",
            "<x onclick=1>",
            "<x",
            "<!--",
            "<?x>",
            "<image token>",
            "<img/src>",
            "</ div>",
            "<javascript:alert(1)>",
            "<h2>",
            "<a b='>",
            "<svg:script>",
            "<",
        ];
        for text in active {
            assert!(is_active(text), "{text}");
        }
    }

    #[test]
    fn links() {
        for address in
            ["https://a.b?c&d)", "fig1.png)", "see above: x)", "#a:b)", " <http://x>)", "/a:b)", ""]
        {
            assert!(!is_hidden_scheme(address), "{address}");
        }
        for address in [
            "javascript:x)",
            "\n JavaScript:x)",
            "<data:x>)",
            "java\tscript:x)",
            "java&#115;cript:x)",
            "\\javascript:x)",
            "\u{1}vbscript:x)",
            "javascript&colon;x)",
        ] {
            assert!(is_hidden_scheme(address), "{address}");
        }
    }
}
