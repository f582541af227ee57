//! The trajectory page: Markdown with two boxes of HTML.
//!
//! ```text
//! <style>…</style>
//!
//! # planner/model/slug
//!
//! <div …>
//! <h2 …>🧠 Reasoning Trace</h2>
//!
//! the trace
//! </div>
//!
//! <div …>
//! <h2 …>📋 Ablation Plan</h2>
//!
//! ### name
//! - **Ablated Part**: part
//! - **Action**: REMOVE, REPLACE or ADD
//! - **Replacement**:
//!   - item
//! - **Metrics**: names, between commas
//!
//! </div>
//! ```
//!
//! A plan with evidence has a third box, `🔎 Evidence`, which is not read back.
//!
//! `Replacement` is left out if there are no items. The colour of the plan's box encodes the task:
//! purple is author, green is reviewer, grey (ours) is neither. [`super::escape`] documents the
//! escapes in the texts.

mod draft;
mod evidence;
mod line;
mod read;
mod skin;
mod write;

pub(super) use read::read;
pub(super) use write::write;

const STYLE: &str = "<style>
.trajectory-box strong {
  color: #1a1a1a !important;
}
.trajectory-box h3 {
  color: #1a1a1a !important;
}
</style>
";

const TRACE_HEADING: &str = "Reasoning Trace";
const PLAN_HEADING: &str = "Ablation Plan";
