//! Headings: known by their number, their name, or the style that others have.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::column::Placed;
use super::font::Font;
use super::hyphen::Vocabulary;
use super::number::{level, numbered, repaired};
use crate::lexicon::says;

/// Words a heading may have.
const WORDS: usize = 16;
/// Names that headings without a number have.
const NAMES: &str = "=abstract|=summary|=introduction|=background|=preliminaries|=related work|\
    =related works|=prior work|=method|=methods|=methodology|=approach|=model|=experiments|\
    =experimental setup|=results|=results and discussion|=evaluation|=analysis|=ablation study|\
    =ablations|=discussion|=limitations|=conclusion|=conclusions|=future work|=broader impact|\
    =ethics statement|=reproducibility statement|=references|=bibliography|=supplementary material|\
    ^acknowledg|^appendi";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) level: usize,
    pub(super) number: String,
    pub(super) title: String,
    /// It says of itself that it is an appendix.
    pub(super) appendix: bool,
}

/// How the text of a paper looks, against which headings stand out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Body {
    pub(super) size: f32,
    pub(super) font: u16,
    /// From baseline to baseline.
    pub(super) leading: f32,
}

impl Body {
    pub(super) fn of(lines: &[Placed]) -> Self {
        let styles = lines.iter().map(|placed| (style(placed), placed.line.n_chars()));
        let (size, font) = most(styles).unwrap_or_default();
        let pairs = lines
            .array_windows()
            .filter(|[above, below]| above.same_column(below) && style(below) == (size, font));
        let gaps = pairs.map(|[above, below]| ((above.line.y - below.line.y) * 4.0).round() as i32);
        let gap = most(gaps.filter(|gap| *gap > 0).map(|gap| (gap, 1)));
        let size = size as f32 / 10.0;
        Self { size, font, leading: gap.map_or(1.2 * size, |gap| gap as f32 / 4.0) }
    }
}

/// The largest of the values that are counted most.
fn most<T: Copy + Ord + Hash>(counts: impl Iterator<Item = (T, usize)>) -> Option<T> {
    let mut sums: HashMap<T, usize> = HashMap::new();
    for (value, count) in counts {
        *sums.entry(value).or_default() += count;
    }
    sums.into_iter().max_by_key(|(value, sum)| (*sum, *value)).map(|(value, _)| value)
}

/// The look that tells headings of one kind from those of another.
type Style = (i32, u16);

fn style(placed: &Placed) -> Style {
    ((placed.line.size * 10.0).round() as i32, placed.line.font)
}

pub(super) struct Headings<'a> {
    body: Body,
    fonts: &'a [Font],
    vocabulary: &'a Vocabulary,
    /// Styles in which sections are numbered through, though their fonts do not say why.
    counted: HashSet<Style>,
    /// Levels of the styles that numbered headings have.
    levels: HashMap<Style, usize>,
}

impl<'a> Headings<'a> {
    pub(super) fn learn(
        lines: &[Placed],
        body: Body,
        fonts: &'a [Font],
        vocabulary: &'a Vocabulary,
    ) -> Self {
        let counted = counted(lines, body, fonts);
        let mut headings = Self { body, fonts, vocabulary, counted, levels: HashMap::new() };
        let mut levels: HashMap<Style, Vec<Reverse<usize>>> = HashMap::new();
        for placed in lines.iter().filter(|placed| headings.stands_out(placed)) {
            if let Some((number, _)) = numbered(&placed.line.text()) {
                levels.entry(style(placed)).or_default().push(Reverse(level(&number)));
            }
        }
        let usual = |levels: Vec<Reverse<usize>>| most(levels.into_iter().map(|level| (level, 1)));
        let levels = levels.into_iter();
        headings.levels =
            levels.filter_map(|(style, levels)| Some((style, usual(levels)?.0))).collect();
        headings
    }

