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
use super::recipe::Recipes;
use super::{Error, Inflation};
use crate::model::size::Size;
use crate::model::video::VideoConfig;

/// Names of one kind of file, after a prefix; `{}` is the layer, from 0.
struct Names {
    /// The embedding, by which the kind is known.
    embedding: &'static str,
    positions: &'static str,
    class: &'static str,
    /// DeiT's second token at the front.
    distillation: &'static str,
    norm: &'static str,
    before_attention: &'static str,
    /// One packed map, or queries, keys and values.
    packed: &'static [&'static str],
    attention_output: &'static str,
    before_perceptron: &'static str,
    widen: &'static str,
    narrow: &'static str,
}

const TIMM: Names = Names {
    embedding: "patch_embed.proj",
    positions: "pos_embed",
    class: "cls_token",
    distillation: "dist_token",
    norm: "norm",
    before_attention: "blocks.{}.norm1",
    packed: &["blocks.{}.attn.qkv"],
    attention_output: "blocks.{}.attn.proj",
    before_perceptron: "blocks.{}.norm2",
    widen: "blocks.{}.mlp.fc1",
    narrow: "blocks.{}.mlp.fc2",
};

const HUGGING_FACE: Names = Names {
    embedding: "embeddings.patch_embeddings.projection",
    positions: "embeddings.position_embeddings",
    class: "embeddings.cls_token",
    distillation: "embeddings.distillation_token",
    norm: "layernorm",
    before_attention: "encoder.layer.{}.layernorm_before",
    packed: &[
        "encoder.layer.{}.attention.attention.query",
        "encoder.layer.{}.attention.attention.key",
        "encoder.layer.{}.attention.attention.value",
    ],
    attention_output: "encoder.layer.{}.attention.output.dense",
    before_perceptron: "encoder.layer.{}.layernorm_after",
    widen: "encoder.layer.{}.intermediate.dense",
    narrow: "encoder.layer.{}.output.dense",
};

/// The shortest prefix with which the file has a tensor of this name: `vit.`, `module.`, or
/// nothing.
pub(super) fn prefix(file: &File, name: &str) -> Option<String> {
    let prefixes = file.names().filter_map(|found| found.strip_suffix(name));
    prefixes
        .filter(|prefix| prefix.is_empty() || prefix.ends_with('.'))
        .min_by_key(|prefix| prefix.len())
        .map(str::to_owned)
}

/// Recipes for every weight of the video encoder that the file may have, and what was assumed.
pub(super) fn recipes(
    file: &File,
    card: &Card,
    config: &VideoConfig,
    inflation: Inflation,
) -> Result<(Recipes, Vec<String>), Error> {
    let kinds = [TIMM, HUGGING_FACE].into_iter();
    let known = kinds
        .filter_map(|names| Some((prefix(file, &format!("{}.weight", names.embedding))?, names)));
    let Some((prefix, names)) = { known }.next() else {
        return Err(Error::Unknown {
            path: file.path.clone(),
            wanted: "ViT",
            expected: "patch_embed.proj.weight` or `embeddings.patch_embeddings.projection.weight",
            first: file.names().next().unwrap_or_default().to_owned(),
        });
    };
    let full = |name: &str| format!("{prefix}{name}");
    let mut recipes = Recipes::default();
    for layer in 0..config.size.layers {
        let theirs = |name: &str| full(&name.replace("{}", &layer.to_string()));
        let packed: Vec<String> = names.packed.iter().map(|name| theirs(name)).collect();
        let ours = format!("layers.{layer}.attention.");
        recipes.normalization(file, &ours, &theirs(names.before_attention));
        recipes.linear(&format!("{ours}first"), &packed);
        recipes.linear(&format!("{ours}second"), &[theirs(names.attention_output)]);
        let ours = format!("layers.{layer}.perceptron.");
        recipes.normalization(file, &ours, &theirs(names.before_perceptron));
        recipes.linear(&format!("{ours}first"), &[theirs(names.widen)]);
        recipes.linear(&format!("{ours}second"), &[theirs(names.narrow)]);
    }
    recipes.normalization(file, "norm_tokens.", &full(names.norm));
    if config.groups_in_attention {
        recipes.normalization(file, "norm_groups.", &full(names.norm));
    }
    let mut notes = card.notes(config.size.heads);
    embedding(&mut recipes, &mut notes, file, card, &full(names.embedding), config.size, inflation);
    positions(&mut recipes, &mut notes, file, card, &full, &names, config);
    Ok((recipes, notes))
}

