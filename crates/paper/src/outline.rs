//! Judges the purpose of sections by their headings.

mod lexicon;
mod number;
#[cfg(test)]
mod tests;

pub(crate) use number::{Style, depth, heading_letter, heading_number, style};

use super::section::{Role, Section};

/// What a section is for, judged by its heading and by what the section around it is for.
///
/// The part of a section belongs to what the section is for, unless its own words clearly say
/// otherwise: `Ablations` within the experiments is an ablation, `Training objective` within the
/// method stays method, and all of an appendix is appendix.
pub(crate) fn role(title: &str, parent: Option<Role>) -> Role {
    let own = own_role(title);
    match (parent, own) {
        (None | Some(Role::Other), own) => own.unwrap_or_default(),
        (Some(Role::Method), Some(Role::Ablation)) if title.to_lowercase().contains("ablat") => {
            Role::Ablation
        }
        (Some(Role::Method), Some(Role::Experiments)) if is_plain_experiment(title) => {
            Role::Experiments
        }
        (
            Some(Role::Experiments),
            Some(own @ (Role::Ablation | Role::Discussion | Role::Conclusion | Role::Backmatter)),
        ) => own,
        (Some(Role::Introduction), Some(own @ (Role::Related | Role::Background))) => own,
        (
            Some(Role::Background),
            Some(own @ (Role::Related | Role::Method | Role::Experiments | Role::Ablation)),
        ) => own,
        (
            Some(Role::Discussion),
            Some(own @ (Role::Conclusion | Role::Related | Role::Ablation | Role::Backmatter)),
        ) => own,
        (Some(Role::Conclusion), Some(own @ (Role::Discussion | Role::Backmatter))) => own,
        (Some(parent), _) => parent,
    }
}

/// Under a method, `Implementation details` is still method; `Experiments` and `Results` are not.
fn is_plain_experiment(title: &str) -> bool {
    let title = title.to_lowercase();
    ["experiment", "result", "evaluation", "comparison"].iter().any(|word| title.contains(word))
}

fn own_role(title: &str) -> Option<Role> {
    let title = title.to_lowercase().replace(['‐', '‑', '–', '—'], "-");
    let title = title.trim().trim_end_matches(['.', ':']);
    lexicon::role(title)
}

/// Whether this heading opens the bibliography.
pub(crate) fn is_references(title: &str) -> bool {
    let title = title.trim().trim_end_matches([':', '.']).to_lowercase();
    [
        "references",
        "reference",
        "bibliography",
        "literature cited",
        "works cited",
        "references and notes",
        "cited references",
    ]
    .contains(&title.as_str())
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
    let is_top = |section: &&Section| section.level == top && !section.title.is_empty();
    let lead =
        |role| matches!(role, Role::Introduction | Role::Related | Role::Background | Role::Method);
    let Some(first) = sections.iter().position(|section| is_top(&section) && lead(section.role))
    else {
        return;
    };
    let Some(end) = sections
        .iter()
        .position(|section| section.level == top && section.role == Role::Experiments)
    else {
        return;
    };
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
        let plain = if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' };
        let plain = if letter == '.' { '.' } else { plain };
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
