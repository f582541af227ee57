//! The subject's metrics that a plan names.

use subject::Metric;

use crate::words::{is_in, split_outside, with_neighbours};

/// Words before a metric that do not make it another one.
const GENERIC: &str =
    "zero shot average test validation final task downstream overall performance the";

/// A longer text is not the name of a metric.
const MAX_CHARS: usize = 200;

/// Names of the subject's metrics, in the plan's order, and the plan's metrics that the subject
/// does not have.
pub(super) fn bind(wanted: &[String], metrics: &[Metric]) -> (Vec<String>, Vec<String>) {
    // a learning curve has no single value to compare
    let (curves, metrics): (Vec<&Metric>, Vec<&Metric>) =
        metrics.iter().partition(|metric| metric.curve);
    let (mut bound, mut missing) = (Vec::new(), Vec::new());
    for text in wanted {
        let is_curve = !called(text, &curves).is_empty() && called(text, &metrics).is_empty();
        let (found, lost) =
            if is_curve { (Vec::new(), vec![text.clone()]) } else { find(text, &metrics) };
        extend_new(&mut bound, found.into_iter().map(|metric| metric.name.clone()));
        extend_new(&mut missing, lost);
    }
    (bound, missing)
}

fn extend_new(list: &mut Vec<String>, names: impl IntoIterator<Item = String>) {
    for name in names {
        if !list.contains(&name) {
            list.push(name);
        }
    }
}

/// The metrics that one string names, and the pieces of it that name none.
fn find<'a>(text: &str, metrics: &[&'a Metric]) -> (Vec<&'a Metric>, Vec<String>) {
    let lost = || (Vec::new(), vec![text.to_owned()]);
    if text.chars().count() > MAX_CHARS {
        return lost();
    }
    let whole = named(text, metrics);
    if !whole.is_empty() {
        return (whole, Vec::new());
    }
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for piece in pieces(text) {
        let names = named(&piece, metrics);
        if names.is_empty() {
            missing.push(piece);
        }
        found.extend(names);
    }
    if !found.is_empty() {
        return (found, missing);
    }
    // *retrieval performance (R@1, R@5)*
    let inside = text.split('(').skip(1).filter_map(|piece| piece.split_once(')'));
    let inside = inside.flat_map(|(inside, _)| pieces(inside));
    let inside: Vec<Vec<&Metric>> = inside.map(|piece| named(&piece, metrics)).collect();
    if inside.is_empty() || inside.iter().any(Vec::is_empty) {
        lost()
    } else {
        (inside.concat(), Vec::new())
    }
}

/// The metrics that a text names without listing them: by a name, with a place after it, or with a
/// task before it.
fn named<'a>(text: &str, metrics: &[&'a Metric]) -> Vec<&'a Metric> {
    let mut found = called(text, metrics);
    if found.is_empty() {
        found = at_k(text, metrics);
    }
    if !found.is_empty() {
        return found;
    }
    for separator in [" on ", " for ", " in ", " over ", " ("] {
        let Some((left, right)) = text.split_once(separator) else { continue };
        let mut found = called(left, metrics);
        if found.is_empty() {
            found = pieces(left).iter().flat_map(|piece| called(piece, metrics)).collect();
        }
        if !found.is_empty() {
            let narrowed = narrow(&found, right, metrics);
            return if narrowed.is_empty() { found } else { narrowed };
        }
    }
    if text.contains([',', '(', '/', ';']) {
        return Vec::new();
    }
    let words = text.split(|c: char| c.is_whitespace() || c == '-');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    for start in 1..words.len() {
        let (before, candidates) = (&words[..start], called(&words[start..].join(" "), metrics));
        let narrowed = narrow(&candidates, &before.join(" "), metrics);
        if !narrowed.is_empty() {
            return narrowed;
        }
        if before.iter().all(|word| is_in(GENERIC, &word.to_lowercase())) && !candidates.is_empty()
        {
            return candidates;
        }
    }
    Vec::new()
}

