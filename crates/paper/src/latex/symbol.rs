//! Prints commands that stand for characters, and accents.

/// The text that a command prints, if it is a sign or a few letters.
pub(super) fn symbol(name: &str) -> Option<&'static str> {
    Some(match name {
        "%" => "%",
        "&" => "&",
        "_" | "textunderscore" => "_",
        "#" => "#",
        "$" | "textdollar" => "$",
        "{" | "textbraceleft" | "lbrace" => "{",
        "}" | "textbraceright" | "rbrace" => "}",
        "ss" => "ß",
        "o" => "ø",
        "O" => "Ø",
        "ae" => "æ",
        "AE" => "Æ",
        "oe" => "œ",
        "OE" => "Œ",
        "aa" => "å",
        "AA" => "Å",
        "l" => "ł",
        "L" => "Ł",
        "i" => "ı",
        "j" => "ȷ",
        "dh" => "ð",
        "th" => "þ",
        "dag" | "textdagger" | "dagger" => "†",
        "ddag" | "textdaggerdbl" => "‡",
        "S" | "textsection" => "§",
        "P" | "textparagraph" => "¶",
        "copyright" | "textcopyright" => "©",
        "textregistered" => "®",
        "texttrademark" => "™",
        "pounds" | "textsterling" => "£",
        "euro" | "texteuro" => "€",
        "ldots" | "dots" | "textellipsis" | "dotsc" => "…",
        "slash" => "/",
        "textbackslash" => "\\",
        "textasciitilde" => "~",
        "textasciicircum" => "^",
        "textless" => "<",
        "textgreater" => ">",
        "textbar" => "|",
        "textquotesingle" | "textquoteright" | "textquoteleft" => "'",
        "textquotedbl" | "textquotedblleft" | "textquotedblright" => "\"",
        "textendash" => "–",
        "textemdash" => "—",
        "textbullet" | "bullet" => "•",
        "textdegree" | "degree" => "°",
        "textmu" => "µ",
        "textpm" | "pm" => "±",
        "texttimes" | "times" => "×",
        "textrightarrow" | "rightarrow" | "to" => "→",
        "textleftarrow" | "leftarrow" => "←",
        "textuparrow" | "uparrow" => "↑",
        "textdownarrow" | "downarrow" => "↓",
        "checkmark" | "cmark" | "tick" | "Checkmark" | "CheckmarkBold" | "faCheck" => "✓",
        "xmark" | "XSolidBrush" | "XSolid" | "faTimes" | "cross" => "✗",
        "CIRCLE" | "newmoon" => "●",
        "Circle" | "fullmoon" => "○",
        "LEFTcircle" | "RIGHTcircle" => "◐",
        "star" | "bigstar" => "★",
        "TeX" => "TeX",
        "LaTeX" | "LaTeXe" => "LaTeX",
        "BibTeX" => "BibTeX",
        "algorithmicrequire" => "Require:",
        "algorithmicensure" => "Ensure:",
        "percent" => "%",
        "kilo" => "k",
        "mega" => "M",
        "giga" => "G",
        "milli" => "m",
        "micro" => "µ",
        "nano" => "n",
        "second" => "s",
        "meter" | "metre" => "m",
        "gram" => "g",
        "hertz" => "Hz",
        "byte" => "B",
        "bit" => "bit",
        "watt" => "W",
        "flop" => "FLOP",
        "hour" => "h",
        "minute" => "min",
        "celsius" => "°C",
        "per" => "/",
        _ => return None,
    })
}

/// Abbreviations that conference styles define, without their last dot.
pub(super) fn abbreviation(name: &str) -> Option<&'static str> {
    Some(match name {
        "eg" => "e.g",
        "Eg" => "E.g",
        "ie" => "i.e",
        "Ie" => "I.e",
        "cf" => "cf",
        "Cf" => "Cf",
        "etc" => "etc",
        "vs" => "vs",
        "wrt" => "w.r.t",
        "etal" => "et al",
        "iid" => "i.i.d",
        _ => return None,
    })
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

/// Whether the command puts an accent on the letter that follows.
pub(super) fn is_accent(name: &str) -> bool {
    matches!(
        name,
        "'" | "`" | "^" | "\"" | "~" | "=" | "." | "c" | "v" | "u" | "H" | "k" | "r" | "d" | "b"
    )
}

/// Letters and their accented forms, in pairs.
fn pairs(mark: &str) -> (&'static str, char) {
    match mark {
        "'" => ("aáeéiíıíoóuúyýcćnńsśzźlĺrŕgǵAÁEÉIÍOÓUÚYÝCĆNŃSŚZŹLĹRŔ", '\u{301}'),
        "`" => ("aàeèiìıìoòuùnǹAÀEÈIÌOÒUÙ", '\u{300}'),
        "^" => ("aâeêiîıîoôuûcĉgĝhĥjĵsŝwŵyŷAÂEÊIÎOÔUÛ", '\u{302}'),
        "\"" => ("aäeëiïıïoöuüyÿAÄEËIÏOÖUÜ", '\u{308}'),
        "~" => ("aãnñoõiĩıĩuũAÃNÑOÕ", '\u{303}'),
        "=" => ("aāeēiīıīoōuūAĀEĒIĪOŌUŪ", '\u{304}'),
        "." => ("cċeėgġzżIİCĊEĖGĠZŻ", '\u{307}'),
        "c" => ("cçsştţCÇSŞTŢ", '\u{327}'),
        "v" => ("cčsšzžrřeěnňdďtťaǎgǧCČSŠZŽRŘEĚNŇDĎTŤ", '\u{30c}'),
        "u" => ("aăgğeĕiĭıĭoŏuŭAĂGĞ", '\u{306}'),
        "H" => ("oőuűOŐUŰ", '\u{30b}'),
        "k" => ("aąeęiįAĄEĘIĮ", '\u{328}'),
        "r" => ("aåuůAÅUŮ", '\u{30a}'),
        "d" => ("aạeẹiịoọuụsṣtṭ", '\u{323}'),
        _ => ("", '\u{331}'),
    }
}

/// The letter with the accent on it.
pub(super) fn accented(mark: &str, letter: char) -> String {
    let (table, combining) = pairs(mark);
    let mut letters = table.chars();
    while let (Some(plain), Some(composed)) = (letters.next(), letters.next()) {
        if plain == letter {
            return composed.to_string();
        }
    }
    if letter.is_alphabetic() { [letter, combining].iter().collect() } else { letter.to_string() }
}

/// The word with a capital.
pub(super) fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
