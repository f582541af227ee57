//! Headings of plain text, which nothing marks.

use crate::draft::Piece;
use crate::lexicon::says;
use crate::outline;

const LONGEST: usize = 90;
const TITLES: &str = "=abstract|=introduction|=background|=preliminaries|=related work|\
    =related works|=method|=methods|=methodology|=approach|=our approach|=our method|\
    =proposed method|=experiments|=experimental setup|=experimental results|=results|=evaluation|\
    =results and discussion|=discussion|=limitations|=ablation study|=ablations|=conclusion|\
    =conclusions|=acknowledgments|=acknowledgements|=references|=bibliography|=appendix|\
    =supplementary material";

/// The text with `#` in front of lines that are headings: known ones, and numbered ones that count
/// on. Nothing if there are fewer than two.
pub(super) fn mark_headings(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 64);
    let mut found = 0;
    let mut top = 0;
    let mut blank = true;
    for line in text.lines() {
        let line = line.trim();
        let known = is_known(line);
        let counted = (known || blank) && counts_on(line, &mut top);
        if known || counted {
            let level =
                outline::heading_number(line).map_or(1, |(number, _)| number.split('.').count());
            out.extend(["\n\n", &"#".repeat(level.min(6)), " ", line, "\n\n"]);
            found += 1;
        } else {
            out.extend([line, "\n"]);
        }
        blank = line.is_empty();
    }
    (found >= 2).then_some(out)
}

/// Takes the first paragraph off as title if it may be one.
pub(super) fn take_title(pieces: &mut Vec<Piece>) -> Option<String> {
    let Some(Piece::Text { text, .. }) = pieces.first() else { return None };
    let may_be_title = text.len() <= 200
        && !text.ends_with(['.', ':', ';'])
        && !text.to_lowercase().starts_with("abstract");
    let title = text.clone();
    (pieces.len() > 1 && may_be_title).then(|| {
        pieces.remove(0);
        title
    })
}

fn is_known(line: &str) -> bool {
    if line.len() > LONGEST || line.ends_with('.') {
        return false;
    }
    let title = outline::heading_number(line).map_or(line, |(_, title)| title);
    title.starts_with(char::is_uppercase) && says(&title.to_lowercase(), TITLES)
}

/// Whether the line has the number that comes next, or one below the last.
fn counts_on(line: &str, top: &mut u32) -> bool {
    if line.len() > LONGEST || line.ends_with(['.', ',', ';', ':']) {
        return false;
    }
    let Some((number, title)) = outline::heading_number(line) else { return false };
    let mut parts = number.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let front = parts.next().unwrap_or(0);
    let below = parts.next().is_some();
    let fits = if below { front == *top && front > 0 } else { front == *top + 1 };
    let heading = fits && title.starts_with(char::is_uppercase) && title.split(' ').count() <= 10;
    if heading {
        *top = front;
    }
    heading
}
