//! Items that name no value.

use super::phrase::{Phrase, words};
use crate::words::is_in;

/// Words at the beginning that leave open which.
const OPEN: &str =
    "different various varying varied alternative alternate other another several some";

/// Words at the beginning that leave open how much.
const COMPARED: &str = "smaller larger bigger fewer more less reduced increased decreased simpler lighter deeper shallower";

/// As [`COMPARED`], but before quantities only: *lower bound* and *higher layers* are no
/// comparisons.
const COMPARED_QUANTITY: &str = "lower higher shorter longer";

/// Things of which *different* ones could be anything.
const OPEN_NOUN: &str = "\
    approach approaches algorithm algorithms architecture architectures backbone backbones bandwidth bandwidths capacity component components \
    configuration configurations criterion criteria dataset datasets depth depths dimension dimensions dimensionality \
    distribution distributions factor factors frequency frequencies function functions granularity granularities \
    hyperparameter hyperparameters hyper-parameters initialization initializations kernel kernels level levels loss losses \
    length lengths method methods metric metrics model models module modules number numbers objective objectives \
    optimizer optimizers parameter parameters prompt prompts rank ranks rate rates ratio ratios resolution resolutions \
    scale scales schedule schedules setting settings shape shapes size sizes strategy strategies strength strengths \
    structure structures technique techniques temperature temperatures term terms threshold thresholds type types value \
    values variant variants";

/// Words that say how common something is, not what it is.
const ORDINARY: &str = "standard conventional traditional simple common basic existing typical alternative state-of-the-art";

/// Placeholders for an item that is not written yet.
const PLACEHOLDERS: &str = "tbd todo n/a na unspecified any various varies other others etc";

const COUNTS: &str = "one two three four five six seven eight nine ten single double half twice";

/// Whether the item names no value that could be run.
pub(super) fn is_vague(phrase: &Phrase, text: &str) -> bool {
    let bare = text.trim().trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let is_placeholder = is_in(PLACEHOLDERS, &bare) || bare == "to be determined";
    if is_placeholder || is_ellipsis(text) || phrase.says(&["none", "of", "the", "above"]) {
        return true;
    }
    let is_open_bracket = |it: &String| is_open_inside(&words(it)) && !has_digit(it);
    let is_nested = phrase.brackets.iter().any(is_open_bracket);
    if phrase.has_digit || has_name(text) || phrase.words.iter().any(|word| is_in(COUNTS, word)) {
        return false;
    }
    // text in brackets names the value, unless it is an example
    let is_explained = phrase.brackets.iter().any(|bracket| !is_example_start(bracket));
    is_nested
        || (!is_explained
            && (is_open(phrase) || is_open_inside(&phrase.words) || is_ordinary(phrase)))
}

/// Whether the item gives an example of what could be run.
pub(super) fn is_example(phrase: &Phrase) -> bool {
    has_example(&phrase.words) || phrase.brackets.iter().any(|bracket| has_example(&words(bracket)))
}

fn has_example(words: &[String]) -> bool {
    words.iter().any(|word| ["e.g", "etc"].contains(&word.as_str()))
        || words.windows(2).any(|pair| pair == ["such", "as"] || pair == ["for", "example"])
}

fn is_example_start(bracket: &str) -> bool {
    let words = words(bracket);
    matches!(words.first().map(String::as_str), Some("e.g" | "such" | "like" | "for"))
}

/// *different kernel sizes*, *other techniques*, *smaller dataset*, *additional loss term*.
fn is_open(phrase: &Phrase) -> bool {
    let first = match phrase.first() {
        "a" | "an" | "use" | "using" | "with" => phrase.word(1),
        first => first,
    };
    // *different weights for each class* is a value
    let is_per = phrase.words.iter().any(|word| is_in("each per every across between for", word));
    let is_noun = |word: &String| is_in(OPEN_NOUN, word);
    let is_end = phrase.words.len() == 1;
    match first {
        "additional" | "extra" | "new" => {
            phrase.words.len() > 1 && phrase.words.iter().skip(1).all(is_noun)
        }
        "variants" | "variations" => phrase.word(1) == "of",
        first if is_in(OPEN, first) => !is_end && !is_per,
        first if is_in(COMPARED, first) => !is_end && !phrase.has("than"),
        first if is_in(COMPARED_QUANTITY, first) => {
            phrase.words.iter().skip(1).any(is_noun) && !phrase.has("bound")
        }
        _ => false,
    }
}

/// *training with different loss functions*, *loss with varying weights*.
fn is_open_inside(words: &[String]) -> bool {
    words.windows(3).any(|window| {
        let [with, open, noun] = window else { return false };
        is_in("with using of", with)
            && is_in("different various varying other", open)
            && is_in(OPEN_NOUN, noun)
    }) || words.windows(4).any(|window| {
        let [with, open, adjective, noun] = window else { return false };
        let is_with = is_in("with using of", with) && is_in("different various varying", open);
        is_with && is_in(OPEN_NOUN, noun) && !is_in("and or", adjective)
    })
}

/// *standard approach*, *a simple method*.
fn is_ordinary(phrase: &Phrase) -> bool {
    let content: Vec<&String> =
        phrase.words.iter().filter(|word| !["a", "an", "the"].contains(&word.as_str())).collect();
    let is_noun = |word: &str| is_in(OPEN_NOUN, word) && word != "loss";
    content.iter().any(|word| is_in(ORDINARY, word))
        && content.iter().all(|word| is_in(ORDINARY, word) || is_noun(word))
}

/// A name such as `ViT-S` or `CLIP-L`, where the size is a letter.
fn has_name(text: &str) -> bool {
    text.split_whitespace().skip(1).any(|word| {
        let is_size = |(_, size): (&str, &str)| size.starts_with(char::is_uppercase);
        word.split_once('-').is_some_and(is_size)
    })
}

fn has_digit(text: &str) -> bool {
    text.chars().any(char::is_numeric)
}

fn is_ellipsis(text: &str) -> bool {
    !text.trim().is_empty() && text.trim().chars().all(|c| ['.', '…', '?', '-', '_'].contains(&c))
}
