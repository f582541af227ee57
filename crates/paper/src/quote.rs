//! Does the paper really say so?

mod align;
mod lexicon;
#[cfg(test)]
mod tests;
mod word;

use std::collections::HashMap;
use std::ops::Range;

use super::section::{Block, Paper};
use word::{Link, Word, words};

/// A quote of fewer words, or of fewer letters and digits, proves nothing.
const FEWEST_WORDS: usize = 3;
const FEWEST_LETTERS: usize = 12;
/// Longer quotes must stand in the paper exactly.
const LONGEST_APPROXIMATE: usize = 300;
/// Places that are compared for one quote.
const MOST_CANDIDATES: usize = 200;

/// Where a quote stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The section, such as `3.2 Title`; `Title` and `Abstract` for those.
    pub section: String,
    /// 1 if the quote stands there word by word, less if small differences were passed over; never
    /// under 0.9.
    pub similarity: f64,
}

/// A paper indexed for looking up quotes.
#[derive(Debug, Default)]
pub struct Quotes {
    words: Vec<Entry>,
    /// All words without anything between them, numbers between `#`.
    solid: String,
    /// The distinct words, and where each stands.
    spellings: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
    places: Vec<Vec<u32>>,
    /// The sections: name, and how many words there are up to their end.
    sections: Vec<(String, usize)>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Index of the spelling.
    spelling: u32,
    /// Where it begins in the solid text.
    start: u32,
    link: Link,
}

impl Quotes {
    /// Indexes a paper.
    pub fn new(paper: &Paper) -> Self {
        let mut quotes = Self::default();
        quotes.add("Title".to_owned(), [paper.title.as_str()]);
        quotes.add("Abstract".to_owned(), [paper.summary.as_str()]);
        for section in &paper.sections {
            let name = section.heading();
            let name = if name.is_empty() { "text without heading".to_owned() } else { name };
            // running text first: a float may interrupt a sentence
            let text = section.blocks.iter().filter_map(Block::text);
            let floats = section.blocks.iter().filter_map(Block::float).flat_map(
                |(label, caption, rows)| {
                    [label, caption].into_iter().chain(rows.iter().map(String::as_str))
                },
            );
            quotes.add(name, std::iter::once(section.title.as_str()).chain(text).chain(floats));
        }
        quotes
    }

