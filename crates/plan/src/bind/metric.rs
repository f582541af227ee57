//! The subject's metrics that a plan names.

use subject::Metric;

/// Words before a metric that do not make it another one.
const GENERIC: &[&str] = &[
    "zero",
    "shot",
    "average",
    "test",
    "validation",
    "final",
    "task",
    "downstream",
    "overall",
    "performance",
    "the",
];

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
        for name in found {
            push(&mut bound, name);
        }
        for name in lost {
            push(&mut missing, name);
        }
    }
    (bound, missing)
}

fn push(list: &mut Vec<String>, name: String) {
    if !list.contains(&name) {
        list.push(name);
    }
}

/// The metrics that one string names, and the pieces of it that name none.
fn find(text: &str, metrics: &[&Metric]) -> (Vec<String>, Vec<String>) {
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
    let inside: Vec<Vec<String>> = inside(text)
        .iter()
        .flat_map(|text| pieces(text))
        .map(|piece| named(&piece, metrics))
        .collect();
    if inside.is_empty() || inside.iter().any(Vec::is_empty) {
        lost()
    } else {
        (inside.concat(), Vec::new())
    }
}

/// The metrics that a text names without listing them: by a name, with a place after it, or with a
/// task before it.
fn named(text: &str, metrics: &[&Metric]) -> Vec<String> {
    let exact = called(text, metrics);
    if !exact.is_empty() {
        return names(&exact);
    }
    let at_k = at_k(text, metrics);
    if !at_k.is_empty() {
        return names(&at_k);
    }
    for separator in [" on ", " for ", " in ", " over ", " ("] {
        let Some((left, right)) = text.split_once(separator) else { continue };
        let mut left_metrics = called(left, metrics);
        if left_metrics.is_empty() {
            left_metrics = pieces(left).iter().flat_map(|piece| called(piece, metrics)).collect();
        }
        if !left_metrics.is_empty() {
            let narrowed = narrow(&left_metrics, right, metrics);
            return names(if narrowed.is_empty() { &left_metrics } else { &narrowed });
        }
    }
    if text.contains([',', '(', '/', ';']) {
        return Vec::new();
    }
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == '-')
        .filter(|word| !word.is_empty())
        .collect();
    for start in 1..words.len() {
        let candidates = called(&words[start..].join(" "), metrics);
        if candidates.is_empty() {
            continue;
        }
        let narrowed = narrow(&candidates, &words[..start].join(" "), metrics);
        if !narrowed.is_empty() {
            return names(&narrowed);
        }
        let is_generic = |word: &&str| GENERIC.contains(&word.to_lowercase().as_str());
        if words[..start].iter().all(is_generic) {
            return names(&candidates);
        }
    }
    Vec::new()
}

fn names(metrics: &[&Metric]) -> Vec<String> {
    metrics.iter().map(|metric| metric.name.clone()).collect()
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
    let (base, rest) = match text.split_once(['@']) {
        Some((base, rest)) if rest.trim_start().starts_with(['k', 'K', 'n', 'N']) => {
            (base, rest.trim_start())
        }
        _ => return Vec::new(),
    };
    let rest = &rest[1..];
    let numbers: Vec<&str> =
        rest.split(|c: char| !c.is_ascii_digit()).filter(|piece| !piece.is_empty()).collect();
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
    let family = |metric: &Metric| metric.name.split_once('/').map(|(family, _)| family.to_owned());
    let says = |words: &str| !words.is_empty() && text.contains(&normal(words));
    let by_direction = |metric: &&&Metric| {
        let direction = metric.name.split_once('/').map_or("", |(_, direction)| direction);
        says(direction) && candidates.iter().any(|candidate| family(candidate) == family(metric))
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
    let mut depth = 0_usize;
    let is_end = |c: char| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && [',', '/', ';', '&', '|'].contains(&c)
    };
    for piece in listed.replace(" and ", ",").split(is_end) {
        let piece = piece.trim();
        let number = piece.trim_start_matches('@');
        if !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && !base.is_empty()
        {
            pieces.push(format!("{base}{number}"));
        } else if !piece.is_empty() {
            base = piece.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
            pieces.push(piece.to_owned());
        }
    }
    pieces
}

/// The texts in round brackets.
fn inside(text: &str) -> Vec<String> {
    let inside = |piece: &str| piece.split_once(')').map(|(inside, _)| inside.to_owned());
    text.split('(').skip(1).filter_map(inside).collect()
}

/// Letters, digits and decimal points, in lower case: `R@1` as `r1`, `mAP@0.5` as `map0.5`.
fn normal(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let digit = |index: Option<usize>| {
        index.and_then(|index| chars.get(index)).is_some_and(char::is_ascii_digit)
    };
    let is_kept = |&(index, c): &(usize, &char)| {
        c.is_alphanumeric() || (*c == '.' && digit(index.checked_sub(1)) && digit(Some(index + 1)))
    };
    chars.iter().enumerate().filter(is_kept).flat_map(|(_, c)| c.to_lowercase()).collect()
}
