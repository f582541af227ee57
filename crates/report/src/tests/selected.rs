//! What is shown if not everything is, and the same for programs.

use super::typeset::{STRANGE, strange};
use super::*;
use foundation::Hint;

fn select(metrics: &[&str], ablations: &[&str]) -> Selection {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Selection { metrics: owned(metrics), ablations: owned(ablations), ..Selection::default() }
}

#[test]
fn names_are_found_in_any_case_and_form() {
    let results = mixed();
    for (given, expected) in [
        (&["R@1"][..], &["recall@1"][..]),
        (&["median RANK , recall@1"], &["rank", "recall@1"]),
        (&["rank", "rank"], &["rank"]),
        (&[], &[]),
    ] {
        assert_eq!(select(given, &[]).resolve(&results).unwrap().metrics, expected, "{given:?}");
    }
    assert_eq!(
        select(&[], &["depth,COLOUR"]).resolve(&results).unwrap().ablations,
        ["Depth", "Colour"]
    );
    for (selection, expected) in [
        (select(&["R@2"], &[]), "the study has no metric `R@2`; did you mean `R@1`?"),
        (select(&["loss"], &[]), "the study has no metric `loss`"),
        (select(&[], &["Dpeth"]), "the study has no ablation `Dpeth`; did you mean `Depth`?"),
    ] {
        let error = selection.resolve(&results).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert!(error.hint().unwrap().contains(if expected.contains("metric") {
            "recall@1, rank"
        } else {
            "Depth, Colour"
        }));
    }
}

#[test]
fn a_name_with_commas_is_one_name() {
    let mut results = mixed();
    results.binding.ablations[0].name = "Depth, of both".to_owned();
    assert_eq!(
        select(&[], &["depth, of both"]).resolve(&results).unwrap().ablations,
        ["Depth, of both"]
    );
}

#[test]
fn a_selection_shows_less_and_computes_the_same() {
    let results = mixed();
    let selection = Selection { style: Some(Style::Compact), ..select(&["rank"], &["Depth"]) };
    let shown = markdown(&Study::new(&results), &selection);
    assert!(shown.contains("|  | Median rank ↓ |\n") && !shown.contains("Colour"), "{shown}");
    assert!(shown.contains("| one layer<br>depth = 1 | 8.83 ± 0.76 |"), "{shown}");
    assert!(shown.contains("Verdicts are on 3 primary comparisons"), "{shown}");
    let tex = latex(&Study::new(&results), &selection);
    assert!(tex.contains("corrected over 3 comparisons") && !tex.contains("R@1 "), "{tex}");
}

/// The rows of a CSV file, by the book.
fn parse(csv: &str) -> Vec<Vec<String>> {
    let (mut rows, mut field, mut quoted) = (vec![vec![]], String::new(), false);
    let mut chars = csv.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => rows.last_mut().unwrap().push(std::mem::take(&mut field)),
            '\r' if !quoted && chars.next_if_eq(&'\n').is_some() => {
                rows.last_mut().unwrap().push(std::mem::take(&mut field));
                rows.push(vec![]);
            }
            c => field.push(c),
        }
    }
    assert_eq!((rows.pop(), field.as_str(), quoted), (Some(vec![]), "", false));
    rows
}

fn column(rows: &[Vec<String>], name: &str) -> Vec<String> {
    let at = rows[0]
        .iter()
        .position(|head| head == name)
        .unwrap_or_else(|| panic!("{name}: {:?}", rows[0]));
    rows[1..].iter().map(|row| row[at].clone()).collect()
}

#[test]
fn comparisons_for_programs() {
    let rows = parse(&comparisons(&Study::new(&mixed())));
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{rows:?}");
    assert_eq!(rows.len(), 1 + 4 * 2);
    assert_eq!(column(&rows, "n"), ["3", "3", "3", "3", "2", "2", "0", "0"]);
    assert_eq!(column(&rows, "delta")[0].parse::<f64>().unwrap(), -9.766_666_666_666_667);
    assert_eq!(column(&rows, "delta")[2..4], ["", ""], "the baseline itself");
    assert_eq!(column(&rows, "mean")[6], "");
    assert_eq!(column(&rows, "verdict")[0], "matters (hurts)");
    assert_eq!(column(&rows, "outcomes")[4], "diverged 1; finished 2");
}

#[test]
fn runs_for_programs() {
    let rows = parse(&runs(&mixed()));
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{rows:?}");
    assert_eq!(rows.len(), 1 + 12);
    assert_eq!(column(&rows, "metric:recall@1")[..3], ["40.0", "41.5", "41.0"]);
    assert_eq!(column(&rows, "metric:recall@1")[7], "");
    assert_eq!(column(&rows, "knob:depth")[3], "1");
    assert!(!rows[0].iter().any(|head| head == "knob:layers"));
    assert_eq!(column(&rows, "reason")[7], "diverged at step 4: the loss is NaN");
}

#[test]
fn strangers_words_are_no_formulas() {
    let rows = parse(&comparisons(&Study::new(&strange())));
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    let variants = column(&rows, "variant");
    assert!(variants.contains(&format!("'{}", STRANGE[12])), "{variants:?}");
    assert!(variants.iter().all(|name| !name.starts_with(['=', '+', '-', '@'])), "{variants:?}");
}
