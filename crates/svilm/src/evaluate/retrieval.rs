//! Retrieval: videos by their captions, and captions by their videos.

use crate::data::Captioned;
use crate::data::words::Words;
use crate::error::Error;
use crate::evaluate::action::percent;
use crate::evaluate::encode;
use crate::evaluate::rank::Rank;
use crate::loss::contrastive::cosines;
use crate::model::Model;

/// Where the right item stands for each query.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Ranks(pub Vec<Rank>);

impl Ranks {
    /// Recall of each query: the probability that the right item is among the first k if ties are
    /// broken at random, 0..1.
    pub(crate) fn hits(&self, k: usize) -> Vec<f64> {
        self.0.iter().map(|rank| rank.within(k)).collect()
    }

    /// Recall among the first k, in percent, as an expectation.
    pub(crate) fn recall(&self, k: usize) -> f64 {
        percent(&self.hits(k))
    }

    /// The same as the parents of S-ViLM count: ties are broken in favour of the right item.
    pub(crate) fn optimistic(&self, k: usize) -> f64 {
        percent(&self.0.iter().map(|rank| f64::from(rank.larger < k)).collect::<Vec<_>>())
    }

    /// Expected rank of each query, counted from 0.
    pub(crate) fn expected(&self) -> Vec<f64> {
        self.0.iter().map(|rank| rank.expected()).collect()
    }

    /// Median of the expected ranks, counted from 1; the mean of the middle two if their number is
    /// even.
    pub(crate) fn median(&self) -> f64 {
        let mut ranks = self.expected();
        ranks.sort_by(f64::total_cmp);
        let n = ranks.len();
        1.0 + (ranks[(n - 1) / 2] + ranks[n / 2]) / 2.0
    }
}

/// Both directions, and what chance gets.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Retrieval {
    pub text_to_video: Ranks,
    pub video_to_text: Ranks,
    /// Captions of each video.
    owned: Vec<usize>,
    captions: usize,
    /// Similarities that are not finite; they count against the right item.
    pub unusable: usize,
}

impl Retrieval {
    /// # Shapes
    /// - similarity: `[captions, videos]`, by rows
    /// - owner: for each caption the number of its video
    ///
    /// # Source
    /// Spec 6.1. A caption is a query for its one video; a video is a query for the best of its
    /// captions, and two of its own that tie count as one.
    pub(crate) fn new(similarity: &[f32], owner: &[usize], videos: usize) -> Self {
        let (mut text_to_video, mut video_to_text) = (Ranks::default(), Ranks::default());
        for (row, &right) in similarity.chunks(videos).zip(owner) {
            let wrong = (0..videos).filter(|&video| video != right);
            let wrong = wrong.map(|video| f64::from(row[video]));
            text_to_video.0.push(Rank::new(f64::from(row[right]), wrong));
        }
        let mut owned = vec![0; videos];
        owner.iter().for_each(|&video| owned[video] += 1);
        for video in (0..videos).filter(|&video| owned[video] > 0) {
            let score = |caption: usize| f64::from(similarity[caption * videos + video]);
            let (own, others): (Vec<usize>, Vec<usize>) =
                (0..owner.len()).partition(|&caption| owner[caption] == video);
            let own = own.into_iter().map(score).filter(|score| score.is_finite());
            let best = own.fold(f64::NEG_INFINITY, f64::max);
            video_to_text.0.push(Rank::new(best, others.into_iter().map(score)));
        }
        let unusable = similarity.iter().filter(|score| !score.is_finite()).count();
        Self { text_to_video, video_to_text, owned, captions: owner.len(), unusable }
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
        let ranks = &found.text_to_video;
        assert_eq!([ranks.recall(1), ranks.recall(10), ranks.median()], [50.0, 100.0, 3.0]);
        assert!((ranks.recall(5) - 200.0 / 3.0).abs() < 1e-9);
        assert!((ranks.expected().iter().sum::<f64>() / 12.0 + 1.0 - 4.0).abs() < 1e-9);
        assert!((1..12).all(|k| ranks.optimistic(k) == ranks.recall(k)), "no scores are equal");
    }

    #[test]
    fn equal_similarities_are_chance_and_the_parents_count_them_as_right() {
        let found = Retrieval::new(&[0.5; 100], &(0..10).collect::<Vec<_>>(), 10);
        for (index, ranks) in [&found.text_to_video, &found.video_to_text].into_iter().enumerate() {
            for k in [1, 5, 10] {
                assert!((ranks.recall(k) - found.chance(k)[index]).abs() < 1e-9, "{k}");
                assert_eq!(ranks.optimistic(k), 100.0);
            }
            assert_eq!(Some(ranks.median()), found.chance_median());
            assert_eq!(ranks.hits(5), [0.5; 10]);
        }
    }

    #[test]
    fn ties_count_the_same_in_any_order_of_the_videos() {
        // videos 0 and 1 tie for caption 0, 1 and 2 for caption 2
        let similarity = [0.7, 0.7, 0.1, 0.2, 0.9, 0.3, 0.1, 0.6, 0.6];
        let order = [2, 0, 1];
        let moved: Vec<f32> = order
            .iter()
            .flat_map(|caption| order.map(|video| similarity[caption * 3 + video]))
            .collect();
        let [found, moved] = [similarity.to_vec(), moved]
            .map(|similarity| Retrieval::new(&similarity, &[0, 1, 2], 3));
        assert_eq!(found.text_to_video.hits(1), [0.5, 1.0, 0.5]);
        assert_eq!(order.map(|video| found.text_to_video.0[video]), *moved.text_to_video.0);
        assert_eq!(order.map(|video| found.video_to_text.0[video]), *moved.video_to_text.0);
    }

    #[test]
    fn several_captions_of_a_video_are_queries_each_and_answers_together() {
        // captions 0 and 1 are of video 0, caption 2 of video 1
        let similarity = [0.9, 0.1, 0.2, 0.8, 0.85, 0.3];
        let found = Retrieval::new(&similarity, &[0, 0, 1], 2);
        assert_eq!(found.text_to_video.expected(), [0.0, 1.0, 1.0]);
        assert_eq!(found.video_to_text.expected(), [0.0, 1.0]);
        let [text, video] = found.chance(1);
        assert!((text - 50.0).abs() < 1e-9 && (video - 50.0).abs() < 1e-9, "{text} {video}");
        assert_eq!(found.chance_median(), None);
    }

    #[test]
    fn a_score_that_is_no_number_counts_against_the_right_item_and_is_counted() {
        let found = Retrieval::new(&[f32::NAN, 0.0, 0.0, 1.0], &[0, 1], 2);
        assert_eq!(found.text_to_video.expected(), [1.0, 0.0]);
        assert_eq!(found.video_to_text.expected(), [1.0, 0.0]);
        assert_eq!(found.unusable, 1);
        let found = Retrieval::new(&[f32::NAN; 9], &[0, 1, 2], 3);
        assert_eq!([found.text_to_video.recall(1), found.text_to_video.recall(2)], [0.0, 0.0]);
    }
}
