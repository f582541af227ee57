//! Characters that would act instead of being seen, and how they are made visible.

/// Whether the character steers a terminal or turns the direction of writing. Line breaks and tabs
/// do neither.
pub fn is_hidden(c: char) -> bool {
    let is_turn =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    is_turn || (c.is_control() && c != '\n' && c != '\t')
}

/// For a terminal: line breaks stand, a tab is a blank, and everything that is hidden is shown, not
/// sent.
pub fn plain(text: &str) -> String {
    shown(&text.replace('\t', " "), |c| c.escape_default().to_string())
}

/// The same JSON with everything that is hidden in its strings as `\uXXXX`.
pub fn json(json: &str) -> String {
    // outside of its strings JSON has no such character
    shown(json, |c| format!("\\u{:04x}", u32::from(c)))
}

fn shown(text: &str, escape: impl Fn(char) -> String) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) { shown.push_str(&escape(c)) } else { shown.push(c) }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "a\tb\n\u{1b}[31m\r\u{7f}\u{85}\u{200f}\u{202e}\u{2069}é🧠";

    #[test]
    fn on_a_terminal() {
        assert_eq!(
            plain(HOSTILE),
            "a b\n\\u{1b}[31m\\r\\u{7f}\\u{85}\\u{200f}\\u{202e}\\u{2069}é🧠"
        );
    }

    #[test]
    fn in_json() {
        let written = json(&serde_json::to_string(HOSTILE).expect("a string"));
        assert_eq!(written, r#""a\tb\n\u001b[31m\r\u007f\u0085\u200f\u202e\u2069é🧠""#);
        assert_eq!(serde_json::from_str::<String>(&written).expect("JSON"), HOSTILE);
    }
}