    /// The heading that starts at `lines[0]` and how many lines it has.
    pub(super) fn at(&self, lines: &[Placed]) -> Option<(Heading, usize)> {
        let first = lines.first()?;
        if !self.stands_out(first) {
            return None;
        }
        let more = lines.array_windows().take(2);
        let n_lines = 1 + more.take_while(|[above, below]| self.continues(above, below)).count();
        let text = self.vocabulary.joined(lines[..n_lines].iter().map(|placed| placed.line.text()));
        if text.split(' ').count() > WORDS || text.ends_with([',', ';']) {
            return None;
        }
        if let Some((number, title)) = numbered(&text) {
            let (level, appendix) = (level(&number), text.to_lowercase().starts_with("appendix "));
            return Some((Heading { level, number, title, appendix }, n_lines));
        }
        let title = repaired(&text);
        let known = is_known(&title);
        let styled = self.levels.get(&style(first)).copied();
        let large = first.line.size > 1.08 * self.body.size;
        let lone = self.levels.is_empty() && first.line.bold && !text.ends_with('.');
        let opens = title.starts_with(|char: char| char.is_uppercase() || char.is_ascii_digit())
            && !title.ends_with('.');
        let distinct = large || first.line.bold || self.counted.contains(&style(first));
        let level = match styled {
            Some(level) if opens && distinct => level,
            _ if known => 1,
            _ if opens && lone && large => 1,
            _ if opens && lone => 2,
            _ => return None,
        };
        let letters = title.chars().filter(|char| char.is_alphabetic()).count();
        (letters >= 3)
            .then_some((Heading { level, number: String::new(), title, appendix: false }, n_lines))
    }

    /// Whether a line looks other than the text.
    fn stands_out(&self, placed: &Placed) -> bool {
        let line = &placed.line;
        let text = line.text();
        let letters = text.chars().filter(|char| char.is_alphabetic()).count();
        let capitals = text.chars().filter(|char| char.is_uppercase()).count();
        let font = self.fonts.get(usize::from(line.font));
        let math = font.is_some_and(|font| font.math);
        let large = line.size > 1.08 * self.body.size;
        let shouted =
            letters >= 4 && capitals * 10 >= letters * 9 && line.size > 0.75 * self.body.size;
        let slanted = font.is_some_and(|font| font.slanted)
            && (line.size - self.body.size).abs() < 0.3
            && numbered(&text).is_some()
            && placed.fill() < 0.9;
        let named = is_known(&repaired(&text)) && line.font != self.body.font;
        let counted = self.counted.contains(&style(placed));
        let raised = line.words.first().is_some_and(|word| word.size < 0.85 * line.size);
        !math
            && !raised
            && letters >= 3
            && (large || line.bold || shouted || slanted || named || counted)
    }

    fn continues(&self, first: &Placed, second: &Placed) -> bool {
        first.same_column(second)
            && style(first) == style(second)
            && first.line.bold == second.line.bold
            && first.line.y - second.line.y < 1.45 * first.line.size
            && first.fill() > 0.55
            && numbered(&second.line.text()).is_none()
    }
}

/// Styles other than the text's whose lines are numbered from 1, and that have few other lines.
fn counted(lines: &[Placed], body: Body, fonts: &[Font]) -> HashSet<Style> {
    let mut styles: HashMap<Style, (usize, usize, usize)> = HashMap::new();
    let is_other =
        |placed: &&Placed| placed.line.font != body.font && placed.line.size > 0.9 * body.size;
    for placed in lines.iter().filter(is_other) {
        let (next, n_lines, n_numbered) = styles.entry(style(placed)).or_insert((1, 0, 0));
        *n_lines += 1;
        if let Some((number, _)) = numbered(&placed.line.text()) {
            *n_numbered += 1;
            if number.parse() == Ok(*next) {
                *next += 1;
            }
        }
    }
    styles.retain(|(_, font), (next, n_lines, n_numbered)| {
        let font = fonts.get(usize::from(*font));
        let plain = font.is_none_or(|font| !font.typewriter && !font.math);
        *next > 3 && *n_lines <= 3 * *n_numbered && plain
    });
    styles.into_keys().collect()
}

/// Whether a heading is one that papers have without a number.
pub(super) fn is_known(title: &str) -> bool {
    says(&title.trim_end_matches([':', '.']).to_lowercase(), NAMES)
}
