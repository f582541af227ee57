//! How characters beyond ASCII are written in LaTeX, with nothing but its standard commands.

use unicode_normalization::char::decompose_canonical;

/// The letter that a character is made of, and its marks in order; the character itself without
/// any if one of its marks has no accent that the letter can carry.
pub(super) fn taken_apart(c: char) -> (char, Vec<char>) {
    let mut parts = Vec::new();
    decompose_canonical(c, |part| parts.push(part));
    let (letter, marks) = (parts.remove(0), parts);
    let is_carried = marks.iter().all(|&mark| accent_on(letter, mark).is_some());
    if is_carried && !marks.is_empty() { (letter, marks) } else { (c, Vec::new()) }
}

/// The accents of text and of formulas for a mark on a letter, if LaTeX has one that the letter can
/// carry.
pub(super) fn accent_on(letter: char, mark: char) -> Option<(&'static str, &'static str)> {
    let letter = latin(letter);
    accent(mark).filter(|(_, math)| match greek(letter) {
        Some(_) => !math.is_empty(),
        None => letter.is_ascii_alphabetic(),
    })
}

/// The accents of text and of formulas that a combining mark stands for; the second is empty if
/// there is none.
fn accent(mark: char) -> Option<(&'static str, &'static str)> {
    Some(match mark {
        '\u{300}' => ("\\`", "\\grave"),
        '\u{301}' => ("\\'", "\\acute"),
        '\u{302}' => ("\\^", "\\hat"),
        '\u{303}' => ("\\~", "\\tilde"),
        '\u{304}' | '\u{305}' => ("\\=", "\\bar"),
        '\u{306}' => ("\\u", "\\breve"),
        '\u{307}' => ("\\.", "\\dot"),
        '\u{308}' => ("\\\"", "\\ddot"),
        '\u{30a}' => ("\\r", ""),
        '\u{30b}' => ("\\H", ""),
        '\u{30c}' => ("\\v", "\\check"),
        '\u{323}' => ("\\d", ""),
        '\u{327}' => ("\\c", ""),
        '\u{328}' => ("\\k", ""),
        '\u{331}' => ("\\b", ""),
        '\u{20d7}' => ("", "\\vec"),
        _ => return None,
    })
}

/// Whether the character is a mark on the one before it.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

const SMALL: [&str; 25] = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "varepsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "o",
    "pi",
    "rho",
    "varsigma",
    "sigma",
    "tau",
    "upsilon",
    "varphi",
    "chi",
    "psi",
    "omega",
];

/// The command of a Greek letter.
pub(super) fn greek(c: char) -> Option<&'static str> {
    Some(match c {
        'α'..='ω' => SMALL[usize::try_from(u32::from(c) - u32::from('α')).ok()?],
        'Γ' => "Gamma",
        'Δ' | '∆' => "Delta",
        'Θ' | 'ϴ' => "Theta",
        'Λ' => "Lambda",
        'Ξ' => "Xi",
        'Π' => "Pi",
        'Σ' => "Sigma",
        'Υ' => "Upsilon",
        'Φ' => "Phi",
        'Ψ' => "Psi",
        '\u{3a9}' | '\u{2126}' => "Omega",
        'ϵ' => "epsilon",
        'ϑ' => "vartheta",
        'ϕ' => "phi",
        'ϱ' => "varrho",
        'ϖ' => "varpi",
        'µ' => "mu",
        _ => return None,
    })
}

/// The Latin letter that a Greek one looks like.
pub(super) fn latin(c: char) -> char {
    let mut pairs = "ΑΒΕΖΗΙΚΜΝΟΡΤΧο".chars().zip("ABEZHIKMNOPTXo".chars());
    pairs.find_map(|(greek, latin)| (greek == c).then_some(latin)).unwrap_or(c)
}

/// Letters of formulas, as PDF files have them, are the letters that they show.
pub(super) fn plain_letter(c: char) -> Option<char> {
    let code = u32::from(c);
    match code {
        0x1d400..=0x1d6a3 => match (code - 0x1d400) % 52 {
            at @ 0..26 => after('A', at),
            at => after('a', at - 26),
        },
        0x1d6a8..=0x1d7c9 => match (code - 0x1d6a8) % 58 {
            17 => Some('ϴ'),
            at @ 0..25 => after('Α', at),
            25 => Some('∇'),
            at @ 26..51 => after('α', at - 26),
            51 => Some('∂'),
            at => ['ϵ', 'ϑ', 'ϰ', 'ϕ', 'ϱ', 'ϖ'].get(usize::try_from(at - 52).ok()?).copied(),
        },
        0x1d7ce..=0x1d7ff => after('0', (code - 0x1d7ce) % 10),
        0xff01..=0xff5e => char::from_u32(code - 0xfee0),
        _ => None,
    }
}

/// The character that is so many places behind another.
fn after(first: char, places: u32) -> Option<char> {
    char::from_u32(u32::from(first) + places)
}

