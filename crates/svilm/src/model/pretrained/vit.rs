//! The video encoder from a ViT for images or a ViViT.
//!
//! Decided here: the final normalisation goes to the video tokens, and to the group tokens too if
//! they take part in attention, for then both come out of the same layers. The class token's
//! position is added to the class token, as ours has none. Pixels that were normalised otherwise
//! are undone in the embedding's weights and bias, which is exact.

use super::array::{Array, not_a};
use super::card::{Card, Pixels};
use super::file::File;
use super::grid::{absorbed, resampled, taps};
use super::recipe::{Layers, Recipes};
use super::{Error, Inflation};
use crate::model::size::Size;
use crate::model::video::VideoConfig;

/// Names of one kind of file, after a prefix.
struct Names {
    /// The embedding, by which the kind is known.
    embedding: &'static str,
    positions: &'static str,
    class: &'static str,
    /// DeiT's second token at the front.
    distillation: &'static str,
    norm: &'static str,
    layers: Layers,
}

const TIMM: Names = Names {
    embedding: "patch_embed.proj",
    positions: "pos_embed",
    class: "cls_token",
    distillation: "dist_token",
    norm: "norm",
    layers: Layers {
        prefix: "blocks.",
        packed: &["attn.qkv"],
        maps: ["attn.proj", "mlp.fc1", "mlp.fc2"],
        norms: ["norm1", "norm2"],
    },
};

const HUGGING_FACE: Names = Names {
    embedding: "embeddings.patch_embeddings.projection",
    positions: "embeddings.position_embeddings",
    class: "embeddings.cls_token",
    distillation: "embeddings.distillation_token",
    norm: "layernorm",
    layers: Layers {
        prefix: "encoder.layer.",
        packed: &[
            "attention.attention.query",
            "attention.attention.key",
            "attention.attention.value",
        ],
        maps: ["attention.output.dense", "intermediate.dense", "output.dense"],
        norms: ["layernorm_before", "layernorm_after"],
    },
};

/// Recipes for every weight of the video encoder that the file may have.
pub(super) fn recipes(
    file: &File,
    card: &Card,
    config: &VideoConfig,
    inflation: Inflation,
) -> Result<Recipes, Error> {
    let known = [TIMM, HUGGING_FACE]
        .into_iter()
        .find_map(|names| Some((file.prefix(&format!("{}.weight", names.embedding))?, names)));
    let expected = "patch_embed.proj.weight` or `embeddings.patch_embeddings.projection.weight";
    let (prefix, names) = known.ok_or_else(|| file.unknown("ViT", expected))?;
    let full = |name: &str| format!("{prefix}{name}");
    let mut recipes = Recipes::new(card.notes(config.size.heads));
    recipes.layers(file, config.size.layers, &prefix, &names.layers);
    recipes.normalization(file, "norm_tokens.", &full(names.norm));
    if config.groups_in_attention {
        recipes.normalization(file, "norm_groups.", &full(names.norm));
    }
    embedding(&mut recipes, file, card.pixels(), &full(names.embedding), config.size, inflation);
    positions(&mut recipes, file, card, &full, &names, config);
    Ok(recipes)
}

fn embedding(
    recipes: &mut Recipes,
    file: &File,
    pixels: Option<Pixels>,
    name: &str,
    size: Size,
    inflation: Inflation,
) {
    let mut note = |note: String| recipes.notes.push(note);
    match pixels {
        None => note(
            "nothing beside the file says how its pixels were normalised; taken to be -1..1".into(),
        ),
        Some(Pixels::CENTERED) => {}
        Some(_) => {
            note("its pixels were normalised otherwise; undone in the tubelet embedding".into())
        }
    }
    let kernel = format!("{name}.weight");
    let [t, p] = [size.tubelet_frames, size.tubelet_pixels];
    match *file.shape(&kernel).unwrap_or_default() {
        [_, _, height, width] => {
            note(format!("a kernel for images: inflated, {}", inflation.words()));
            if [height, width] != [p; 2] {
                note(format!("kernel {height} x {width}: resampled to our tubelet"));
            }
        }
        [_, _, frames, height, width] if [frames, height, width] != [t, p, p] => {
            note(format!("kernel {frames} x {height} x {width}: resampled to our tubelet"));
        }
        _ => {}
    }
    let pixels = pixels.unwrap_or(Pixels::CENTERED);
    recipes.single("embedding.weight", kernel.clone(), move |kernel| {
        tubelet_kernel(kernel, size, inflation, pixels)
    });
    recipes.make("embedding.bias", vec![format!("{name}.bias"), kernel], move |mut arrays| {
        let (kernel, mut bias) = (arrays.swap_remove(1), arrays.swap_remove(0));
        let each = kernel.values.len() / kernel.shape.iter().take(2).product::<usize>().max(1);
        if kernel.shape.len() < 2 || kernel.shape[0] != bias.values.len() || kernel.shape[1] != 3 {
            return Err(not_a("kernel over three channels", &kernel.shape));
        }
        for (bias, kernel) in bias.values.iter_mut().zip(kernel.values.chunks_exact(3 * each)) {
            let sums = kernel
                .chunks_exact(each)
                .map(|channel| channel.iter().map(|&x| f64::from(x)).sum::<f64>());
            *bias += sums.zip(pixels.shift).map(|(sum, shift)| sum * shift).sum::<f64>() as f32;
        }
        Ok(bias)
    });
}

impl Inflation {
    fn words(self) -> &'static str {
        match self {
            Self::Central => "at the middle frame",
            Self::Average => "a share at every frame",
        }
    }
}

