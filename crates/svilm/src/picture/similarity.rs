//! Cosines between the temporal positions of blended clips.

use serde::{Deserialize, Serialize};

use super::heat::shade;
use super::round;
use super::svg::{INK, PALE, Svg, Type, short, wrap};
use crate::evaluate::grounding::blend::Blend;
use crate::evaluate::grounding::cosine;

const MARGIN: f64 = 24.0;
/// Of the matrix of all clips.
const SIDE: f64 = 560.0;
/// Room for the strips that tell foreground from background.
const STRIP: f64 = 10.0;
/// Colours of foreground and background in the strips; safe for the colour-blind.
const FOREGROUND: &str = "#d55e00";
const BACKGROUND: &str = "#bdbdbd";
/// A matrix of at most so many rows has its numbers written in.
const WRITTEN: usize = 8;
/// Single clips beside each other.
const SINGLE: usize = 6;

/// Some blended clips as one model sees them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Panel {
    /// The blended clips.
    pub(super) clips: Vec<Blended>,
    /// Cosines of all temporal positions of all clips, clip after clip; −1..1.
    pub(super) matrix: Vec<Vec<f64>>,
}

/// A blended clip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Blended {
    /// Numbers of the videos that foreground and background come from, from 0.
    pub(super) sources: [usize; 2],
    /// Whether each temporal position is foreground.
    pub(super) mask: Vec<bool>,
}

impl Panel {
    pub(super) fn new(blends: &[Blend]) -> Self {
        let features: Vec<&Vec<f64>> = blends.iter().flat_map(|blend| &blend.features).collect();
        let row = |a: &&Vec<f64>| features.iter().map(|b| round(cosine(a, b))).collect();
        let clips =
            blends.iter().map(|blend| Blended { sources: blend.sources, mask: blend.mask.clone() });
        Self { clips: clips.collect(), matrix: features.iter().map(row).collect() }
    }

    /// Mean cosine within and across the scenes of a clip; not a number if there is no such pair.
    fn within_and_across(&self, clip: usize) -> [f64; 2] {
        let start: usize = self.clips[..clip].iter().map(|clip| clip.mask.len()).sum();
        let mask = &self.clips[clip].mask;
        [true, false].map(|same| {
            let pairs = (0..mask.len()).flat_map(|j| (0..j).map(move |k| (j, k)));
            let values = pairs.filter(|&(j, k)| (mask[j] == mask[k]) == same);
            let values: Vec<f64> = values.map(|(j, k)| self.matrix[start + j][start + k]).collect();
            values.iter().sum::<f64>() / values.len() as f64
        })
    }
}

/// Where a cosine lies in the range of colours, 0..1. That range is the same in every picture, so
/// that runs can be compared.
fn share(cosine: f64) -> f64 {
    (cosine + 1.0) / 2.0
}

/// Draws the matrix of all clips, and that of each.
pub(super) fn draw(panel: &Panel) -> String {
    let pitch = SIDE + STRIP + 40.0;
    let width = MARGIN * 2.0 + pitch + 110.0;
    let mut svg = Svg::new(width);
    svg.text(MARGIN, MARGIN + 14.0, Type::bold(19.0), "Similarity of temporal positions");
    let mut y = MARGIN + 36.0;
    let about = "Cosine of the features of every two temporal positions of clips made by cut-and-paste from two videos. White \
                 lines part the clips. A model that tells scenes apart has bright blocks where the strips at the edges \
                 agree (orange: foreground, gray: background) and dark ones where they do not. Colours run from −1 to 1 \
                 in every such picture.";
    for line in wrap(about, (width / 6.4) as usize, 4) {
        svg.text(MARGIN, y, Type::pale(13.0), &line);
        y += 17.0;
    }
    y += 14.0;
    joint(&mut svg, panel, [MARGIN + 26.0, y], SIDE);
    bar(&mut svg, [MARGIN + pitch, y + STRIP], SIDE);
    y += SIDE + STRIP + 62.0;
    y = singles(&mut svg, panel, y, width);
    svg.finish(y + 4.0, "Similarity of the temporal positions of blended clips")
}

