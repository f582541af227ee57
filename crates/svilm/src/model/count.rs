//! How large a model is: parameters, operations of a forward pass, and memory of training, without
//! building it.

use std::fmt;

use serde::Serialize;

use super::Architecture;
use super::grouping::Design;
use super::text::LONGEST;
use super::video::Attention;

/// Bytes of a number.
const NUMBER: u64 = 4;

/// A part of the model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Part {
    /// Its name in the table.
    pub name: &'static str,
    /// Numbers that are learned.
    pub parameters: u64,
    /// Operations of a forward pass, for one video or one text; a multiplication with an addition
    /// counts as 2.
    pub operations: u64,
}

/// The size of a model, counted from its settings.
///
/// Operations are those of the matrix products; normalisations, softmax and GELU are left out, as
/// is usual (at the paper's size they are less than 1 %).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Count {
    /// Parts of the video encoder; operations are for one clip.
    pub video: Vec<Part>,
    /// Parts of the text encoder; operations are for one text of `text_tokens`.
    pub text: Vec<Part>,
    /// Projections into the joint space and what only losses use; operations are for one clip with
    /// one text.
    pub heads: Vec<Part>,
    /// Tokens of a clip: video tokens, group tokens if they take part in attention, class token.
    pub video_tokens: u64,
    /// Tokens of the text that operations are counted for, the longest one.
    pub text_tokens: u64,
    /// Words that the text encoder knows.
    pub vocabulary: u64,
    /// Bytes of weights, gradients and the optimiser's two moments.
    pub weights_bytes: u64,
    /// Bytes that a forward pass keeps for the backward pass, for each clip of a batch without its
    /// texts.
    pub clip_bytes: u64,
    /// Bytes of working memory for each thread in the backward pass of one layer.
    pub thread_bytes: u64,
}

/// Parameters of a linear map with bias.
fn linear(inputs: u64, outputs: u64) -> u64 {
    (inputs + 1) * outputs
}

/// Operations of a product `[m, k] x [k, n]`.
fn product(m: u64, k: u64, n: u64) -> u64 {
    2 * m * k * n
}

/// Attention branch: a normalisation, packed queries, keys and values, the output.
fn attention_parameters(d: u64) -> u64 {
    2 * d + linear(d, 3 * d) + linear(d, d)
}

/// Perceptron branch: a normalisation and two linear maps.
fn perceptron_parameters(d: u64) -> u64 {
    2 * d + linear(d, 4 * d) + linear(4 * d, d)
}

/// Linear maps of attention over `n` tokens.
fn maps_operations(n: u64, d: u64) -> u64 {
    product(n, d, 3 * d) + product(n, d, d)
}

/// Scores and weighted sums of attention over `n` tokens, all heads together.
fn scores_operations(n: u64, d: u64) -> u64 {
    2 * product(n, d, n)
}

fn perceptron_operations(n: u64, d: u64) -> u64 {
    2 * product(n, d, 4 * d)
}

impl Count {
    /// Counts the model of this architecture for a vocabulary of so many words.
    pub(crate) fn new(config: &Architecture, vocabulary: usize) -> Self {
        let (video, text, heads) = (video(config), text(config, vocabulary), heads(config));
        let parts = [&video, &text, &heads];
        let parameters: u64 =
            parts.iter().flat_map(|parts| parts.iter()).map(|part| part.parameters).sum();
        let (n, d) = (video_tokens(config), config.video.size.width as u64);
        let columns = n.next_multiple_of(16);
        Self {
            video,
            text,
            heads,
            video_tokens: n,
            text_tokens: LONGEST as u64,
            vocabulary: vocabulary as u64,
            weights_bytes: 4 * parameters * NUMBER,
            clip_bytes: kept(config) * NUMBER,
            // attention weights and their gradients of one head, or the perceptron's hidden layer
            // twice
            thread_bytes: (2 * n * columns + 3 * n * d).max(8 * n * d + 2 * n * d) * NUMBER,
        }
    }

