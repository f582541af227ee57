//! The structure of a PDF file, as far as a drawing has one.

/// What the objects of a file are, after the cross-reference table was held against them.
pub(super) fn objects(pdf: &[u8]) -> Vec<String> {
    // what is not ASCII is of no account here, and must not move what is behind it
    let text: String =
        pdf.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' }).collect();
    assert!(
        text.starts_with("%PDF-1.7") && text.trim_end().ends_with("%%EOF"),
        "no header or no end"
    );
    let start: usize = text
        .rsplit("startxref")
        .next()
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let table = &text[start..];
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("xref"));
    let size: usize = lines.next().unwrap().split_whitespace().nth(1).unwrap().parse().unwrap();
    let mut objects = Vec::new();
    for (number, line) in lines.take(size).enumerate() {
        let mut words = line.split_whitespace();
        let offset: usize = words.next().unwrap().parse().unwrap();
        if words.nth(1) != Some("n") {
            continue;
        }
        let object = &text[offset..];
        assert!(
            object.starts_with(&format!("{number} 0 obj")),
            "object {number} is not where the table says"
        );
        objects.push(object[..object.find("endobj").expect("an end")].to_owned());
    }
    objects
}

/// The words of a file with the font of each piece: strings are parsed as PDF escapes them.
pub(super) fn words(pdf: &[u8]) -> Vec<(char, Vec<u8>)> {
    let find = |words: &[u8]| {
        pdf.windows(words.len()).position(|window| window == words).expect("a content stream")
    };
    let stream = &pdf[find(b"\nstream\n") + 8..find(b"\nendstream")];
    let (mut font, mut words, mut at) = ('?', Vec::new(), 0);
    while at < stream.len() {
        match stream[at] {
            b'/' if stream.get(at + 2) == Some(&b' ') => font = char::from(stream[at + 1]),
            b'(' => {
                let (string, end) = string(stream, at + 1);
                words.push((font, string));
                at = end;
            }
            b'<' => {
                let end = at + stream[at..].iter().position(|byte| *byte == b'>').unwrap();
                let digits: Vec<u8> = stream[at + 1..end].to_vec();
                let byte = |pair: &[u8]| {
                    u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()
                };
                words.push((font, digits.chunks(2).map(byte).collect()));
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    words
}

fn string(stream: &[u8], from: usize) -> (Vec<u8>, usize) {
    let (mut string, mut at, mut depth) = (Vec::new(), from, 0);
    loop {
        match stream[at] {
            b'\\' => {
                at += 1;
                string.push(stream[at]);
            }
            b')' if depth == 0 => return (string, at),
            byte => {
                depth += i32::from(byte == b'(') - i32::from(byte == b')');
                string.push(byte);
            }
        }
        at += 1;
    }
}
