//! The widths of Helvetica, which every PDF viewer has, and which characters it has.

use unicode_width::UnicodeWidthChar;

/// Widths of the characters from 32 to 126, in thousandths of the size.
const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Widths of the characters from 160 to 255.
const LATIN: [u16; 96] = [
    278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333, 400, 584, 333,
    333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611, 667, 667, 667, 667, 667, 667,
    1000, 722, 667, 667, 667, 667, 278, 278, 278, 278, 722, 722, 778, 778, 778, 778, 778, 584, 778,
    722, 722, 722, 722, 667, 667, 611, 556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556,
    278, 278, 278, 278, 556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556,
    500,
];

/// What WinAnsi has between 128 and 159: character, code and width.
const EXTRA: [(char, u8, u16); 27] = [
    ('€', 0x80, 556),
    ('‚', 0x82, 222),
    ('ƒ', 0x83, 556),
    ('„', 0x84, 333),
    ('…', 0x85, 1000),
    ('†', 0x86, 556),
    ('‡', 0x87, 556),
    ('ˆ', 0x88, 333),
    ('‰', 0x89, 1000),
    ('Š', 0x8a, 667),
    ('‹', 0x8b, 333),
    ('Œ', 0x8c, 1000),
    ('Ž', 0x8e, 611),
    ('‘', 0x91, 222),
    ('’', 0x92, 222),
    ('“', 0x93, 333),
    ('”', 0x94, 333),
    ('•', 0x95, 350),
    ('–', 0x96, 556),
    ('—', 0x97, 1000),
    ('˜', 0x98, 333),
    ('™', 0x99, 1000),
    ('š', 0x9a, 500),
    ('›', 0x9b, 333),
    ('œ', 0x9c, 944),
    ('ž', 0x9e, 500),
    ('Ÿ', 0x9f, 667),
];

/// What the font Symbol has of use here: characters in the order of codes, and their widths.
const SYMBOL: [(char, u8, u16); 64] = [
    ('−', 0x2d, 549),
    ('Α', b'A', 722),
    ('Β', b'B', 667),
    ('Χ', b'C', 722),
    ('Δ', b'D', 612),
    ('Ε', b'E', 611),
    ('Φ', b'F', 763),
    ('Γ', b'G', 603),
    ('Η', b'H', 722),
    ('Ι', b'I', 333),
    ('Κ', b'K', 722),
    ('Λ', b'L', 686),
    ('Μ', b'M', 889),
    ('Ν', b'N', 722),
    ('Ο', b'O', 722),
    ('Π', b'P', 768),
    ('Θ', b'Q', 741),
    ('Ρ', b'R', 556),
    ('Σ', b'S', 592),
    ('Τ', b'T', 611),
    ('Υ', b'U', 690),
    ('Ω', b'W', 768),
    ('Ξ', b'X', 645),
    ('Ψ', b'Y', 795),
    ('Ζ', b'Z', 611),
    ('α', b'a', 631),
    ('β', b'b', 549),
    ('χ', b'c', 549),
    ('δ', b'd', 494),
    ('ε', b'e', 439),
    ('φ', b'f', 521),
    ('γ', b'g', 411),
    ('η', b'h', 603),
    ('ι', b'i', 329),
    ('κ', b'k', 549),
    ('λ', b'l', 549),
    ('μ', b'm', 576),
    ('ν', b'n', 521),
    ('ο', b'o', 549),
    ('π', b'p', 549),
    ('θ', b'q', 521),
    ('ρ', b'r', 549),
    ('σ', b's', 603),
    ('ς', b'V', 439),
    ('τ', b't', 439),
    ('υ', b'u', 576),
    ('ω', b'w', 686),
    ('ξ', b'x', 493),
    ('ψ', b'y', 686),
    ('ζ', b'z', 494),
    ('≤', 0xa3, 549),
    ('∞', 0xa5, 713),
    ('←', 0xac, 987),
    ('↑', 0xad, 603),
    ('→', 0xae, 987),
    ('↓', 0xaf, 603),
    ('≥', 0xb3, 549),
    ('∂', 0xb6, 494),
    ('≠', 0xb9, 549),
    ('≈', 0xbb, 549),
    ('∈', 0xce, 713),
    ('√', 0xd6, 549),
    ('∑', 0xe5, 713),
    ('◊', 0xe0, 494),
];

/// A character as a font has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    /// In Helvetica, by its code in WinAnsi.
    Text(u8),
    /// In Symbol, by its code there.
    Symbol(u8),
    /// In neither.
    None,
}

/// Where a character is found, and its width in thousandths of the size.
pub(super) fn glyph(c: char) -> (Glyph, u16) {
    let code = u8::try_from(u32::from(c)).unwrap_or(0);
    match code {
        32..=126 => return (Glyph::Text(code), ASCII[usize::from(code) - 32]),
        160..=255 => return (Glyph::Text(code), LATIN[usize::from(code) - 160]),
        _ => {}
    }
    if let Some(&(_, code, width)) = EXTRA.iter().find(|extra| extra.0 == c) {
        return (Glyph::Text(code), width);
    }
    if let Some(&(_, code, width)) = SYMBOL.iter().find(|symbol| symbol.0 == c) {
        return (Glyph::Symbol(code), width);
    }
    let width = match c.width() {
        Some(2) => 1000,
        Some(1) => 600,
        _ => 0,
    };
    (Glyph::None, width)
}

/// The width of a line of words.
pub(super) fn width(words: &str, size: f64) -> f64 {
    words.chars().map(|c| f64::from(glyph(c).1)).sum::<f64>() * size / 1000.0
}

/// The words, cut with an ellipsis if they are wider.
pub(super) fn fit(words: &str, size: f64, widest: f64) -> String {
    if width(words, size) <= widest {
        return words.to_owned();
    }
    let mut room = widest - width("…", size);
    let fitting = words.chars().take_while(|c| {
        room -= f64::from(glyph(*c).1) * size / 1000.0;
        room >= 0.0
    });
    format!("{}…", fitting.collect::<String>().trim_end())
}

/// One line in which what is hidden is visible, and nothing that XML forbids.
pub(super) fn line(text: &str) -> String {
    let text = text.replace(['\n', '\r', '\u{2028}', '\u{2029}'], " ");
    let is_no_character =
        |c: char| u32::from(c) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c);
    foundation::visible::plain(&text).replace(is_no_character, "\u{fffd}")
}
