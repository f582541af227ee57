//! Folding of words, and lists of words without content, with too little, or with a meaning of
//! their own.

use crate::words::is_in;
/// Words that do not identify a part of a method.
const GENERIC: &str = "\
    a ablate ablated ablation all amount an analyse analysis analyze and appendix approach are as be choice \
    chosen component contribution count current different each effect effectiveness eq equation evaluate \
    evaluating examine explore fig figure fixed function hyper hyperparameter impact importance influence \
    investigate is its mechanism method model module number of operation or original our paper parameter per \
    pre pretraining procedure proposed removal remove removing replace replacing role scheme sec section \
    selection sensitivity set setting specific strategy study table technique term the their these this \
    to training type usage use used using value variation various vary varying without";

/// Symbols that are spelled out.
const GREEK: &str = "\
    alpha beta chi delta epsilon eta gamma iota kappa lambda mu nu omega phi pi psi rho sigma tau theta xi \
    zeta";

/// Words of a replacement that name no value.
const VAGUE: &str = "\
    alternate alternative another different fewer higher increased larger less lower more multiple other \
    reduced several simple simpler smaller some standard varied various varying";

/// Words for the value that the method already has.
const BASELINE: &str = "baseline control current default original unchanged unmodified";

/// Words around a value that do not change it.
const AROUND_VALUE: &str = "\
    change changed decrease decreased equal exactly fixed high higher increase increased just large larger \
    low lower only reduce reduced set small smaller with";

/// Words that take a part away.
const REMOVAL: &str = "\
    ablate ablated absent delete deleted disable disabled drop dropped eliminate eliminated no none nothing \
    null off omit omitted removal remove removed removing without";

/// Numbers in words, from 1.
const COUNTS: &str = "one two three four five six seven eight nine ten eleven twelve";

pub(super) fn is_generic(word: &str) -> bool {
    is_in(GENERIC, word) || is_in(GREEK, word)
}

pub(super) fn is_vague(word: &str) -> bool {
    is_in(VAGUE, word)
}

pub(super) fn is_baseline(word: &str) -> bool {
    is_in(BASELINE, word)
}

pub(super) fn is_around_value(word: &str) -> bool {
    is_in(AROUND_VALUE, word)
}

pub(super) fn is_removal(word: &str) -> bool {
    is_in(REMOVAL, word)
}

pub(super) fn count(word: &str) -> Option<i64> {
    let word = if word == "single" { "one" } else { word };
    COUNTS.split(' ').zip(1..).find(|(listed, _)| *listed == word).map(|(_, count)| count)
}

/// The word in lower case and without the ending of a plural.
pub(super) fn fold(word: &str) -> String {
    let word = word.to_lowercase();
    let length = word.chars().count();
    let ends = |ending: &str| word.ends_with(ending);
    if length > 4 && ends("ies") {
        return format!("{}y", &word[..word.len() - 3]);
    }
    if length > 4 && ["sses", "xes", "ches", "shes", "zes"].into_iter().any(ends) {
        return word[..word.len() - 2].to_owned();
    }
    if length > 3 && ends("s") && !["ss", "us", "is"].into_iter().any(ends) {
        return word[..word.len() - 1].to_owned();
    }
    word
}
