//! Prints commands that stand for characters, and accents.

use std::{collections::HashMap, sync::LazyLock};

/// Signs by the commands that print them; the file has a line for each, the sign in front.
static SIGNS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("symbol.txt").lines().filter_map(|line| line.split_once(' '));
    lines.flat_map(|(sign, names)| names.split(' ').map(move |name| (name, sign))).collect()
});

/// The text that a command prints, if it is a sign or a few letters.
pub(super) fn symbol(name: &str) -> Option<&'static str> {
    SIGNS.get(name).copied()
}

/// What `\eg`, `\wrt` and other commands of conference styles print, without the last dot.
pub(super) fn abbreviation(name: &str) -> Option<&'static str> {
    const ABBREVIATIONS: &str = "e.g|E.g|i.e|I.e|cf|Cf|etc|vs|w.r.t|et al|i.i.d";
    let letters = |printed: &str| printed.replace(['.', ' '], "");
    ABBREVIATIONS.split('|').find(|printed| letters(printed) == name)
}

/// The sign that pifont's `\ding{number}` prints.
pub(super) fn ding(number: &str) -> &'static str {
    match number {
        "51" | "52" => "✓",
        "53" | "54" | "55" | "56" => "✗",
        "72" | "73" | "74" => "★",
        "108" => "●",
        "109" => "○",
        "172" | "182" | "192" | "202" => "①",
        "173" | "183" | "193" | "203" => "②",
        "174" | "184" | "194" | "204" => "③",
        "175" | "185" | "195" | "205" => "④",
        "176" | "186" | "196" | "206" => "⑤",
        _ => "",
    }
}

/// The commands that put an accent on the letter behind them, letters and their accented forms in
/// pairs, and the accent as it combines with others.
const ACCENTS: [(&str, &str, char); 15] = [
    ("'", "aáeéiíıíoóuúyýcćnńsśzźlĺrŕgǵAÁEÉIÍOÓUÚYÝCĆNŃSŚZŹLĹRŔ", '\u{301}'),
    ("`", "aàeèiìıìoòuùnǹAÀEÈIÌOÒUÙ", '\u{300}'),
    ("^", "aâeêiîıîoôuûcĉgĝhĥjĵsŝwŵyŷAÂEÊIÎOÔUÛ", '\u{302}'),
    ("\"", "aäeëiïıïoöuüyÿAÄEËIÏOÖUÜ", '\u{308}'),
    ("~", "aãnñoõiĩıĩuũAÃNÑOÕ", '\u{303}'),
    ("=", "aāeēiīıīoōuūAĀEĒIĪOŌUŪ", '\u{304}'),
    (".", "cċeėgġzżIİCĊEĖGĠZŻ", '\u{307}'),
    ("c", "cçsştţCÇSŞTŢ", '\u{327}'),
    ("v", "cčsšzžrřeěnňdďtťaǎgǧCČSŠZŽRŘEĚNŇDĎTŤ", '\u{30c}'),
    ("u", "aăgğeĕiĭıĭoŏuŭAĂGĞ", '\u{306}'),
    ("H", "oőuűOŐUŰ", '\u{30b}'),
    ("k", "aąeęiįAĄEĘIĮ", '\u{328}'),
    ("r", "aåuůAÅUŮ", '\u{30a}'),
    ("d", "aạeẹiịoọuụsṣtṭ", '\u{323}'),
    ("b", "", '\u{331}'),
];

/// The letter with the accent of a command on it; nothing if the command is another one.
pub(super) fn accented(mark: &str) -> Option<impl Fn(char) -> String> {
    let (_, pairs, combining) = ACCENTS.into_iter().find(|(command, ..)| *command == mark)?;
    Some(move |letter: char| {
        let mut letters = pairs.chars();
        while let (Some(plain), Some(composed)) = (letters.next(), letters.next()) {
            if plain == letter {
                return composed.to_string();
            }
        }
        let combines = letter.is_alphabetic().then_some(combining);
        std::iter::once(letter).chain(combines).collect()
    })
}

/// The word with a capital.
pub(super) fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
