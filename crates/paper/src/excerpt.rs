//! The part of a paper that a model is to see.

mod budget;
mod leak;
mod render;
#[cfg(test)]
mod tests;
mod tokens;

pub use tokens::estimate;

use foundation::words::count;

use super::draft::squeeze;
use super::error::Error;
use super::outline;
use super::section::{Paper, Role, Section};
use render::name;

/// Which part of the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View<'a> {
    /// All of it: for a reviewer, who is to say what is missing.
    Whole,
    /// The parts that the author knew before the experiments: up to the end of the method, without
    /// results.
    UpToMethod {
        /// The heading from which on everything is hidden; without it the end of the method is told
        /// from the headings.
        until: Option<&'a str>,
    },
}

/// How much the model can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// In tokens, as [`estimate`] counts them.
    pub tokens: usize,
}

impl Budget {
    /// No limit.
    pub const UNLIMITED: Self = Self { tokens: usize::MAX };
}

/// The part of a paper that a model is to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text: Markdown headings with numbers, blocks between empty lines.
    pub text: String,
    /// About how many tokens it has; rather too many than too few.
    pub tokens: usize,
    /// The parts that were left out, in the order of the paper: first for the view, then to fit the
    /// budget.
    pub cuts: Vec<Cut>,
    /// How it was decided where to stop, in one sentence.
    pub decided: String,
}

/// Something that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// What: ``section 2 `Related Work`: 3 of 5 paragraphs``.
    pub what: String,
    /// How many characters of the paper it had.
    pub characters: usize,
    /// Why it was left out.
    pub why: String,
}

/// Cuts a paper to what a model is to see.
///
/// To fit the budget, the least useful goes first: authors and backmatter; appendices from the
/// last, those on ablations and implementation after the others; related work; rows of tables;
/// discussion and conclusion; introduction; background; what cannot be told; experiments;
/// ablations; the method only as a last resort. Within each, what stands last goes first. Title,
/// abstract and captions of ablation tables stay.
///
/// # Errors
/// [`Error::NoMethod`] and [`Error::NoHeading`] if it cannot be told where the method ends,
/// [`Error::Budget`] if not even what always stays fits.
pub fn excerpt(paper: &Paper, view: View, budget: Budget) -> Result<Excerpt, Error> {
    let mut summary = paper.summary.clone();
    let (sections, mut cuts, decided) = match view {
        View::Whole => {
            (paper.sections.clone(), Vec::new(), "the whole paper was asked for".to_owned())
        }
        View::UpToMethod { until } => {
            let stop = Stop::find(&paper.sections, until)?;
            let (kept, mut cuts) = stop.split(&paper.sections);
            summary = leak::hide_claims(&summary, &mut cuts);
            let kept = leak::hide_results(&paper.sections, &kept, &mut cuts);
            (kept, cuts, stop.decided)
        }
    };
    let (text, more) = budget::fit(&paper.title, &summary, sections, budget.tokens)?;
    cuts.extend(more);
    Ok(Excerpt { tokens: estimate(&text), text, cuts, decided })
}

/// Where the author's view stops.
struct Stop {
    /// The first section that is hidden, if any.
    at: usize,
    /// Whether related work and the like behind it are kept all the same.
    by_role: bool,
    decided: String,
}

