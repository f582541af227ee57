//! Rust text as tokens: enough to find the paths in it.

/// A token and the line that it is on.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

impl Token {
    pub(crate) fn is_name(&self) -> bool {
        self.text.starts_with(|first: char| first.is_alphabetic() || first == '_')
    }
}

/// The tokens of a source: names, `::` and single characters. Comments, and the insides of strings
/// and characters, are left out.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let text: Vec<char> = source.chars().collect();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < text.len() {
        let end = end(&text, at);
        let word: String = text[at..end].iter().collect();
        let first = text[at];
        if first.is_alphanumeric() || first == '_' || first.is_ascii_punctuation() {
            let is_comment = word.starts_with("//") || word.starts_with("/*");
            let is_literal = word.ends_with(['"', '#', '\'']) && word.len() > 1;
            if !is_comment && !is_literal {
                found.push(Token { text: word.clone(), line });
            }
        }
        line += word.matches('\n').count();
        at = end;
    }
    found
}

/// Where the token ends that begins at `at`.
fn end(text: &[char], at: usize) -> usize {
    let rest = &text[at..];
    let length = match rest {
        ['/', '/', ..] => until(rest, "\n"),
        ['/', '*', ..] => until(rest, "*/"),
        ['"', ..] | ['b', '"', ..] => quoted(rest, '"'),
        ['r', '"' | '#', ..] => raw(rest, 1),
        ['b', 'r', '"' | '#', ..] => raw(rest, 2),
        ['\'', '\\', ..] => quoted(rest, '\''),
        ['\'', _, '\'', ..] => 3,
        [':', ':', ..] => 2,
        [first, ..] if first.is_alphanumeric() || *first == '_' => {
            rest.iter().take_while(|next| next.is_alphanumeric() || **next == '_').count()
        }
        _ => 1,
    };
    at + length.max(1)
}

fn until(text: &[char], mark: &str) -> usize {
    let mark: Vec<char> = mark.chars().collect();
    let found = text.windows(mark.len()).position(|window| window == mark);
    found.map_or(text.len(), |at| at + mark.len())
}

/// The length of a literal whose quotes may be escaped.
fn quoted(text: &[char], quote: char) -> usize {
    let mut at = text.iter().position(|character| *character == quote).unwrap_or(0) + 1;
    while at < text.len() && text[at] != quote {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(text.len())
}

/// The length of a raw string whose first `#` or quote is at `prefix`; of the prefix alone where
/// it is none (`r#type`).
fn raw(text: &[char], prefix: usize) -> usize {
    let hashes = text[prefix..].iter().take_while(|character| **character == '#').count();
    if text.get(prefix + hashes) != Some(&'"') {
        return prefix;
    }
    let mark = format!("\"{}", "#".repeat(hashes));
    let body = prefix + hashes + 1;
    body + until(&text[body..], &mark)
}

/// What precedes an item that is compiled for tests alone.
const MARKS: [&[&str]; 2] =
    [&["#", "[", "cfg", "(", "test", ")"], &["#", "[", "cfg", "(", "all", "(", "test", ","]];

fn begins(tokens: &[Token], mark: &[&str]) -> bool {
    tokens.len() >= mark.len() && tokens.iter().zip(mark).all(|(token, text)| token.text == *text)
}

/// The tokens without the items that are compiled for tests alone; the names of the modules among
/// those.
pub(crate) fn without_tests(tokens: Vec<Token>) -> (Vec<Token>, Vec<String>) {
    let (mut kept, mut modules) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        if !MARKS.iter().any(|mark| begins(&tokens[at..], mark)) {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let end = item_end(&tokens, at + 1);
        for pair in tokens[at..end].windows(2) {
            if pair[0].text == "mod" {
                modules.push(pair[1].text.clone());
            }
        }
        at = end;
    }
    (kept, modules)
}

/// Where an item ends, its attributes before it: behind its `;` or its block.
fn item_end(tokens: &[Token], start: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 && matches!(token.text.as_str(), ";" | "}") {
            return at + 1;
        }
    }
    tokens.len()
}

#[test]
fn tokens_leave_out_comments_and_literals() {
    let source = "use crate::a; // super::b\nlet x = \"self::c\"; /* d */ r#\"e\"# 'f' '\\'' &'g h";
    let found: Vec<String> = tokens(source).into_iter().map(|token| token.text).collect();
    assert_eq!(found.join(" "), "use crate :: a ; let x = ; & ' g h");
    assert_eq!(tokens(source).last().unwrap().line, 2);
}

#[test]
fn items_of_tests_are_left_out() {
    let source = "use a::b; #[cfg(test)] mod tests { fn f() { ; } } \
                  #[cfg(all(test, unix))] mod other; fn g() {}";
    let (kept, modules) = without_tests(tokens(source));
    let kept: Vec<String> = kept.into_iter().map(|token| token.text).collect();
    assert_eq!(kept.join(" "), "use a :: b ; fn g ( ) { }");
    assert_eq!(modules, ["tests", "other"]);
}
