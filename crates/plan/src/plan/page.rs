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
//! A plan that says what it rests on has a third box, `🔎 Evidence`, which is not read back.
//!
//! `Replacement` is left out if there are no items. The colour of the plan's box tells the task:
//! purple is author, green is reviewer, grey (ours) is neither. What is escaped in the texts is
//! said in [`super::escape`].

mod draft;
mod evidence;
mod line;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

use super::Task;

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

/// The colours of a box.
struct Skin {
    light: &'static str,
    dark: &'static str,
    border: &'static str,
    heading: &'static str,
}

const BLUE: Skin =
    Skin { light: "#e3f2fd", dark: "#bbdefb", border: "#2196f3", heading: "#1976d2" };
const PURPLE: Skin =
    Skin { light: "#f3e5f5", dark: "#e1bee7", border: "#9c27b0", heading: "#7b1fa2" };
const GREEN: Skin =
    Skin { light: "#e8f5e8", dark: "#c8e6c9", border: "#4caf50", heading: "#2e7d32" };
const GREY: Skin =
    Skin { light: "#f5f5f5", dark: "#e0e0e0", border: "#9e9e9e", heading: "#616161" };

impl Skin {
    fn of(task: Option<Task>) -> &'static Self {
        match task {
            Some(Task::Author) => &PURPLE,
            Some(Task::Reviewer) => &GREEN,
            None => &GREY,
        }
    }

    /// The task that the opening tag of a plan's box tells.
    fn task(tag: &str) -> Option<Task> {
        let tag = tag.to_ascii_lowercase();
        [Task::Author, Task::Reviewer]
            .into_iter()
            .find(|&task| tag.contains(Self::of(Some(task)).light))
    }
}
