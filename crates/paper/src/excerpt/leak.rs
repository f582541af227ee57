//! Results in front of the experiments: they are hidden from the author's view.

use std::collections::HashSet;

use super::render::{self, name};
use super::{Cut, Section};
use crate::section::{Block, Role};

/// Words in captions of tables and figures with results.
const REPORTING: &[&str] = &[
    "ablat",
    "result",
    "comparison",
    "performance",
    "accuracy",
    "state-of-the-art",
    "state of the art",
    "outperform",
    "effect of",
    "impact of",
    "sensitivity",
    "recall@",
    "r@1",
    "error rate",
    "perplexity",
    "benchmark",
    "w/o",
];
/// Words in captions of tables with results; those of figures may say them of the method.
const TABULATING: &[&str] = &[
    "compare",
    "comparing",
    "baseline",
    "score",
    "evaluat",
    "improvement",
    "versus",
    " vs",
    "without",
    "effect",
    "different",
];
/// Words in sentences about removed parts.
const REMOVING: &[&str] =
    &["ablat", "when we remove", "removing the", "without it,", "if we remove", "w/o "];

/// Words in sentences about the main result, beside a number.
const CLAIMING: &[&str] = &[
    "outperform",
    "improv",
    "achiev",
    "surpass",
    "exceed",
    "gain",
    "boost",
    "reach",
    "attain",
    "better than",
    "higher than",
    "state-of-the-art",
];
/// The units and measures of these results.
const MEASURING: &[&str] = &[
    "%",
    "point",
    "accuracy",
    "score",
    "bleu",
    "rouge",
    "map",
    "r@",
    "recall",
    "f1",
    "auc",
    "error",
    "perplexity",
    "fid",
    "psnr",
    "×",
    "times",
    "faster",
];

/// The abstract without sentences that tell the main result in numbers.
pub(super) fn hide_claims(summary: &str, cuts: &mut Vec<Cut>) -> String {
    let (kept, count, characters) = without(summary, claims);
    if count > 0 {
        let noun = if count == 1 { "sentence" } else { "sentences" };
        let why = "reports results, which the author's view must not show".to_owned();
        cuts.push(Cut { what: format!("abstract: {count} {noun}"), characters, why });
    }
    kept
}

/// The sections that stay, without tables and figures of results and without sentences that report
/// ablations or speak of what was hidden.
pub(super) fn hide_results(all: &[Section], kept: &[usize], cuts: &mut Vec<Cut>) -> Vec<Section> {
    let mut stays = vec![false; all.len()];
    kept.iter().for_each(|index| stays[*index] = true);
    let mut labels: HashSet<String> = HashSet::new();
    for (section, stays) in all.iter().zip(stays) {
        let later = matches!(
            section.role,
            Role::Experiments | Role::Ablation | Role::Discussion | Role::Conclusion
        );
        let hidden = section
            .blocks
            .iter()
            .filter(|block| reports(block) || (!stays && later))
            .filter_map(label);
        labels.extend(hidden.map(|label| label.to_lowercase()));
    }
    kept.iter()
        .map(|index| {
            let mut section = all[*index].clone();
            let heading = name(&section);
            let blocks = std::mem::take(&mut section.blocks);
            let (mut floats, mut sentences) = (Vec::new(), (0, 0));
            for block in blocks {
                match block {
                    Block::Text(text) => {
                        let opens = matches!(section.role, Role::Introduction | Role::Other);
                        let hides = |sentence: &str| {
                            tells(sentence, &labels) || (opens && claims(sentence))
                        };
                        let (text, count, characters) = without(&text, hides);
                        sentences = (sentences.0 + count, sentences.1 + characters);
                        if !text.trim().is_empty() {
                            section.blocks.push(Block::Text(text));
                        }
                    }
                    block if reports(&block) => floats.push(block),
                    block => section.blocks.push(block),
                }
            }
            let why = "reports results, which the author's view must not show";
            for float in floats {
                let rows: usize = render::rows(&float).iter().map(|row| row.chars().count()).sum();
                let what =
                    label(&float).unwrap_or_else(|| "a table or figure without number".to_owned());
                let characters = render::block(&float).chars().count() + rows;
                cuts.push(Cut {
                    what: format!("{what} in {heading}"),
                    characters,
                    why: why.to_owned(),
                });
            }
            if sentences.0 > 0 {
                let noun = if sentences.0 == 1 { "sentence" } else { "sentences" };
                cuts.push(Cut {
                    what: format!("{heading}: {} {noun}", sentences.0),
                    characters: sentences.1,
                    why: why.to_owned(),
                });
            }
            section
        })
        .collect()
}

/// Whether there is a table or figure of results in a section.
pub(super) fn holds_results(section: &Section) -> bool {
    section.blocks.iter().any(reports)
}

