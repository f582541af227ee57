//! Formulas, kept out of the way of Markdown's own marks.

use crate::draft::squeeze;

/// The formulas of a text, in order.
#[derive(Debug, Default)]
pub(super) struct Formulas(Vec<String>);

/// Stand for a formula in the text; both are for private use and are taken out of the text first.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';
/// Longer text is not one formula.
const LONGEST: usize = 20_000;

/// Puts a mark in place of every formula: `$x$`, `$$x$$`, `\(x\)`, `\[x\]`, `\begin{equation}…`.
pub(super) fn protect(text: &str) -> (String, Formulas) {
    let mut formulas = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut unclosed = Unclosed::default();
    let mut at = 0;
    let mut fence: Option<&str> = None;
    while at < text.len() {
        let line_start = at == 0 || text.as_bytes()[at - 1] == b'\n';
        if line_start {
            let line = text[at..].lines().next().unwrap_or_default();
            let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
            let toggles = mark.is_some() && (fence.is_none() || fence == mark);
            if toggles {
                fence = if fence.is_some() { None } else { mark };
            }
            if fence.is_some() || toggles {
                let end = text.len().min(at + line.len() + 1);
                push_plain(&mut out, &text[at..end]);
                at = end;
                continue;
            }
        }
        if let Some(end) = formula_end(text, at, &mut unclosed) {
            out.push_str(&format!("{OPEN}{}{CLOSE}", formulas.len()));
            formulas.push(squeeze(&text[at..end]));
            at = end;
            continue;
        }
        let letter = text[at..].chars().next().map_or(1, char::len_utf8);
        let end = at + if text[at..].starts_with("\\$") { 2 } else { letter };
        push_plain(&mut out, &text[at..end]);
        at = end;
    }
    (out, Formulas(formulas))
}

fn push_plain(out: &mut String, text: &str) {
    out.extend(text.chars().filter(|letter| !matches!(*letter, OPEN | CLOSE)));
}

/// Marks that were looked for in vain up to this place: they need not be looked for again in front
/// of it.
#[derive(Default)]
struct Unclosed {
    until: [usize; 5],
    /// The end of the paragraph, as far as it is known.
    paragraph: usize,
}

const PAIRS: [(&str, &str); 5] =
    [("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"), ("\\begin{", "\\end{")];
const ENVIRONMENTS: [&str; 6] =
    ["equation", "align", "gather", "multline", "eqnarray", "displaymath"];

fn formula_end(text: &str, at: usize, unclosed: &mut Unclosed) -> Option<usize> {
    let rest = &text[at..];
    if !rest.starts_with(['$', '\\']) {
        return None;
    }
    let kind = PAIRS.iter().position(|(open, _)| rest.starts_with(open))?;
    if at < unclosed.until[kind] {
        return None;
    }
    let (open, close) = PAIRS[kind];
    let body = &rest[open.len()..];
    let start = at + open.len();
    if unclosed.paragraph < start {
        unclosed.paragraph = body.find("\n\n").map_or(text.len(), |end| start + end);
    }
    let paragraph = body.floor_char_boundary((unclosed.paragraph - start).min(LONGEST));
    let quoted = text[..at].ends_with('[');
    let found = match kind {
        1 => inline_end(&body[..paragraph]),
        2 | 3 if quoted => return None,
        4 if !ENVIRONMENTS.iter().any(|name| body.starts_with(name)) => return None,
        4 => body[..paragraph]
            .find(close)
            .and_then(|end| body[end..paragraph].find('}').map(|brace| end + brace + 1)),
        _ => body[..paragraph].find(close).filter(|end| *end > 0).map(|end| end + close.len()),
    };
    if found.is_none() && kind != 1 {
        unclosed.until[kind] = start + paragraph;
    }
    let is_formula =
        |end: &usize| !matches!(kind, 2 | 3) || is_mathematical(&body[..*end - close.len()]);
    found.filter(is_formula).map(|end| start + end)
}

/// Whether what stands between `\(` and `\)` is a formula: in Markdown these also are parentheses
/// that must not be a link.
fn is_mathematical(body: &str) -> bool {
    let long_words =
        body.split(|letter: char| !letter.is_alphabetic()).filter(|word| word.len() >= 4).count();
    let commands = body.matches('\\').count();
    let signs = body.contains(['^', '_', '=', '\\', '{', '<', '>', '+']) || body.trim().len() <= 3;
    signs && !body.contains("](") && long_words <= commands + 1
}

/// The end of `x$`: not an amount of money, neither `$5 and $6` nor `$ 5`.
fn inline_end(body: &str) -> Option<usize> {
    let (end, _) = body.match_indices('$').find(|(at, _)| !body[..*at].ends_with('\\'))?;
    let (inside, behind) = (&body[..end], &body[end + 1..]);
    let spaced = inside.starts_with(char::is_whitespace) || inside.ends_with(char::is_whitespace);
    let mathematical =
        inside.contains(['\\', '^', '_', '=', '{', '<', '>']) || inside.trim().chars().count() == 1;
    let money = behind.starts_with(|letter: char| letter.is_ascii_digit());
    (!inside.trim().is_empty() && !money && (!spaced || mathematical)).then_some(end + 1)
}

impl Formulas {
    /// Puts the formulas back.
    pub(super) fn restore(&self, text: &str) -> String {
        let (front, parts) = text.split_once(OPEN).unwrap_or((text, ""));
        let mut out = front.to_owned();
        for part in parts.split(OPEN) {
            let (number, rest) = part.split_once(CLOSE).unwrap_or(("", part));
            let formula = number.parse().ok().and_then(|number: usize| self.0.get(number));
            out.extend([formula.map_or("", String::as_str), rest]);
        }
        out
    }
}
