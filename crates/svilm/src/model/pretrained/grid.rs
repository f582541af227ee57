//! Resampling along one axis, for positions on another grid and kernels of another size.

use super::array::Array;

/// For each new place, the old places and their shares.
pub(super) type Taps = Vec<Vec<(usize, f32)>>;

/// Shares of the four (cubic) or two (linear) old places around each new one; places beyond the
/// ends are the ends.
///
/// # Source
/// Cubic convolution with a = -0.75 and pixel centres at halves, as PyTorch's
/// `interpolate(mode="bicubic")`, which Hugging Face's ViT uses for its positions.
pub(super) fn taps(from: usize, to: usize, cubic: bool) -> Taps {
    let reach = if cubic { 2 } else { 1 };
    let around = |place: usize| {
        let at = (place as f64 + 0.5) * from as f64 / to as f64 - 0.5;
        let tap = |offset: i64| {
            let old = at.floor() as i64 + offset;
            let distance = (at - at.floor() - offset as f64).abs();
            let share = if cubic { cubic_share(distance) } else { 1.0 - distance };
            (old.clamp(0, from as i64 - 1) as usize, share as f32)
        };
        (1 - reach..=reach).map(tap).collect()
    };
    (0..to).map(around).collect()
}

fn cubic_share(x: f64) -> f64 {
    const A: f64 = -0.75;
    if x <= 1.0 {
        ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0
    } else {
        ((A * x - 5.0 * A) * x + 8.0 * A) * x - 4.0 * A
    }
}

/// The array resampled along an axis: each new slice is the sum of shares of old ones.
pub(super) fn resampled(array: &Array, axis: usize, taps: &Taps) -> Array {
    along(array, axis, taps.len(), |(new, old)| (old, new), taps)
}

/// The transpose of that: a kernel for what lies on the old places, from one for what [`resampled`]
/// makes of it. It answers as the given kernel would to the resampled picture.
pub(super) fn absorbed(array: &Array, axis: usize, taps: &Taps, places: usize) -> Array {
    along(array, axis, places, |(old, new)| (old, new), taps)
}

/// Adds shares of old slices to new ones; `from_to` says which of a tap's place and the place that
/// it names is old, which new.
fn along(
    array: &Array,
    axis: usize,
    length: usize,
    from_to: impl Fn((usize, usize)) -> (usize, usize),
    taps: &Taps,
) -> Array {
    let outer: usize = array.shape[..axis].iter().product();
    let inner: usize = array.shape[axis + 1..].iter().product();
    let old_length = array.shape[axis];
    let mut shape = array.shape.clone();
    shape[axis] = length;
    let mut values = vec![0.0; outer * length * inner];
    for block in 0..outer {
        for (place, taps) in taps.iter().enumerate() {
            for &(named, share) in taps {
                let (old, new) = from_to((place, named));
                let from = &array.values[(block * old_length + old) * inner..][..inner];
                let to = &mut values[(block * length + new) * inner..][..inner];
                to.iter_mut().zip(from).for_each(|(to, from)| *to += share * from);
            }
        }
    }
    Array::new(shape, values)
}
