//! Cut-and-paste: the middle of one video between the beginning and the end of another.

use crate::choice::choice;
use crate::random::Random;

choice! {
    /// How the foreground is cut.
    pub(crate) enum Cut: "cut_paste" {
        /// Clips s..s+d, the last start included, so that every clip may be foreground or
        /// background.
        HalfOpen = "half_open",
        /// The recollected rule of the paper, by which the last clip is always background.
        Literal = "literal",
        /// Not at all.
        Off = "off",
    }
}

choice! {
    /// How the background video is drawn.
    pub(crate) enum Partner: "partner" {
        /// One shift for the whole batch: each video is a background once.
        Roll = "roll",
        /// Any other video, drawn for each by itself.
        Independent = "independent",
    }
}

/// Which clips of a batch are foreground, and where the others come from.
///
/// # Source
/// S-ViLM section 3; spec 4.1.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CutPaste {
    /// 1 where a clip is foreground, `[b][t]`.
    pub mask: Vec<Vec<f32>>,
    /// The video that gives the background.
    pub partner: Vec<usize>,
}

impl CutPaste {
    /// Draws masks for `b` videos of `t` clips: the lengths and starts of each video, the shift of
    /// the batch and each independent partner from streams of their own.
    ///
    /// # Panics
    /// If there are fewer than 2 videos, or fewer than 2 clips to cut from.
    pub(crate) fn draw(random: &Random, b: usize, t: usize, cut: Cut, partner: Partner) -> Self {
        assert!(b >= 2 && t >= 2, "cut-and-paste needs two videos of two clips");
        if cut == Cut::Off {
            return Self { mask: vec![vec![1.0; t]; b], partner: (0..b).collect() };
        }
        let [masks, shift, partners] = [0, 1, 2].map(|kind| random.item(kind));
        let mask = (0..b).map(|i| {
            let (mut random, shortest) = (masks.item(i as u64), t.div_ceil(2));
            let length = shortest + random.below(t - shortest);
            let starts = t - length + usize::from(cut == Cut::HalfOpen);
            foreground(t, random.below(starts), length)
        });
        let mask = mask.collect();
        let shift = 1 + shift.item(0).below(b - 1);
        let partner = (0..b).map(|i| match partner {
            Partner::Roll => (i + shift) % b,
            Partner::Independent => (i + 1 + partners.item(i as u64).below(b - 1)) % b,
        });
        Self { mask, partner: partner.collect() }
    }

    /// Puts each partner's clips where the mask is 0; `videos` holds `b` videos of `t` clips, each
    /// clip contiguous.
    pub(crate) fn blend(&self, videos: &[f32]) -> Vec<f32> {
        let (b, t) = (self.mask.len(), self.mask[0].len());
        let (video, clip) = (videos.len() / b, videos.len() / b / t);
        let mut blended = videos.to_vec();
        for (i, mask) in self.mask.iter().enumerate() {
            for (j, _) in mask.iter().enumerate().filter(|(_, m)| **m == 0.0) {
                let from = self.partner[i] * video + j * clip;
                blended[i * video + j * clip..][..clip].copy_from_slice(&videos[from..from + clip]);
            }
        }
        blended
    }

    /// Soft targets over the batch, row-major `[b, b]`: the share of the foreground for the video's
    /// own text, the rest for the partner's. Rows sum to 1.
    pub(crate) fn targets(&self) -> Vec<f32> {
        let b = self.mask.len();
        let mut targets = vec![0.0; b * b];
        for (i, mask) in self.mask.iter().enumerate() {
            let share = mask.iter().sum::<f32>() / mask.len() as f32;
            targets[i * b + i] += share;
            targets[i * b + self.partner[i]] += 1.0 - share;
        }
        targets
    }
}

/// 1 for clips `start..start + length` of `t`.
pub(crate) fn foreground(t: usize, start: usize, length: usize) -> Vec<f32> {
    (0..t).map(|j| if j >= start && j < start + length { 1.0 } else { 0.0 }).collect()
}
