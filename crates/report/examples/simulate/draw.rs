//! Runs whose truth is known.

use study::statistics::Resample;

/// Random numbers, the same on every machine but for the last digits of logarithms and cosines.
pub(crate) struct Draw {
    bits: Resample,
    spare: Option<f64>,
}

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self { bits: Resample::new(seed), spare: None }
    }

    /// Uniform in 0..1, both ends excluded.
    pub(crate) fn uniform(&mut self) -> f64 {
        ((self.bits.coins() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Uniform in `0..n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.bits.below(n)
    }

    /// Normal with mean 0 and standard deviation 1 (Box and Muller 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        let (sin, cos) = (std::f64::consts::TAU * self.uniform()).sin_cos();
        self.spare = Some(radius * sin);
        radius * cos
    }

    /// How many of so many fair coins show heads.
    fn heads(&mut self, coins: u32) -> f64 {
        f64::from((self.bits.coins() >> (64 - coins)).count_ones())
    }
}

/// How runs of one configuration scatter around its true mean. Each has mean 0 and standard
/// deviation 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Noise {
    /// Normal.
    Normal,
    /// Student's t with 3 degrees of freedom.
    HeavyTails,
    /// A normal baseline and lognormal variants (sigma 1): differences have a skewness of 2.2.
    Skewed,
    /// No noise in the baseline and lognormal variants: differences have a skewness of 6.2.
    VerySkewed,
    /// Accuracy over 100 questions of which 4 change from run to run, in questions: three in ten
    /// differences are 0.
    Coarse,
    /// A normal baseline and variants of which one run in ten is 3 worse than the others.
    Collapse,
}

impl Noise {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::HeavyTails => "heavy tails",
            Self::Skewed => "skewed",
            Self::VerySkewed => "very skewed",
            Self::Coarse => "coarse",
            Self::Collapse => "rare collapse",
        }
    }

    pub(crate) fn baseline(self, draw: &mut Draw) -> f64 {
        match self {
            Self::Normal | Self::Skewed => draw.normal(),
            Self::VerySkewed | Self::Collapse => 0.0,
            other => other.variant(draw),
        }
    }

    pub(crate) fn variant(self, draw: &mut Draw) -> f64 {
        match self {
            Self::Normal => draw.normal(),
            Self::HeavyTails => {
                let squares: f64 = (0..3).map(|_| draw.normal().powi(2)).sum();
                draw.normal() / squares.sqrt()
            }
            Self::Skewed | Self::VerySkewed => {
                let one = 1.0_f64.exp();
                (0.5_f64.exp() - draw.normal().exp()) / (one * (one - 1.0)).sqrt()
            }
            Self::Coarse => draw.heads(4) - 2.0,
            // steady runs vary little; 0.1 * 0.9 * 3.28^2 + 0.18^2 = 1
            Self::Collapse => {
                0.328 + 0.18 * draw.normal() - if draw.uniform() < 0.1 { 3.28 } else { 0.0 }
            }
        }
    }

    /// Differences of `variants` variants from one baseline at `n` seeds; all have mean 0.
    pub(crate) fn differences(self, draw: &mut Draw, n: usize, variants: usize) -> Vec<Vec<f64>> {
        let baseline: Vec<f64> = (0..n).map(|_| self.baseline(draw)).collect();
        (0..variants)
            .map(|_| baseline.iter().map(|base| self.variant(draw) - base).collect())
            .collect()
    }
}
