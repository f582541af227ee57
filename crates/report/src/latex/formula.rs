//! Numbers as LaTeX sets them.

/// A number, or several with signs between them, as a formula: a true minus, and powers of ten.
pub(crate) fn formula(shown: &str) -> String {
    let mut formula = String::new();
    let mut chars = shown.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        match c {
            '−' => formula.push_str("{-}"),
            '+' => formula.push_str("{+}"),
            '±' => formula.push_str("\\pm"),
            'Δ' => formula.push_str("\\Delta\\;"),
            ' ' if before == ',' || chars.peek() == Some(&'[') => formula.push_str("\\,"),
            'e' if before.is_ascii_digit() => {
                let minus = if chars.next_if_eq(&'−').is_some() { "-" } else { "" };
                let mut power = String::new();
                while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                    power.push(digit);
                }
                formula.push_str(&format!("{{\\times}}10^{{{minus}{power}}}"));
            }
            c => formula.push(c),
        }
        before = c;
    }
    formula
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_formulas() {
        for (shown, expected) in [
            ("31.07 ± 0.91", "31.07 \\pm 0.91"),
            ("−3.2e−9", "{-}3.2{\\times}10^{-9}"),
            ("1.5e12 ± 2.0e11", "1.5{\\times}10^{12} \\pm 2.0{\\times}10^{11}"),
            ("Δ −9.77 [−10.15, −9.39]", "\\Delta\\; {-}9.77\\,[{-}10.15,\\,{-}9.39]"),
            ("= 0.012", "= 0.012"),
        ] {
            assert_eq!(formula(shown), expected);
        }
    }
}
