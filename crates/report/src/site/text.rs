//! Strangers' words as the site shows them. They are escaped where they are laid out; here, what is
//! hidden becomes visible.

/// One line.
pub(super) fn line(text: &str) -> String {
    foundation::visible::plain(&text.replace(['\n', '\r', '\u{2028}', '\u{2029}'], " "))
        .trim()
        .to_owned()
}

/// One line of at most so many characters.
pub(super) fn short(text: &str, longest: usize) -> String {
    let text = line(text);
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}

/// Text of many lines.
pub(super) fn block(text: &str) -> String {
    foundation::visible::plain(&text.replace("\r\n", "\n").replace(['\u{2028}', '\u{2029}'], "\n"))
}

/// `1 plan`, `2 plans`.
pub(super) fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
