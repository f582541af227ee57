//! Texts that were cut or lost characters on their way.

use super::{Finding, Rule};
use crate::excerpt::{excerpt, quote};
use crate::plan::{Ablation, Literal, Replacement};
use crate::words::is_in;

/// The rest of LaTeX commands behind the escape that took their beginning.
const TAILS: [(char, &str); 3] = [
    ('\t', "ext extbf extit extrm extsc exttt heta au imes ilde anh o frac op riangle"),
    ('\n', "abla eq u ot otin e orm"),
    ('\r', "ho ight m angle floor ceil"),
];

pub(super) fn check(index: usize, ablation: &Ablation, findings: &mut Vec<Finding>) {
    let mut found = |rule, message| findings.push(Finding::new(Some(index), rule, message));
    let metrics = ablation.metrics.to_string();
    let mut fields = vec![ablation.name.as_str(), &ablation.part];
    fields.extend(ablation.replacements.iter().map(Replacement::text));
    fields.push(&metrics);
    let quoted =
        |is_faulty: fn(&str) -> bool| quote(fields.iter().copied().filter(|it| is_faulty(it)));
    let (broken, unbalanced) = (quoted(is_broken_latex), quoted(is_unbalanced));
    if !broken.is_empty() {
        found(Rule::BrokenLatex, format!("a command was broken in {broken}"));
    }
    if !unbalanced.is_empty() {
        found(Rule::UnbalancedBrackets, format!("a bracket has no partner in {unbalanced}"));
    }
    if let Some(item) = ablation.replacements.iter().find(|item| is_nested(item)) {
        found(Rule::NestedReplacement, format!("`{}` is not one value", excerpt(item.label())));
    }
}

/// `$G_{<TAB>ext{refine}}$`, where `\text` stood in JSON.
fn is_broken_latex(text: &str) -> bool {
    // backspace and form feed have no other way into a plan
    if text.contains(['\u{8}', '\u{c}']) {
        return true;
    }
    text.char_indices().any(|(at, c)| {
        let tails = TAILS.iter().find(|(escape, _)| *escape == c).map(|(_, tails)| *tails);
        let rest = &text[at + c.len_utf8()..];
        let tail = &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())];
        tails.is_some_and(|tails| is_in(tails, tail))
    })
}

/// Brackets of different kinds may close each other, as those of half-open intervals do.
fn is_unbalanced(text: &str) -> bool {
    // *a)* at the beginning is a list's mark
    let rest = text.trim_start().trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let is_mark = rest.starts_with(')') && text.trim_start().len() - rest.len() <= 2;
    let text = if is_mark { &rest[1..] } else { text };
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return true,
            },
            _ => {}
        }
    }
    depth > 0
}

/// A structure within a structure, or what begins like a Python dict and is none.
fn is_nested(item: &Replacement) -> bool {
    let is_structure = |literal: &Literal| matches!(literal, Literal::List(_) | Literal::Map(_));
    match item.value() {
        Literal::Map(pairs) => pairs.iter().any(|(_, value)| is_structure(value)),
        Literal::List(items) => items.iter().any(is_structure),
        Literal::Text(text) => {
            ["{'", "{\"", "['", "[\""].into_iter().any(|start| text.trim_start().starts_with(start))
        }
        _ => false,
    }
}
