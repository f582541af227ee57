//! Progress of a run in this process: a bar on a terminal, and warnings.

use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};
use subject::Event;

use crate::print;

/// Shows each event on standard error. The bar disappears when the watcher is dropped.
pub(super) fn watch() -> impl FnMut(&Event) + Send {
    let bar = if print::has_progress() { ProgressBar::no_length() } else { ProgressBar::hidden() };
    let bar = bar.with_style(style()).with_finish(ProgressFinish::AndClear);
    move |event| match event {
        Event::Note { text } => bar.suspend(|| print::warn(text)),
        Event::Progress { step, of, phase } => {
            bar.set_length(*of);
            bar.set_position(*step);
            bar.set_message(print::plain(phase).replace('\n', " "));
        }
        _ => {}
    }
}

fn style() -> ProgressStyle {
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len}  {elapsed}  {msg}");
    style.expect("invariant: the template is well formed").progress_chars("━╸─")
}