fn label(block: &Block) -> Option<String> {
    match block {
        Block::Table { label, .. } | Block::Figure { label, .. } if !label.is_empty() => {
            Some(label.clone())
        }
        _ => None,
    }
}

/// Tables with numbers in most cells are results too, whatever the caption says.
fn reports(block: &Block) -> bool {
    match block {
        Block::Text(_) => false,
        Block::Figure { label, caption } => {
            !label.starts_with("Algorithm")
                && !label.starts_with("Listing")
                && contains_any(&caption.to_lowercase(), REPORTING)
        }
        Block::Table { label, caption, rows } => {
            let caption = caption.to_lowercase();
            contains_any(&caption, REPORTING)
                || contains_any(&caption, TABULATING)
                || contains_any(&label.to_lowercase(), REPORTING)
                || is_numeric(rows)
        }
    }
}

fn contains_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

fn is_numeric(rows: &[String]) -> bool {
    let cells: Vec<&str> = rows
        .iter()
        .flat_map(|row| row.split(" | "))
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect();
    cells.iter().filter(|cell| is_decimal(cell)).count() * 3 >= cells.len().max(1)
}

fn is_decimal(cell: &str) -> bool {
    cell.contains('.') && cell.bytes().filter(u8::is_ascii_digit).count() >= 2
}

/// The text without these sentences, how many there were, and their characters.
fn without(text: &str, hides: impl Fn(&str) -> bool) -> (String, usize, usize) {
    let mut kept = String::with_capacity(text.len());
    let (mut count, mut characters) = (0, 0);
    for sentence in sentences(text) {
        if hides(sentence) {
            count += 1;
            characters += sentence.chars().count();
        } else {
            kept.push_str(sentence);
        }
    }
    (kept.trim_end().to_owned(), count, characters)
}

/// Whether a sentence tells the main result in numbers.
fn claims(sentence: &str) -> bool {
    let plain = sentence.to_lowercase();
    plain.bytes().any(|byte| byte.is_ascii_digit())
        && contains_any(&plain, CLAIMING)
        && contains_any(&plain, MEASURING)
}

fn tells(sentence: &str, labels: &HashSet<String>) -> bool {
    let plain = sentence
        .to_lowercase()
        .replace("fig. ", "figure ")
        .replace("figs. ", "figures ")
        .replace("tab. ", "table ");
    contains_any(&plain, REMOVING)
        || references(&plain).any(|reference| labels.contains(&reference))
}

/// `table 3` for every number behind `table`, `tables`, `figure` or `figures`: `tables 3, 4 and
/// 5a`.
fn references(sentence: &str) -> impl Iterator<Item = String> + '_ {
    ["table", "figure"].into_iter().flat_map(move |noun| {
        sentence.match_indices(noun).flat_map(move |(at, _)| {
            let behind = sentence[at + noun.len()..].trim_start_matches('s');
            behind
                .split(|letter: char| !(letter.is_alphanumeric() || letter == '.'))
                .filter(|word| !word.is_empty() && *word != "and")
                .map(|word| word.trim_end_matches('.'))
                .take_while(|word| {
                    word.len() <= 6
                        && (word.bytes().any(|byte| byte.is_ascii_digit())
                            || word.chars().all(|letter| "ivx".contains(letter)))
                })
                .take(8)
                .flat_map(move |word| {
                    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
                    let roman = if digits.is_empty() { word } else { digits };
                    [format!("{noun} {word}"), format!("{noun} {roman}")]
                })
        })
    })
}

/// The sentences of a text with the space behind them; lines of lists end sentences too.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    for at in 0..bytes.len() {
        let ends = match bytes[at] {
            b'\n' => true,
            b' ' if at > 0 => {
                let mark = matches!(bytes[at - 1], b'.' | b'!' | b'?')
                    || text[..at].ends_with([')', '”', '"']) && at > 1 && bytes[at - 2] == b'.';
                mark && text[at + 1..].starts_with(|letter: char| {
                    letter.is_uppercase() || "\\$([“\"".contains(letter)
                }) && !abbreviates(&text[start..at])
            }
            _ => false,
        };
        if ends {
            found.push(&text[start..=at]);
            start = at + 1;
        }
    }
    if start < text.len() {
        found.push(&text[start..]);
    }
    found
}

fn abbreviates(sentence: &str) -> bool {
    let word = sentence.rsplit([' ', '(']).next().unwrap_or_default();
    [
        "Fig.", "Figs.", "Tab.", "Eq.", "Eqs.", "Sec.", "Sect.", "App.", "al.", "e.g.", "i.e.",
        "cf.", "vs.", "Ref.", "No.", "resp.", "w.r.t.",
    ]
    .contains(&word)
}