fn embedding(
    recipes: &mut Recipes,
    notes: &mut Vec<String>,
    file: &File,
    card: &Card,
    name: &str,
    size: Size,
    inflation: Inflation,
) {
    let pixels = card.pixels();
    match pixels {
        None => notes.push(
            "nothing beside the file says how its pixels were normalised; taken to be -1..1"
                .to_owned(),
        ),
        Some(Pixels::CENTERED) => {}
        Some(_) => notes.push(
            "its pixels were normalised otherwise; undone in the tubelet embedding".to_owned(),
        ),
    }
    let kernel = format!("{name}.weight");
    match file.shape(&kernel) {
        Some(&[_, _, _, _]) => {
            notes.push(format!("a kernel for images: inflated, {}", inflation.words()))
        }
        Some(&[_, _, t, h, w])
            if [t, h, w] != [size.tubelet_frames, size.tubelet_pixels, size.tubelet_pixels] =>
        {
            notes.push(format!("kernel {t} x {h} x {w}: resampled to our tubelet"));
        }
        _ => {}
    }
    if let Some(&[.., h, w]) = file.shape(&kernel)
        && file.shape(&kernel).is_some_and(|shape| shape.len() == 4)
        && [h, w] != [size.tubelet_pixels; 2]
    {
        notes.push(format!("kernel {h} x {w}: resampled to our tubelet"));
    }
    let pixels = pixels.unwrap_or(Pixels::CENTERED);
    recipes.make("embedding.weight", vec![kernel.clone()], move |mut arrays| {
        tubelet_kernel(arrays.swap_remove(0), size, inflation, pixels)
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
    notes: &mut Vec<String>,
    file: &File,
    card: &Card,
    full: &dyn Fn(&str) -> String,
    names: &Names,
    config: &VideoConfig,
) {
    let (name, class, size) = (full(names.positions), full(names.class), config.size);
    let special = [names.class, names.distillation]
        .iter()
        .filter(|name| file.shape(&full(name)).is_some())
        .count();
    let count = file.shape(&name).and_then(|shape| shape.iter().rev().nth(1).copied()).unwrap_or(0);
    let kernel =
        file.shape(&full(&format!("{}.weight", names.embedding))).unwrap_or_default().to_vec();
    let grid = Grid::new(count, special, &kernel, card, size);
    let (t, side) = (size.positions(), size.resolution / size.tubelet_pixels);
    if let Some(grid) = grid.filter(|grid| (grid.t, grid.side) != (t, side)) {
        notes.push(format!(
            "positions {} x {} x {}: interpolated to {t} x {side} x {side}",
            grid.t, grid.side, grid.side
        ));
    }
    recipes.make("positions", vec![name.clone()], move |mut arrays| {
        let array = arrays.swap_remove(0).into_matrix();
        let grid = grid.ok_or_else(|| format!("{count} positions are no known grid"))?;
        moved(array, grid, t, side)
    });
    let at_front = grid.is_some_and(|grid| grid.lead > 0);
    let theirs = if at_front { vec![class, name] } else { vec![class] };
    if config.class_token {
        recipes.make("class", theirs, |arrays| {
            let mut arrays = arrays.into_iter().map(Array::into_matrix);
            let mut class = arrays.next().ok_or("no class token")?;
            if let Some(positions) = arrays.next() {
                let first = positions.rows(0, 1)?;
                class
                    .values
                    .iter_mut()
                    .zip(first.values)
                    .for_each(|(class, position)| *class += position);
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
