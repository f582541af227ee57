use super::record::{Answer, Group, Segments};
use super::similarity::Panel;
use super::svg::{borders, cells, cut, escape, short, wrap};
use super::{segment, similarity};
use crate::evaluate::grounding::blend::Blend;
use crate::evaluate::grounding::clip::{Clip, Noun};
use crate::model::size::{Scale, Size};
use crate::random::Random;

const HOSTILE: &str = "<script>alert(\"1\")</script> & 'x' ]]> \u{0} \u{202e}mirrored &#x3c;";

fn clip(size: &Size, noun: &str) -> (Clip, Segments) {
    let mut random = Random::new(5);
    let pixels = size.frames * size.resolution * size.resolution;
    let frames = (0..pixels * 3).map(|_| random.below(256) as u8).collect();
    let mask = (0..pixels).map(|pixel| pixel % size.resolution < 9).collect();
    let nouns = [Some(mask), None].map(|mask| Noun { text: noun.to_owned(), mask });
    let groups = (0..32).map(|g| Group {
        share: 1.0 / 32.0,
        noun: Some(g % 2),
        similarity: vec![0.5, -0.25],
    });
    let across = size.resolution / size.tubelet_pixels;
    let segments = Segments {
        name: noun.to_owned(),
        caption: noun.to_owned(),
        shape: [size.positions(), across, across],
        tokens: Some((0..size.tokens()).map(|_| random.below(32)).collect()),
        groups: groups.collect(),
        nouns: [3, 40 % 32]
            .map(|group| Answer {
                text: noun.to_owned(),
                group,
                hit: None,
                shown: Some(3),
                shown_hit: None,
            })
            .to_vec(),
    };
    (
        Clip { name: noun.to_owned(), frames, caption: noun.to_owned(), nouns: nouns.to_vec() },
        segments,
    )
}

fn panel(t: usize) -> Panel {
    let mut random = Random::new(9);
    let mut feature = || (0..5).map(|_| random.normal()).collect::<Vec<f64>>();
    let blends = (0..3).map(|i| Blend {
        sources: [i, 2 - i],
        mask: (0..t).map(|j| j > i).collect(),
        assigned: vec![1.0; t],
        features: (0..t).map(|_| feature()).collect(),
    });
    Panel::new(&blends.collect::<Vec<_>>())
}

/// Every picture with words in it that were not meant well.
fn pictures() -> Vec<String> {
    let mut pictures = Vec::new();
    for scale in [Scale::Micro, Scale::Tiny, Scale::Small] {
        let size = Size::new(scale);
        let (clip, mut segments) = clip(&size, HOSTILE);
        pictures.push(segment::draw(&clip, &segments, &size));
        segments.tokens = None;
        pictures.push(segment::draw(&clip, &segments, &size));
    }
    pictures.extend([4, 16].map(|t| similarity::draw(&panel(t))));
    pictures
}

/// Elements are closed in the order in which they were opened, attributes are quoted, and nothing
/// else is markup.
fn check(svg: &str) -> Result<Vec<String>, String> {
    let (mut open, mut names, mut rest) = (Vec::new(), Vec::new(), svg);
    while let Some(start) = rest.find('<') {
        let text = &rest[..start];
        if text.contains('>') {
            return Err(format!("`>` in the text `{text}`"));
        }
        for reference in text.split('&').skip(1) {
            let name = reference.split(';').next().unwrap_or_default();
            if !["amp", "lt", "gt", "quot", "#39"].contains(&name) {
                return Err(format!("the reference `{name}`"));
            }
        }
        let end = start + rest[start..].find('>').ok_or("an element does not end")?;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("`{name}` is closed and was not open"));
            }
            continue;
        }
        if tag.matches('"').count() % 2 == 1 || tag.contains('<') {
            return Err(format!("the element `{tag}`"));
        }
        let name = tag.trim_end_matches('/').split(' ').next().unwrap_or_default();
        names.push(name.to_owned());
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    if open.is_empty() && rest.trim().is_empty() {
        Ok(names)
    } else {
        Err(format!("open at the end: {open:?}"))
    }
}

