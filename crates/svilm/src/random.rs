//! All randomness of a run: SplitMix64 streams, one for each purpose and item (spec 10.1).
//!
//! A stream starts at output number `index` of the stream that starts at `seed XOR fnv1a(purpose)`,
//! so that no draw depends on how many were made elsewhere: two configurations at one seed differ
//! in what the variant changes and in nothing else, and items may be made in any order.
//!
//! | what is drawn | its stream |
//! |---|---|
//! | a weight of the model or of a head | `init` and its path ([`crate::model::init`]) |
//! | noise of a token for all groups | `gumbel`, step, layer of the block, video, token |
//! | the order of an epoch | `order`, epoch |
//! | frames, crop, caption of an item | `frames`, `crop`, `caption`, epoch, item |
//! | foreground of a video, its partner | `cut-and-paste`, step, kind of draw, video |
//! | nouns of a caption, templates | `nouns`, `templates`, step, video |
//! | batches and subsets of a head | named by the head, step or epoch |

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    state: u64,
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Random {
    /// The stream that starts at a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The stream of a purpose and an item.
    pub(crate) fn stream(seed: u64, purpose: &str, index: u64) -> Self {
        let hash = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self::new(mix((seed ^ hash).wrapping_add(index.wrapping_mul(GOLDEN)).wrapping_add(GOLDEN)))
    }

    /// The stream of an item of what this one stands for. Nothing is drawn from this one, and the
    /// item's stream does not depend on what was.
    pub(crate) fn item(&self, index: u64) -> Self {
        Self::new(mix(self.state ^ mix(index.wrapping_add(1).wrapping_mul(GOLDEN))))
    }

    /// 64 random bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// Uniform in (0, 1), neither end included.
    pub(crate) fn uniform(&mut self) -> f64 {
        ((self.bits() >> 11) as f64 + 0.5) * (0.5_f64).powi(53)
    }

    /// Uniform in 0..n.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// True with this probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Standard Gumbel.
    pub(crate) fn gumbel(&mut self) -> f64 {
        -(-self.uniform().ln()).ln()
    }

    /// Standard normal.
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (2.0 * std::f64::consts::PI * self.uniform()).cos()
    }

    /// One of the items.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// One of the items, but not this one.
    pub(crate) fn pick_other<T: Copy + PartialEq>(&mut self, items: &[T], not: T) -> T {
        let others: Vec<T> = items.iter().copied().filter(|item| *item != not).collect();
        self.pick(&others)
    }

    /// A step's batch of the numbers 0..n: each once in an epoch, in an order that seed and purpose
    /// decide.
    pub(crate) fn batch(
        seed: u64,
        purpose: &str,
        step: usize,
        batch: usize,
        n: usize,
    ) -> Vec<usize> {
        let per_epoch = n / batch;
        let order = Self::stream(seed, purpose, (step / per_epoch) as u64).permutation(n);
        order[step % per_epoch * batch..][..batch].to_vec()
    }

    /// The numbers 0..n in random order.
    pub(crate) fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for last in (1..n).rev() {
            order.swap(last, self.below(last + 1));
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_specification() {
        let mut random = Random::new(42);
        assert_eq!(
            [random.bits(), random.bits(), random.bits()],
            [0xbdd7_3226_2feb_6e95, 0x28ef_e333_b266_f103, 0x4752_6757_130f_9f52]
        );
        let mut random = Random::new(42);
        for expected in [0.741_564_878_771_823_4, 0.159_910_392_876_920_16, 0.278_601_130_255_138_7]
        {
            assert!((random.uniform() - expected).abs() < 1e-15);
        }
        let mut random = Random::new(42);
        for expected in
            [1.207_336_372_872_701_3, -0.606_031_251_823_736_6, -0.245_276_137_233_430_7]
        {
            assert!((random.gumbel() - expected).abs() < 1e-12);
        }
        let mut random = Random::new(42);
        assert_eq!(std::array::from_fn(|_| random.below(10)), [7, 1, 2, 3, 0, 8, 2, 8]);
        let mut random = Random::new(42);
        for expected in
            [0.414_719_750_431_530_37, -0.891_886_213_627_856_8, 1.729_593_087_937_403_5]
        {
            assert!((random.normal() - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn items_of_a_stream_have_streams_that_are_neither_equal_nor_alike() {
        let stream = Random::stream(1, "noise", 0);
        let n = 20_000;
        let first: Vec<f64> = (0..n).map(|index| stream.item(index).uniform()).collect();
        let mean = first.iter().sum::<f64>() / n as f64;
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
        let product = |lag: usize| {
            let pairs = first.iter().zip(&first[lag..]);
            pairs.map(|(a, b)| (a - 0.5) * (b - 0.5)).sum::<f64>() / n as f64 * 12.0
        };
        assert!((1..20).all(|lag| product(lag).abs() < 0.03), "{:?}", product(1));
        assert_ne!(stream.item(0).item(1).bits(), stream.item(1).item(0).bits());
        assert_ne!(stream.item(0).bits(), stream.clone().bits());
    }

    #[test]
    fn streams_of_two_purposes_or_items_differ() {
        let first = Random::stream(1, "order", 0).bits();
        assert_eq!(first, Random::stream(1, "order", 0).bits());
        assert!(
            ![
                Random::stream(2, "order", 0),
                Random::stream(1, "noise", 0),
                Random::stream(1, "order", 1)
            ]
            .into_iter()
            .any(|mut stream| stream.bits() == first)
        );
    }
}
