//! The content of the pictures as numbers: `pictures.json`.

use serde::{Deserialize, Serialize};

use super::round;
use super::similarity::Panel;
use crate::evaluate::grounding::Probes;
use crate::evaluate::grounding::clip::{Clip, Noun};
use crate::evaluate::grounding::pointing::{Hit, hits};
use crate::evaluate::grounding::view::View;
use crate::model::size::Size;

/// Version of the file.
const VERSION: u32 = 1;

/// The whole file.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Pictures {
    /// Version of this format.
    version: u32,
    /// The pictures beside it, in the order in which to show them.
    pub(super) files: Vec<Picture>,
    /// The probes of spec 8.4.
    probes: Probes,
    /// Content of the pictures of single clips.
    pub(super) segments: Vec<Segments>,
    /// Content of the picture of blended clips.
    pub(super) similarity: Option<Panel>,
}

/// A picture.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Picture {
    /// Its name in the folder.
    pub(super) file: String,
    /// Its caption, a sentence.
    pub(super) caption: String,
}

/// The groups of one clip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Segments {
    /// Name of the clip.
    pub(super) name: String,
    /// Its caption.
    pub(super) caption: String,
    /// Temporal positions, rows and columns of tokens.
    pub(super) shape: [usize; 3],
    /// For each token, time-major, the group of its largest weight; none without grouping blocks.
    pub(super) tokens: Option<Vec<usize>>,
    /// Each group.
    pub(super) groups: Vec<Group>,
    /// Each noun.
    pub(super) nouns: Vec<Answer>,
}

/// A group of one clip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Group {
    /// Share of the tokens' weight, 0..1.
    pub(super) share: f64,
    /// The number of the noun that it is most similar to.
    pub(super) noun: Option<usize>,
    /// Cosine with each noun.
    pub(super) similarity: Vec<f64>,
}

/// The answer to a noun of one clip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Answer {
    /// The noun phrase.
    pub(super) text: String,
    /// The group most similar to it.
    pub(super) group: usize,
    /// How that group lies on the noun's object, if it is known where that is.
    pub(super) hit: Option<Hit>,
    /// The most similar group with tokens, which is what the picture shows; none without grouping
    /// blocks.
    pub(super) shown: Option<usize>,
    /// How that one lies on the noun's object.
    pub(super) shown_hit: Option<Hit>,
}

impl Pictures {
    pub(super) fn new(probes: Probes) -> Self {
        Self { version: VERSION, files: Vec::new(), probes, segments: Vec::new(), similarity: None }
    }

    /// The file; not a number is `null`.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("invariant: pictures are plain data") + "\n"
    }
}

impl Segments {
    pub(super) fn new(clip: &Clip, view: &View, size: &Size) -> Self {
        let assignment = view.assignment.as_ref();
        let groups_of_a_noun = view.similarity.first().map(Vec::len);
        let n_groups = assignment.map(Vec::len).or(groups_of_a_noun).unwrap_or(0);
        let tokens = view.groups_of_tokens();
        let weight = |group: usize| {
            assignment.map_or(0.0, |assignment| assignment[group].iter().sum::<f64>())
        };
        let group = |group: usize| Group {
            share: round(weight(group) / size.tokens() as f64),
            noun: view.noun_of(group),
            similarity: view.similarity.iter().map(|groups| round(groups[group])).collect(),
        };
        let answer = |(index, noun): (usize, &Noun)| {
            let group = view.answer(index);
            let is_used =
                |group: usize| tokens.as_ref().is_some_and(|tokens| tokens.contains(&group));
            let shown = tokens.as_ref().map(|_| view.answer_among(index, is_used));
            let mask = noun.mask.as_ref().filter(|mask| mask.contains(&true));
            let hits = mask.zip(assignment).map(|(mask, groups)| hits(groups, mask, size));
            let hit = |group: usize| hits.as_ref().map(|hits| hits[group]);
            let (text, shown_hit) = (noun.text.clone(), shown.and_then(hit));
            Answer { text, group, hit: hit(group), shown, shown_hit }
        };
        let across = size.resolution / size.tubelet_pixels;
        let groups = (0..n_groups).map(group).collect();
        let nouns = clip.nouns.iter().enumerate().map(answer).collect();
        let (name, caption) = (clip.name.clone(), clip.caption.clone());
        let shape = [size.positions(), across, across];
        Self { name, caption, shape, tokens, groups, nouns }
    }
}