/// `[d, 3, (t,) h, w]` to `[(t, h, w, 3), d]` of our tubelet.
fn tubelet_kernel(
    mut kernel: Array,
    size: Size,
    inflation: Inflation,
    pixels: Pixels,
) -> Result<Array, String> {
    let &[d, 3, .., _, _] = kernel.shape.as_slice() else {
        return Err(not_a("kernel over three channels", &kernel.shape));
    };
    let (t, p) = (size.tubelet_frames, size.tubelet_pixels);
    if kernel.shape.len() == 4 {
        kernel = inflated(kernel, t, inflation);
    } else if kernel.shape.len() != 5 {
        return Err(not_a("kernel over space and time", &kernel.shape));
    }
    for (axis, ours, cubic) in [(2, t, false), (3, p, true), (4, p, true)] {
        let theirs = kernel.shape[axis];
        if theirs != ours {
            kernel = absorbed(&kernel, axis, &taps(ours, theirs, cubic), ours);
        }
    }
    let places = t * p * p;
    let mut values = vec![0.0; places * 3 * d];
    for (index, &value) in kernel.values.iter().enumerate() {
        let (output, channel, place) = (index / (3 * places), index / places % 3, index % places);
        values[(place * 3 + channel) * d + output] = value * pixels.scale[channel] as f32;
    }
    Ok(Array::new(vec![places * 3, d], values))
}

fn inflated(kernel: Array, t: usize, inflation: Inflation) -> Array {
    let &[d, c, h, w] = kernel.shape.as_slice() else { return kernel };
    let mut values = vec![0.0; d * c * t * h * w];
    for (to, from) in values.chunks_exact_mut(t * h * w).zip(kernel.values.chunks_exact(h * w)) {
        for (frame, to) in to.chunks_exact_mut(h * w).enumerate() {
            let share = match inflation {
                Inflation::Central => f32::from(u8::from(frame == t / 2)),
                Inflation::Average => 1.0 / t as f32,
            };
            to.iter_mut().zip(from).for_each(|(to, from)| *to = share * from);
        }
    }
    Array::new(vec![d, c, t, h, w], values)
}

/// Where the positions of a file lie.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Grid {
    /// Positions in front that are of no patch.
    lead: usize,
    /// Temporal positions; 1 for images.
    t: usize,
    /// Rows and columns of patches.
    side: usize,
}

impl Grid {
    /// The grid of so many positions, of which some may be those of special tokens.
    fn new(
        positions: usize,
        special: usize,
        kernel: &[usize],
        card: &Card,
        size: Size,
    ) -> Option<Self> {
        let side = |patches: usize| {
            Some(patches.isqrt()).filter(|side| side * side == patches && patches > 0)
        };
        [special, 0].into_iter().find_map(|lead| {
            let count = positions.checked_sub(lead)?;
            if let [_, _, _, _] = kernel {
                return Some(Self { lead, t: 1, side: side(count)? });
            }
            let &[_, _, frames, pixels, _] = kernel else { return None };
            let ours = count == size.tokens()
                && [frames, pixels] == [size.tubelet_frames, size.tubelet_pixels];
            let t = match card.positions() {
                Some(t) => t,
                None if ours => size.positions(),
                None => count / (224 / pixels.max(1)).pow(2).max(1), // what such models are trained on
            };
            let side = side(count.checked_div(t)?)?;
            (t * side * side == count).then_some(Self { lead, t, side })
        })
    }
}

fn positions(
    recipes: &mut Recipes,
    file: &File,
    card: &Card,
    full: &dyn Fn(&str) -> String,
    names: &Names,
    config: &VideoConfig,
) {
    let (name, class, size) = (full(names.positions), full(names.class), config.size);
    let special = [names.class, names.distillation].map(|name| file.shape(&full(name)).is_some());
    let special = special.into_iter().filter(|there| *there).count();
    let count = file.shape(&name).and_then(|shape| shape.iter().rev().nth(1).copied()).unwrap_or(0);
    let kernel = file.shape(&full(&format!("{}.weight", names.embedding))).unwrap_or_default();
    let grid = Grid::new(count, special, kernel, card, size);
    let (t, side) = (size.positions(), size.resolution / size.tubelet_pixels);
    if let Some(at) = grid.filter(|at| (at.t, at.side) != (t, side)) {
        recipes.notes.push(format!(
            "positions {0} x {1} x {1}: interpolated to {t} x {side} x {side}",
            at.t, at.side
        ));
    }
    recipes.single("positions", name.clone(), move |array| {
        let grid = grid.ok_or_else(|| format!("{count} positions are no known grid"))?;
        moved(array.into_matrix(), grid, t, side)
    });
    let at_front = grid.is_some_and(|grid| grid.lead > 0);
    let theirs = if at_front { vec![class, name] } else { vec![class] };
    if config.class_token {
        recipes.make("class", theirs, |arrays| {
            let mut arrays = arrays.into_iter().map(Array::into_matrix);
            let mut class = arrays.next().ok_or("no class token")?;
            if let Some(positions) = arrays.next() {
                let first = positions.rows(0, 1)?.values;
                class.values.iter_mut().zip(first).for_each(|(class, position)| *class += position);
            }
            Ok(class)
        });
    }
}

/// Positions of patches, on our grid, time-major.
fn moved(array: Array, grid: Grid, t: usize, side: usize) -> Result<Array, String> {
    let (rows, d) = (array.shape[0], array.shape[1]);
    let mut array = array.rows(grid.lead, rows)?;
    array.shape = vec![grid.t, grid.side, grid.side, d];
    for (axis, ours, cubic) in [(0, t, false), (1, side, true), (2, side, true)] {
        if array.shape[axis] != ours {
            array = resampled(&array, axis, &taps(array.shape[axis], ours, cubic));
        }
    }
    Ok(array.into_matrix())
}
