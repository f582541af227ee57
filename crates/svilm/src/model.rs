//! S-ViLM: a video encoder, a text encoder and their joint space.

pub(crate) mod branch;
pub(crate) mod count;
pub(crate) mod grouping;
pub(crate) mod init;
pub(crate) mod precision;
pub(crate) mod pretrained;
pub(crate) mod size;
pub(crate) mod text;
pub(crate) mod video;

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::{Device, Tensor};

use crate::choice::choice;
use init::Init;
use precision::Precision;
use text::{TextEncoder, Texts};
use video::{Encoded, VideoConfig, VideoEncoder};

choice! {
    /// Where the video feature comes from (A6).
    pub(crate) enum GlobalFeature: "global_feature" {
        Groups = "groups",
        Tokens = "tokens",
    }
}

choice! {
    /// The feature of a clip for the linear probe and localisation.
    pub(crate) enum ClipFeature: "clip_feature" {
        Tokens = "tokens",
        Groups = "groups",
        Both = "both",
    }
}

/// The knobs of the model.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Architecture {
    pub video: VideoConfig,
    pub global_feature: GlobalFeature,
    pub clip_feature: ClipFeature,
    /// Start of the contrastive temperature.
    pub temperature: f64,
    pub precision: Precision,
}

/// The model. Video goes in as tubelets, text as words; both come out as vectors of the joint
/// space.
///
/// # Source
/// S-ViLM, "Structured Video-Language Modeling with Temporal Grouping and Spatial Grounding", ICLR
/// 2024 <https://arxiv.org/abs/2303.16341>; spec 2 and 3.
#[derive(Module, Debug)]
pub(crate) struct Model {
    pub video: VideoEncoder,
    pub text: TextEncoder,
    /// Video to joint space.
    pub project_video: Linear,
    /// Text to joint space.
    pub project_text: Linear,
    /// Foreground score of a clip, for the temporal loss `direct_bce`.
    pub foreground: Linear,
    /// Logarithm of the inverse contrastive temperature, if that is learned.
    pub log_scale: Param<Tensor<1>>,
    #[module(skip)]
    pub config: Architecture,
}

impl Model {
    /// The model with its initial weights, for a vocabulary of so many words.
    pub(crate) fn new(
        config: &Architecture,
        vocabulary: usize,
        seed: u64,
        device: &Device,
    ) -> Self {
        let mut init = Init::new(seed, device);
        init.precision = config.precision;
        let size = config.video.size;
        Self {
            video: VideoEncoder::new(&init.at("video"), &config.video),
            text: TextEncoder::new(&init.at("text"), &size, vocabulary),
            project_video: init.linear("project_video", size.width, size.joint),
            project_text: init.linear("project_text", size.text_width, size.joint),
            foreground: init.linear("foreground", size.width, 1),
            log_scale: init.constant(-(config.temperature.ln()) as f32),
            config: config.clone(),
        }
    }

    /// The video feature f^v.
    ///
    /// # Shapes
    /// - returns: `[b, e]`, of any length
    pub(crate) fn video_feature(&self, encoded: &Encoded) -> Tensor<2> {
        let pooled = self.pooled(encoded.groups.clone(), encoded.tokens.clone());
        self.project_video.forward(pooled).squeeze_dim(1)
    }

    /// The mean of the groups or of the video tokens, whose projection is the video feature.
    ///
    /// # Shapes
    /// - groups: `[b, g, d]`
    /// - tokens: `[b, s, d]`, or `[b, t, d]`, their means over space
    /// - returns: `[b, 1, d]`
    pub(crate) fn pooled(&self, groups: Tensor<3>, tokens: Tensor<3>) -> Tensor<3> {
        match self.config.global_feature {
            GlobalFeature::Tokens => tokens.mean_dim(1),
            GlobalFeature::Groups => groups.mean_dim(1),
        }
    }

    /// Where the weights are.
    pub(crate) fn device(&self) -> Device {
        self.project_video.weight.device()
    }

    /// Numbers in [`Self::clip_feature`].
    pub(crate) fn clip_feature_width(&self) -> usize {
        let d = self.config.video.size.width;
        match self.config.clip_feature {
            ClipFeature::Tokens | ClipFeature::Groups => d,
            ClipFeature::Both => 2 * d,
        }
    }

    /// The sentence feature f^t, or the feature of a noun prompt: the first token in the joint
    /// space.
    ///
    /// # Shapes
    /// - returns: `[b, e]`, of any length
    pub(crate) fn text_feature(&self, texts: &Texts) -> Tensor<2> {
        self.project_text.forward(self.first_token(texts))
    }

    /// The output of the text encoder that stands for the whole text.
    ///
    /// # Shapes
    /// - returns: `[b, text width]`
    pub(crate) fn first_token(&self, texts: &Texts) -> Tensor<2> {
        self.text.forward(texts).narrow(1, 0, 1).squeeze_dim(1)
    }

    /// The feature of a clip for the linear probe and localisation.
    ///
    /// # Shapes
    /// - returns: `[b, d]`, or `[b, 2d]` for both kinds
    pub(crate) fn clip_feature(&self, encoded: &Encoded) -> Tensor<2> {
        let tokens = || encoded.tokens.clone().mean_dim(1).squeeze_dim(1);
        let groups = || encoded.groups.clone().mean_dim(1).squeeze_dim(1);
        match self.config.clip_feature {
            ClipFeature::Tokens => tokens(),
            ClipFeature::Groups => groups(),
            ClipFeature::Both => Tensor::cat(vec![tokens(), groups()], 1),
        }
    }

    /// Features of the temporal positions: means over space of the final video tokens.
    ///
    /// # Shapes
    /// - returns: `[b, t, d]`
    pub(crate) fn position_features(&self, tokens: Tensor<3>) -> Tensor<3> {
        let [b, s, d] = tokens.dims();
        let t = self.config.video.size.positions();
        tokens.reshape([b, t, s / t, d]).mean_dim(2).squeeze_dim(2)
    }
}

#[cfg(test)]
mod tests;