/// The matrix of all positions of all clips.
fn joint(svg: &mut Svg, panel: &Panel, [x, y]: [f64; 2], side: f64) {
    let n = panel.matrix.len();
    let unit = side / n.max(1) as f64;
    let (left, top) = (x + STRIP + 3.0, y + STRIP + 3.0);
    for (row, values) in panel.matrix.iter().enumerate() {
        for (column, &value) in values.iter().enumerate() {
            let (x, y) = (left + column as f64 * unit, top + row as f64 * unit);
            svg.rect([x, y, unit + 0.3, unit + 0.3], &shade(share(value)).0);
        }
    }
    let mask: Vec<bool> = panel.clips.iter().flat_map(|clip| clip.mask.clone()).collect();
    strips(svg, &mask, [left, top], unit);
    let mut start = 0;
    for (index, clip) in panel.clips.iter().enumerate() {
        let (from, length) = (start as f64 * unit, clip.mask.len() as f64 * unit);
        if index > 0 {
            let (at, side) = (short(from), short(side));
            svg.lines([left, top], &format!("M{at} 0v{side}M0 {at}h{side}"), "#ffffff", 2.4);
        }
        let (number, middle) = ((index + 1).to_string(), from + length / 2.0);
        svg.text(left + middle, top + side + 15.0, Type::pale(12.0).middle(), &number);
        svg.text(left - STRIP - 8.0, top + middle + 4.0, Type::pale(12.0).end(), &number);
        start += clip.mask.len();
    }
    svg.text(left + side / 2.0, top + side + 30.0, Type::pale(12.0).middle(), "blended clip");
}

/// Foreground and background along the upper and the left edge.
fn strips(svg: &mut Svg, mask: &[bool], [left, top]: [f64; 2], unit: f64) {
    for (index, &foreground) in mask.iter().enumerate() {
        let color = if foreground { FOREGROUND } else { BACKGROUND };
        let from = index as f64 * unit;
        svg.rect([left + from, top - STRIP - 2.0, unit + 0.3, STRIP - 1.0], color);
        svg.rect([left - STRIP - 2.0, top + from, STRIP - 1.0, unit + 0.3], color);
    }
}

/// The legend of the colours.
fn bar(svg: &mut Svg, [x, y]: [f64; 2], side: f64) {
    const STEPS: usize = 64;
    let step = side / STEPS as f64;
    for index in 0..STEPS {
        let place = 1.0 - (index as f64 + 0.5) / STEPS as f64;
        svg.rect([x, y + 3.0 + index as f64 * step, 14.0, step + 0.3], &shade(place).0);
    }
    svg.frame([x, y + 3.0, 14.0, side], PALE, 0.5);
    for value in (-5..=5).map(|fifth| f64::from(fifth) / 5.0) {
        let at = y + 3.0 + side * (1.0 - share(value));
        svg.lines([x + 14.0, at], "M0 0h4", INK, 1.0);
        svg.text(x + 22.0, at + 4.0, Type::plain(12.0), &signed(value));
    }
    svg.text(x, y - 6.0, Type::pale(12.0), "cosine");
}

/// The clips one by one, with their numbers where there is room; returns where they end.
fn singles(svg: &mut Svg, panel: &Panel, y: f64, width: f64) -> f64 {
    let shown = panel.clips.len().min(SINGLE);
    let pitch = (width - 2.0 * MARGIN) / SINGLE as f64;
    let side = pitch - STRIP - 16.0;
    svg.text(MARGIN, y + 6.0, Type::bold(14.0), "Clip by clip");
    let mut start = 0;
    for (index, clip) in panel.clips.iter().take(shown).enumerate() {
        let (x, top, n) = (MARGIN + index as f64 * pitch + STRIP + 2.0, y + 48.0, clip.mask.len());
        let [foreground, background] = clip.sources.map(|source| source + 1);
        let text = format!("{}: video {foreground} in {background}", index + 1);
        svg.text(x - STRIP, top - STRIP - 9.0, Type::plain(12.0), &text);
        let unit = side / n as f64;
        for row in 0..n {
            for column in 0..n {
                let value = panel.matrix[start + row][start + column];
                let (fill, ink) = shade(share(value));
                let (left, upper) = (x + column as f64 * unit, top + row as f64 * unit);
                svg.rect([left, upper, unit + 0.3, unit + 0.3], &fill);
                if n <= WRITTEN && unit >= 13.0 {
                    let size = (unit * 0.36).min(11.0);
                    let style = Type { color: ink, ..Type::plain(size) }.middle();
                    let number = signed(value).replacen("0.", ".", 1);
                    svg.text(left + unit / 2.0, upper + unit / 2.0 + 0.36 * size, style, &number);
                }
            }
        }
        strips(svg, &clip.mask, [x, top], unit);
        let [within, across] = panel.within_and_across(index).map(mean);
        svg.text(x, top + side + 16.0, Type::pale(12.0), &format!("within {within}"));
        svg.text(x, top + side + 31.0, Type::pale(12.0), &format!("across {across}"));
        start += n;
    }
    y + 48.0 + side + 50.0
}

/// A cosine with a true minus, and none before 0.
fn signed(value: f64) -> String {
    let text = format!("{value:.2}");
    if text == "-0.00" { "0.00".to_owned() } else { text.replace('-', "−") }
}

fn mean(value: f64) -> String {
    if value.is_nan() { "none".to_owned() } else { signed(value) }
}
