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
        let (n, d) = (video_tokens(config), config.video.size.width as u64);
        let columns = n.next_multiple_of(16);
        let mut count = Self {
            video: video(config),
            text: text(config, vocabulary),
            heads: heads(config),
            video_tokens: n,
            text_tokens: LONGEST as u64,
            vocabulary: vocabulary as u64,
            weights_bytes: 0,
            clip_bytes: kept(config) * NUMBER,
            // attention weights and their gradients of one head, or the perceptron's hidden layer
            // twice
            thread_bytes: (2 * n * columns + 3 * n * d).max(8 * n * d + 2 * n * d) * NUMBER,
        };
        count.weights_bytes = 4 * count.parameters() * NUMBER;
        count
    }

    /// All parameters.
    pub fn parameters(&self) -> u64 {
        parameters(&self.video) + parameters(&self.text) + parameters(&self.heads)
    }

    /// Operations of a forward pass for one clip.
    pub fn video_operations(&self) -> u64 {
        operations(&self.video)
    }
}

fn parameters(parts: &[Part]) -> u64 {
    parts.iter().map(|part| part.parameters).sum()
}

fn operations(parts: &[Part]) -> u64 {
    parts.iter().map(|part| part.operations).sum()
}

fn part(name: &'static str, parameters: u64, operations: u64) -> Part {
    Part { name, parameters, operations }
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
    let class = if video.class_token { d } else { 0 };
    vec![
        part("tubelet embedding", linear(tubelet, d), product(s, tubelet, d)),
        part("positions and class token", s * d + class, 0),
        part("attention: linear maps", layers * branches * attention_parameters(d), layers * maps),
        part("attention: scores and sums", 0, layers * scores),
        part(
            "perceptrons",
            layers * perceptron_parameters(d),
            layers * perceptron_operations(n, d),
        ),
        part("final normalisation of tokens", 2 * d, 0),
        part("group tokens and their normalisation", g * d + 2 * d, 0),
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
        // group tokens are mixed channel by channel, then ask; video tokens only answer
        operations += 2 * product(d, g, narrow);
        operations += 2 * product(g, d, d) + 2 * product(s, d, d) + 2 * product(g, d, s);
        operations += perceptron_operations(g, d);
    }
    part("grouping blocks", blocks * parameters, blocks * operations)
}

fn text(config: &Architecture, vocabulary: usize) -> Vec<Part> {
    let size = config.video.size;
    let (d, layers, l) = (size.text_width as u64, size.text_layers as u64, LONGEST as u64);
    let attention = maps_operations(l, d) + scores_operations(l, d);
    vec![
        part("words", vocabulary as u64 * d, 0),
        part("positions, type, normalisation", l * d + d + 2 * d, 0),
        part("attention", layers * attention_parameters(d), layers * attention),
        part(
            "perceptrons",
            layers * perceptron_parameters(d),
            layers * perceptron_operations(l, d),
        ),
    ]
}

fn heads(config: &Architecture) -> Vec<Part> {
    let (size, g) = (config.video.size, config.video.group_tokens as u64);
    let [d, text, e] = [size.width, size.text_width, size.joint].map(|width| width as u64);
    vec![
        // every group token, for grounding, and the video feature
        part("video to joint space", linear(d, e), product(g + 1, d, e)),
        part("text to joint space", linear(text, e), product(1, text, e)),
        part("foreground score and temperature", linear(d, 1) + 1, 0),
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
        let mut row = |name: &str, parameters: &str, operations: &str| {
            writeln!(f, "{name:<40}{parameters:>12}{operations:>12}")
        };
        row("", "parameters", "operations")?;
        for (title, parts) in
            [("video encoder", &self.video), ("text encoder", &self.text), ("heads", &self.heads)]
        {
            row(title, &short(parameters(parts)), &short(operations(parts)))?;
            for part in parts.iter().filter(|part| part.parameters + part.operations > 0) {
                let name = format!("  {}", part.name);
                row(&name, &short(part.parameters), &short(part.operations))?;
            }
        }
        writeln!(
            f,
            "{:<40}{:>12}\n\n\
             operations: forward, a multiplication with an addition is 2; a training step takes 3 times as many\n\
             video: one clip of {} tokens; text: one of {} tokens\n\
             vocabulary: {} words\n\
             memory of training: {}B for weights, about {}B for each clip of the batch and {}B for each thread",
            "all",
            short(self.parameters()),
            self.video_tokens,
            self.text_tokens,
            self.vocabulary,
            short(self.weights_bytes),
            short(self.clip_bytes),
            short(self.thread_bytes)
        )
    }
}

#[cfg(test)]
mod tests;