    fn add<'a>(&mut self, name: String, texts: impl IntoIterator<Item = &'a str>) {
        for text in texts {
            for word in words(text) {
                self.push(&word);
            }
        }
        self.sections.push((name, self.words.len()));
        self.solid.push('\u{1}');
    }

    fn push(&mut self, word: &Word) {
        let start = u32::try_from(self.solid.len()).unwrap_or(u32::MAX);
        push_solid(&mut self.solid, word);
        let next = u32::try_from(self.spellings.len()).unwrap_or(u32::MAX);
        let spelling = *self.numbers.entry(word.text.as_str().into()).or_insert(next);
        if spelling == next {
            self.spellings.push(word.text.as_str().into());
            self.places.push(Vec::new());
        }
        self.places[spelling as usize].push(u32::try_from(self.words.len()).unwrap_or(u32::MAX));
        self.words.push(Entry { spelling, start, link: word.link });
    }

    fn spelling(&self, at: usize) -> &str {
        &self.spellings[self.words[at].spelling as usize]
    }

    /// Where the quote stands in the paper, if it does. Case, spacing, hyphens, quotation marks,
    /// ligatures and markup do not matter; an ellipsis stands for anything within one section.
    /// Otherwise nine words of ten must be there, in order, and the others be small words; numbers
    /// must be the same, and no word that turns the meaning may be added or left out.
    pub fn find(&self, quote: &str) -> Option<Place> {
        let quote = quote.trim().trim_matches(['"', '“', '”', '\'', '‘', '’']).trim();
        let whole: Vec<Word> = words(quote);
        if !says_enough(&whole) {
            return None;
        }
        let open_ended =
            quote.trim_end_matches(['.', ' ', ']', ')']).ends_with('…') || quote.ends_with("...");
        if let Some((range, similarity)) = self.stands(&whole, 0, open_ended) {
            return Some(Place { section: self.section_at(range.start).0, similarity });
        }
        let parts = parts(quote);
        (parts.len() > 1).then(|| self.find_parts(&parts, open_ended)).flatten()
    }

    /// All parts in order within one section.
    fn find_parts(&self, parts: &[Vec<Word>], open_ended: bool) -> Option<Place> {
        if parts.len() > 6 || !parts.iter().all(|part| says_enough(part)) {
            return None;
        }
        let mut from = 0;
        // each section in which the first part stands gets its chance
        for _ in 0..20 {
            let (first, mut similarity) = self.stands(&parts[0], from, false)?;
            let (section, end) = self.section_at(first.start);
            let mut at = first.end;
            let all = parts[1..].iter().enumerate().all(|(index, part)| {
                let last = index + 2 == parts.len();
                let found = self.stands(part, at, open_ended && last);
                found.filter(|(range, _)| range.end <= end).is_some_and(
                    |(range, part_similarity)| {
                        (at, similarity) = (range.end, similarity.min(part_similarity));
                        true
                    },
                )
            });
            if all {
                return Some(Place { section, similarity });
            }
            from = end;
        }
        None
    }

    /// The first place behind `from` where the words stand.
    fn stands(&self, quote: &[Word], from: usize, open_ended: bool) -> Option<(Range<usize>, f64)> {
        self.stands_exactly(quote, from, open_ended)
            .map(|range| (range, 1.0))
            .or_else(|| self.stands_nearly(quote, from))
    }

    fn stands_exactly(
        &self,
        quote: &[Word],
        from: usize,
        open_ended: bool,
    ) -> Option<Range<usize>> {
        let mut solid = String::new();
        quote.iter().for_each(|word| push_solid(&mut solid, word));
        let offset = self.words.get(from)?.start as usize;
        self.solid[offset..].match_indices(&solid).find_map(|(at, found)| {
            let (start, end) = (offset + at, offset + at + found.len());
            let begins =
                |at: usize| self.words.binary_search_by_key(&at, |entry| entry.start as usize);
            let first = begins(start).ok()?;
            let (last, ends) = match begins(end) {
                Ok(next) => (next, open_ended || self.words[next].link != Link::Glued),
                Err(next) => {
                    let section_ends =
                        self.solid[end..].starts_with('\u{1}') || end == self.solid.len();
                    (next, section_ends || (open_ended && !found.ends_with('#')))
                }
            };
            (ends && self.words[first].link != Link::Glued && !self.is_turned(first))
                .then_some(first..last)
        })
    }

    /// Whether the word is the second half of a word such as `non-trivial`.
    fn is_turned(&self, at: usize) -> bool {
        let before = at.checked_sub(1).filter(|_| self.words[at].link == Link::Hyphen);
        let turning = ["non", "un", "in", "anti", "de", "dis", "counter", "sub"];
        before.is_some_and(|before| turning.contains(&self.spelling(before)))
    }

    fn stands_nearly(&self, quote: &[Word], from: usize) -> Option<(Range<usize>, f64)> {
        if quote.len() > LONGEST_APPROXIMATE {
            return None;
        }
        // if nine words of ten are there, one of the rarest tenth and one more is
        let places = |word: &Word| {
            let number = self.numbers.get(word.text.as_str());
            number.map_or(&[][..], |number| &self.places[*number as usize])
        };
        let mut anchors: Vec<(usize, &[u32])> = quote.iter().map(places).enumerate().collect();
        let absent = anchors.iter().filter(|(_, places)| places.is_empty()).count();
        anchors.retain(|(_, places)| !places.is_empty());
        if absent > quote.len().div_ceil(4).max(2) {
            return None;
        }
        anchors.sort_by_key(|(_, places)| places.len());
        let enough = quote.len() / 10 + 3;
        let slack = quote.len() / 5 + 2;
        let starts = anchors.iter().take(enough).flat_map(|(index, places)| {
            let behind = places.partition_point(|place| (*place as usize) < from);
            let places = places[behind..].iter().take(MOST_CANDIDATES);
            places.map(move |place| (*place as usize).saturating_sub(index + slack))
        });
        let mut starts: Vec<usize> = starts.collect();
        starts.sort_unstable();
        starts.dedup_by(|next, kept| next.abs_diff(*kept) <= slack / 2);
        starts.truncate(MOST_CANDIDATES);
        starts.into_iter().find_map(|start| {
            let start = start.max(from);
            let end = (start + quote.len() + 3 * slack).min(self.words.len());
            let window: Vec<&str> = (start..end).map(|at| self.spelling(at)).collect();
            let found = align::align(quote, &window)?;
            let range = start + found.range.start..start + found.range.end;
            let crosses = self.section_at(range.start).1 < range.end;
            (!crosses && !self.is_turned(range.start)).then_some((range, found.similarity))
        })
    }

    /// The section around a word, and how many words there are up to its end.
    fn section_at(&self, word: usize) -> (String, usize) {
        let index = self.sections.partition_point(|(_, end)| *end <= word);
        self.sections.get(index).cloned().unwrap_or_default()
    }

    /// Whether the paper uses this term, such as `R@1` or `top-1 accuracy`, as a whole and whatever
    /// the case and hyphens.
    pub fn mentions(&self, term: &str) -> bool {
        let term = words(term);
        let numbers: Option<Vec<u32>> =
            term.iter().map(|word| self.numbers.get(word.text.as_str()).copied()).collect();
        let numbers = numbers.unwrap_or_default();
        let places = numbers.iter().map(|number| &self.places[*number as usize]).enumerate();
        let Some((offset, rarest)) = places.min_by_key(|(_, places)| places.len()) else {
            return false;
        };
        rarest.iter().any(|place| {
            let Some(start) = (*place as usize).checked_sub(offset) else { return false };
            let Some(found) = self.words.get(start..start + numbers.len()) else { return false };
            let same = found.iter().zip(&numbers).all(|(entry, number)| entry.spelling == *number);
            let whole =
                |at: usize| self.words.get(at).is_none_or(|entry| entry.link != Link::Glued);
            let one_section = self.section_at(start).1 >= start + numbers.len();
            same && one_section && whole(start) && whole(start + numbers.len())
        })
    }
}

fn push_solid(solid: &mut String, word: &Word) {
    match word.text.as_str() {
        "@" => {}
        text if word.is_number() => solid.extend(["#", text, "#"]),
        text => solid.push_str(text),
    }
}

fn says_enough(quote: &[Word]) -> bool {
    let letters = quote.iter().flat_map(|word| word.text.chars());
    let letters = letters.filter(|letter| letter.is_alphanumeric()).count();
    let words = quote.iter().filter(|word| word.text != "@").count();
    words >= FEWEST_WORDS && letters >= FEWEST_LETTERS
}

/// The words between ellipses.
fn parts(quote: &str) -> Vec<Vec<Word>> {
    const ELLIPSES: [&str; 9] =
        ["[...]", "[…]", "(...)", "(…)", "[. . .]", ". . .", "...", "\\ldots", "\\dots"];
    let marked = ELLIPSES.iter().fold(quote.to_owned(), |text, mark| text.replace(mark, "…"));
    marked.split('…').map(words).filter(|part| !part.is_empty()).collect()
}