    /// All parameters.
    pub fn parameters(&self) -> u64 {
        [&self.video, &self.text, &self.heads].iter().map(|parts| parameters(parts)).sum()
    }

    /// Operations of a forward pass for one clip.
    pub fn video_operations(&self) -> u64 {
        operations(&self.video)
    }

    /// Operations of a forward pass for one text.
    pub fn text_operations(&self) -> u64 {
        operations(&self.text)
    }
}

fn parameters(parts: &[Part]) -> u64 {
    parts.iter().map(|part| part.parameters).sum()
}

fn operations(parts: &[Part]) -> u64 {
    parts.iter().map(|part| part.operations).sum()
}

/// Tokens that a layer of the video encoder runs over.
fn video_tokens(config: &Architecture) -> u64 {
    let video = &config.video;
    let groups = if video.groups_in_attention { video.group_tokens } else { 0 };
    (video.size.tokens() + groups + usize::from(video.class_token)) as u64
}

fn video(config: &Architecture) -> Vec<Part> {
    let (video, size) = (&config.video, config.video.size);
    let (d, s, g, n) =
        (size.width as u64, size.tokens() as u64, video.group_tokens as u64, video_tokens(config));
    let (layers, blocks, tubelet) =
        (size.layers as u64, video.grouping_layers.len() as u64, size.tubelet() as u64);
    let (branches, maps, scores) = match video.attention {
        Attention::Joint => (1, maps_operations(n, d), scores_operations(n, d)),
        Attention::Divided => {
            let (t, others) = (size.positions() as u64, n - s);
            // over time at each place, then over the place and the other tokens at each position
            let maps = maps_operations(s, d) + maps_operations(s + t * others, d);
            let scores = s / t * scores_operations(t, d) + t * scores_operations(s / t + others, d);
            (2, maps, scores)
        }
    };
    let attention = attention_parameters(d) * branches;
    let class = if video.class_token { d } else { 0 };
    vec![
        Part {
            name: "tubelet embedding",
            parameters: linear(tubelet, d),
            operations: product(s, tubelet, d),
        },
        Part { name: "positions and class token", parameters: s * d + class, operations: 0 },
        Part {
            name: "attention: linear maps",
            parameters: layers * attention,
            operations: layers * maps,
        },
        Part { name: "attention: scores and sums", parameters: 0, operations: layers * scores },
        Part {
            name: "perceptrons",
            parameters: layers * perceptron_parameters(d),
            operations: layers * perceptron_operations(n, d),
        },
        Part { name: "final normalisation of tokens", parameters: 2 * d, operations: 0 },
        Part {
            name: "group tokens and their normalisation",
            parameters: g * d + 2 * d,
            operations: 0,
        },
        grouping(config, blocks, d, s, g),
    ]
}

fn grouping(config: &Architecture, blocks: u64, d: u64, s: u64, g: u64) -> Part {
    let mut parameters = 4 * d + 4 * linear(d, d) + perceptron_parameters(d);
    let assignment =
        product(g, d, d) + 2 * product(s, d, d) + 2 * product(g, d, s) + product(g, d, d);
    let mut operations = assignment + perceptron_operations(g, d);
    if config.video.grouping_block == Design::Full {
        let narrow = d.div_ceil(2);
        parameters += 2 * d + linear(g, narrow) + linear(narrow, g);
        parameters += attention_parameters(d) + perceptron_parameters(d);
        operations += 2 * product(d, g, narrow);
        operations += maps_operations(g + s, d)
            + scores_operations(g + s, d)
            + perceptron_operations(g + s, d);
    }
    Part {
        name: "grouping blocks",
        parameters: blocks * parameters,
        operations: blocks * operations,
    }
}

