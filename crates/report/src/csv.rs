//! Results for programs: `results.csv` with a row per comparison, `runs.csv` with a row per run.
//!
//! RFC 4180: commas, quotes, CRLF. Numbers are in full precision, an empty field is missing. A text
//! of strangers that a spreadsheet would take for a formula has a `'` before it; numbers have not.

mod comparison;
mod run;

use serde::{Serialize, Serializer};

use super::escape::plain;

pub use comparison::comparisons;
pub use run::runs;

/// A text of the study, harmless in a spreadsheet.
#[derive(Default)]
struct Text(String);

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&inert(plain(&self.0)))
    }
}

/// A text that no spreadsheet takes for a formula.
fn inert(text: String) -> String {
    let acts =
        |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠');
    if text.trim_start().starts_with(acts) { format!("'{text}") } else { text }
}

/// A number, or an empty field for what is not finite.
fn finite(number: Option<f64>) -> Option<f64> {
    number.filter(|number| number.is_finite())
}

/// A writer into memory; with `has_headers`, the names of the fields of the first row come first.
fn writer(has_headers: bool) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new()
        .has_headers(has_headers)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new())
}

fn text(writer: csv::Writer<Vec<u8>>) -> String {
    let bytes = writer.into_inner().expect("invariant: memory can be written");
    String::from_utf8(bytes).expect("invariant: all fields are UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(row: impl Serialize) -> String {
        let mut writer = writer(false);
        writer.serialize(row).expect("a row");
        text(writer).trim_end_matches("\r\n").to_owned()
    }

    #[test]
    fn texts_are_quoted_and_inert() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=1+1", "'=1+1"),
            ("-50 % width", "'-50 % width"),
            (" @SUM(A1)", "' @SUM(A1)"),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            ("two\nlines", "two lines"),
            ("\u{1b}[0m", "\\u{1b}[0m"),
        ] {
            assert_eq!(line((Text::from(text), 1)), format!("{expected},1"), "{text}");
        }
    }

    #[test]
    fn numbers_are_numbers_in_full() {
        let numbers = [-0.1, 1e300, 1.0 / 3.0, f64::NAN, 5.0, 1e-7, 123_456_789.0];
        let numbers = numbers.map(|number| finite(Some(number)));
        assert_eq!(line(numbers), "-0.1,1e300,0.3333333333333333,,5.0,1e-7,123456789.0");
    }
}