/// The metrics of which the text is a name.
fn called<'a>(text: &str, metrics: &[&'a Metric]) -> Vec<&'a Metric> {
    let text = normal(text);
    let is_called = |metric: &&&Metric| {
        let names = [&metric.name, &metric.label].into_iter().chain(&metric.aliases);
        !text.is_empty() && names.into_iter().any(|name| normal(name) == text)
    };
    metrics.iter().filter(is_called).copied().collect()
}

/// *Recall@K*: the metrics at every K, or at those of *(K = 1, 5)*.
fn at_k<'a>(text: &str, metrics: &[&'a Metric]) -> Vec<&'a Metric> {
    let at_k = text.split_once('@').and_then(|(base, rest)| {
        Some((base, rest.trim_start().strip_prefix(['k', 'K', 'n', 'N'])?))
    });
    let Some((base, rest)) = at_k else { return Vec::new() };
    let numbers = rest.split(|c: char| !c.is_ascii_digit());
    let numbers: Vec<&str> = numbers.filter(|piece| !piece.is_empty()).collect();
    if numbers.is_empty() && !rest.trim().is_empty() {
        return Vec::new();
    }
    let base = normal(base);
    let is_at = |metric: &&&Metric| {
        [&metric.label].into_iter().chain(&metric.aliases).any(|name| {
            let name = normal(name);
            let k = name.strip_prefix(&base).filter(|_| !base.is_empty()).unwrap_or_default();
            let is_number = !k.is_empty() && k.bytes().all(|byte| byte.is_ascii_digit());
            is_number && (numbers.is_empty() || numbers.contains(&k))
        })
    };
    metrics.iter().filter(is_at).copied().collect()
}

/// The candidates, or their siblings (the same name up to `/`), whose direction or task the text
/// names.
fn narrow<'a>(candidates: &[&'a Metric], text: &str, metrics: &[&'a Metric]) -> Vec<&'a Metric> {
    let text = normal(text);
    let says = |words: &str| !words.is_empty() && text.contains(&normal(words));
    let by_direction = |metric: &&&Metric| {
        let Some((family, direction)) = metric.name.split_once('/') else { return false };
        let of_family = |it: &&Metric| it.name.split_once('/').is_some_and(|(it, _)| it == family);
        says(direction) && candidates.iter().any(of_family)
    };
    let siblings: Vec<&Metric> = metrics.iter().filter(by_direction).copied().collect();
    if !siblings.is_empty() {
        return siblings;
    }
    candidates.iter().filter(|metric| says(&metric.task)).copied().collect()
}

/// `R@1/5/10`, `R@1, 5 and 10`, `R@{1,5,10}` as `R@1`, `R@5`, `R@10`.
fn pieces(text: &str) -> Vec<String> {
    let listed = match text.split_once(['{', '[', '(']) {
        // brackets right after `@` list what comes after it
        Some((base, rest)) if base.trim_end().ends_with('@') => {
            format!("{base}{}", rest.trim_end().trim_end_matches(['}', ']', ')']))
        }
        _ => text.to_owned(),
    };
    let mut pieces: Vec<String> = Vec::new();
    let mut base = String::new();
    for piece in split_outside(&listed.replace(" and ", ","), "()[]", ",/;&|") {
        let piece = piece.trim();
        let number = piece.trim_start_matches('@');
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && !base.is_empty() {
            pieces.push(format!("{base}{number}"));
        } else if !piece.is_empty() {
            base = piece.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
            pieces.push(piece.to_owned());
        }
    }
    pieces
}

/// Letters, digits and decimal points, in lower case: `R@1` as `r1`, `mAP@0.5` as `map0.5`.
fn normal(text: &str) -> String {
    let is_point = |[before, c, after]: [char; 3]| {
        c == '.' && before.is_ascii_digit() && after.is_ascii_digit()
    };
    let kept = with_neighbours(text).filter(|it| it[1].is_alphanumeric() || is_point(*it));
    kept.flat_map(|[_, c, _]| c.to_lowercase()).collect()
}
