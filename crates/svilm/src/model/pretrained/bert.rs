//! The text encoder from a BERT or DistilBERT.
//!
//! Of the positions the first ones are taken, of the two types the first. The pooler and heads for
//! masked words are unused.

use super::Error;
use super::array::Array;
use super::card::Card;
use super::file::File;
use super::recipe::{Layers, Recipes};
use crate::model::size::Size;
use crate::model::text::LONGEST;

const BERT: Layers = Layers {
    prefix: "encoder.layer.",
    packed: &["attention.self.query", "attention.self.key", "attention.self.value"],
    maps: ["attention.output.dense", "intermediate.dense", "output.dense"],
    norms: ["attention.output.LayerNorm", "output.LayerNorm"],
};

const DISTILLED: Layers = Layers {
    prefix: "transformer.layer.",
    packed: &["attention.q_lin", "attention.k_lin", "attention.v_lin"],
    maps: ["attention.out_lin", "ffn.lin1", "ffn.lin2"],
    norms: ["sa_layer_norm", "output_layer_norm"],
};

const WORDS: &str = "embeddings.word_embeddings.weight";

/// Recipes for every weight of the text encoder that the file may have.
pub(super) fn recipes(
    file: &File,
    card: &Card,
    size: &Size,
    vocabulary: usize,
) -> Result<Recipes, Error> {
    let known = [BERT, DISTILLED].into_iter().find_map(|layers| {
        let first = format!("{}0.{}.weight", layers.prefix, layers.packed[0]);
        Some((file.prefix(&first)?, layers))
    });
    let known = known.filter(|(prefix, _)| file.shape(&format!("{prefix}{WORDS}")).is_some());
    let expected =
        "encoder.layer.0.attention.self.query.weight` beside `embeddings.word_embeddings.weight";
    let (prefix, layers) = known.ok_or_else(|| file.unknown("BERT", expected))?;
    let full = |name: &str| format!("{prefix}{name}");
    let found = file.shape(&full(WORDS)).and_then(|shape| shape.first().copied()).unwrap_or(0);
    if found != vocabulary {
        return Err(Error::Vocabulary { path: file.path.clone(), expected: vocabulary, found });
    }
    let mut recipes = Recipes::new(card.notes(size.text_heads));
    recipes.copy("words", full(WORDS));
    let positions = full("embeddings.position_embeddings.weight");
    recipes.single("positions", positions.clone(), |array| array.rows(0, LONGEST));
    let kinds = full("embeddings.token_type_embeddings.weight");
    if file.shape(&kinds).is_some() {
        recipes.single("kind", kinds, |array| array.rows(0, 1));
    } else {
        recipes.notes.push("it has no types of tokens; ours is set to 0".to_owned());
        recipes.single("kind", positions, |array| {
            let row = array.rows(0, 1)?;
            Ok(Array::new(row.shape, vec![0.0; row.values.len()]))
        });
    }
    recipes.normalization(file, "norm.", &full("embeddings.LayerNorm"));
    recipes.layers(file, size.text_layers, &prefix, &layers);
    Ok(recipes)
}
