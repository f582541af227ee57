//! Accents that are characters of their own, put on their letters.

use super::glyph::Glyph;

/// Accents as fonts draw them, and the same as Unicode combines them.
const ACCENTS: [(&str, &str, &str); 13] = [
    ("`\u{300}", "AEIOUaeiounN", "ÀÈÌÒÙàèìòùǹǸ"),
    ("´\u{301}\u{2ca}", "AEIOUYaeiouycCnNsSzZlLrRıgG", "ÁÉÍÓÚÝáéíóúýćĆńŃśŚźŹĺĹŕŔíǵǴ"),
    ("ˆ\u{302}^", "AEIOUaeioucCgGhHsSwWyYı", "ÂÊÎÔÛâêîôûĉĈĝĜĥĤŝŜŵŴŷŶî"),
    ("˜\u{303}~", "ANOanoiIuUeEyY", "ÃÑÕãñõĩĨũŨẽẼỹỸ"),
    ("¨\u{308}", "AEIOUYaeiouyı", "ÄËÏÖÜŸäëïöüÿï"),
    ("˚\u{30a}", "AaUu", "ÅåŮů"),
    ("¸\u{327}", "CcSsTt", "ÇçŞşŢţ"),
    ("ˇ\u{30c}", "CcDdEeNnRrSsTtZzGgAaOoUuLl", "ČčĎďĚěŇňŘřŠšŤťŽžǦǧǍǎǑǒǓǔĽľ"),
    ("¯\u{304}\u{2c9}", "AEIOUaeiouı", "ĀĒĪŌŪāēīōūī"),
    ("˘\u{306}", "AaGgEeIiOoUu", "ĂăĞğĔĕĬĭŎŏŬŭ"),
    ("˝\u{30b}", "OoUu", "ŐőŰű"),
    ("˙\u{307}", "CcEeGgIZz", "ĊċĖėĠġİŻż"),
    ("˛\u{328}", "AaEeIiUu", "ĄąĘęĮįŲų"),
];

/// `letter` with `accent` on it; `None` if there is no such letter.
fn composed(accent: char, letter: char) -> Option<char> {
    let (_, letters, accented) = ACCENTS.iter().find(|(accents, _, _)| accents.contains(accent))?;
    let mut pairs = letters.chars().zip(accented.chars());
    pairs.find(|(plain, _)| *plain == letter).map(|(_, accented)| accented)
}

/// The accent as it combines with whatever stands in front of it.
fn combining(accent: char) -> Option<char> {
    ACCENTS.iter().find(|(accents, _, _)| accents.contains(accent))?.0.chars().nth(1)
}

/// Joins each accent that stands above or below a letter with it.
pub(super) fn join_accents(glyphs: &mut Vec<Glyph>) {
    let mut joined: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs.drain(..) {
        if let Some(last) = joined.last_mut()
            && overlap(last, &glyph)
        {
            if let Some(char) = composed(last.char, glyph.char) {
                *last = Glyph { char, ..glyph };
                continue;
            }
            if let Some(char) = composed(glyph.char, last.char) {
                last.char = char;
                continue;
            }
            if let Some(char) = combining(last.char).filter(|_| glyph.char.is_alphabetic()) {
                *last = glyph;
                joined.push(Glyph { char, x: glyph.end, ..glyph });
                continue;
            }
        }
        joined.push(glyph);
    }
    *glyphs = joined;
}

fn overlap(one: &Glyph, other: &Glyph) -> bool {
    let shared = one.end.min(other.end) - one.x.max(other.x);
    let narrower = (one.end - one.x).min(other.end - other.x);
    shared > 0.5 * narrower && narrower > 0.0 && (one.y - other.y).abs() < 0.5 * one.size
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(char: char, x: f32, width: f32) -> Glyph {
        Glyph { char, x, end: x + width, y: 0.0, size: 10.0, font: 0, form: false }
    }

    fn check(mut glyphs: Vec<Glyph>, expected: &str) {
        join_accents(&mut glyphs);
        assert_eq!(glyphs.iter().map(|glyph| glyph.char).collect::<String>(), expected);
    }

    #[test]
    fn an_accent_above_a_letter_is_joined_with_it() {
        check(vec![glyph('¨', 0.0, 5.0), glyph('o', 0.1, 5.0), glyph('n', 5.1, 5.0)], "ön");
        check(vec![glyph('o', 0.0, 5.0), glyph('\u{308}', 0.5, 4.0)], "ö");
        check(vec![glyph('´', 0.0, 4.0), glyph('ı', 0.5, 3.0)], "í");
        check(vec![glyph('˜', 2.0, 5.0), glyph('M', 0.0, 9.0)], "M\u{303}");
    }

    #[test]
    fn an_accent_beside_a_letter_stays() {
        check(vec![glyph('~', 0.0, 5.0), glyph('n', 5.0, 5.0)], "~n");
    }

    #[test]
    fn every_accented_letter_has_its_plain_one() {
        for (_, letters, accented) in ACCENTS {
            assert_eq!(letters.chars().count(), accented.chars().count(), "{letters} {accented}");
        }
    }
}
