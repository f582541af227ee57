//! Boxes and their colours.

use crate::plan::Task;

/// The colours of a box.
pub(super) struct Skin {
    light: &'static str,
    dark: &'static str,
    border: &'static str,
    heading: &'static str,
}

pub(super) const BLUE: Skin =
    Skin { light: "#e3f2fd", dark: "#bbdefb", border: "#2196f3", heading: "#1976d2" };
const PURPLE: Skin =
    Skin { light: "#f3e5f5", dark: "#e1bee7", border: "#9c27b0", heading: "#7b1fa2" };
const GREEN: Skin =
    Skin { light: "#e8f5e8", dark: "#c8e6c9", border: "#4caf50", heading: "#2e7d32" };
pub(super) const GREY: Skin =
    Skin { light: "#f5f5f5", dark: "#e0e0e0", border: "#9e9e9e", heading: "#616161" };

impl Skin {
    pub(super) fn for_task(task: Option<Task>) -> &'static Self {
        match task {
            Some(Task::Author) => &PURPLE,
            Some(Task::Reviewer) => &GREEN,
            None => &GREY,
        }
    }

    /// The task encoded by the opening tag of a plan's box.
    pub(super) fn task(tag: &str) -> Option<Task> {
        let tag = tag.to_ascii_lowercase();
        [Task::Author, Task::Reviewer]
            .into_iter()
            .find(|&task| tag.contains(Self::for_task(Some(task)).light))
    }
}

/// Writes the opening tag and the heading of a box.
pub(super) fn open_box(page: &mut String, skin: &Skin, emoji: &str, heading: &str) {
    let Skin { light, dark, border, heading: colour } = skin;
    page.push_str(&format!(
        "<div style=\"background: linear-gradient(135deg, {light} 0%, {dark} 100%); border-left: 5px solid {border}; \
         padding: 20px; margin: 20px 0; border-radius: 8px; box-shadow: 0 2px 8px rgba(0,0,0,0.1); color: #1a1a1a;\" \
         class=\"trajectory-box\">\n\
         <h2 style=\"color: {colour}; margin-top: 0; margin-bottom: 15px; font-size: 1.3em;\">{emoji} {heading}</h2>\n\n"
    ));
}
