//! The paper: read from PDF, LaTeX, Markdown or HTML into sections, and cut to what a model is to
//! see.
//!
//! ```text
//! file ─▶ pdf · latex (bundle) · markdown · html ─▶ Paper ─▶ excerpt(view, budget) ─▶ text for the model
//!                                                      └────▶ quote: does the paper really say so?
//! ```
//!
//! Readers keep the wording of the paper exactly, because quotes are checked against it.

mod bundle;
mod caption;
mod draft;
mod encoding;
mod error;
mod excerpt;
mod html;
mod latex;
mod lexicon;
mod markdown;
mod outline;
mod pdf;
mod quote;
mod section;
mod source;

pub use error::Error;
pub use excerpt::{Budget, Cut, Excerpt, View, estimate, excerpt};
pub use quote::{Place, Quotes};
pub use section::{Block, Form, Paper, Role, Section};
