//! Tables of contents, whose lines look like headings.

use super::column::Placed;
use super::number::repaired;
use crate::lexicon::says;

/// A list of fewer lines is none.
const FEWEST: usize = 3;

/// The tables of contents that were taken out.
pub(super) struct Contents {
    pub(super) n_lines: usize,
    /// The line that now stands where the first of them stood.
    pub(super) at: Option<usize>,
}

/// Takes tables of contents out of the lines.
pub(super) fn strip(lines: &mut Vec<Placed>) -> Contents {
    let texts: Vec<String> = lines.iter().map(|placed| placed.line.text()).collect();
    let listed = listed(&texts);
    let mut stays = listed.iter().map(|listed| !listed);
    lines.retain(|_| stays.next().unwrap_or(true));
    Contents { n_lines: texts.len() - lines.len(), at: listed.iter().position(|listed| *listed) }
}

/// Which lines belong to a table of contents: those below a heading that says so, and those around
/// dotted lines.
fn listed(texts: &[String]) -> Vec<bool> {
    let mut listed = vec![false; texts.len()];
    let mut index = 0;
    while index < texts.len() {
        let heading = usize::from(is_heading(&texts[index]));
        let starts = heading > 0 || is_dotted(&texts[index]);
        let entries = if starts { n_lines(&texts[index + heading..]) } else { 0 };
        if entries >= FEWEST {
            listed[index..index + heading + entries].fill(true);
            index += heading + entries;
        } else {
            index += 1;
        }
    }
    listed
}

fn is_heading(text: &str) -> bool {
    const TITLES: &str =
        "=contents|=table of contents|=appendix contents|=list of figures|=list of tables";
    says(&repaired(text).to_lowercase(), TITLES)
}

/// How many lines from the first on are entries, each of which ends with its page on its own line
/// or on the next.
fn n_lines(texts: &[String]) -> usize {
    let (mut end, mut last) = (0, 0);
    loop {
        let mut ends = (1..).zip(texts[end..].iter().take(2));
        match ends.find_map(|(n_lines, text)| Some((n_lines, page(text)?))) {
            Some((n_lines, page)) if page >= last => (end, last) = (end + n_lines, page),
            _ => return end,
        }
    }
}

/// The page at the end of an entry.
fn page(text: &str) -> Option<usize> {
    let (title, page) = text.rsplit_once(' ')?;
    let letters = title.chars().filter(|char| char.is_alphabetic()).count();
    page.parse().ok().filter(|page| letters >= 3 && (1..1000).contains(page))
}

/// Whether dots lead to the page.
fn is_dotted(text: &str) -> bool {
    page(text).is_some() && says(text, " . . . |....| .. .. ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let texts: Vec<String> = text.lines().map(str::to_owned).collect();
        let kept: Vec<&str> = texts
            .iter()
            .zip(listed(&texts))
            .filter(|(_, listed)| !listed)
            .map(|(text, _)| text.as_str())
            .collect();
        assert_eq!(kept.join("\n"), expected);
    }

    #[test]
    fn tables_of_contents_are_told_from_headings() {
        check(
            "This is the abstract.\nContents\n1 Introduction 1\n2 Scaling in analysis 4\n4 Weighted average and linear \
             combina-\ntion scores 5\n4.1 Setup . . . . . . 6\nReferences 9\n1 Introduction\nSeveral functions do.",
            "This is the abstract.\n1 Introduction\nSeveral functions do.",
        );
        check(
            "Appendix\nA.1 Proofs . . . . . . 12\nA.2 Data . . . . 12\nB More results 14\nB.1 Seeds ........ 15\nA Proofs",
            "Appendix\nA Proofs",
        );
    }

    #[test]
    fn text_is_no_table_of_contents() {
        for text in [
            "Contents\nWe list what the archive holds.\nIt has 3 folders.",
            "Contents\nThere are 12\nof them, and they are large.",
            "C(11) . . . 154\nThis is a row of a table.",
            "1 Introduction\nIn all, 12\nruns out of 40\nended",
            "Contents",
        ] {
            check(text, text);
        }
    }
}
