//! Folders of this program and of the one before it.

use tempfile::TempDir;

use super::*;

/// As `ablate site` has it, and as `ablate export` does.
fn owners() -> [Owner; 2] {
    let site = Owner {
        command: "ablate site",
        noun: "a site".to_owned(),
        manifest: ".ablate-site",
        header: "ablate site 1: the files below are replaced, and removed when they are no longer \
                 needed"
            .to_owned(),
        is_shared: false,
        folders: Some(&["papers", "plans"]),
    };
    let export = Owner {
        command: "ablate export",
        noun: "an export for MLflow".to_owned(),
        manifest: ".ablate-export",
        header: "ablate export 1 for MLflow: what is listed is replaced, and removed when it is \
                 no longer needed"
            .to_owned(),
        is_shared: false,
        folders: None,
    };
    [site, export]
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn folders_of_the_program_before_are_taken_over() {
    let [site, export] = owners();
    let header = &site.header;
    let list = format!("{header}\nindex.html\nplans/a.html\nplans/b.html\nplans/cut-off");
    let old = folder(&[
        (".ablate-site", &list),
        ("index.html", "old"),
        ("plans/a.html", "same"),
        ("plans/b.html", "old"),
        ("plans/cut-off", "of another"),
    ]);
    let mut open = OwnedFolder::open(old.path(), site.clone()).unwrap();
    open.put("index.html", b"new").unwrap();
    open.put("plans/a.html", b"same").unwrap();
    assert_eq!(open.finish().unwrap(), Changes { written: 1, removed: 1 });
    let list = fs::read_to_string(old.path().join(".ablate-site")).unwrap();
    assert_eq!(list, format!("{header}\nindex.html\npapers/\nplans/\nplans/a.html\n"));
    assert!(old.path().join("plans/cut-off").exists());
    assert!(!old.path().join("plans/b.html").exists());

    let header = &export.header;
    let list = format!("{header}\n1/\n1/tags/\n1/tags/a\n2/\n2/b\n");
    let files = [(".ablate-export", &*list), ("1/tags/a", "same"), ("2/b", "old")];
    let old = folder(&files);
    let mut open = OwnedFolder::open(old.path(), export.clone()).unwrap();
    open.put("1/tags/a", b"same").unwrap();
    assert_eq!(open.finish().unwrap(), Changes { written: 0, removed: 1 });
    let list = fs::read_to_string(old.path().join(".ablate-export")).unwrap();
    assert_eq!(list, format!("{header}\n1/\n1/tags/\n1/tags/a\n"));
    assert!(!old.path().join("2").exists());
}

#[test]
fn a_list_that_was_cut_off_does_not_spoil_the_next_name() {
    for owner in owners() {
        let out = tempfile::tempdir().unwrap();
        let manifest = out.path().join(owner.manifest);
        fs::write(&manifest, format!("{}\nplans/a\nplans/b", owner.header)).unwrap();
        let mut open = OwnedFolder::open(out.path(), owner.clone()).unwrap();
        open.put("plans/c", b"").unwrap();
        drop(open);
        let names = owner.earlier(out.path()).unwrap();
        assert!(names.contains("plans/a") && names.contains("plans/c"), "{names:?}");
        assert!(!names.iter().any(|name| name.starts_with("plans/b")), "{names:?}");
    }
}

#[test]
fn a_list_names_nothing_outside() {
    let [site, export] = owners();
    for name in ["../x", "plans/../../x", "/etc/x", "", "/", "plans//x", "a b", ".", "plans/.."] {
        assert!(!site.may_have(name) && !export.may_have(name), "{name}");
    }
    for name in ["index.html", "plans/a.html", "plans/"] {
        assert!(site.may_have(name) && export.may_have(name), "{name}");
    }
    assert!(!site.may_have("thesis/a.tex") && export.may_have("thesis/a.tex"));
    assert!(!site.may_have("thesis/") && export.may_have("thesis/"));
    assert!(!site.may_have(".ablate-site") && !export.may_have(".ablate-export"));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    for owner in owners() {
        let around = folder(&[("victim", "precious"), ("site/plans/a", "own")]);
        let out = around.path().join("site");
        let list = format!("{}\nplans/\nplans/victim\nplans/a\n", owner.header);
        // a list that is a link is not a list, and is not written through
        fs::write(around.path().join("list"), &list).unwrap();
        std::os::unix::fs::symlink(around.path().join("list"), out.join(owner.manifest)).unwrap();
        let error = OwnedFolder::open(&out, owner.clone()).unwrap_err();
        assert!(matches!(error, Error::Foreign { .. }), "{error}");
        let shared = Owner { is_shared: true, ..owner.clone() };
        OwnedFolder::open(&out, shared).unwrap().put("b", b"b").unwrap();
        assert_eq!(fs::read_to_string(around.path().join("list")).unwrap(), list);

        // a file that is a link is replaced by a file, also the one that files are written to first
        fs::write(out.join(owner.manifest), &list).unwrap();
        let temporary = out.join(format!("{}.tmp", owner.manifest));
        std::os::unix::fs::symlink(around.path().join("victim"), &temporary).unwrap();
        std::os::unix::fs::symlink(around.path().join("victim"), out.join("c")).unwrap();
        let mut open = OwnedFolder::open(&out, owner.clone()).unwrap();
        open.put("c", b"precious").unwrap();
        open.put("d", b"d").unwrap();
        assert_eq!(fs::read_to_string(around.path().join("victim")).unwrap(), "precious");
        open.make("plans").unwrap();
        drop(open);
        assert!(is_file(&out.join("c")));

        // a folder that is a link is neither written nor removed through
        fs::write(out.join(owner.manifest), &list).unwrap();
        fs::remove_dir_all(out.join("plans")).unwrap();
        std::os::unix::fs::symlink(around.path(), out.join("plans")).unwrap();
        let any = Owner { folders: None, ..owner.clone() };
        OwnedFolder::open(&out, any).unwrap().finish().unwrap();
        assert!(around.path().join("victim").exists());
        fs::write(out.join(owner.manifest), &list).unwrap();
        let put = OwnedFolder::open(&out, owner).and_then(|mut open| open.put("plans/e", b""));
        assert!(matches!(put, Err(Error::NotAFolder { .. })), "{put:?}");
        assert!(!around.path().join("e").exists());
    }
}