/// Signs that are set as a formula.
pub(super) fn formula(c: char) -> Option<&'static str> {
    Some(match c {
        '≤' | '⩽' => r"\leq",
        '≥' | '⩾' => r"\geq",
        '≠' => r"\neq",
        '≈' => r"\approx",
        '≡' => r"\equiv",
        '≪' => r"\ll",
        '≫' => r"\gg",
        '∼' | '～' => r"\sim",
        '≃' => r"\simeq",
        '≅' => r"\cong",
        '∝' => r"\propto",
        '±' => r"\pm",
        '∓' => r"\mp",
        '×' | '✕' | '✗' | '✘' => r"\times",
        '÷' => r"\div",
        '·' | '⋅' => r"\cdot",
        '−' => "-",
        '∗' => "*",
        '∘' => r"\circ",
        '°' => r"^{\circ}",
        '→' | '⟶' => r"\rightarrow",
        '←' | '⟵' => r"\leftarrow",
        '↑' => r"\uparrow",
        '↓' => r"\downarrow",
        '↔' => r"\leftrightarrow",
        '⇒' => r"\Rightarrow",
        '⇐' => r"\Leftarrow",
        '⇔' => r"\Leftrightarrow",
        '↦' => r"\mapsto",
        '∞' => r"\infty",
        '√' | '✓' | '✔' => r"\surd",
        '∂' => r"\partial",
        '∇' => r"\nabla",
        '∑' => r"\sum",
        '∏' => r"\prod",
        '∫' => r"\int",
        '∈' => r"\in",
        '∉' => r"\notin",
        '⊂' => r"\subset",
        '⊆' => r"\subseteq",
        '∪' => r"\cup",
        '∩' => r"\cap",
        '∅' => r"\emptyset",
        '∀' => r"\forall",
        '∃' => r"\exists",
        '¬' => r"\neg",
        '∧' => r"\wedge",
        '∨' => r"\vee",
        '⊕' => r"\oplus",
        '⊗' => r"\otimes",
        '⊙' => r"\odot",
        '⊥' => r"\perp",
        '∥' | '‖' => r"\Vert",
        '⟨' => r"\langle",
        '⟩' => r"\rangle",
        '⌊' => r"\lfloor",
        '⌋' => r"\rfloor",
        '⌈' => r"\lceil",
        '⌉' => r"\rceil",
        'ℓ' => r"\ell",
        'ħ' | 'ℏ' => r"\hbar",
        'ℝ' => r"\mathbf{R}",
        '′' => "{}'",
        '″' => "{}''",
        '★' | '☆' => r"\star",
        '△' => r"\triangle",
        'ϰ' => r"\kappa",
        _ => return None,
    })
}

/// Superscripts and subscripts.
pub(super) fn script(c: char) -> Option<String> {
    Some(match c {
        '¹' => "^{1}".to_owned(),
        '²' => "^{2}".to_owned(),
        '³' => "^{3}".to_owned(),
        '⁰' | '⁴'..='⁹' => format!("^{{{}}}", u32::from(c) - 0x2070),
        '₀'..='₉' => format!("_{{{}}}", u32::from(c) - 0x2080),
        '⁺' => "^{+}".to_owned(),
        '⁻' => "^{-}".to_owned(),
        'ⁿ' => "^{n}".to_owned(),
        _ => return None,
    })
}

/// Letters and signs of text. What the oldest encoding of fonts lacks asks for the next one.
pub(super) fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{a0}' => "~",
        '\u{2009}' | '\u{200a}' | '\u{202f}' => r"\,",
        '\u{2000}'..='\u{2008}' | '\u{205f}' | '\u{3000}' => " ",
        '\u{2010}' | '\u{2011}' => "-",
        '–' | '‒' => r"\textendash{}",
        '—' | '―' => r"\textemdash{}",
        '…' => r"\ldots{}",
        '“' => r"\textquotedblleft{}",
        '”' | '‟' => r"\textquotedblright{}",
        '‘' => r"\textquoteleft{}",
        '’' | 'ʼ' => r"\textquoteright{}",
        '„' => r"{\fontencoding{T1}\selectfont\quotedblbase}",
        '‚' => r"{\fontencoding{T1}\selectfont\quotesinglbase}",
        '«' => r"{\fontencoding{T1}\selectfont\guillemotleft}",
        '»' => r"{\fontencoding{T1}\selectfont\guillemotright}",
        '•' => r"\textbullet{}",
        '†' => r"\dag{}",
        '‡' => r"\ddag{}",
        '§' => r"\S{}",
        '¶' => r"\P{}",
        '©' => r"\copyright{}",
        '®' => r"\textregistered{}",
        '™' => r"\texttrademark{}",
        '£' => r"\pounds{}",
        '€' => r"\texteuro{}",
        '¿' => r"\textquestiondown{}",
        '¡' => r"\textexclamdown{}",
        '½' => "1/2",
        '¼' => "1/4",
        '¾' => "3/4",
        'ß' => r"\ss{}",
        'æ' => r"\ae{}",
        'Æ' => r"\AE{}",
        'œ' => r"\oe{}",
        'Œ' => r"\OE{}",
        'ø' => r"\o{}",
        'Ø' => r"\O{}",
        'ł' => r"\l{}",
        'Ł' => r"\L{}",
        'ı' => r"\i{}",
        'ȷ' => r"\j{}",
        'ð' => r"{\fontencoding{T1}\selectfont\dh}",
        'Ð' => r"{\fontencoding{T1}\selectfont\DH}",
        'đ' => r"{\fontencoding{T1}\selectfont\dj}",
        'Đ' => r"{\fontencoding{T1}\selectfont\DJ}",
        'þ' => r"{\fontencoding{T1}\selectfont\th}",
        'Þ' => r"{\fontencoding{T1}\selectfont\TH}",
        'ŋ' => r"{\fontencoding{T1}\selectfont\ng}",
        'Ŋ' => r"{\fontencoding{T1}\selectfont\NG}",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        _ => return None,
    })
}
