//! Strings of strangers in Typst: markup in which no character has a meaning of its own.

/// For the text of a Typst document; one line.
pub(crate) fn typst(text: &str) -> String {
    let text = super::plain(text);
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let mut escaped = String::with_capacity(text.len());
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            escaped.push(' ');
        }
        write_word(word, &mut escaped);
    }
    escaped
}

fn write_word(word: &str, escaped: &mut String) {
    let is_number = |word: &str| word.chars().all(|c| c.is_ascii_digit());
    // `1.` and `=` begin an item of a list and a heading
    let is_item = word.strip_suffix('.').is_some_and(is_number);
    for (at, c) in word.char_indices() {
        let next = word[at + c.len_utf8()..].chars().next();
        match c {
            '\\' | '#' | '$' | '*' | '_' | '@' | '<' | '>' | '`' | '[' | ']' | '~' | '"' | '\''
            | '/' | '{' | '}' | ';' => escaped.extend(['\\', c]),
            '=' | '+' if at == 0 => escaped.extend(['\\', c]),
            // a hyphen is a minus before a digit, and a dash beside another
            '-' if at == 0 || next.is_none_or(|next| !next.is_alphabetic()) => {
                escaped.extend(['\\', c]);
            }
            '.' if is_item || next == Some('.') => escaped.extend(['\\', c]),
            ':' if at == 0 || next == Some('/') => escaped.extend(['\\', c]),
            '\u{a0}' => escaped.push('~'),
            c => escaped.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::typst;

    #[test]
    fn characters_with_a_meaning_lose_it() {
        for (text, expected) in [
            ("# $ * _ @ < > ` [ ] ~ \\", r"\# \$ \* \_ \@ \< \> \` \[ \] \~ \\"),
            ("a // b /* c */", r"a \/\/ b \/\* c \*\/"),
            ("http://e.org/#x", r"http\:\/\/e.org\/\#x"),
            ("= a == b", r"\= a \== b"),
            ("- a - b", r"\- a \- b"),
            ("+ a", r"\+ a"),
            ("/ a: b", r"\/ a: b"),
            ("1. a 2.5", r"1\. a 2.5"),
            ("a--b x-1 e-f ... soft-?", r"a\--b x\-1 e-f \.\.. soft\-?"),
            ("\"q\" 'r'", r#"\"q\" \'r\'"#),
            ("a;b {c}", r"a\;b \{c\}"),
            ("a\u{a0}%", "a~%"),
            ("\u{1b}\n\u{2028}x\u{85}", r"\\u\{1b\} x\\u\{85\}"),
            ("", ""),
        ] {
            assert_eq!(typst(text), expected, "{text}");
        }
    }
}
