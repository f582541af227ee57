//! The numbers of tokens that the service reports with every reply. The protocols count them in
//! different ways.

use super::answer::Reply;

/// All tokens of the prompt.
pub(crate) const PROMPT: u64 = 1200;
/// Those of them that were read from the service's cache.
pub(crate) const CACHE_READ: u64 = 800;
/// Those of them that were written to the service's cache; OpenAI and Gemini do not report them.
pub(crate) const CACHE_WRITTEN: u64 = 300;
/// Tokens of the text.
pub(crate) const TEXT: u64 = 40;
/// Price of the request in dollars, reported by OpenRouter.
pub(crate) const COST: f64 = 0.0123;

/// Tokens of the reasoning of a reply.
pub(super) fn thought(reply: &Reply) -> u64 {
    if reply.thought.is_some() { 20 } else { 0 }
}
