//! Strings of strangers, made harmless in each format.

mod latex;
mod letter;
mod typst;

pub(super) use latex::{latex, letters};
pub(super) use typst::typst;

/// For a terminal: one line, and what is hidden is shown.
pub(super) fn plain(text: &str) -> String {
    foundation::visible::plain(&text.replace(['\n', '\r', '\u{2028}', '\u{2029}'], " "))
}

/// For a page or a list: as [`plain`], without blanks around it.
pub(super) fn line(text: &str) -> String {
    plain(text).trim().to_owned()
}

/// For a page: text of many lines.
pub(super) fn block(text: &str) -> String {
    foundation::visible::plain(&text.replace("\r\n", "\n").replace(['\u{2028}', '\u{2029}'], "\n"))
}

/// For Markdown, also within a table: one line in which no character has a meaning of its own.
pub(super) fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '#' | '$' | '~' | '{' | '}' => {
                escaped.extend(['\\', c])
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// For HTML on a page that a Markdown renderer, a template engine and a formula renderer may all
/// see.
pub(super) fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' | '\'' | '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '#' | '$' | '~' | '{' | '}' => {
                escaped.push_str(&format!("&#{};", u32::from(c)));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts() {
        let hostile = "a|b <script>x</script> & $_{y} `{{z}}`\n\u{1b}[31m\u{202e}[l](javascript:1)";
        assert_eq!(
            plain(hostile),
            "a|b <script>x</script> & $_{y} `{{z}}` \\u{1b}[31m\\u{202e}[l](javascript:1)"
        );
        assert_eq!(
            markdown(hostile),
            "a\\|b &lt;script&gt;x&lt;/script&gt; &amp; \\$\\_\\{y\\} \\`\\{\\{z\\}\\}\\` \\\\u\\{1b\\}\\[31m\\\\u\\{202e\\}\\[l\\](javascript:1)"
        );
        let html = html(hostile);
        assert!(!html.contains(['<', '>', '|', '$', '{', '[', '\n', '`']), "{html}");
        assert!(html.starts_with("a&#124;b &lt;script&gt;"), "{html}");
    }
}
