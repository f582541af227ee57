//! Items that are the baseline.

use std::collections::HashSet;

use super::phrase::{Phrase, normal, words};
use crate::words::is_in;

/// Words for the baseline.
const BASELINE: &str = "baseline control current currently default original ours paper paper's proposed unchanged unmodified";

/// Words beside them that do not change the meaning.
const AROUND: &str = "\
    a an as authors by chosen choice configuration design existing formulation from in is keep kept of our reported \
    same set setting settings setup standard the this to use used using value values version with work";

/// Words after *our*, *full* and *proposed* that make them the baseline.
const WHOLE: &str =
    "approach method model system version framework pipeline algorithm architecture design";

/// Words of a plain method that papers call a baseline without having it.
const NAIVE: &str =
    "random naive simple vanilla none no without zero uniform constant standard removed disabled";

/// Whether the item calls itself the baseline, or equals the present value in the part.
pub(super) fn is_baseline(phrase: &Phrase, text: &str, part: &Part) -> bool {
    names_baseline(&phrase.words)
        || phrase.brackets.iter().any(|bracket| is_tag(bracket, phrase))
        || part.is_now(text)
}

/// *default*, *as in the paper*, *our method*, *full model*, *no change*, *keep the original
/// setting*.
fn names_baseline(words: &[String]) -> bool {
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "the").collect();
    match words.as_slice() {
        ["full" | "complete" | "proposed" | "our", whole] if is_in(WHOLE, whole) => return true,
        ["no", "change" | "changes" | "modification" | "modifications"] => return true,
        _ => {}
    }
    let is_plain = words.iter().all(|word| is_in(BASELINE, word) || is_in(AROUND, word));
    // *paper* alone is not a baseline, but *as in the paper* is
    let is_name = |word: &&str| is_in(BASELINE, word) && (*word != "paper" || words.len() > 1);
    is_plain && words.iter().any(is_name) && words != ["control"] && words != ["current", "control"]
}

/// *(default)*, *(current baseline)*, *(as in the paper, 8 heads)*.
fn is_tag(bracket: &str, phrase: &Phrase) -> bool {
    bracket.split([',', ';']).map(words).any(|tag| {
        let is_weak = tag
            .iter()
            .all(|word| !is_in("current currently default original ours paper proposed", word));
        names_baseline(&tag) && !(is_weak && phrase.words.iter().any(|word| is_in(NAIVE, word)))
    })
}

/// The present value in the ablated part, as in *Number of heads (8)* or *loss (currently
/// L2)*.
pub(super) struct Part {
    /// The texts in brackets.
    now: HashSet<String>,
    /// The whole part, if it has *currently* outside of brackets.
    current: Option<String>,
}

impl Part {
    pub(super) fn new(part: &str) -> Self {
        const SAYS: &str = "currently,current,default,baseline,original,set to,fixed at,is,=";
        let mut now = HashSet::new();
        let phrase = Phrase::new(part);
        for bracket in &phrase.brackets {
            let mut text = bracket.trim();
            let mut is_explicit = false;
            // `L = 12`: what stands before the equals sign is the symbol
            if let Some((symbol, value)) = text.split_once('=')
                && words(symbol).len() <= 1
            {
                (text, is_explicit) = (value, true);
            }
            while let Some(rest) = SAYS.split(',').find_map(|says| strip(text, says)) {
                (text, is_explicit) = (rest, true);
            }
            let is_number = text.trim().parse::<f64>().is_ok();
            if is_explicit || is_number || words(text).len() > 1 {
                now.insert(normal(text));
            }
        }
        now.remove("");
        Self { now, current: phrase.has("currently").then(|| normal(part)) }
    }

    fn is_now(&self, item: &str) -> bool {
        let item = normal(item);
        // *selection that currently uses cosine distance* ends with what it uses
        let is_end =
            |part: &String| part.strip_suffix(&item).is_some_and(|rest| rest.ends_with(' '));
        self.now.contains(&item) || (!item.is_empty() && self.current.as_ref().is_some_and(is_end))
    }
}

/// The text after a word and the blank, colon or equals sign behind it.
fn strip<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = text.trim().split_at_checked(word.len())?;
    if !start.eq_ignore_ascii_case(word) {
        return None;
    }
    let is_end = word == "=" || rest.starts_with([' ', ':', '=']);
    is_end.then(|| rest.trim_start_matches([' ', ':', '=']))
}
