//! Colours of groups.
//!
//! No 32 colours can be told apart by everybody, so few are strong: those of the groups that answer
//! to nouns. All others are pale, and told apart by the lines between them and by their numbers.

/// For groups that answer to nouns, in the order of the nouns.
///
/// # Source
/// Okabe and Ito's, <https://jfly.uni-koeln.de/color/>, with Tol's indigo and wine,
/// <https://sronpersonalpages.nl/~pault/>; in the order in which the first four are farthest apart
/// for those who see worst.
const STRONG: [[u8; 3]; 8] = [
    [0, 114, 178],
    [213, 94, 0],
    [86, 180, 233],
    [51, 34, 136],
    [230, 159, 0],
    [0, 158, 115],
    [204, 121, 167],
    [136, 34, 85],
];

/// The colour of the `index`th group that answers to a noun; they come again after eight.
pub(super) fn strong(index: usize) -> String {
    hex(STRONG[index % STRONG.len()])
}

/// The colour of any other group: pale, of one of four lightnesses and of a hue that is far from
/// its neighbours'.
pub(super) fn pale(group: usize) -> String {
    let lightness = [0.95, 0.87, 0.91, 0.83][group % 4];
    let hue = group as f64 * 2.399_963; // the golden angle
    hex(rgb([lightness, 0.045 * hue.cos(), 0.045 * hue.sin()]))
}

/// `#rrggbb`.
pub(super) fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A colour of OKLab as sRGB; what lies outside is cut off.
///
/// # Source
/// Ottosson, "A perceptual color space for image processing",
/// <https://bottosson.github.io/posts/oklab/>.
fn rgb([l, a, b]: [f64; 3]) -> [u8; 3] {
    let cones = [
        l + 0.396_337_777_4 * a + 0.215_803_757_3 * b,
        l - 0.105_561_345_8 * a - 0.063_854_172_8 * b,
        l - 0.089_484_177_5 * a - 1.291_485_548_0 * b,
    ]
    .map(|cone| cone * cone * cone);
    let linear = [
        4.076_741_662_1 * cones[0] - 3.307_711_591_3 * cones[1] + 0.230_969_929_2 * cones[2],
        -1.268_438_004_6 * cones[0] + 2.609_757_401_1 * cones[1] - 0.341_319_396_5 * cones[2],
        -0.004_196_086_3 * cones[0] - 0.703_418_614_7 * cones[1] + 1.707_614_701_0 * cones[2],
    ];
    linear.map(|value| {
        let value = if value <= 0.003_130_8 {
            12.92 * value
        } else {
            1.055 * value.powf(1.0 / 2.4) - 0.055
        };
        (value.clamp(0.0, 1.0) * 255.0).round() as u8
    })
}

#[cfg(test)]
pub(super) mod tests;