#[test]
fn pictures_are_well_formed_and_hold_only_shapes_and_text() {
    for svg in pictures() {
        let names = check(&svg).unwrap();
        let known = ["svg", "title", "defs", "rect", "text", "path", "image", "use"];
        assert!(names.iter().all(|name| known.contains(&name.as_str())), "{names:?}");
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" "));
        let without_frames =
            svg.split("base64,").map(|part| part.split_once('"').map_or(part, |(_, after)| after));
        assert!(
            without_frames.skip(1).all(|part| !part.contains("NaN") && !part.contains("inf")),
            "a number is none"
        );
        assert!(!svg.split("base64,").next().unwrap_or_default().contains("NaN"));
    }
}

#[test]
fn words_are_escaped_and_nothing_outside_is_asked_for() {
    for svg in pictures() {
        assert!(!svg.contains("<script") && !svg.contains('\u{0}') && !svg.contains('\u{202e}'));
        for part in svg.split("href=\"").skip(1) {
            assert!(
                part.starts_with('#') || part.starts_with("data:image/png;base64,"),
                "{}",
                &part[..40]
            );
        }
    }
    assert_eq!(escape("<script>"), "&lt;script&gt;");
    assert_eq!(escape("a\u{0}b\u{202e}c\nd"), "a\u{fffd}bc d");
}

#[test]
fn the_same_data_gives_the_same_picture() {
    assert!(pictures() == pictures());
}

#[test]
fn the_check_itself_finds_what_is_wrong() {
    for wrong in
        ["<svg><g></svg>", "<svg>a > b</svg>", "<svg>&x;</svg>", "<svg a=\"1></svg>", "<svg>"]
    {
        assert!(check(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn borders_run_where_labels_differ() {
    // one row of three cells
    assert_eq!(borders(&[1, 1, 2], 3, 10.0, None), "M20 0v10");
    assert_eq!(borders(&[1], 1, 10.0, Some(0)), "M0 0h10M0 10h10M0 0v10M10 0v10");
    assert_eq!(borders(&[0], 1, 10.0, Some(0)), "");
    assert_eq!(cells(&[true, true, false, false, false, true], 3, 2.0), "M0 0h4v2h-4zM4 2h2v2h-2z");
}

#[test]
fn numbers_and_long_texts_are_short() {
    for (value, text) in [(1.0, "1"), (0.126, "0.13"), (-0.001, "0"), (10.5, "10.5")] {
        assert_eq!(short(value), text);
    }
    assert_eq!(cut("a red circle", 6), "a red…");
    assert_eq!(wrap("one two three", 7, 2), ["one two", "three"]);
    let lines = wrap(&"word ".repeat(500), 20, 2);
    assert!(
        lines.len() == 2
            && lines[1].ends_with('…')
            && lines.iter().all(|line| line.chars().count() <= 22)
    );
    assert!(wrap(&"x".repeat(500), 20, 2)[0].chars().count() <= 20);
}

#[test]
fn a_cosine_has_the_same_colour_in_every_picture() {
    let panel = |cosine: f64| {
        let feature = |x: f64| vec![x, (1.0 - x * x).sqrt()];
        let features = vec![feature(1.0), feature(cosine)];
        let blend =
            Blend { sources: [0, 1], mask: vec![true, false], assigned: vec![1.0; 2], features };
        similarity::draw(&Panel::new(&[blend]))
    };
    let color = |cosine: f64| super::heat::shade((cosine + 1.0) / 2.0).0;
    for cosine in [-1.0, 0.0, 0.9] {
        let svg = panel(cosine);
        // the number stands on its colour in the matrix of the single clip
        assert!(svg.matches(&color(cosine)).count() >= 4, "{cosine}: {}", color(cosine));
        assert!(
            svg.contains(">−1.00<") && svg.contains(">1.00<"),
            "the ends of the legend at {cosine}"
        );
    }
}
