//! Retrieval: videos by their captions, and captions by their videos.

use crate::data::Captioned;
use crate::data::words::Words;
use crate::error::Error;
use crate::evaluate::action::percent;
use crate::evaluate::encode;
use crate::loss::contrastive::cosines;
use crate::model::Model;

/// Where the right item stands for each query, counted from 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Ranks {
    /// The rank that is expected if ties are broken at random, so that equal similarities give
    /// chance.
    pub expected: Vec<f64>,
    /// The number of wrong items that are strictly better, as the parents of S-ViLM count: ties are
    /// broken in their favour.
    pub optimistic: Vec<f64>,
}

impl Ranks {
    /// Adds a query, given the score of its best right item and the scores of the wrong ones.
    fn push(&mut self, right: f32, wrong: impl Iterator<Item = f32>) {
        let (mut larger, mut equal) = (0, 0);
        for score in wrong {
            // a score that is no number must not help
            larger += usize::from(score > right || right.is_nan());
            equal += usize::from(score == right);
        }
        self.expected.push(larger as f64 + equal as f64 / 2.0);
        self.optimistic.push(larger as f64);
    }
}

/// Percentage of ranks among the first k.
pub(crate) fn recall(ranks: &[f64], k: usize) -> f64 {
    100.0 * ranks.iter().filter(|rank| **rank < k as f64).count() as f64 / ranks.len() as f64
}

/// Median of the ranks, counted from 1; the mean of the middle two if their number is even.
pub(crate) fn median(ranks: &[f64]) -> f64 {
    let mut ranks = ranks.to_vec();
    ranks.sort_by(f64::total_cmp);
    let n = ranks.len();
    1.0 + (ranks[(n - 1) / 2] + ranks[n / 2]) / 2.0
}

/// Both directions, and what chance gets.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Retrieval {
    pub text_to_video: Ranks,
    pub video_to_text: Ranks,
    /// Captions of each video.
    owned: Vec<usize>,
    captions: usize,
}

impl Retrieval {
    /// # Shapes
    /// - similarity: `[captions, videos]`, by rows
    /// - owner: for each caption the number of its video
    ///
    /// # Source
    /// Spec 6.1. A caption is a query for its one video; a video is a query for the best of its
    /// captions.
    pub(crate) fn new(similarity: &[f32], owner: &[usize], videos: usize) -> Self {
        let (mut text_to_video, mut video_to_text) = (Ranks::default(), Ranks::default());
        for (row, &right) in similarity.chunks(videos).zip(owner) {
            let wrong = (0..videos).filter(|&video| video != right).map(|video| row[video]);
            text_to_video.push(row[right], wrong);
        }
        let mut owned = vec![0; videos];
        owner.iter().for_each(|&video| owned[video] += 1);
        for video in (0..videos).filter(|&video| owned[video] > 0) {
            let score = |caption: usize| similarity[caption * videos + video];
            let (own, others): (Vec<usize>, Vec<usize>) =
                (0..owner.len()).partition(|&caption| owner[caption] == video);
            let best = own.into_iter().map(score).fold(f32::NEG_INFINITY, f32::max);
            video_to_text.push(best, others.into_iter().map(score));
        }
        Self { text_to_video, video_to_text, owned, captions: owner.len() }
    }

    /// Recall of one who orders at random, in percent: text to video, video to text.
    pub(crate) fn chance(&self, k: usize) -> [f64; 2] {
        let videos = self.owned.len();
        let text_to_video = k.min(videos) as f64 / videos as f64;
        // no caption of a video among the first k of n: each place is taken by another's
        let n = self.captions;
        let miss = |owned: usize| {
            let place = |place| n.saturating_sub(owned + place) as f64 / (n - place) as f64;
            (0..k.min(n)).map(place).product::<f64>()
        };
        let queries = self.owned.iter().filter(|owned| **owned > 0).map(|&owned| 1.0 - miss(owned));
        [100.0 * text_to_video, percent(&queries.collect::<Vec<_>>())]
    }

    /// Median rank of one who orders at random, if every video has one caption.
    pub(crate) fn chance_median(&self) -> Option<f64> {
        self.owned.iter().all(|owned| *owned == 1).then(|| (self.owned.len() as f64 + 1.0) / 2.0)
    }
}

/// Ranks videos and captions by the cosine of their features.
///
/// # Errors
/// If a video cannot be read.
pub(crate) fn retrieval(model: &Model, words: &Words, set: &Captioned) -> Result<Retrieval, Error> {
    let videos = encode::videos(model, &set.videos, |encoded| model.video_feature(&encoded))?;
    let captions = encode::texts(model, words, set.captions.iter().map(|(_, text)| text.as_str()));
    let owner: Vec<usize> = set.captions.iter().map(|&(video, _)| video).collect();
    let similarity: Vec<f32> = encode::numbers(cosines(captions, videos)); // [caption, video]
    Ok(Retrieval::new(&similarity, &owner, set.videos.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t7_retrieval() {
        let n = 12;
        let similarity: Vec<f32> = (0..n * n)
            .map(|i| {
                let x = i as f64;
                ((0.37 * x + 0.011 * x * x + 0.1).sin() + if i % (n + 1) == 0 { 0.6 } else { 0.0 })
                    as f32
            })
            .collect();
        let found = Retrieval::new(&similarity, &(0..n).collect::<Vec<_>>(), n);
        let ranks = &found.text_to_video.expected;
        assert_eq!([recall(ranks, 1), recall(ranks, 10), median(ranks)], [50.0, 100.0, 3.0]);
        assert!((recall(ranks, 5) - 200.0 / 3.0).abs() < 1e-9);
        assert!((ranks.iter().sum::<f64>() / 12.0 + 1.0 - 4.0).abs() < 1e-9);
        assert_eq!(found.text_to_video.optimistic, *ranks, "no two scores are equal");
    }

    #[test]
    fn equal_similarities_are_chance_and_the_parents_count_them_as_right() {
        let found = Retrieval::new(&[0.5; 100], &(0..10).collect::<Vec<_>>(), 10);
        let Ranks { expected, optimistic } = &found.text_to_video;
        assert_eq!([recall(expected, 1), recall(expected, 5), median(expected)], [0.0, 100.0, 5.5]);
        assert_eq!(recall(optimistic, 1), 100.0);
    }

    #[test]
    fn several_captions_of_a_video_are_queries_each_and_answers_together() {
        // captions 0 and 1 are of video 0, caption 2 of video 1
        let similarity = [0.9, 0.1, 0.2, 0.8, 0.85, 0.3];
        let found = Retrieval::new(&similarity, &[0, 0, 1], 2);
        assert_eq!(found.text_to_video.expected, [0.0, 1.0, 1.0]);
        assert_eq!(found.video_to_text.expected, [0.0, 1.0]);
        let [text, video] = found.chance(1);
        assert!((text - 50.0).abs() < 1e-9 && (video - 50.0).abs() < 1e-9, "{text} {video}");
        assert_eq!(found.chance_median(), None);
    }

    #[test]
    fn a_score_that_is_no_number_ranks_last() {
        let found = Retrieval::new(&[f32::NAN, 0.0, 0.0, 1.0], &[0, 1], 2);
        assert_eq!(found.text_to_video.expected, [1.0, 0.0]);
    }
}
