//! Shows a run that this process does itself: a bar on a terminal, and at once what must be known
//! of its results.

use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};
use subject::Event;

use crate::print;

/// Shows each event on standard error. The bar goes when the watcher does.
pub(super) fn watch() -> impl FnMut(&Event) + Send {
    let is_terminal = print::is_terminal(&std::io::stderr());
    let bar = if is_terminal { ProgressBar::no_length() } else { ProgressBar::hidden() };
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
