//! Zero-shot retrieval: videos by their captions, and captions by their videos.

use crate::evaluate::encode;
use crate::loss::contrastive::cosines;
use crate::model::Model;
use crate::world::words::Vocabulary;
use crate::world::{raster, test_scenes};

/// How well the true item is ranked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ranks(Vec<f64>);

impl Ranks {
    /// Ranks, counted from 0, of the diagonal in each row of an `[n, n]` matrix. The rank is the expected one if ties were
    /// broken at random, so that equal similarities give chance.
    ///
    /// Departure: the parents of S-ViLM break ties in their own favour. Without ties the two agree.
    pub(crate) fn of_rows(similarity: &[f32], n: usize) -> Self {
        let rank = |(i, row): (usize, &[f32])| {
            let larger = row.iter().filter(|score| **score > row[i]).count();
            let equal = row.iter().filter(|score| **score == row[i]).count() - 1;
            larger as f64 + equal as f64 / 2.0
        };
        Self(similarity.chunks(n).enumerate().map(rank).collect())
    }

    /// Percentage of rows whose true item is among the first k.
    pub(crate) fn recall(&self, k: usize) -> f64 {
        100.0 * self.0.iter().filter(|rank| **rank < k as f64).count() as f64 / self.0.len() as f64
    }

    /// Median of the ranks, counted from 1; the mean of the middle two if their number is even.
    pub(crate) fn median(&self) -> f64 {
        let mut ranks = self.0.clone();
        ranks.sort_by(f64::total_cmp);
        let n = ranks.len();
        1.0 + (ranks[(n - 1) / 2] + ranks[n / 2]) / 2.0
    }
}

/// Both directions.
pub(crate) struct Retrieval {
    pub text_to_video: Ranks,
    pub video_to_text: Ranks,
}

/// Ranks the test videos and captions by the cosine of their features.
pub(crate) fn retrieval(model: &Model, n: usize) -> Retrieval {
    let (scenes, vocabulary) = (test_scenes(n), Vocabulary::new());
    let size = model.config.video.size;
    let captions: Vec<_> = scenes.iter().map(|scene| vocabulary.tokens(&scene.caption())).collect();
    let clips = scenes.iter().map(|scene| raster::moving_clip(scene, &size));
    let videos = encode::clips(model, clips, |encoded| model.video_feature(&encoded));
    let similarity = cosines(videos, encode::texts(model, &captions)); // [video, text]
    let rows = |matrix: burn::tensor::Tensor<2>| {
        let numbers: Vec<f32> = matrix.into_data_as::<f32>().try_into_vec().expect("invariant: just converted");
        Ranks::of_rows(&numbers, n)
    };
    Retrieval { text_to_video: rows(similarity.clone().transpose()), video_to_text: rows(similarity) }
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
                ((0.37 * x + 0.011 * x * x + 0.1).sin() + if i % (n + 1) == 0 { 0.6 } else { 0.0 }) as f32
            })
            .collect();
        let ranks = Ranks::of_rows(&similarity, n);
        assert_eq!([ranks.recall(1), ranks.recall(10), ranks.median()], [50.0, 100.0, 3.0]);
        assert!((ranks.recall(5) - 200.0 / 3.0).abs() < 1e-9);
        assert!((ranks.0.iter().sum::<f64>() / 12.0 + 1.0 - 4.0).abs() < 1e-9);
    }

    #[test]
    fn equal_similarities_are_chance() {
        let ranks = Ranks::of_rows(&[0.5; 100], 10);
        assert_eq!([ranks.recall(1), ranks.recall(5), ranks.median()], [0.0, 100.0, 5.5]);
    }
}
