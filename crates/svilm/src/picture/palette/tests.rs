use super::*;

fn linear(color: [u8; 3]) -> [f64; 3] {
    color.map(|value| {
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    })
}

fn times(matrix: [[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| (0..3).map(|i| row[i] * v[i]).sum())
}

fn lab(linear: [f64; 3]) -> [f64; 3] {
    let cones = times(
        [
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ],
        linear,
    );
    times(
        [
            [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
            [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
            [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
        ],
        cones.map(|cone| cone.max(0.0).cbrt()),
    )
}

/// Lightness 0..1 of a colour.
pub(crate) fn lightness(color: [u8; 3]) -> f64 {
    lab(linear(color))[0]
}

/// Distance of two colours in OKLab.
pub(crate) fn distance(a: [u8; 3], b: [u8; 3]) -> f64 {
    between(lab(linear(a)), lab(linear(b)))
}

fn between(a: [f64; 3], b: [f64; 3]) -> f64 {
    (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt()
}

/// Full loss of the red, the green or the blue cones: Machado, Oliveira and Fernandes (2009),
/// severity 1.
const SEEN: [[[f64; 3]; 3]; 4] = [
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    [
        [0.152_286, 1.052_583, -0.204_868],
        [0.114_503, 0.786_281, 0.099_216],
        [-0.003_882, -0.048_116, 1.051_998],
    ],
    [
        [0.367_322, 0.860_646, -0.227_968],
        [0.280_085, 0.672_501, 0.047_413],
        [-0.011_820, 0.042_940, 0.968_881],
    ],
    [
        [1.255_528, -0.076_749, -0.178_779],
        [-0.078_411, 0.930_809, 0.147_602],
        [0.004_733, 0.691_367, 0.303_900],
    ],
];

fn parse(hex: &str) -> [u8; 3] {
    std::array::from_fn(|i| u8::from_str_radix(&hex[1 + 2 * i..3 + 2 * i], 16).unwrap())
}

/// The smallest distance between two of the colours, for those who see worst.
fn smallest(one: &[[u8; 3]], other: &[[u8; 3]]) -> f64 {
    let mut smallest = f64::INFINITY;
    for matrix in SEEN {
        for a in one {
            for b in other.iter().filter(|b| *b != a) {
                let seen = |color: [u8; 3]| lab(times(matrix, linear(color)));
                smallest = smallest.min(between(seen(*a), seen(*b)));
            }
        }
    }
    smallest
}

#[test]
fn strong_colors_are_told_apart_by_everybody() {
    let few = smallest(&STRONG[..4], &STRONG[..4]);
    assert!(few > 0.15, "{few}");
    let all = smallest(&STRONG, &STRONG);
    assert!(all > 0.07, "{all}");
}

#[test]
fn strong_colors_stand_out_from_pale_ones() {
    let pale: Vec<[u8; 3]> = (0..64).map(|group| parse(&pale(group))).collect();
    let least = smallest(&STRONG, &pale);
    assert!(least > 0.07, "{least}");
    assert!(pale.iter().all(|color| lightness(*color) > 0.8));
}

#[test]
fn no_two_of_64_pale_colors_are_the_same() {
    let pale: std::collections::HashSet<String> = (0..64).map(pale).collect();
    assert_eq!(pale.len(), 64);
}
