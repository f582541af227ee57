//! Formulas of a page.

use scraper::ElementRef;

use crate::draft::squeeze;

/// The LaTeX of a `math` element between `$`, or its text if it brings no LaTeX.
pub(super) fn formula(math: ElementRef) -> String {
    let latex = math.value().attr("alttext").map(str::to_owned).or_else(|| annotation(math));
    match latex.as_deref().map(clean).filter(|latex| !latex.is_empty()) {
        Some(latex) if math.value().attr("display") == Some("block") => format!("$${latex}$$"),
        Some(latex) => format!("${latex}$"),
        None => math.text().collect(),
    }
}

fn annotation(math: ElementRef) -> Option<String> {
    let is_latex = |element: &ElementRef| {
        element.value().name() == "annotation"
            && element.value().attr("encoding") == Some("application/x-tex")
    };
    let mut elements = math.descendants().filter_map(ElementRef::wrap);
    elements.find(is_latex).map(|element| element.text().collect())
}

fn clean(latex: &str) -> String {
    let latex = latex.replace("%\n", "").replace("\\displaystyle", "");
    squeeze(&latex).trim_matches('$').trim().to_owned()
}
