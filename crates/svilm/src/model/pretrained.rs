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

use burn::module::{Module, ModuleMapper};
use foundation::Hint;

use self::card::Card;
use self::file::File;
use self::recipe::Transfer;
pub use self::report::{Loaded, Refused, Report};
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
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read.
    #[error("cannot read the weights `{}`: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is a pickle, which could run code when read.
    #[error("`{}` is a PyTorch pickle (`.bin`, `.pt`, `.pth`), which is never read: it can run code", .path.display())]
    Pickle {
        /// The file.
        path: PathBuf,
    },
    /// The file is not a safetensors file, or a broken one.
    #[error("`{}` is not a valid safetensors file: {reason}", .path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The expected and the actual content.
        reason: String,
    },
    /// No tensor has a name of a known kind of model.
    #[error("`{}` has no tensor `{expected}`: not a {wanted} of a known kind (its first tensor is `{first}`)", .path.display())]
    Unknown {
        /// The file.
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
    Vocabulary {
        /// The file.
        path: PathBuf,
        /// Words of the text encoder.
        expected: usize,
        /// Words of the file.
        found: usize,
    },
    /// Attention heads differ; the weights would load and mean something else.
    #[error("`{}` has {found} attention heads (says `config.json`), the encoder {expected}", .path.display())]
    Heads {
        /// The file.
        path: PathBuf,
        /// Heads of the encoder.
        expected: usize,
        /// Heads that `config.json` names.
        found: usize,
    },
    /// No weight of a layer fits the encoder.
    #[error("no layer of `{}` fits the encoder: {first}", .path.display())]
    NothingFits {
        /// The file.
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
    mut model: Model,
    path: &Path,
    inflation: Inflation,
) -> Result<(Model, Report), Error> {
    let mut file = File::open(path)?;
    let card = Card::beside(path);
    let config = model.config.video.clone();
    card.check_heads(path, config.size.heads)?;
    let (recipes, notes) = vit::recipes(&file, &card, &config, inflation)?;
    let mut transfer = Transfer::new(&mut file, "video", recipes);
    transfer.report.notes = notes;
    model.video = mapped(model.video, &mut transfer);
    let report = transfer.finish()?;
    Ok((model, report))
}

/// Starts the text encoder from a BERT or DistilBERT.
///
/// # Errors
/// If the file cannot be read, is not such a model, knows other words, or no layer of it fits.
pub(crate) fn text(mut model: Model, path: &Path) -> Result<(Model, Report), Error> {
    let mut file = File::open(path)?;
    let card = Card::beside(path);
    card.check_heads(path, model.config.video.size.text_heads)?;
    let (recipes, notes) =
        bert::recipes(&file, &card, &model.config.video.size, model.text.vocabulary())?;
    let mut transfer = Transfer::new(&mut file, "text", recipes);
    transfer.report.notes = notes;
    model.text = mapped(model.text, &mut transfer);
    let report = transfer.finish()?;
    Ok((model, report))
}

fn mapped<M: Module, T: ModuleMapper>(module: M, mapper: &mut T) -> M {
    module.map(mapper)
}

#[cfg(test)]
mod tests;
