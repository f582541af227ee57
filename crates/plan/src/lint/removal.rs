//! Items that take the part away.

use super::phrase::Phrase;
use crate::plan::Literal;
use crate::words::is_in;

/// Words that are a removal by themselves.
const ALONE: &str =
    "none nothing null off disabled removed omitted absent removal ablated excluded";

/// Words that take away what follows them.
const BEFORE: &str = "\
    without remove removes removing disable disabling omit omitting exclude excluding eliminate eliminating ablate \
    discard discarding";

/// Words that take away what stands before them.
const AFTER: &str = "removed disabled omitted excluded ablated eliminated";

/// Words after *no* that do not make a removal.
const NOT_AFTER_NO: &str =
    "more less fewer longer later u-turn u change changes modification modifications one";

/// Words that say what comes instead.
const INSTEAD: &str = "use using instead replace replaced replacing add adding with";

/// Words after *zero* that make a value of it.
const ZERO_OF: &str = "initialization init initialisation padding mean db ms s hz degrees mm cm px";

/// Whether the item only takes something away.
pub(super) fn is_removal(phrase: &Phrase, value: &Literal, is_sweep: bool) -> bool {
    if matches!(value, Literal::Null) {
        return true;
    }
    let (first, second) = (phrase.first(), phrase.word(1));
    if let [alone] = phrase.words.as_slice() {
        return is_in(ALONE, alone);
    }
    if is_zero(phrase) {
        return !is_sweep;
    }
    let is_short = (2..=12).contains(&phrase.words.len());
    // a number is an amount that is taken away
    let has_number = phrase.words.iter().any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let has_instead =
        phrase.words.iter().skip(1).any(|word| is_in(INSTEAD, word) && word != "with")
            || (first != "no" && first != "without" && phrase.has("with"));
    if !is_short || has_number || has_instead {
        return false;
    }
    let is_no = first == "no" && !is_in(NOT_AFTER_NO, second);
    let is_before = is_in(BEFORE, first) && second != "replacement" && !is_partial(phrase);
    let is_of = first == "removal" && second == "of" && !is_partial(phrase);
    let is_off = phrase.last() == "off"
        && ["turned", "switched", "turn", "switch"].contains(&before_last(phrase));
    is_no || is_before || is_of || is_off || (is_in(AFTER, phrase.last()) && !is_partial(phrase))
}

/// *0 layers*, *zero experts*: a number of nothing.
fn is_zero(phrase: &Phrase) -> bool {
    ["0", "zero"].contains(&phrase.first())
        && (2..=3).contains(&phrase.words.len())
        && phrase.words[1..].iter().all(|word| word.chars().all(char::is_alphabetic))
        && !is_in(ZERO_OF, phrase.last())
}

/// *remove half of the layers*.
fn is_partial(phrase: &Phrase) -> bool {
    const PARTIAL: &str = "half some most random randomly partially part every each top only";
    phrase.words.iter().any(|word| is_in(PARTIAL, word))
}

fn before_last(phrase: &Phrase) -> &str {
    phrase.words.len().checked_sub(2).map_or("", |index| phrase.word(index))
}
