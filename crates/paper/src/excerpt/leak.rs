//! Results in front of the experiments: they are hidden from the author's view.

use std::collections::HashSet;

use super::render::{self, name};
use super::{Cut, Section, count};
use crate::lexicon::says;
use crate::section::{Block, Role};

/// Words in captions of tables and figures with results.
const REPORTING: &str = "ablat|result|comparison|performance|accuracy|state-of-the-art|\
    state of the art|outperform|effect of|impact of|sensitivity|recall@|r@1|error rate|perplexity|\
    benchmark|w/o";
/// Words in captions of tables with results; those of figures may say them of the method.
const TABULATING: &str = "compare|comparing|baseline|score|evaluat|improvement|versus| vs|without|\
    effect|different";
/// Words in sentences about removed parts.
const REMOVING: &str = "ablat|when we remove|removing the|without it,|if we remove|w/o ";
/// Words in sentences about the main result, beside a number.
const CLAIMING: &str = "outperform|improv|achiev|surpass|exceed|gain|boost|reach|attain|better than|\
    higher than|state-of-the-art";
/// The units and measures of these results.
const MEASURING: &str = "%|point|accuracy|score|bleu|rouge|map|r@|recall|f1|auc|error|perplexity|fid|\
    psnr|×|times|faster";
const WHY: &str = "reports results, which the author's view must not show";

/// The abstract without sentences that tell the main result in numbers.
pub(super) fn hide_claims(summary: &str, cuts: &mut Vec<Cut>) -> String {
    let (kept, n_sentences, characters) = without(summary, claims);
    if n_sentences > 0 {
        let what = format!("abstract: {}", count(n_sentences, "sentence"));
        cuts.push(Cut { what, characters, why: WHY.to_owned() });
    }
    kept
}

/// The sections that stay, without tables and figures of results and without sentences that report
/// ablations or speak of what was hidden.
pub(super) fn hide_results(all: &[Section], kept: &[usize], cuts: &mut Vec<Cut>) -> Vec<Section> {
    let mut labels: HashSet<String> = HashSet::new();
    for (index, section) in all.iter().enumerate() {
        let later = matches!(
            section.role,
            Role::Experiments | Role::Ablation | Role::Discussion | Role::Conclusion
        );
        let hidden = later && kept.binary_search(&index).is_err();
        let floats = section.blocks.iter().filter(|block| hidden || reports(block));
        labels.extend(floats.filter_map(label).map(str::to_lowercase));
    }
    kept.iter()
        .map(|index| {
            let mut section = all[*index].clone();
            let heading = name(&section);
            let opens = matches!(section.role, Role::Introduction | Role::Other);
            let hides = |sentence: &str| tells(sentence, &labels) || (opens && claims(sentence));
            let mut cut = |what: String, characters: usize| {
                cuts.push(Cut { what, characters, why: WHY.to_owned() });
            };
            let (mut n_sentences, mut n_characters) = (0, 0);
            for block in std::mem::take(&mut section.blocks) {
                match block {
                    Block::Text(text) => {
                        let (text, count, characters) = without(&text, hides);
                        (n_sentences, n_characters) =
                            (n_sentences + count, n_characters + characters);
                        if !text.trim().is_empty() {
                            section.blocks.push(Block::Text(text));
                        }
                    }
                    block if reports(&block) => {
                        let rows = render::rows(&block).iter().map(|row| row.chars().count());
                        let what = label(&block).unwrap_or("a table or figure without number");
                        let characters =
                            render::block(&block).chars().count() + rows.sum::<usize>();
                        cut(format!("{what} in {heading}"), characters);
                    }
                    block => section.blocks.push(block),
                }
            }
            if n_sentences > 0 {
                cut(format!("{heading}: {}", count(n_sentences, "sentence")), n_characters);
            }
            section
        })
        .collect()
}

/// Whether there is a table or figure of results in a section.
pub(super) fn holds_results(section: &Section) -> bool {
    section.blocks.iter().any(reports)
}

fn label(block: &Block) -> Option<&str> {
    block.float().map(|(label, ..)| label).filter(|label| !label.is_empty())
}

/// Tables with numbers in most cells are results too, whatever the caption says.
fn reports(block: &Block) -> bool {
    match block {
        Block::Text(_) => false,
        Block::Figure { label, caption } => {
            !label.starts_with("Algorithm")
                && !label.starts_with("Listing")
                && says(&caption.to_lowercase(), REPORTING)
        }
        Block::Table { label, caption, rows } => {
            let caption = caption.to_lowercase();
            says(&caption, REPORTING)
                || says(&caption, TABULATING)
                || says(&label.to_lowercase(), REPORTING)
                || is_numeric(rows)
        }
    }
}

fn is_numeric(rows: &[String]) -> bool {
    let cells = rows.iter().flat_map(|row| row.split(" | ")).map(str::trim);
    let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
    let is_decimal =
        |cell: &&&str| cell.contains('.') && cell.bytes().filter(u8::is_ascii_digit).count() >= 2;
    cells.iter().filter(is_decimal).count() * 3 >= cells.len().max(1)
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
        && says(&plain, CLAIMING)
        && says(&plain, MEASURING)
}

fn tells(sentence: &str, labels: &HashSet<String>) -> bool {
    let plain = sentence
        .to_lowercase()
        .replace("fig. ", "figure ")
        .replace("figs. ", "figures ")
        .replace("tab. ", "table ");
    says(&plain, REMOVING) || references(&plain).any(|reference| labels.contains(&reference))
}

/// `table 3` for every number behind `table`, `tables`, `figure` or `figures`: `tables 3, 4 and
/// 5a`.
fn references(sentence: &str) -> impl Iterator<Item = String> + '_ {
    ["table", "figure"].into_iter().flat_map(move |noun| {
        sentence.match_indices(noun).flat_map(move |(at, _)| {
            let behind = sentence[at + noun.len()..].trim_start_matches('s');
            let is_number = |word: &&str| {
                word.len() <= 6
                    && (word.bytes().any(|byte| byte.is_ascii_digit())
                        || word.chars().all(|letter| "ivx".contains(letter)))
            };
            behind
                .split(|letter: char| !(letter.is_alphanumeric() || letter == '.'))
                .filter(|word| !word.is_empty() && *word != "and")
                .map(|word| word.trim_end_matches('.'))
                .take_while(is_number)
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
    "Fig. Figs. Tab. Eq. Eqs. Sec. Sect. App. al. e.g. i.e. cf. vs. Ref. No. resp. w.r.t."
        .split(' ')
        .any(|known| known == word)
}
