//! Weights of others to start from: a video encoder from a ViT or ViViT, a text encoder from a
//! BERT, out of safetensors.
//!
//! Every tensor of the file and every weight of the encoder ends up in the [`Report`]: loaded,
//! kept, refused or unused.
//!
//! # Source
//! S-ViLM starts from Kinetics-400 and BERT weights (spec 2.1, 3). How a ViT for images becomes one
//! for video is that of ViViT <https://arxiv.org/abs/2103.15691>, section 3.4.

mod array;
mod bert;
mod card;
mod file;
mod grid;
mod recipe;
mod report;
mod vit;

use std::path::{Path, PathBuf};

use foundation::Hint;

use self::card::Card;
use self::file::File;
use self::recipe::Transfer;
use self::report::Report;
use super::Model;

/// How the kernel of an embedding for images becomes one for tubelets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Inflation {
    /// At the middle frame, zero elsewhere: the tubelet is seen as its middle frame.
    #[default]
    Central,
    /// A share at every frame: the tubelet is seen as the mean of its frames.
    Average,
}

/// Why no weights could be taken from a file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The file cannot be read.
    #[error("cannot read the weights `{}`: {source}", .path.display())]
    Read { path: PathBuf, source: std::io::Error },
    /// The file is a pickle, which could run code when read.
    #[error("`{}` is a PyTorch pickle (`.bin`, `.pt`, `.pth`), which is never read: it can run code", .path.display())]
    Pickle { path: PathBuf },
    /// The file is not a safetensors file, or a broken one.
    #[error("`{}` is not a valid safetensors file: {reason}", .path.display())]
    Format {
        path: PathBuf,
        /// The expected and the actual content.
        reason: String,
    },
    /// No tensor has a name of a known kind of model.
    #[error("`{}` has no tensor `{expected}`: not a {wanted} of a known kind (its first tensor is `{first}`)", .path.display())]
    Unknown {
        path: PathBuf,
        /// The expected kind: a ViT or a BERT.
        wanted: &'static str,
        /// Names by which that is recognised.
        expected: &'static str,
        /// A name that the file has.
        first: String,
    },
    /// The words of the file are not those of the model.
    #[error("`{}` knows {found} words, the text encoder {expected}", .path.display())]
    Vocabulary { path: PathBuf, expected: usize, found: usize },
    /// Attention heads differ; the weights would load and mean something else.
    #[error("`{}` has {found} attention heads (says `config.json`), the encoder {expected}", .path.display())]
    Heads { path: PathBuf, expected: usize, found: usize },
    /// No weight of a layer fits the encoder.
    #[error("no layer of `{}` fits the encoder: {first}", .path.display())]
    NothingFits {
        path: PathBuf,
        /// The first weight that was refused, with both shapes.
        first: String,
    },
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Pickle { .. } => {
                "convert it where you trust it: `from safetensors.torch import save_model` or `save_file(torch.load(\"pytorch_model.bin\", weights_only=True), \"model.safetensors\")`"
            }
            Self::Unknown { .. } => {
                "video: ViT of timm or Hugging Face, ViViT of Hugging Face; text: BERT or DistilBERT of Hugging Face"
            }
            Self::Vocabulary { .. } => {
                "the texts must be cut into words by the vocabulary that the file was trained with"
            }
            Self::NothingFits { .. } | Self::Heads { .. } => {
                "choose the `size` whose width and heads are those of the file; `base` is ViT-B and BERT-base"
            }
            Self::Read { .. } | Self::Format { .. } => return None,
        };
        Some(hint.to_owned())
    }
}

/// Starts the video encoder from a ViT or ViViT. What the file does not have stays as it is: group
/// tokens and grouping blocks, and attention over time where that is divided.
///
/// # Errors
/// If the file cannot be read, is not such a model, or no layer of it fits.
pub(crate) fn video(
    model: Model,
    path: &Path,
    inflation: Inflation,
) -> Result<(Model, Report), Error> {
    let (mut file, card) = (File::open(path)?, Card::beside(path));
    card.check_heads(path, model.config.video.size.heads)?;
    let recipes = vit::recipes(&file, &card, &model.config.video, inflation)?;
    let (video, report) = Transfer::new(&mut file, "video", recipes).of(model.video)?;
    Ok((Model { video, ..model }, report))
}

/// Starts the text encoder from a BERT or DistilBERT.
///
/// # Errors
/// If the file cannot be read, is not such a model, knows other words, or no layer of it fits.
pub(crate) fn text(model: Model, path: &Path) -> Result<(Model, Report), Error> {
    let (mut file, card) = (File::open(path)?, Card::beside(path));
    let size = &model.config.video.size;
    card.check_heads(path, size.text_heads)?;
    let recipes = bert::recipes(&file, &card, size, model.text.vocabulary())?;
    let (text, report) = Transfer::new(&mut file, "text", recipes).of(model.text)?;
    Ok((Model { text, ..model }, report))
}

#[cfg(test)]
mod tests;
