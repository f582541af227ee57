pub(crate) mod markup;
mod paper;

use proptest::prelude::*;

use super::axis::Axis;
use super::palette::paper as colour;
use super::scene::{Anchor, Ink, Shape};
use super::*;
use markup::elements;

const HOSTILE: &str = "& % $ # _ { } ~ ^ \\ < > | (a\\) \"'` </svg><script>alert(1)</script> \u{202e}\u{1b}[31m\u{fffe}";

fn point(x: f64, y: f64) -> Point {
    Point { x, y, interval: Some((y - 1.0, y + 1.0)) }
}

fn series(name: &str, points: Vec<Point>) -> Series {
    Series { name: name.to_owned(), points, ended: Vec::new() }
}

fn chart(name: &str) -> Lines {
    Lines {
        title: name.to_owned(),
        description: name.to_owned(),
        x: Quantity::new("seeds", ""),
        y: Quantity::new(name, "%"),
        series: vec![
            series(name, vec![point(3.0, 5.0), point(6.0, 80.0)]),
            series("β", vec![point(3.0, 9.0)]),
        ],
        spread: Spread::Bars,
        reference: Some(Reference { y: 5.0, label: name.to_owned() }),
    }
}

/// All charts with this name in every place.
fn scenes(name: &str) -> Vec<Scene> {
    let effect = |mean: f64| Effect {
        label: name.to_owned(),
        estimate: Some(Estimate {
            mean,
            interval: Some((mean - 1.0, mean + 1.0)),
            corrected: Some((f64::NEG_INFINITY, mean + 2.0)),
            wider: Some((mean - 3.0, 1e9)),
        }),
        numbers: name.to_owned(),
        verdict: name.to_owned(),
        tone: Tone::Good,
    };
    let nothing =
        Effect { label: name.to_owned(), verdict: "missing".to_owned(), ..Effect::default() };
    let row = |dots: Vec<(u64, f64, Option<f64>)>| DotsRow {
        label: name.to_owned(),
        dots,
        mean: Some(1.5),
        note: name.to_owned(),
    };
    vec![
        lines(&chart(name)),
        lines(&Lines { spread: Spread::Band, ..chart(name) }),
        forest(&Forest {
            title: name.to_owned(),
            description: name.to_owned(),
            axis: name.to_owned(),
            margin: Some(0.5),
            rows: vec![effect(1.0), effect(-2.0), nothing],
        }),
        dots(&Dots {
            title: name.to_owned(),
            description: name.to_owned(),
            axis: name.to_owned(),
            rows: vec![
                row(vec![(1, 1.0, None)]),
                row(vec![(1, 2.0, Some(1.0)), (2, 1.0, None)]),
                row(vec![]),
            ],
        }),
        lines(&Lines::default()),
        forest(&Forest::default()),
        dots(&Dots::default()),
    ]
}

/// Names, each in every place of every chart.
fn names() -> [String; 5] {
    [
        HOSTILE.to_owned(),
        "x".repeat(300),
        "e\u{301}\u{323}".repeat(40),
        "שלום 日本語 🧠".to_owned(),
        String::new(),
    ]
}

#[test]
fn files_are_well_formed_and_nothing_in_them_acts() {
    for scene in names().iter().flat_map(|name| scenes(name)) {
        for svg in [scene.svg("a"), scene.svg_file()] {
            let elements = elements(&svg);
            for element in &elements {
                let known = [
                    "svg", "title", "desc", "rect", "line", "polyline", "polygon", "circle", "text",
                ];
                assert!(known.contains(&element.name.as_str()), "<{}>", element.name);
                let acts = |name: &String| {
                    name.starts_with("on") || name.ends_with("href") || name == "style"
                };
                assert!(!element.attributes.keys().any(acts), "{element:?}");
            }
            assert_eq!(elements[0].attributes["role"], "img");
            assert_eq!((elements[1].name.as_str(), &elements[1].text), ("title", &scene.title));
            assert!(
                !svg.contains("NaN") && !svg.contains("inf") && !svg.contains('\u{fffe}'),
                "{svg}"
            );
        }
        assert_eq!(paper::objects(&scene.pdf()).len(), 8 + opacities(&scene));
    }
}

