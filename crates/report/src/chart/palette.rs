//! Colours, on paper and in the dark.

use super::scene::Ink;

/// Colours of series, on paper and in the dark: each has a contrast of 3 with the ground, and any
/// two differ by 26 or more in CIELAB for protanopes, deuteranopes and tritanopes too (as Machado
/// et al. 2009 simulate them). The first is the baseline's.
const SERIES: [(u32, u32); 8] = [
    (0x0020_262a, 0x00e4_e6e3),
    (0x000a_98ff, 0x0046_d2ff),
    (0x00f3_5010, 0x00ff_5600),
    (0x000f_7050, 0x0089_c383),
    (0x0065_056d, 0x00fa_5ebd),
    (0x0087_89b2, 0x006b_65f7),
    (0x0077_0a00, 0x00a5_5a34),
    (0x0067_08bf, 0x0092_6d6b),
];

/// Dashes of series. They turn with the colours, so that 32 series differ.
const DASHES: [&[f32]; 4] = [&[], &[6.0, 3.0], &[2.0, 2.5], &[8.0, 3.0, 2.0, 3.0]];

/// The dashes of a series.
pub(super) fn dash(series: usize) -> &'static [f32] {
    DASHES[(series + series / SERIES.len()) % DASHES.len()]
}

/// The colour on paper and in the dark, as 0xRRGGBB.
fn colours(ink: Ink) -> (u32, u32) {
    match ink {
        Ink::Text => (0x0020_262a, 0x00e4_e6e3),
        Ink::Dim => (0x0059_6167, 0x00a3_abb0),
        Ink::Grid => (0x00de_dbd2, 0x0034_3c42),
        Ink::Ground => (0x00ff_ffff, 0x001c_2226),
        Ink::Series(index) => SERIES[index % SERIES.len()],
        Ink::Good => (0x001f_6637, 0x0092_d3a5),
        Ink::Bad => (0x009c_2b20, 0x00f2_a196),
        Ink::Unsure => (0x0077_5200, 0x00e6_c274),
    }
}

/// The colour on paper: red, green, blue, from 0 to 255.
pub(super) fn paper(ink: Ink) -> [u8; 3] {
    let [_, red, green, blue] = colours(ink).0.to_be_bytes();
    [red, green, blue]
}

/// The colour in the style of a page.
pub(super) fn class(ink: Ink) -> String {
    match ink {
        Ink::Text => "t".to_owned(),
        Ink::Dim => "d".to_owned(),
        Ink::Grid => "r".to_owned(),
        Ink::Ground => "w".to_owned(),
        Ink::Series(index) => (index % SERIES.len()).to_string(),
        Ink::Good => "g".to_owned(),
        Ink::Bad => "b".to_owned(),
        Ink::Unsure => "u".to_owned(),
    }
}

/// The style that charts need on a page which declares `color-scheme: light dark`.
pub fn style() -> String {
    let named = [Ink::Text, Ink::Dim, Ink::Grid, Ink::Ground, Ink::Good, Ink::Bad, Ink::Unsure];
    let all = named.into_iter().chain((0..SERIES.len()).map(Ink::Series));
    let rules = all.map(|ink| {
        let ((paper, dark), class) = (colours(ink), class(ink));
        format!(
            ".chart .s{class} {{ stroke: light-dark(#{paper:06x}, #{dark:06x}); }} \
             .chart .f{class} {{ fill: light-dark(#{paper:06x}, #{dark:06x}); }}\n"
        )
    });
    rules.collect()
}
