//! The sizes that one knob chooses between (spec 8.1).

use crate::choice::choice;

choice! {
    /// A size by name.
    pub(crate) enum Scale: "size" {
        /// For a look at the whole program in a minute or two: its figures say nothing.
        Smoke = "smoke",
        /// For studies on a CPU.
        Micro = "micro",
        /// The same with more temporal positions.
        Tiny = "tiny",
        /// Four times as wide, on larger frames.
        Small = "small",
        /// The paper's.
        Base = "base",
    }
}

/// Everything about the model's size that is not a knob of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    /// Layers of the video encoder.
    pub(crate) layers: usize,
    /// Width d of the video encoder.
    pub(crate) width: usize,
    /// Attention heads of the video encoder.
    pub(crate) heads: usize,
    /// Frames of a clip.
    pub(crate) frames: usize,
    /// Rows and columns of a frame, in pixels.
    pub(crate) resolution: usize,
    /// Frames of a tubelet.
    pub(crate) tubelet_frames: usize,
    /// Rows and columns of a tubelet, in pixels.
    pub(crate) tubelet_pixels: usize,
    /// Layers of the text encoder.
    pub(crate) text_layers: usize,
    /// Width of the text encoder.
    pub(crate) text_width: usize,
    /// Attention heads of the text encoder.
    pub(crate) text_heads: usize,
    /// Width e of the joint space.
    pub(crate) joint: usize,
}

impl Size {
    /// The size of this name.
    pub(crate) fn new(scale: Scale) -> Self {
        let micro = Self {
            layers: 12,
            width: 48,
            heads: 4,
            frames: 16,
            resolution: 32,
            tubelet_frames: 4,
            tubelet_pixels: 8,
            text_layers: 2,
            text_width: 48,
            text_heads: 4,
            joint: 32,
        };
        match scale {
            Scale::Smoke => Self {
                width: 16,
                heads: 1,
                tubelet_pixels: 16,
                text_layers: 1,
                text_width: 16,
                text_heads: 1,
                joint: 16,
                ..micro
            },
            Scale::Micro => micro,
            Scale::Tiny => {
                Self { width: 64, tubelet_frames: 2, text_layers: 4, text_width: 64, ..micro }
            }
            Scale::Small => Self {
                width: 192,
                heads: 3,
                resolution: 64,
                text_layers: 4,
                text_width: 128,
                joint: 64,
                ..micro
            },
            Scale::Base => Self {
                layers: 12,
                width: 768,
                heads: 12,
                frames: 32,
                resolution: 224,
                tubelet_frames: 2,
                tubelet_pixels: 16,
                text_layers: 12,
                text_width: 768,
                text_heads: 12,
                joint: 256,
            },
        }
    }

    /// Temporal positions, "clips" in the paper's words: N_t.
    pub(crate) fn positions(&self) -> usize {
        self.frames / self.tubelet_frames
    }

    /// Spatial positions of each temporal position: S.
    pub(crate) fn patches(&self) -> usize {
        (self.resolution / self.tubelet_pixels).pow(2)
    }

    /// Video tokens: N = N_t S.
    pub(crate) fn tokens(&self) -> usize {
        self.positions() * self.patches()
    }

    /// Numbers in a tubelet, three for each pixel.
    pub(crate) fn tubelet(&self) -> usize {
        self.tubelet_frames * self.tubelet_pixels.pow(2) * 3
    }
}
