//! A clip as a model sees it.

use std::collections::{BTreeMap, BTreeSet};

use burn::tensor::Tensor;

use super::clip::Clip;
use super::cosine;
use crate::data::words::Words;
use crate::evaluate::encode;
use crate::evaluate::rank::all_largest;
use crate::model::Model;
use crate::model::video::Encoded;
use crate::prompt::prompt;

/// One clip as a model sees it.
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// Weight of each token in each group by the last grouping block, `[g][s]`; columns sum to 1.
    pub assignment: Option<Vec<Vec<f64>>>,
    /// Cosine of each noun and each group in the joint space, `[nouns][g]`.
    pub similarity: Vec<Vec<f64>>,
}

impl View {
    /// The group that answers to a noun: the most similar one, the first on ties.
    pub(crate) fn answer(&self, noun: usize) -> usize {
        self.answer_among(noun, |_| true)
    }

    /// The most similar of the groups that pass; the first of all if none does.
    pub(crate) fn answer_among(&self, noun: usize, passes: impl Fn(usize) -> bool) -> usize {
        let similarity = self.similarity[noun].iter().enumerate();
        let value =
            |(group, &value): (usize, &f64)| if passes(group) { value } else { f64::NEG_INFINITY };
        first_largest(similarity.map(value))
    }

    /// The most similar of the groups that pass, all of those that tie; none if no similarity is
    /// finite.
    pub(crate) fn answers(&self, noun: usize, passes: impl Fn(usize) -> bool) -> Vec<usize> {
        let similarity = self.similarity[noun].iter().enumerate();
        let passed = similarity.map(|(group, &value)| if passes(group) { value } else { f64::NAN });
        all_largest(&passed.collect::<Vec<_>>())
    }

    /// The noun that a group answers to.
    pub(crate) fn noun_of(&self, group: usize) -> Option<usize> {
        let column = self.similarity.iter().map(|groups| groups[group]);
        (!self.similarity.is_empty()).then(|| first_largest(column))
    }

    /// For each token the group of its largest weight.
    pub(crate) fn groups_of_tokens(&self) -> Option<Vec<usize>> {
        let assignment = self.assignment.as_ref()?;
        let tokens = assignment.first().map_or(0, Vec::len);
        let group = |token: usize| first_largest(assignment.iter().map(|weights| weights[token]));
        Some((0..tokens).map(group).collect())
    }
}

fn first_largest(values: impl Iterator<Item = f64>) -> usize {
    let best =
        values.enumerate().fold(None, |best: Option<(usize, f64)>, (index, value)| match best {
            Some((_, largest)) if largest >= value => best,
            _ => Some((index, value)),
        });
    best.map_or(0, |(index, _)| index)
}

/// Looks at clips.
pub(crate) fn views(model: &Model, words: &Words, clips: &[Clip]) -> Vec<View> {
    let video = &model.config.video;
    let (size, g) = (video.size, video.group_tokens);
    let tubelets: Vec<_> = clips.iter().map(|clip| clip.tubelets(&size)).collect();
    let rows = encode::rows(encode::clips(model, &tubelets, |encoded| flat(model, encoded)));
    let nouns = nouns(model, words, clips);
    let view = |(clip, row): (&Clip, Vec<f64>)| {
        let (groups, weights) = row.split_at(g * size.joint);
        let groups: Vec<&[f64]> = groups.chunks(size.joint).collect();
        let similar = |noun: &super::clip::Noun| {
            groups.iter().map(|group| cosine(group, &nouns[&noun.text])).collect()
        };
        View {
            similarity: clip.nouns.iter().map(similar).collect(),
            assignment: (!weights.is_empty())
                .then(|| weights.chunks(size.tokens()).map(<[f64]>::to_vec).collect()),
        }
    };
    clips.iter().zip(rows).map(view).collect()
}

/// Groups in the joint space and, where there is one, the assignment, as one row for each clip.
fn flat(model: &Model, encoded: Encoded) -> Tensor<2> {
    let groups = model.project_video.forward(encoded.groups); // [b, g, e]
    let [b, g, e] = groups.dims();
    let mut parts = vec![groups.reshape([b, g * e])];
    if let Some(assignment) = encoded.assignment {
        let s = assignment.dims()[2];
        parts.push(assignment.reshape([b, g * s]));
    }
    Tensor::cat(parts, 1)
}

/// The feature of every noun.
fn nouns(model: &Model, words: &Words, clips: &[Clip]) -> BTreeMap<String, Vec<f64>> {
    let texts: BTreeSet<&String> =
        clips.iter().flat_map(|clip| &clip.nouns).map(|noun| &noun.text).collect();
    if texts.is_empty() {
        return BTreeMap::new();
    }
    let prompts: Vec<String> = texts.iter().map(|text| prompt(text, 0)).collect();
    let features = encode::texts(model, words, prompts.iter().map(String::as_str));
    texts.into_iter().cloned().zip(encode::rows(features)).collect()
}
