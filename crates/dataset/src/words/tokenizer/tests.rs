use std::path::{Path, PathBuf};

use foundation::Hint;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::Tokenizer;
use crate::words::Error;

const WORDS: &str =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\nman\nplay\n##ing\n##s\n,\n.\ncafe\n猫\nguitar\n[\nsep\n]\n";

/// A folder with one file.
fn folder(name: &str, bytes: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn read(name: &str, bytes: impl AsRef<[u8]>) -> Result<Tokenizer, Error> {
    let (_folder, path) = folder(name, bytes);
    Tokenizer::read(&path)
}

/// The words of a text's tokens.
fn split(tokenizer: &Tokenizer, text: &str, most: usize) -> String {
    let tokens = tokenizer.tokens(text, most);
    let words: Vec<_> = tokens.into_iter().map(|token| tokenizer.word(token).unwrap()).collect();
    words.join(" ")
}

/// The layout of a `tokenizer.json` around the words of [`WORDS`].
fn layout() -> Value {
    let vocab: serde_json::Map<_, _> =
        WORDS.lines().zip(0..).map(|(word, n)| (word.to_owned(), json!(n))).collect();
    json!({
        "version": "1.0",
        "truncation": { "max_length": 4 },
        "padding": { "strategy": { "Fixed": 128 } },
        "added_tokens": [{ "id": 0, "content": "[PAD]", "special": true }],
        "normalizer": {
            "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true
        },
        "pre_tokenizer": { "type": "BertPreTokenizer" },
        "model": { "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "vocab": vocab }
    })
}

#[test]
fn sentences_are_split_as_bert_does() {
    let tokenizer = read("vocab.txt", WORDS).unwrap();
    let check = |text: &str, expected: &str| {
        assert_eq!(split(&tokenizer, text, 32), format!("[CLS] {expected}[SEP]"), "{text}")
    };
    check("A man, playing.", "a man , play ##ing . ");
    check("CAFÉ cafe\u{301}", "cafe cafe ");
    check("a猫man", "a 猫 man ");
    check("plays\tplay\u{200b}s\u{a0}a\0", "play ##s play ##s a ");
    check("playx mans", "[UNK] man ##s ");
    check("[SEP]", "[ sep ] ");
    check(&"a".repeat(101), "[UNK] ");
    check("##ing", "[UNK] [UNK] [UNK] ");
    check("", "");
}

#[test]
fn a_cut_keeps_the_last_token() {
    let tokenizer = read("vocab.txt", WORDS).unwrap();
    assert_eq!(split(&tokenizer, "a man plays", 5), "[CLS] a man play [SEP]");
    assert_eq!(split(&tokenizer, "a man plays", 2), "[CLS] [SEP]");
    assert_eq!(tokenizer.tokens("a man plays guitar", 16).len(), 7);
    assert_eq!(tokenizer.tokens("mans", 3), [2, 5, 3]);
}

#[test]
fn both_kinds_of_file_and_their_folder_give_the_same() {
    let text = read("vocab.txt", WORDS).unwrap();
    let windows = read("vocab.txt", format!("\u{feff}{}", WORDS.replace('\n', "\r\n"))).unwrap();
    let json = read("tokenizer.json", layout().to_string()).unwrap();
    let (folder, _path) = folder("tokenizer.json", layout().to_string());
    let inside = Tokenizer::read(folder.path()).unwrap();
    for other in [&windows, &json, &inside] {
        assert_eq!(other.words, text.words);
    }
    assert_eq!((text.len(), text.padding(), text.unknown()), (17, 0, 1));
}

#[test]
fn a_faulty_list_of_words_is_reported_with_its_line() {
    let check = |bytes: &[u8], expected: &str| {
        let message = read("vocab.txt", bytes).unwrap_err().to_string();
        assert!(message.ends_with(expected), "{message}");
    };
    check(b"[PAD]\n[UNK]\n\n[CLS]\n", "vocab.txt` line 3: is empty");
    check(b"[PAD]\n[UNK]\n[PAD]\n", "vocab.txt` line 3: `[PAD]` is on line 1 already");
    check(b"[PAD]\n\xff\xfe\n", "vocab.txt` line 2: is not UTF-8");
    check(b"[PAD]\n[CLS]\na\n", "vocab.txt` lacks `[UNK]`, `[SEP]`");
    check(b"", "vocab.txt` line 1: is empty");
    let cased = format!("{WORDS}The\nParis\n");
    check(
        cased.as_bytes(),
        "vocab.txt` is a cased vocabulary: `The` is one of 2 words with capitals",
    );
    let missing = Tokenizer::read(Path::new("/nowhere/vocab.txt")).unwrap_err();
    assert_eq!(missing.to_string(), "cannot read `/nowhere/vocab.txt`");
}

#[test]
fn a_foreign_tokenizer_is_reported_with_the_setting() {
    let check = |pointer: &str, value: Value, expected: &str| {
        let mut layout = layout();
        *layout.pointer_mut(pointer).unwrap() = value;
        let message = read("tokenizer.json", layout.to_string()).unwrap_err().to_string();
        assert!(message.ends_with(expected), "{message}");
    };
    check("/model/type", json!("BPE"), r#"has `model.type` "BPE", expected "WordPiece""#);
    check("/normalizer", Value::Null, r#"has `normalizer.type` null, expected "BertNormalizer""#);
    check("/normalizer/lowercase", json!(false), "has `normalizer.lowercase` false, expected true");
    check(
        "/pre_tokenizer/type",
        json!("ByteLevel"),
        r#"has `pre_tokenizer.type` "ByteLevel", expected "BertPreTokenizer""#,
    );
    check("/model/vocab", json!([["a", 0.5]]), "is not a `tokenizer.json`");
    check("/model/vocab/man", json!(6), "17 words, but `man` has number 6 where 5 comes next");
    check(
        "/model/vocab/man",
        json!(4_000_000_000_u32),
        "17 words, but `play` has number 6 where 5 comes next",
    );
    check(
        "/added_tokens",
        json!([{ "id": 99, "content": "[NEW]" }]),
        "18 words, but `[NEW]` has number 99 where 17 comes next",
    );
    let message = read("tokenizer.json", "[".repeat(100_000)).unwrap_err().to_string();
    assert!(message.ends_with("is not a `tokenizer.json`"), "{message}");
    let layout = layout().to_string().replace("[UNK]", "[unk]");
    assert!(read("tokenizer.json", layout).unwrap_err().hint().is_some());
}

#[test]
fn words_are_ordered_by_how_often_they_occur_then_by_alphabet() {
    let sentences = ["A dog runs.", "a Cat runs", "the dog", "a"];
    let tokenizer = Tokenizer::of_words(sentences, 9);
    assert_eq!(
        tokenizer.words,
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "dog", "runs", ".", "cat"]
    );
    assert_eq!(split(&tokenizer, "The cat runs away.", 32), "[CLS] [UNK] cat runs [UNK] . [SEP]");
    assert_eq!(Tokenizer::of_words([], 100).len(), 4);
    assert_eq!(Tokenizer::of_words(sentences, 0).len(), 4);
}

#[test]
fn a_vocabulary_of_words_survives_the_file() {
    let tokenizer = Tokenizer::of_words(
        ["a dog, a cat \u{2028} [PAD] ##s 猫 café\u{85}", &"x".repeat(101)],
        1000,
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vocab.txt");
    tokenizer.write(&path).unwrap();
    let again = Tokenizer::read(&path).unwrap();
    assert_eq!(again.words, tokenizer.words);
    assert_eq!(split(&again, "cafe 猫 #dogs", 32), "[CLS] cafe 猫 # [UNK] [SEP]");
}
