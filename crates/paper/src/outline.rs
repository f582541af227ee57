//! Judges the purpose of sections by their headings.

mod lexicon;
mod number;
#[cfg(test)]
mod tests;

pub(crate) use number::{Style, depth, heading_letter, heading_number, is_short_number, style};

use super::lexicon::says;
use super::section::{Role, Section};

/// What a section is for, judged by its heading and by what the section around it is for.
///
/// The part of a section belongs to what the section is for, unless its own words clearly say
/// otherwise: `Ablations` within the experiments is an ablation, `Training objective` within the
/// method stays method, and all of an appendix is appendix.
pub(crate) fn role(title: &str, parent: Option<Role>) -> Role {
    let outer = parent.unwrap_or_default();
    let Some(own) = own_role(title) else { return outer };
    let named = |words| says(&title.to_lowercase(), words);
    let stands_for_itself = match outer {
        Role::Other => true,
        // `Implementation details` is still method; `Experiments` and `Results` are not
        Role::Method => {
            own == Role::Ablation && named("ablat")
                || own == Role::Experiments && named("experiment|result|evaluation|comparison")
        }
        Role::Experiments => {
            matches!(own, Role::Ablation | Role::Discussion | Role::Conclusion | Role::Backmatter)
        }
        Role::Introduction => matches!(own, Role::Related | Role::Background),
        Role::Background => {
            matches!(own, Role::Related | Role::Method | Role::Experiments | Role::Ablation)
        }
        Role::Discussion => {
            matches!(own, Role::Conclusion | Role::Related | Role::Ablation | Role::Backmatter)
        }
        Role::Conclusion => matches!(own, Role::Discussion | Role::Backmatter),
        Role::Related | Role::Ablation | Role::Backmatter | Role::Appendix => false,
    };
    if stands_for_itself { own } else { outer }
}

fn own_role(title: &str) -> Option<Role> {
    let title = title.to_lowercase().replace(['‐', '‑', '–', '—'], "-");
    let title = title.trim().trim_end_matches(['.', ':']);
    lexicon::role(title)
}

/// Whether this heading opens the bibliography.
pub(crate) fn is_references(title: &str) -> bool {
    let title = title.trim().trim_end_matches([':', '.']).to_lowercase();
    says(
        &title,
        "=references|=reference|=bibliography|=literature cited|=works cited|=references and notes|=cited references",
    )
}

/// Whether this heading opens the abstract.
pub(crate) fn is_abstract(title: &str) -> bool {
    let letters: String = title.chars().filter(|letter| letter.is_alphabetic()).collect();
    letters.eq_ignore_ascii_case("abstract")
}

/// Gives every section its role, in document order. `bibliography` is how many sections stood in
/// front of the bibliography.
///
/// Sections behind the bibliography and lettered ones are appendix. Top sections whose titles say
/// nothing are the method if they stand behind introduction, related work or background and in
/// front of the first experiments.
pub(crate) fn assign_roles(
    sections: &mut [Section],
    bibliography: Option<usize>,
    notes: &mut Vec<String>,
) {
    let style = style(sections.iter().map(|section| section.number.as_str()));
    let top = sections.iter().map(|section| section.level).min().unwrap_or(1);
    let mut above: Vec<(usize, Role)> = Vec::new();
    let mut appendix = false;
    let (mut opened, mut counted, mut behind_lettered) = (false, false, false);
    for (index, section) in sections.iter_mut().enumerate() {
        while above.last().is_some_and(|(level, _)| *level >= section.level) {
            above.pop();
        }
        let parent = above.last().map(|(_, role)| *role);
        let behind = bibliography.is_some_and(|count| index >= count);
        appendix |= own_role(&section.title) == Some(Role::Appendix) && section.level == top;
        let lettered = style == Style::Decimal && number::is_lettered(&section.number);
        counted |= section.number.starts_with(|letter: char| letter.is_ascii_digit());
        // behind a lettered section, what has no number is an appendix too
        behind_lettered = lettered && counted || behind_lettered && section.number.is_empty();
        section.role = match role(&section.title, parent) {
            Role::Backmatter if section.level == top => Role::Backmatter,
            _ if behind || appendix || lettered || behind_lettered => Role::Appendix,
            // a summary in front of everything announces, it does not conclude
            Role::Conclusion if above.is_empty() && !opened => Role::Introduction,
            role => role,
        };
        opened |= !section.title.is_empty();
        above.push((section.level, section.role));
    }
    name_methods(sections, top, notes);
}

fn name_methods(sections: &mut [Section], top: usize, notes: &mut Vec<String>) {
    let leads = |section: &Section| {
        let opening = [Role::Introduction, Role::Related, Role::Background, Role::Method];
        section.level == top && !section.title.is_empty() && opening.contains(&section.role)
    };
    let ends = |section: &Section| section.level == top && section.role == Role::Experiments;
    let (first, end) = (sections.iter().position(leads), sections.iter().position(ends));
    let (Some(first), Some(end)) = (first, end) else { return };
    let mut named = Vec::new();
    let mut inside = false;
    for section in sections.iter_mut().take(end).skip(first) {
        if section.level == top {
            inside = section.role == Role::Other;
            if inside {
                named.push(format!("`{}`", section.title));
            }
        }
        if inside && section.role == Role::Other {
            section.role = Role::Method;
        }
    }
    if !named.is_empty() {
        let (noun, verb) = if named.len() == 1 { ("section", "is") } else { ("sections", "are") };
        notes.push(format!(
            "{noun} {} {verb} taken as method, because of the place in the paper",
            named.join(", ")
        ));
    }
}

/// A short name for files: ASCII letters, digits, `_`, `-` and `.`, at most 100 of them, never
/// empty.
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for letter in text.chars() {
        let kept = letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.');
        let plain = if kept { letter } else { '_' };
        let doubled = !plain.is_ascii_alphanumeric() && slug.ends_with(['_', '-', '.']);
        if !doubled {
            slug.push(plain);
        }
        if slug.len() == 100 {
            break;
        }
    }
    let slug = slug.trim_matches(['_', '-', '.']);
    if slug.is_empty() { "paper".to_owned() } else { slug.to_owned() }
}
