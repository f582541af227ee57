use super::*;

#[test]
fn everything_that_changes_the_frames_changes_the_key() {
    let recipe = Recipe { side: 32, frames: 8 };
    let span = |start, end| Some(Span { start, end });
    let keys = [
        key("a", None, &recipe),
        key("b", None, &recipe),
        key("a", span(0.0, 1.0), &recipe),
        key("a", span(0.0, 1.5), &recipe),
        key("a", None, &Recipe { side: 33, ..recipe }),
        key("a", None, &Recipe { frames: 9, ..recipe }),
    ];
    let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
    assert_eq!(distinct.len(), keys.len());
    assert_eq!(keys[0], key("a", None, &recipe));
}

#[test]
fn a_file_is_there_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    write_whole(&folder.path().join("a"), &[b"one", b"two"]).unwrap();
    assert_eq!(fs::read(folder.path().join("a")).unwrap(), b"onetwo");
    let error = write_whole(&folder.path().join("no/b"), &[b"x"]).unwrap_err();
    assert!(error.to_string().starts_with("cannot write"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