/// How many opacities a drawing has, 1 among them.
fn opacities(scene: &Scene) -> usize {
    let opacity = |shape: &Shape| match shape {
        Shape::Line { pen, .. } => pen.opacity,
        Shape::Area { opacity, .. } => *opacity,
        _ => 1.0,
    };
    let mut all: Vec<f64> = scene.shapes.iter().map(opacity).chain([1.0]).collect();
    all.sort_unstable_by(f64::total_cmp);
    all.dedup();
    all.len()
}

#[test]
fn a_paper_has_the_words() {
    let chart = Lines { title: "a (b\\) é − Δβ 中…".to_owned(), ..Lines::default() };
    let words = paper::words(&lines(&chart).pdf());
    let title: Vec<(char, Vec<u8>)> = words.into_iter().take(5).collect();
    let expected: [(char, &[u8]); 5] =
        [('B', b"a (b\\) \xe9 "), ('S', b"-"), ('B', b" "), ('S', b"Db"), ('B', b" ")];
    assert_eq!(title, expected.map(|(font, codes)| (font, codes.to_vec())));
    let words = paper::words(&lines(&chart).pdf());
    assert_eq!(
        words[5..7],
        [('S', vec![0xe0]), ('B', vec![0x85])],
        "what no font has is a lozenge"
    );
}

#[test]
fn long_names_are_cut_and_whole_in_the_title() {
    let long = "a long name of a variant ".repeat(12);
    for scene in scenes(&long).iter().take(4) {
        let elements = elements(&scene.svg_file());
        let cut = elements
            .iter()
            .filter(|element| element.name == "text" && element.text.ends_with('…'))
            .count();
        let whole = elements
            .iter()
            .filter(|element| element.name == "title" && element.text.contains(&long))
            .count();
        // the title of the drawing is not cut
        assert_eq!(cut + 1, whole, "{}", scene.svg_file());
    }
}

/// The words of horizontally neighbouring texts do not touch, and nothing leaves the drawing.
fn check_room(scene: &Scene) {
    let texts = scene.shapes.iter().filter_map(|shape| match shape {
        Shape::Text(text) => Some(text),
        _ => None,
    });
    let mut boxes: Vec<(f64, f64, f64, &str)> = Vec::new();
    for text in texts.filter(|text| !text.words.is_empty()) {
        let bold = if text.is_bold { 1.12 } else { 1.0 };
        let width = super::font::width(&text.words, text.size) * bold;
        let from = match text.anchor {
            Anchor::Start => text.at.0,
            Anchor::Middle => text.at.0 - width / 2.0,
            Anchor::End => text.at.0 - width,
        };
        let is_within =
            from >= 0.0 && from + width <= scene.width + 0.5 && text.at.1 <= scene.height;
        assert!(is_within, "`{}` leaves the drawing: {from} to {}", text.words, from + width);
        for (y, left, right, other) in &boxes {
            let apart = (text.at.1 - y).abs() >= 10.0 || from >= *right || from + width <= *left;
            assert!(apart, "`{}` lies over `{other}`", text.words);
        }
        boxes.push((text.at.1, from, from + width, &text.words));
    }
}

#[test]
fn no_words_lie_over_others() {
    for name in names().iter().chain(&["removed".to_owned(), "a name of usual length".to_owned()]) {
        // references are labelled within the chart and may meet nothing but lines
        scenes(name).iter().for_each(check_room);
    }
}

