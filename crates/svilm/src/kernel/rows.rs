//! Functions of rows and of single elements, written so that the compiler turns them into vector
//! code.

use pulp::{Arch, Simd, WithSimd};

/// Sums run in this many lanes on every machine, so that they have the same bits on each.
const LANES: usize = 16;

/// Functions whose bodies are compiled for the widest vectors of this machine.
macro_rules! vectorized {
    ($($(#[$doc:meta])* fn $name:ident($($arg:ident: $type:ty),*) $body:block)+) => {$(
        $(#[$doc])*
        pub(crate) fn $name($($arg: $type),*) {
            #[inline(always)]
            fn body($($arg: $type),*) $body
            struct Op<F: FnOnce()>(F);
            impl<F: FnOnce()> WithSimd for Op<F> {
                type Output = ();
                #[inline(always)]
                fn with_simd<S: Simd>(self, _: S) {
                    (self.0)()
                }
            }
            Arch::new().dispatch(Op(#[inline(always)] || body($($arg),*)))
        }
    )+};
}

/// Joins the lanes pairwise.
#[inline(always)]
fn join(lanes: [f32; LANES], f: impl Fn(f32, f32) -> f32) -> f32 {
    let eight: [f32; 8] = std::array::from_fn(|i| f(lanes[i], lanes[i + 8]));
    let four: [f32; 4] = std::array::from_fn(|i| f(eight[i], eight[i + 4]));
    f(f(four[0], four[2]), f(four[1], four[3]))
}

#[inline(always)]
fn lane_sum(lanes: [f32; LANES]) -> f32 {
    join(lanes, |a, b| a + b)
}

/// The sum of `f(x)` over a row.
#[inline(always)]
fn sum(row: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let chunks = row.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for i in 0..LANES {
            lanes[i] += f(chunk[i]);
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(rest) {
        *lane += f(x);
    }
    lane_sum(lanes)
}

/// The sum of `f(x, y)` over two rows.
#[inline(always)]
fn sum2(a: &[f32], b: &[f32], f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let (a_chunks, b_chunks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let (a_rest, b_rest) = (a_chunks.remainder(), b_chunks.remainder());
    for (a, b) in a_chunks.zip(b_chunks) {
        for i in 0..LANES {
            lanes[i] += f(a[i], b[i]);
        }
    }
    for ((lane, &a), &b) in lanes.iter_mut().zip(a_rest).zip(b_rest) {
        *lane += f(a, b);
    }
    lane_sum(lanes)
}

/// The sum of `f(x, y, z)` over three rows.
#[inline(always)]
fn sum3(a: &[f32], b: &[f32], c: &[f32], f: impl Fn(f32, f32, f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let whole = a.len() / LANES * LANES;
    for ((a, b), c) in a.chunks_exact(LANES).zip(b.chunks_exact(LANES)).zip(c.chunks_exact(LANES)) {
        for i in 0..LANES {
            lanes[i] += f(a[i], b[i], c[i]);
        }
    }
    for i in whole..a.len() {
        lanes[i - whole] += f(a[i], b[i], c[i]);
    }
    lane_sum(lanes)
}

/// The exponential, to about 1e-7 relative; 0 far below and a huge number far above.
#[inline(always)]
fn exp(x: f32) -> f32 {
    // 1.5 * 2^23: adding it rounds to a whole number and leaves that number in the low bits
    const MAGIC: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let shifted = x.mul_add(std::f32::consts::LOG2_E, MAGIC);
    let whole = shifted - MAGIC;
    // x - whole * ln 2, with ln 2 in two parts
    let r = whole.mul_add(-0.693_359_4, x);
    let r = whole.mul_add(2.121_944_4e-4, r);
    let mut p = 1.987_569_1e-4_f32;
    for c in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 5.0e-1] {
        p = p.mul_add(r, c);
    }
    let y = p.mul_add(r * r, r) + 1.0;
    f32::from_bits(y.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// The distribution function and the density of the standard normal distribution, to about 1e-7
/// absolute.
#[inline(always)]
fn normal(x: f32) -> (f32, f32) {
    let e = exp(-0.5 * x * x);
    let u = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    // error function by the rational approximation of Hastings (Abramowitz and Stegun 7.1.26)
    let t = 1.0 / u.mul_add(0.327_591_1, 1.0);
    let mut p = 1.061_405_4_f32;
    for c in [-1.453_152, 1.421_413_7, -0.284_496_74, 0.254_829_6] {
        p = p.mul_add(t, c);
    }
    let erf = (p * t).mul_add(-e, 1.0).copysign(x);
    (0.5 * (1.0 + erf), e * 0.398_942_3)
}

#[inline(always)]
fn moments(row: &[f32], epsilon: f32) -> (f32, f32) {
    let mean = sum(row, |x| x) / row.len() as f32;
    let variance = sum(row, |x| (x - mean) * (x - mean)) / row.len() as f32;
    (mean, 1.0 / (variance + epsilon).sqrt())
}

vectorized! {
    /// `y = x Phi(x)`, the exact form of GELU.
    fn gelu(x: &[f32], y: &mut [f32]) {
        for (x, y) in x.iter().zip(y) {
            *y = x * normal(*x).0;
        }
    }

    /// `y = x Phi(x)` and its derivative.
    fn gelu_and_slope(x: &[f32], y: &mut [f32], slope: &mut [f32]) {
        for ((x, y), slope) in x.iter().zip(y).zip(slope) {
            let (distribution, density) = normal(*x);
            *y = x * distribution;
            *slope = x.mul_add(density, distribution);
        }
    }

    /// `y *= x`.
    fn multiply(x: &[f32], y: &mut [f32]) {
        for (x, y) in x.iter().zip(y) {
            *y *= x;
        }
    }

    /// Normalises each row of `x` to mean 0 and (biased) variance 1, then scales and shifts.
    fn layer_norm(x: &[f32], gain: &[f32], shift: &[f32], epsilon: f32, y: &mut [f32]) {
        let d = gain.len();
        let ((gains, gain_rest), (shifts, shift_rest)) = (gain.as_chunks::<LANES>(), shift.as_chunks::<LANES>());
        for (x, y) in x.chunks_exact(d).zip(y.chunks_exact_mut(d)) {
            let (mean, scale) = moments(x, epsilon);
            // a plain loop would be prepared for much longer rows, and ours taken one by one
            let ((y, y_rest), (x, x_rest)) = (y.as_chunks_mut::<LANES>(), x.as_chunks::<LANES>());
            for (((y, x), gain), shift) in y.iter_mut().zip(x).zip(gains).zip(shifts) {
                let mut new = *y;
                for i in 0..LANES {
                    new[i] = ((x[i] - mean) * scale).mul_add(gain[i], shift[i]);
                }
                *y = new;
            }
            for (((y, x), gain), shift) in y_rest.iter_mut().zip(x_rest).zip(gain_rest).zip(shift_rest) {
                *y = ((x - mean) * scale).mul_add(*gain, *shift);
            }
        }
    }

    /// Adds the gradient of [`layer_norm`] to `dx`, `dgain` and `dshift`.
    fn layer_norm_backward(x: &[f32], gain: &[f32], epsilon: f32, dy: &[f32], dx: &mut [f32], dgain: &mut [f32], dshift: &mut [f32]) {
        let d = gain.len();
        for ((x, dy), dx) in x.chunks_exact(d).zip(dy.chunks_exact(d)).zip(dx.chunks_exact_mut(d)) {
            let (mean, scale) = moments(x, epsilon);
            for i in 0..d {
                dgain[i] += dy[i] * ((x[i] - mean) * scale);
                dshift[i] += dy[i];
            }
            let flat = sum2(dy, gain, |dy, gain| dy * gain) / d as f32;
            let slope = sum3(dy, gain, x, |dy, gain, x| dy * gain * ((x - mean) * scale)) / d as f32;
            for i in 0..d {
                let unit = (x[i] - mean) * scale;
                dx[i] += scale * (dy[i] * gain[i] - unit.mul_add(slope, flat));
            }
        }
    }

    /// Softmax over each row of `n` scores times `scale`; columns with `valid` false get weight 0.
    fn softmax(scores: &mut [f32], n: usize, scale: f32, valid: Option<&[bool]>) {
        for row in scores.chunks_exact_mut(n) {
            if let Some(valid) = valid {
                for (score, &valid) in row.iter_mut().zip(valid) {
                    // the weight of such a score is exactly 0 after the exponential's underflow to
                    // below 1e-37
                    *score = if valid { *score } else { -1e9 };
                }
            }
            let mut lanes = [f32::NEG_INFINITY; LANES];
            let chunks = row.chunks_exact(LANES);
            for (lane, &x) in lanes.iter_mut().zip(chunks.remainder()) {
                *lane = if x > *lane { x } else { *lane };
            }
            for chunk in chunks {
                for i in 0..LANES {
                    lanes[i] = if chunk[i] > lanes[i] { chunk[i] } else { lanes[i] };
                }
            }
            let top = join(lanes, |a, b| if a > b { a } else { b });
            for score in row.iter_mut() {
                *score = exp((*score - top) * scale);
            }
            let inverse = 1.0 / sum(row, |x| x);
            for score in row.iter_mut() {
                *score *= inverse;
            }
        }
    }

    /// Turns gradients of softmax weights into gradients of the scores before scaling, row by row.
    fn softmax_backward(weights: &[f32], gradients: &mut [f32], n: usize, scale: f32) {
        for (weights, gradients) in weights.chunks_exact(n).zip(gradients.chunks_exact_mut(n)) {
            let mean = sum2(weights, gradients, |w, g| w * g);
            for (weight, gradient) in weights.iter().zip(gradients) {
                *gradient = weight * (*gradient - mean) * scale;
            }
        }
    }

    /// Writes the bias into each row.
    fn fill_rows(bias: &[f32], y: &mut [f32]) {
        for y in y.chunks_exact_mut(bias.len()) {
            y.copy_from_slice(bias);
        }
    }

    /// Adds all rows to `total`.
    fn add_rows(rows: &[f32], total: &mut [f32]) {
        for row in rows.chunks_exact(total.len()) {
            for (total, x) in total.iter_mut().zip(row) {
                *total += x;
            }
        }
    }

    /// `y += x`.
    fn add(x: &[f32], y: &mut [f32]) {
        for (x, y) in x.iter().zip(y) {
            *y += x;
        }
    }
}

/// Writes the transpose of a matrix of `rows` rows, `stride` apart, of which the first `columns`
/// elements count.
pub(crate) fn transpose(from: &[f32], rows: usize, columns: usize, stride: usize, to: &mut [f32]) {
    for (i, row) in from.chunks(stride).take(rows).enumerate() {
        for (j, &x) in row[..columns].iter().enumerate() {
            to[j * rows + i] = x;
        }
    }
}
