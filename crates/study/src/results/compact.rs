//! JSON that a person can read: indented, with rows of numbers in one line.

use foundation::visible;
use serde::Serialize;

/// As `serde_json::to_string_pretty`, but an array that holds only numbers is one line.
pub(crate) fn json(value: &impl Serialize) -> String {
    let pretty = serde_json::to_string_pretty(value).expect("invariant: results are plain data");
    let mut compact = String::with_capacity(pretty.len());
    let mut rest = pretty.as_str();
    while let Some(start) = next_array(rest) {
        let (before, array) = rest.split_at(start);
        compact.push_str(before);
        let inside =
            array[1..].find(|c: char| !is_of_numbers(c)).map_or(array.len(), |end| end + 1);
        if array[inside..].starts_with(']') {
            compact.push('[');
            let numbers: Vec<&str> = array[1..inside].split(',').map(str::trim).collect();
            compact.push_str(&numbers.join(", "));
            rest = &array[inside..];
        } else {
            compact.push('[');
            rest = &array[1..];
        }
    }
    compact.push_str(rest);
    compact.push('\n');
    visible::json(&compact)
}

fn is_of_numbers(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E' | ',' | ' ' | '\n')
}

/// Where the next array begins that is not within a string.
fn next_array(json: &str) -> Option<usize> {
    let mut bytes = json.bytes().enumerate();
    let mut is_string = false;
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => is_string = !is_string,
            // what is escaped neither ends nor begins a string
            b'\\' if is_string => drop(bytes.next()),
            b'[' if !is_string => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_numbers_are_lines() {
        let value = serde_json::json!({"a": [1, -2.5e-7], "b": [[1, 2], [3, 4]], "c": ["[1,\n 2]", "\\\"[", 3], "d": []});
        let text = json(&value);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
        assert!(text.contains("\"a\": [1, -2.5e-7]"), "{text}");
        assert!(text.contains("\"b\": [\n    [1, 2],\n    [3, 4]\n  ]"), "{text}");
        assert!(text.contains("\"[1,\\n 2]\""), "{text}");
    }
}
