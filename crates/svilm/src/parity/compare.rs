//! How far two computations are apart.

use std::fmt;

use super::Case;
use super::tensors::Tensors;

/// Two scores of a token that are nearer than this may be ordered either way.
const TIE: f32 = 1e-5;
/// Entries with a smaller part of the largest gradient of their weight, or with less than a
/// hundredth of this part of the whole gradient's length, are left out of the step: there the first
/// step of AdamW, which is as long for a small gradient as for a large one, follows the rounding of
/// the gradient. Steps on given gradients are compared without exception.
const SMALL: f32 = 1e-4;

/// One tensor.
pub(super) struct Row {
    name: String,
    shape: Vec<usize>,
    absolute: f64,
    /// Largest difference over the largest number.
    pub(super) relative: f64,
    /// Entries that were left out.
    pub(super) left_out: usize,
}

impl Row {
    /// Whether this is the assignment of a grouping block.
    pub(super) fn is_assignment(&self) -> bool {
        self.name.ends_with("/assignment")
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shape = self.shape.iter().map(usize::to_string).collect::<Vec<_>>().join("x");
        let Self { name, absolute, relative, .. } = self;
        write!(f, "{name:<58} {shape:<12} abs {absolute:.1e} rel {relative:.1e}")?;
        if self.left_out > 0 {
            write!(f, " ({} entries left out)", self.left_out)?;
        }
        Ok(())
    }
}

/// Every tensor that the other side has.
pub(super) fn compare(case: &Case, found: &Tensors, expected: &Tensors) -> Vec<Row> {
    let length = f64::from(expected.0["loss/gradient_length"].1[0]);
    let mut rows = Vec::new();
    for (name, (shape, theirs)) in &expected.0 {
        // ours has no name for these: scores of a block and similarities stay inside, groups before
        // a block are its input
        let inside = name.ends_with("/scores")
            || name == "trace/phi"
            || name == "trace/video/layer_6/groups";
        let Some((ours_shape, ours)) = found.0.get(name) else {
            let zero = theirs.iter().all(|x| *x == 0.0);
            assert!(inside || zero, "{name} is missing here");
            continue;
        };
        assert_eq!(shape, ours_shape, "{name}");
        let keep = kept(case, name, expected);
        let (name, shape) = (name.clone(), shape.clone());
        let mut row = Row { name, shape, absolute: 0.0, relative: 0.0, left_out: 0 };
        let largest = theirs.iter().fold(0.0_f64, |top, x| top.max(f64::from(x.abs())));
        for (index, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
            if keep(index) {
                let difference = f64::from((ours - theirs).abs());
                row.absolute =
                    if difference.is_nan() { f64::NAN } else { row.absolute.max(difference) };
            } else {
                row.left_out += 1;
            }
        }
        // some gradients are zero in exact arithmetic (that of a bias of queries, say) and rounding
        // on both sides, which is some 1e-7 of the whole gradient's length
        let least = if row.name.starts_with("gradient/") { 1e-3 * length } else { 1e-12 };
        row.relative = row.absolute / largest.max(least);
        rows.push(row);
    }
    for name in found.0.keys().filter(|name| !expected.0.contains_key(*name)) {
        let (_, ours) = &found.0[name];
        let allowed = name.starts_with("loss/") || name.starts_with("gradient/");
        assert!(allowed && ours.iter().all(|x| *x == 0.0), "{name} is missing in the reference");
    }
    rows
}

/// Which entries of a tensor count.
fn kept<'a>(
    case: &'a Case,
    name: &'a str,
    expected: &'a Tensors,
) -> Box<dyn Fn(usize) -> bool + 'a> {
    if let Some(weight) = name.strip_prefix("step/") {
        let Some((_, gradient)) = expected.0.get(&format!("gradient/{weight}")) else {
            return Box::new(|_| true);
        };
        let largest = gradient.iter().fold(0.0_f32, |top, x| top.max(x.abs()));
        let length = expected.0["loss/gradient_length"].1[0];
        let rounding = (SMALL * largest).max(0.01 * SMALL * length);
        return Box::new(move |index| gradient[index].abs() > rounding);
    }
    let Some(block) = name.strip_suffix("/assignment") else { return Box::new(|_| true) };
    let (shape, scores) = &expected.0[&format!("{block}/scores")];
    let (g, s) = (shape[1], shape[2]);
    let number = block.rsplit('_').next().and_then(|number| number.parse().ok()).unwrap_or(0);
    let noise = case.noise.get::<usize>(number);
    let noise = noise.map(|noise| noise.as_slice::<f32>().expect("invariant: f32"));
    Box::new(move |index| {
        let (clip, token) = (index / (g * s), index % s);
        let mut best = [f32::NEG_INFINITY; 2];
        for group in 0..g {
            let at = (clip * g + group) * s + token;
            let score = scores[at] + noise.map_or(0.0, |noise| noise[at]);
            if score > best[0] {
                best = [score, best[0]];
            } else if score > best[1] {
                best[1] = score;
            }
        }
        best[0] - best[1] > TIE
    })
}
