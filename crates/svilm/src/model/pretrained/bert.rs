//! The text encoder from a BERT or DistilBERT.
//!
//! Of the positions the first ones are taken, of the two types the first. The pooler and heads for
//! masked words are unused.

use super::Error;
use super::array::Array;
use super::card::Card;
use super::file::File;
use super::recipe::Recipes;
use super::vit::prefix;
use crate::model::size::Size;
use crate::model::text::LONGEST;

/// Names of one kind of file, after a prefix; `{}` is the layer, from 0.
struct Names {
    /// By which the kind is known.
    layer_map: &'static str,
    attention: [&'static str; 3],
    attention_output: &'static str,
    after_attention: &'static str,
    widen: &'static str,
    narrow: &'static str,
    after_perceptron: &'static str,
}

const BERT: Names = Names {
    layer_map: "encoder.layer.0.attention.self.query.weight",
    attention: [
        "encoder.layer.{}.attention.self.query",
        "encoder.layer.{}.attention.self.key",
        "encoder.layer.{}.attention.self.value",
    ],
    attention_output: "encoder.layer.{}.attention.output.dense",
    after_attention: "encoder.layer.{}.attention.output.LayerNorm",
    widen: "encoder.layer.{}.intermediate.dense",
    narrow: "encoder.layer.{}.output.dense",
    after_perceptron: "encoder.layer.{}.output.LayerNorm",
};

const DISTILLED: Names = Names {
    layer_map: "transformer.layer.0.attention.q_lin.weight",
    attention: [
        "transformer.layer.{}.attention.q_lin",
        "transformer.layer.{}.attention.k_lin",
        "transformer.layer.{}.attention.v_lin",
    ],
    attention_output: "transformer.layer.{}.attention.out_lin",
    after_attention: "transformer.layer.{}.sa_layer_norm",
    widen: "transformer.layer.{}.ffn.lin1",
    narrow: "transformer.layer.{}.ffn.lin2",
    after_perceptron: "transformer.layer.{}.output_layer_norm",
};

const WORDS: &str = "embeddings.word_embeddings.weight";

/// Recipes for every weight of the text encoder that the file may have, and what was assumed.
pub(super) fn recipes(
    file: &File,
    card: &Card,
    size: &Size,
    vocabulary: usize,
) -> Result<(Recipes, Vec<String>), Error> {
    let known = [BERT, DISTILLED]
        .into_iter()
        .find_map(|names| Some((prefix(file, names.layer_map)?, names)));
    let known = known.filter(|(prefix, _)| file.shape(&format!("{prefix}{WORDS}")).is_some());
    let Some((prefix, names)) = known else {
        return Err(Error::Unknown {
            path: file.path.clone(),
            wanted: "BERT",
            expected: "encoder.layer.0.attention.self.query.weight` beside `embeddings.word_embeddings.weight",
            first: file.names().next().unwrap_or_default().to_owned(),
        });
    };
    let full = |name: &str| format!("{prefix}{name}");
    let words = file.shape(&full(WORDS)).and_then(|shape| shape.first().copied()).unwrap_or(0);
    if words != vocabulary {
        return Err(Error::Vocabulary {
            path: file.path.clone(),
            expected: vocabulary,
            found: words,
        });
    }
    let mut recipes = Recipes::default();
    let mut notes = card.notes(size.text_heads);
    recipes.copy("words", full(WORDS));
    let positions = full("embeddings.position_embeddings.weight");
    recipes.make("positions", vec![positions.clone()], |mut arrays| {
        arrays.swap_remove(0).rows(0, LONGEST)
    });
    let kinds = full("embeddings.token_type_embeddings.weight");
    if file.shape(&kinds).is_some() {
        recipes.make("kind", vec![kinds], |mut arrays| arrays.swap_remove(0).rows(0, 1));
    } else {
        notes.push("it has no types of tokens; ours is set to 0".to_owned());
        recipes.make("kind", vec![positions], |mut arrays| {
            let row = arrays.swap_remove(0).rows(0, 1)?;
            Ok(Array::new(row.shape, vec![0.0; row.values.len()]))
        });
    }
    recipes.normalization(file, "norm.", &full("embeddings.LayerNorm"));
    for layer in 0..size.text_layers {
        let theirs = |name: &str| full(&name.replace("{}", &layer.to_string()));
        let ours = format!("layers.{layer}.attention.");
        recipes.linear(&format!("{ours}first"), &names.attention.map(theirs));
        recipes.linear(&format!("{ours}second"), &[theirs(names.attention_output)]);
        recipes.normalization(file, &ours, &theirs(names.after_attention));
        let ours = format!("layers.{layer}.perceptron.");
        recipes.linear(&format!("{ours}first"), &[theirs(names.widen)]);
        recipes.linear(&format!("{ours}second"), &[theirs(names.narrow)]);
        recipes.normalization(file, &ours, &theirs(names.after_perceptron));
    }
    Ok((recipes, notes))
}