impl Stop {
    fn find(sections: &[Section], until: Option<&str>) -> Result<Self, Error> {
        if let Some(heading) = until {
            let at = sections.iter().position(|section| is_called(section, heading));
            let at = at.ok_or_else(|| Error::NoHeading {
                heading: heading.to_owned(),
                known: known(sections),
            })?;
            let removed = count(sections.len() - at, "section");
            let decided =
                format!("cut at {}, as asked for; {removed} removed", name(&sections[at]));
            return Ok(Self { at, by_role: false, decided });
        }
        let removed = |at: usize| {
            let removed = (0..sections.len()).filter(|index| !stays(*index, &sections[*index], at));
            count(removed.count(), "section")
        };
        let no_method = || Error::NoMethod(known(sections));
        let named = |section: &Section| matches!(section.role, Role::Experiments | Role::Ablation);
        let method = sections.iter().rposition(|section| section.role == Role::Method);
        if let Some(at) = sections.iter().position(named) {
            let opens_paper = sections[..at].iter().all(|section| section.role == Role::Other);
            if method.is_none() && opens_paper {
                return Err(no_method());
            }
            let decided =
                format!("cut at {}, named so; {} removed", name(&sections[at]), removed(at));
            return Ok(Self { at, by_role: true, decided });
        }
        let method = method.ok_or_else(no_method)?;
        let top = sections.iter().map(|section| section.level).min().unwrap_or(1);
        let opening =
            sections[..=method].iter().rposition(|section| section.level == top).unwrap_or(method);
        let at = (method + 1..sections.len())
            .find(|index| sections[*index].level <= sections[opening].level)
            .unwrap_or(sections.len());
        let decided = format!(
            "no section is named as experiments: cut at the first section behind {}; {} removed",
            name(&sections[opening]).trim_start_matches("section "),
            removed(at)
        );
        Ok(Self { at, by_role: true, decided })
    }

    /// The sections that stay, and the cuts for those that do not, one for each top section.
    fn split(&self, sections: &[Section]) -> (Vec<usize>, Vec<Cut>) {
        let mut kept = Vec::new();
        let mut hidden: Vec<(&Section, usize, usize)> = Vec::new();
        let mut outer = None;
        for (index, section) in sections.iter().enumerate() {
            outer = outer.filter(|outer| section.level > *outer);
            if if self.by_role { stays(index, section, self.at) } else { index < self.at } {
                kept.push(index);
                continue;
            }
            let characters = render::section(section).chars().count();
            match hidden.last_mut().filter(|_| outer.is_some()) {
                Some((_, below, sum)) => {
                    *below += 1;
                    *sum += characters;
                }
                None => {
                    outer = Some(section.level);
                    hidden.push((section, 0, characters));
                }
            }
        }
        let cuts = hidden.into_iter().map(|(section, below, characters)| {
            let below = if below == 0 { String::new() } else { format!(" with {below} below it") };
            let what = format!("{}{below}", name(section));
            Cut { what, characters, why: "hidden from the author's view".to_owned() }
        });
        (kept, cuts.collect())
    }
}

/// Whether a section belongs to the author's view. Some papers put related work, or the methods,
/// behind the results; a section that nothing names may be experiments, if it has a table of
/// results.
fn stays(index: usize, section: &Section, stop: usize) -> bool {
    match section.role {
        Role::Related | Role::Background | Role::Method | Role::Introduction => true,
        Role::Other => index < stop && !leak::holds_results(section),
        Role::Experiments
        | Role::Ablation
        | Role::Discussion
        | Role::Conclusion
        | Role::Backmatter
        | Role::Appendix => false,
    }
}

fn is_called(section: &Section, heading: &str) -> bool {
    let heading = heading.trim().trim_start_matches('#').trim();
    let wanted = plain(heading);
    let full = plain(&section.heading());
    let same_number = !section.number.is_empty() && section.number == heading.trim_end_matches('.');
    let same_title = !section.title.is_empty() && plain(&section.title) == wanted;
    same_number
        || (!full.is_empty() && full == wanted)
        || (same_title && outline::heading_number(heading).is_none())
}

/// The words of a heading in small letters.
fn plain(heading: &str) -> String {
    squeeze(&heading.to_lowercase().replace(|letter: char| !letter.is_alphanumeric(), " "))
}

fn known(sections: &[Section]) -> String {
    let headed = sections.iter().filter(|section| !section.title.is_empty()).take(40);
    let headings: Vec<String> = headed.map(|section| format!("`{}`", section.heading())).collect();
    if headings.is_empty() { "none with a heading".to_owned() } else { headings.join(", ") }
}
