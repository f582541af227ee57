//! Differences that differ by rounding alone.

/// Differences whose range is below this share of the largest value have no spread: single
/// precision, in which most training programs compute, rounds at 6e-8 of a value, and a difference
/// of two percentages is rounded four times.
const SINGLE: f64 = 1e-6;

/// Differences that are this close to each other, as a share of the largest value, are equal: far
/// above the rounding of double precision and far below any spread.
const DOUBLE: f64 = 1e-9;

/// Makes equal what differs by rounding alone, so that rounding counts neither as spread nor as a
/// win. `size` is the largest absolute value of which these are differences: 0.8 - 0.7 and
/// 0.7 - 0.6 differ by 1e-16 because 0.8 is rounded, however small the difference.
///
/// Where the whole range is rounding, all become their mean, or 0 if that is rounding, too;
/// otherwise groups of close differences become the mean of their group.
pub fn merge_rounded(differences: &mut [f64], size: f64) {
    let mut order: Vec<usize> = (0..differences.len()).collect();
    order.sort_by(|&a, &b| differences[a].total_cmp(&differences[b]));
    let (Some(&first), Some(&last)) = (order.first(), order.last()) else { return };
    let is_flat = differences[last] - differences[first] <= SINGLE * size;
    let close = if is_flat { SINGLE * size } else { DOUBLE * size };
    let groups: Vec<&[usize]> = if is_flat {
        vec![&order]
    } else {
        order.chunk_by(|&a, &b| differences[b] - differences[a] <= close).collect()
    };
    let means: Vec<f64> = groups.iter().map(|group| mean(differences, group, close)).collect();
    for (group, mean) in groups.iter().zip(means) {
        group.iter().for_each(|&index| differences[index] = mean);
    }
}

/// The mean of a group, from its first member on, so that equal members keep their exact value.
fn mean(differences: &[f64], group: &[usize], close: f64) -> f64 {
    let first = differences[group[0]];
    let rest: f64 = group.iter().map(|&index| differences[index] - first).sum();
    let mean = first + rest / group.len() as f64;
    if mean.abs() <= close { 0.0 } else { mean }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged<const N: usize>(mut differences: [f64; N], size: f64) -> [f64; N] {
        merge_rounded(&mut differences, size);
        differences
    }

    #[test]
    fn rounding_is_no_spread() {
        let tenths = merged([0.7 - 0.6, 0.8 - 0.7, 0.9 - 0.8], 0.9);
        assert!(tenths.iter().all(|value| *value == tenths[0]) && (tenths[0] - 0.1).abs() < 1e-15);
        // accuracies of 30 items in single precision, in percent
        let percent = |right: f32| f64::from(right / 30.0) * 100.0;
        let single = [(20.0, 21.0), (22.0, 23.0), (25.0, 26.0)];
        let single = merged(single.map(|(low, high)| percent(high) - percent(low)), 90.0);
        assert!(single.iter().all(|value| *value == single[0]), "{single:?}");
        assert_eq!(merged([0.3 - 0.1 - 0.2, 0.0], 0.3), [0.0, 0.0]);
    }

    #[test]
    fn spread_stays() {
        for differences in [[0.1, 0.2, 0.1], [1.0, 1.001, 0.999], [-0.5, 0.25, 0.0]] {
            assert_eq!(merged(differences, 1.0), differences);
        }
        // two of three are equal but for rounding
        let [a, b, c] = merged([0.8 - 0.7, 0.9 - 0.8, 0.5], 0.9);
        assert!(a == b && c == 0.5);
        assert_eq!(merged([0.25; 4], 1.0), [0.25; 4]);
        assert_eq!(merged::<0>([], 0.0), [0.0; 0]);
    }
}
