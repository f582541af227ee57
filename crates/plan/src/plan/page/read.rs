//! A page as a plan: one pass over its lines.

use super::draft::Draft;
use super::line::Line;
use super::skin::Skin;
use super::{PLAN_HEADING, TRACE_HEADING};
use crate::plan::rejected::excerpt;
use crate::plan::{Plan, Reason, Rejected, escape};

/// The readable parts of a page, and the others with their lines.
pub(in crate::plan) fn read(text: &str) -> (Plan, Vec<Rejected>) {
    let text = text.replace("\r\n", "\n");
    let mut reader = Reader::default();
    for (index, line) in text.split('\n').enumerate() {
        reader.line = index + 1;
        reader.read_line(line);
    }
    reader.finish()
}

/// The place of a line in the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Outside,
    Style,
    Trace,
    Plan,
    /// A box that does not belong to the plan, such as the results.
    Other,
}

#[derive(Default)]
struct Reader<'a> {
    plan: Plan,
    rejected: Vec<Rejected>,
    place: Place,
    /// The number of the line that is read, from 1.
    line: usize,
    /// The last line that opened a box.
    tag: &'a str,
    /// The line of the heading of the box that is read.
    heading_line: usize,
    /// Whether what is read is in a box; a model may leave the boxes out.
    has_box: bool,
    has_title: bool,
    has_plan: bool,
    trace: Option<Vec<&'a str>>,
    draft: Option<Draft>,
}

impl<'a> Reader<'a> {
    fn reject(&mut self, line: usize, reason: Reason) {
        self.rejected.push(Rejected { line, reason });
    }

    fn read_line(&mut self, line: &'a str) {
        if self.place == Place::Style {
            if find_tag(line, "</style").is_some() {
                self.place = Place::Outside;
            }
            return;
        }
        let is_div = starts_with_tag(line, "<div");
        if is_div {
            self.leave_open();
            self.tag = line;
        }
        if starts_with_tag(line, "<h2") || (is_div && find_tag(line, "<h2").is_some()) {
            self.leave_open();
            self.enter(line);
            return;
        }
        if self.place == Place::Outside {
            self.read_outside(line);
            return;
        }
        let end = find_tag(line, "</div");
        let inside = &line[..end.unwrap_or(line.len())];
        if end.is_none() || !inside.trim().is_empty() {
            self.read_inside(inside);
        }
        if end.is_some() {
            self.flush();
            self.place = Place::Outside;
        }
    }

    /// Enters the box that the heading announces.
    fn enter(&mut self, line: &str) {
        self.heading_line = self.line;
        self.has_box = true;
        self.place = if line.contains(TRACE_HEADING) && self.trace.is_none() {
            self.trace = Some(Vec::new());
            Place::Trace
        } else if line.contains(PLAN_HEADING) && !self.has_plan {
            self.has_plan = true;
            self.plan.task = Skin::task(self.tag);
            Place::Plan
        } else {
            Place::Other
        };
    }

    fn read_outside(&mut self, line: &'a str) {
        if starts_with_tag(line, "<style") && find_tag(line, "</style").is_none() {
            self.place = Place::Style;
        } else if let Some(title) = line.strip_prefix("# ").filter(|_| !self.has_title) {
            self.has_title = true;
            self.read_title(title);
        } else if !self.has_plan && line.starts_with("### ") {
            self.reject(self.line, Reason::NoPlan);
            self.has_plan = true;
            self.has_box = false;
            self.place = Place::Plan;
            self.read_inside(line);
        }
    }

    fn read_title(&mut self, title: &str) {
        let parts: Vec<String> = title.splitn(3, '/').map(escape::decode).collect();
        match <[String; 3]>::try_from(parts) {
            Ok(parts) => [self.plan.planner, self.plan.model, self.plan.slug] = parts,
            Err(_) => self.plan.slug = escape::decode(title),
        }
    }

    fn read_inside(&mut self, line: &'a str) {
        if let (Place::Trace, Some(trace)) = (self.place, &mut self.trace) {
            trace.push(line);
        }
        if self.place != Place::Plan {
            return;
        }
        let parsed = Line::parse(line);
        if let Line::Heading(name) = parsed {
            self.flush();
            self.draft = Some(Draft::new(self.line, escape::decode(name)));
            return;
        }
        let reason = match &mut self.draft {
            Some(draft) => draft.read(self.line, &parsed),
            None if parsed == Line::Blank => None,
            None => Some(Reason::UnexpectedLine(excerpt(line))),
        };
        if let Some(reason) = reason {
            self.reject(self.line, reason);
        }
    }

    /// Ends the ablation that is being read.
    fn flush(&mut self) {
        if let Some(draft) = self.draft.take() {
            self.plan.ablations.extend(draft.finish(&mut self.rejected));
        }
    }

    /// Ends a box that has no closing tag.
    fn leave_open(&mut self) {
        self.flush();
        let heading = match std::mem::take(&mut self.place) {
            Place::Trace => TRACE_HEADING,
            Place::Plan => PLAN_HEADING,
            Place::Outside | Place::Style | Place::Other => return,
        };
        if let (TRACE_HEADING, Some(trace)) = (heading, &mut self.trace) {
            // the blank lines in front of the next box are not the trace's
            while trace.last().is_some_and(|line| line.trim().is_empty()) {
                trace.pop();
            }
        }
        if self.has_box {
            self.reject(self.heading_line, Reason::OpenBox(heading));
        }
    }

    fn finish(mut self) -> (Plan, Vec<Rejected>) {
        self.leave_open();
        if !self.has_title {
            self.reject(1, Reason::NoTitle);
        }
        match &self.trace {
            None => self.reject(1, Reason::NoTrace),
            Some(lines) => {
                let lines = lines.strip_prefix(&[""]).unwrap_or(lines);
                self.plan.trace = escape::decode(&lines.join("\n"));
            }
        }
        if !self.has_plan {
            self.reject(self.line, Reason::NoPlan);
        }
        self.rejected.sort_by_key(|rejected| rejected.line);
        (self.plan, self.rejected)
    }
}

fn starts_with_tag(line: &str, tag: &str) -> bool {
    find_tag(line.trim_start(), tag) == Some(0)
}

/// The place of the tag, which is not the beginning of a longer name: `<h2o>` may be in a trace.
fn find_tag(line: &str, tag: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    bytes.windows(tag.len()).enumerate().position(|(at, window)| {
        let is_end = bytes.get(at + tag.len()).is_none_or(|next| !next.is_ascii_alphanumeric());
        is_end && window.eq_ignore_ascii_case(tag.as_bytes())
    })
}
