//! LaTeX in JSON strings that a language model wrote.
//!
//! A model that means `\text{refine}` writes `"\text{refine}"`, which JSON reads as a TAB and
//! `ext{refine}`. Commands such as `\alpha` are not even JSON. Here both get the second backslash
//! that they lack.

use std::borrow::Cow;

use crate::words::is_in;

/// Commands that begin with `\n` or `\t`, the two escapes that models also mean.
const COMMANDS: &str = "\
    nVDash nVdash nabla natural ncong ne nearrow neg neq nexists ngeq ngtr ni nleftarrow nleq nless \
    nmid nolimits nonumber norm not notin nparallel nrightarrow nsim nsubseteq nu nvDash nvdash \
    nwarrow tag tan tanh tau tbinom text textasciitilde textbf textit textnormal textrm textsc \
    textsf textstyle texttt textup tfrac therefore theta thickapprox thicksim tilde times to top \
    triangle triangledown triangleleft triangleq triangleright twoheadleftarrow twoheadrightarrow";

/// JSON in which every backslash that begins no escape, or begins a LaTeX command, is doubled, and
/// line breaks and other control characters within strings are escaped.
pub(super) fn mend(json: &str) -> Cow<'_, str> {
    if !json.contains('\\') && !json.bytes().any(|byte| byte < b' ') {
        return Cow::Borrowed(json);
    }
    let mut mended = String::with_capacity(json.len() + 16);
    let mut in_string = false;
    let mut rest = json;
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        match c {
            '"' => {
                in_string = !in_string;
                mended.push('"');
            }
            '\\' if in_string => {
                let escape = &rest[1..];
                if is_json(escape) && !is_latex(escape) {
                    // takes the next character too, so that `\\` and `\"` are not looked at twice
                    let next = escape.chars().next().map_or(0, char::len_utf8);
                    taken += next;
                    mended.push_str(&rest[..taken]);
                } else {
                    mended.push_str("\\\\");
                }
            }
            c if in_string && c < ' ' => mended.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => mended.push(c),
        }
        rest = &rest[taken..];
    }
    Cow::Owned(mended)
}

/// Whether text behind a backslash makes an escape of JSON.
fn is_json(text: &str) -> bool {
    match text.as_bytes() {
        [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => true,
        [b'u', digits @ ..] => digits.len() >= 4 && digits[..4].iter().all(u8::is_ascii_hexdigit),
        _ => false,
    }
}

/// Whether text behind a backslash, which makes an escape of JSON, is meant as a command of LaTeX.
fn is_latex(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    match &text[..end] {
        word if word.len() < 2 => false,
        // a model never means a backspace or a form feed, nor a carriage return without a line feed
        // behind it
        word if word.starts_with(['b', 'f', 'r']) => true,
        word => is_in(COMMANDS, word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: &str) {
        let read: String = serde_json::from_str(&mend(json)).expect("mended JSON");
        assert_eq!(read, expected);
    }

    #[test]
    fn commands_keep_their_backslash() {
        check(
            r#""$G_{\text{refine}}$ \nabla \neq \beta \frac12 \rho \theta \tau \nu \times""#,
            r"$G_{\text{refine}}$ \nabla \neq \beta \frac12 \rho \theta \tau \nu \times",
        );
        check(
            r#""\alpha \sigma \{x\} \, \underline{u} C:\users""#,
            r"\alpha \sigma \{x\} \, \underline{u} C:\users",
        );
    }

    #[test]
    fn escapes_stay_escapes() {
        check(
            r#""a\nThe b\tc \\text \\nabla \" \u00e9 \/ \n""#,
            "a\nThe b\tc \\text \\nabla \" é / \n",
        );
        check("\"a\nb\tc\"", "a\nb\tc");
    }
}
