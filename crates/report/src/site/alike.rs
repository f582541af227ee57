//! Which ablations of two plans are about the same. `compare.js` does the same in the browser.

use std::collections::BTreeSet;

use super::entry::Brief;

/// The least share of words that two ablations have in common if they are about the same.
const ENOUGH: f64 = 0.3;

/// Words that say nothing about the part.
const EMPTY: [&str; 27] = [
    "a",
    "ablate",
    "ablated",
    "ablation",
    "an",
    "and",
    "effect",
    "experiment",
    "for",
    "from",
    "impact",
    "in",
    "is",
    "its",
    "of",
    "on",
    "or",
    "remove",
    "removing",
    "replace",
    "study",
    "that",
    "the",
    "to",
    "use",
    "with",
    "without",
];

/// Two plans side by side, by the places of their ablations.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Aligned {
    /// Pairs that are about the same, in the order of the first plan, with the share of words in
    /// common.
    pub(super) pairs: Vec<(usize, usize, f64)>,
    /// Only in the first plan.
    pub(super) first: Vec<usize>,
    /// Only in the second plan.
    pub(super) second: Vec<usize>,
}

/// Pairs the ablations that are most alike first; of equals the earlier ones.
pub(super) fn align(first: &[Brief], second: &[Brief]) -> Aligned {
    let [a, b] = [first, second].map(|briefs| briefs.iter().map(words).collect::<Vec<_>>());
    let mut found: Vec<(usize, usize, f64)> = Vec::new();
    for (i, left) in a.iter().enumerate() {
        for (j, right) in b.iter().enumerate() {
            let score = share(left, right);
            if score >= ENOUGH {
                found.push((i, j, score));
            }
        }
    }
    found.sort_by(|x, y| y.2.total_cmp(&x.2).then((x.0, x.1).cmp(&(y.0, y.1))));
    let (mut used_a, mut used_b) = (vec![false; a.len()], vec![false; b.len()]);
    let mut aligned = Aligned::default();
    for pair in found {
        if !used_a[pair.0] && !used_b[pair.1] {
            (used_a[pair.0], used_b[pair.1]) = (true, true);
            aligned.pairs.push(pair);
        }
    }
    aligned.pairs.sort_by_key(|pair| pair.0);
    aligned.first = (0..a.len()).filter(|&i| !used_a[i]).collect();
    aligned.second = (0..b.len()).filter(|&j| !used_b[j]).collect();
    aligned
}

/// The words of name and part, without those that say nothing.
fn words(brief: &Brief) -> BTreeSet<String> {
    let text = format!("{} {}", brief.name, brief.part).to_lowercase();
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !EMPTY.contains(word));
    words.map(singular).collect()
}

fn singular(word: &str) -> String {
    let is_plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    word[..word.len() - usize::from(is_plural)].to_owned()
}

/// Twice the words in common by all words.
#[expect(clippy::cast_precision_loss, reason = "there are few words")]
fn share(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let all = a.len() + b.len();
    if all == 0 { 0.0 } else { (2 * a.intersection(b).count()) as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brief(name: &str, part: &str) -> Brief {
        Brief {
            name: name.to_owned(),
            part: part.to_owned(),
            action: ::plan::Action::Remove,
            instead: vec![],
            metrics: vec![],
        }
    }

    #[test]
    fn what_is_about_the_same_stands_side_by_side() {
        let first = [
            brief("Ablation Study 1", "the grouping blocks"),
            brief("Width", "hidden layer"),
            brief("Loss", ""),
        ];
        let second = [
            brief("Loss ablation", ""),
            brief("Ablation A", "Grouping block"),
            brief("Momentum", "optimiser"),
        ];
        let aligned = align(&first, &second);
        let pairs: Vec<(usize, usize)> =
            aligned.pairs.iter().map(|pair| (pair.0, pair.1)).collect();
        assert_eq!(
            (pairs, aligned.first, aligned.second),
            (vec![(0, 1), (2, 0)], vec![1], vec![2])
        );
        assert_eq!(align(&[], &second).second, [0, 1, 2]);
        assert!(align(&[brief("", "")], &[brief("", "")]).pairs.is_empty());
    }
}