#[test]
fn ticks_are_round() {
    let check = |values: &[f64], is_logarithmic: bool, expected: &[&str]| {
        let axis = Axis::over(values.iter().copied(), is_logarithmic).between(0.0, 500.0);
        let words: Vec<String> = axis.ticks(6).into_iter().map(|(_, words)| words).collect();
        assert_eq!(words, expected, "{values:?}");
    };
    check(&[0.0, 1.0], false, &["0", "1"]);
    check(&[0.0, 1.05], false, &["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    check(&[3.0, 10.0], false, &["4", "6", "8", "10"]);
    check(&[-0.031, 0.022], false, &["−0.03", "−0.02", "−0.01", "0.00", "0.01", "0.02"]);
    check(&[0.0, 2.5e7], false, &["0", "5e6", "1e7", "1.5e7", "2e7", "2.5e7"]);
    check(&[60.0, 60.0], false, &["57", "58", "59", "60", "61", "62", "63"]);
    check(&[0.002, 900.0], true, &["0.1", "10", "1000"]);
    check(&[1.5, 40.0], true, &["2", "5", "10", "20"]);
    check(&[0.0, 40.0], true, &["0", "10", "20", "30", "40"]);
    check(&[f64::NAN, f64::INFINITY], false, &["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
}

#[test]
fn a_run_that_ended_early_is_seen_to_end() {
    let mut chart = Lines { spread: Spread::Band, ..chart("a") };
    chart.series[0].ended = vec![vec![(3.0, 5.0), (4.0, 50.0), (5.0, 1e12)]];
    let scene = lines(&chart);
    check_room(&scene);
    let places = |shape: &Shape| match shape {
        Shape::Line { places, .. } => places.clone(),
        _ => Vec::new(),
    };
    let all: Vec<(f64, f64)> = scene.shapes.iter().flat_map(places).collect();
    assert!(
        all.iter()
            .all(|(x, y)| (0.0..=scene.width).contains(x) && (0.0..=scene.height).contains(y)),
        "{all:?}"
    );
    let svg = scene.svg_file();
    assert_eq!(svg.matches("stroke-width=\"1.8\"").count(), 2, "a cross is two strokes: {svg}");
}

/// Relative luminance and CIELAB of a colour, as somebody sees it whose vision these rows describe.
fn seen(colour: [u8; 3], vision: [[f64; 3]; 3]) -> (f64, [f64; 3]) {
    let linear = colour.map(|share| {
        let share = f64::from(share) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    let of = |row: [f64; 3]| {
        row.iter().zip(linear).map(|(weight, share)| weight * share).sum::<f64>().clamp(0.0, 1.0)
    };
    let rgb = vision.map(of);
    let mix =
        |row: [f64; 3]| row.iter().zip(rgb).map(|(weight, share)| weight * share).sum::<f64>();
    let y = mix([0.2126, 0.7152, 0.0722]);
    let root = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let (fx, fy) = (root(mix([0.4124, 0.3576, 0.1805]) / 0.9505), root(y));
    let fz = root(mix([0.0193, 0.1192, 0.9505]) / 1.089);
    (y, [116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)])
}

#[test]
fn series_can_be_told_apart_by_everybody() {
    // Machado et al. 2009, full severity
    let all = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    let protanopia = [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ];
    let deuteranopia = [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ];
    let tritanopia = [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ];
    for vision in [all, protanopia, deuteranopia, tritanopia] {
        for first in 0..8 {
            let (luminance, one) = seen(colour(Ink::Series(first)), vision);
            assert!(
                vision != all || 1.05 / (luminance + 0.05) >= 3.0,
                "series {first} is too light"
            );
            for second in 0..first {
                let (_, other) = seen(colour(Ink::Series(second)), vision);
                let distance =
                    one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                assert!(distance >= 26.0, "series {first} and {second} differ by {distance}");
            }
        }
    }
}

proptest! {
    #[test]
    fn any_numbers_can_be_drawn(values in prop::collection::vec(prop::num::f64::ANY, 0..12), is_logarithmic: bool) {
        let points: Vec<Point> =
            values.iter().map(|y| Point { x: *y, y: *y, interval: Some((*y, -y)) }).collect();
        let pairs: Vec<(f64, f64)> = values.iter().map(|y| (-y, *y)).collect();
        let quantity = Quantity { is_logarithmic, ..Quantity::new("a", "") };
        let scene = lines(&Lines {
            x: quantity.clone(),
            y: quantity,
            series: vec![Series { name: "a".to_owned(), points, ended: vec![pairs] }],
            ..Lines::default()
        });
        let estimate = |y: &f64| Some(Estimate { mean: *y, interval: Some((-y, *y)), corrected: Some((-2.0 * y, f64::INFINITY)), wider: Some((*y, *y)) });
        let rows = values.iter().map(|y| Effect { estimate: estimate(y), ..Effect::default() }).collect();
        let trees = forest(&Forest { margin: values.first().copied(), rows, ..Forest::default() });
        let single = values.iter().map(|y| (1, *y, Some(-y))).collect();
        let row = DotsRow { dots: single, mean: values.first().copied(), ..DotsRow::default() };
        let single = dots(&Dots { rows: vec![row], ..Dots::default() });
        for scene in [scene, trees, single] {
            let svg = scene.svg_file();
            prop_assert!(!svg.contains("NaN") && !svg.contains("inf"), "{}", svg);
            check_room(&scene);
            paper::objects(&scene.pdf());
        }
    }
}