fn text(config: &Architecture, vocabulary: usize) -> Vec<Part> {
    let size = config.video.size;
    let (d, layers, l) = (size.text_width as u64, size.text_layers as u64, LONGEST as u64);
    vec![
        Part { name: "words", parameters: vocabulary as u64 * d, operations: 0 },
        Part {
            name: "positions, type, normalisation",
            parameters: l * d + d + 2 * d,
            operations: 0,
        },
        Part {
            name: "attention",
            parameters: layers * attention_parameters(d),
            operations: layers * (maps_operations(l, d) + scores_operations(l, d)),
        },
        Part {
            name: "perceptrons",
            parameters: layers * perceptron_parameters(d),
            operations: layers * perceptron_operations(l, d),
        },
    ]
}

fn heads(config: &Architecture) -> Vec<Part> {
    let size = config.video.size;
    let (d, text, e, g) = (
        size.width as u64,
        size.text_width as u64,
        size.joint as u64,
        config.video.group_tokens as u64,
    );
    vec![
        // every group token, for grounding, and the video feature
        Part {
            name: "video to joint space",
            parameters: linear(d, e),
            operations: product(g + 1, d, e),
        },
        Part {
            name: "text to joint space",
            parameters: linear(text, e),
            operations: product(1, text, e),
        },
        Part {
            name: "foreground score and temperature",
            parameters: linear(d, 1) + 1,
            operations: 0,
        },
    ]
}

/// Numbers that the branches of the video encoder keep for one clip: each its input, attention the
/// packed queries, keys and values with the attended values, the perceptron its hidden layer.
fn kept(config: &Architecture) -> u64 {
    let video = &config.video;
    let (d, s, n) = (video.size.width as u64, video.size.tokens() as u64, video_tokens(config));
    let each = match video.attention {
        Attention::Joint => 10,
        Attention::Divided => 15,
    };
    // tokens before and after they are cut apart and joined again, keys, values, and a few maps of
    // the assignment
    let block = 6 * s * d + 6 * s * video.group_tokens as u64;
    video.size.layers as u64 * each * n * d + video.grouping_layers.len() as u64 * block
}

/// A number with a unit of thousands, three digits.
fn short(number: u64) -> String {
    let (value, unit) = match number {
        0..1_000 => return number.to_string(),
        1_000..1_000_000 => (number as f64 / 1e3, "k"),
        1_000_000..1_000_000_000 => (number as f64 / 1e6, "M"),
        1_000_000_000..1_000_000_000_000 => (number as f64 / 1e9, "G"),
        _ => (number as f64 / 1e12, "T"),
    };
    let digits = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
    format!("{value:.digits$} {unit}")
}

impl fmt::Display for Count {
    /// A table for people: parameters and operations of every part.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<40}{:>12}{:>12}", "", "parameters", "operations")?;
        for (title, parts) in
            [("video encoder", &self.video), ("text encoder", &self.text), ("heads", &self.heads)]
        {
            writeln!(
                f,
                "{title:<40}{:>12}{:>12}",
                short(parameters(parts)),
                short(operations(parts))
            )?;
            for part in parts.iter().filter(|part| part.parameters + part.operations > 0) {
                writeln!(
                    f,
                    "  {:<38}{:>12}{:>12}",
                    part.name,
                    short(part.parameters),
                    short(part.operations)
                )?;
            }
        }
        writeln!(f, "{:<40}{:>12}", "all", short(self.parameters()))?;
        writeln!(f)?;
        writeln!(
            f,
            "operations: forward, a multiplication with an addition is 2; a training step takes 3 times as many"
        )?;
        writeln!(
            f,
            "video: one clip of {} tokens; text: one of {} tokens",
            self.video_tokens, self.text_tokens
        )?;
        writeln!(f, "vocabulary: {} words", self.vocabulary)?;
        writeln!(
            f,
            "memory of training: {}B for weights, about {}B for each clip of the batch and {}B for each thread",
            short(self.weights_bytes),
            short(self.clip_bytes),
            short(self.thread_bytes)
        )
    }
}

#[cfg(test)]
mod tests;
