use super::*;

/// A gray pixel.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";
/// The first bytes of one of 65536 x 65536.
const BOMB: &str = "iVBORw0KGgoAAAANSUhEUgABAAAAAQAACAIAAAA=";

fn svg(inside: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{inside}</svg>"
    )
}

fn check(text: &str) -> Result<(), String> {
    svg::check(text.as_bytes())
}

#[test]
fn shapes_words_and_frames_are_admitted() {
    let frame = format!("<image width=\"1\" height=\"1\" href=\"data:image/png;base64,{PNG}\"/>");
    for inside in [
        "",
        "<title>a &lt;b&gt; &amp; c</title><desc>d</desc><!-- made by hand -->",
        "<defs><clipPath id=\"c\"><rect width=\"1\" height=\"1\"/></clipPath></defs><g clip-path=\"url(#c)\"/>",
        "<linearGradient id=\"g\"><stop offset=\"0\" stop-color=\"rgb(1, 2, 3)\"/></linearGradient>\
         <linearGradient id=\"h\" xlink:href=\"#g\"/><circle r=\"1\" style=\"fill: url( '#h' ); opacity: .5\"/>",
        "<path id=\"axes(1)\" d=\"M0 0h1\"/><use href=\"#axes(1)\" transform=\"translate (1 2) rotate(3)\"/>",
        "<text aria-label=\"f(x) = \\alpha\">f(x) = \\alpha<tspan dy=\"1\">url(http://words)</tspan></text>",
        "<line/><polyline points=\"0,0 1,1\"/><polygon/>",
        &frame,
        &frame.replace("href", "xlink:href").replace("64,", "64, "),
    ] {
        assert_eq!(check(&svg(inside)), Ok(()), "{inside}");
    }
    assert_eq!(
        check(&format!("\u{feff}<?xml version=\"1.0\" encoding='UTF-8'?>\n{}\n", svg(""))),
        Ok(())
    );
}

#[test]
fn what_acts_or_loads_is_refused() {
    for (inside, why) in [
        ("<script>alert(1)</script>", "it has the element `script`"),
        ("<SCRIPT/>", "it has the element `SCRIPT`"),
        ("<style>@import 'http://x'</style>", "it has the element `style`"),
        (
            "<foreignObject><p xmlns=\"http://www.w3.org/1999/xhtml\"/></foreignObject>",
            "the element `foreignObject`",
        ),
        ("<a href=\"javascript:alert(1)\"/>", "the element `a`"),
        ("<animate attributeName=\"href\" to=\"javascript:1\"/>", "the element `animate`"),
        ("<rect xmlns=\"http://www.w3.org/1999/xhtml\"/>", "the element `rect`"),
        ("<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\"/>", "the element `script`"),
        ("<g onload=\"alert(1)\"/>", "its `g` has `onload=\"alert(1)\"`"),
        ("<g OnClick=\"1\"/>", "OnClick"),
        ("<g xml:base=\"http://x/\"/>", "`base="),
        ("<use href=\"http://x/y.svg#z\"/>", "its `use` has `href=\"http://x/y.svg#z\"`"),
        ("<use xlink:href=\"other.svg#a\"/>", "its `use` has"),
        ("<use HREF=\"//x\"/>", "its `use` has"),
        ("<rect href=\"#a\"/>", "its `rect` has"),
        ("<image href=\"http://x/y.png\"/>", "its `image` is from `http://x/y.png`"),
        ("<image href=\"#a\"/>", "its `image` is from `#a`"),
        ("<image href=\"data:image/svg+xml;base64,AAAA\"/>", "its `image` is from"),
        ("<image href=\"data:image/png;base64,AAAA\"/>", "its `image` is no PNG"),
        ("<rect fill=\"url(http://x)\"/>", "its `rect` has `fill"),
        ("<rect style=\"fill: URL( 'http://x#y' )\"/>", "its `rect` has `style"),
        ("<rect style=\"cursor: image-set('http://x' 1x)\"/>", "its `rect` has `style"),
        ("<rect fill=\"\\75rl(http://x)\"/>", "its `rect` has `fill"),
        ("<rect fill=\"&#x75;rl(//x)\"/>", "its `rect` has `fill"),
        ("<title><g/></title>", "its `title` holds more than text"),
        ("<desc><!-- a --></desc>", "its `desc` holds more than text"),
        ("<!--><script>alert(1)</script>-->", "it has a comment with `<` or `>`"),
        ("<![CDATA[ <b> ]]>", "CDATA"),
        ("<?xml-stylesheet href=\"http://x\"?>", "it has a processing instruction"),
        ("<g>", "it is no XML"),
        ("<g a=\"1\" a=\"2\"/>", "it is no XML"),
        ("&nbsp;", "it is no XML"),
        ("\u{1b}", "it is no XML"),
        ("<use href=\"#%61\"/>", "it refers to a name with `%`"),
    ] {
        let found = check(&svg(inside)).expect_err(inside);
        assert!(found.contains(why), "{inside}: {found}");
    }
    let bomb = format!("<image href=\"data:image/png;base64,{BOMB}\"/>");
    assert_eq!(check(&svg(&bomb)), Err("its `image` has 65536 x 65536 pixels".to_owned()));
    let script =
        format!("<image href=\"data:image/png;base64,{PNG}&quot; onload=&quot;alert(1)\"/>");
    assert_eq!(check(&svg(&script)), Err("its `image` is no PNG".to_owned()));
}

#[test]
fn what_is_no_svg_is_refused() {
    let billion =
        "<!DOCTYPE s [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>".to_owned() + &svg("&b;");
    for (text, why) in [
        ("", "it is no XML"),
        ("root:x:0:0:root:/root:/bin/sh", "it is no XML"),
        ("<html/>", "its outermost element is not `svg` of SVG"),
        ("<svg/>", "its outermost element is not `svg` of SVG"),
        (&billion, "it has a document type"),
        (&format!("<!doctype svg>{}", svg("")), "it has a document type"),
        (
            &format!("<?xml version=\"1.0\" encoding=\"ISO-2022-JP\"?>{}", svg("")),
            "it says that it is not UTF-8",
        ),
        (&format!("<?xml version='1.0'?><?php ?>{}", svg("")), "it has a processing instruction"),
    ] {
        let found = check(text).expect_err(text);
        assert!(found.contains(why), "{text}: {found}");
    }
    assert_eq!(svg::check(b"<svg>\xff</svg>"), Err("it is not UTF-8".to_owned()));
    let utf16: Vec<u8> = svg("").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(svg::check(&utf16).is_err());
}

#[test]
fn neither_depth_nor_number_nor_use_exhausts_anybody() {
    let deep = |n: usize| svg(&("<g>".repeat(n) + &"</g>".repeat(n)));
    assert_eq!(check(&deep(60)), Ok(()));
    for n in [64, 200_000] {
        assert!(
            check(&deep(n)).is_err_and(|why| why.contains("deep") || why.contains("no XML")),
            "{n}"
        );
    }
    assert!(check(&svg(&"<g/>".repeat(400_000))).is_err_and(|why| why.contains("no XML")));
    let level = |n: usize| {
        let uses = format!("<use href=\"#a{}\"/>", n.saturating_sub(1)).repeat(if n == 0 {
            0
        } else {
            10
        });
        format!("<g id=\"a{n}\">{uses}</g>")
    };
    let laughs = |n: usize| svg(&(0..n).map(level).collect::<String>());
    assert_eq!(check(&laughs(4)), Ok(()));
    assert!(check(&laughs(8)).is_err_and(|why| why.starts_with("it draws ")));
    assert!(check(&laughs(3000)).is_err_and(|why| why.contains("chain of more than 8")));
    for circle in [
        "<g id=\"a\"><use href=\"#a\"/></g>",
        "<g id=\"a\" fill=\"url(#b)\"/><g id=\"b\" fill=\"url(#a)\"/>",
    ] {
        assert!(check(&svg(circle)).is_err_and(|why| why.contains("circle")), "{circle}");
    }
}

/// A run with these files in `pictures/`.
fn run(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Store, RunFolder) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    let run = store.run("00ff");
    std::fs::create_dir_all(run.path().join("pictures")).unwrap();
    for (name, bytes) in files {
        std::fs::write(run.path().join("pictures").join(name), bytes).unwrap();
    }
    (folder, store, run)
}

#[test]
fn only_regular_files_of_the_folder_are_read() {
    let picture = svg("<g/>");
    let large = svg(&" ".repeat(3_000_000));
    let (outer, _, run) = run(&[("a-1.svg", picture.as_bytes()), ("large.svg", large.as_bytes())]);
    let pictures = run.path().join("pictures");
    std::os::unix::fs::symlink("/etc/passwd", pictures.join("link.svg")).unwrap();
    std::os::unix::fs::symlink("a-1.svg", pictures.join("near.svg")).unwrap();
    std::fs::create_dir(pictures.join("folder.svg")).unwrap();
    let fifo =
        std::process::Command::new("mkfifo").arg(pictures.join("fifo.svg")).status().unwrap();
    assert!(fifo.success());
    assert_eq!(run.picture("a-1.svg"), Ok(picture.clone().into_bytes()));
    for (file, refused) in [
        ("large.svg", Refused::Size { limit: LARGEST }),
        ("link.svg", Refused::NotRegular),
        ("near.svg", Refused::NotRegular),
        ("folder.svg", Refused::NotRegular),
        ("fifo.svg", Refused::NotRegular),
        ("none.svg", Refused::Missing),
    ] {
        assert_eq!(run.picture(file), Err(refused), "{file}");
    }
    for name in [
        "../x.svg",
        "/etc/x.svg",
        "A.svg",
        ".svg",
        "a.svg\n",
        "a.b.svg",
        "a_b.svg",
        "a.png",
        "",
        "é.svg",
    ] {
        assert_eq!(run.picture(name), Err(Refused::Name), "{name:?}");
    }
    assert_eq!(run.picture(&("a".repeat(200) + ".svg")), Err(Refused::Name));
    // the folder itself leads elsewhere
    std::fs::rename(&pictures, outer.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink(outer.path().join("elsewhere"), &pictures).unwrap();
    assert_eq!(run.picture("a-1.svg"), Err(Refused::NotRegular));
}

#[test]
fn a_picture_that_changed_is_not_shown() {
    let first = svg("<g/>");
    let (_outer, store, run) = run(&[("a.svg", first.as_bytes())]);
    let picture =
        Picture { file: "a.svg".into(), caption: String::new(), sha256: sha256(first.as_bytes()) };
    assert_eq!(store.picture("00ff", &picture), Ok(first.clone().into_bytes()));
    for id in ["", "../runs/00ff", "00fe"] {
        assert_eq!(store.picture(id, &picture), Err(Refused::Missing), "{id}");
    }
    std::fs::write(run.path().join("pictures/a.svg"), svg("")).unwrap();
    assert_eq!(store.picture("00ff", &picture), Err(Refused::Changed));
    // results that were made to fit what they show are not believed either
    let hostile = svg("<script/>");
    std::fs::write(run.path().join("pictures/a.svg"), &hostile).unwrap();
    let picture = Picture { sha256: sha256(hostile.as_bytes()), ..picture };
    assert!(matches!(store.picture("00ff", &picture), Err(Refused::Content { .. })));
}

#[test]
fn the_list_is_read_and_what_else_is_in_it_skipped() {
    let full = br#"{"version": 1, "files": [{"file": "a.svg", "caption": "A", "more": []}], "probes": {"x": [1]}}"#;
    assert_eq!(run(&[]).2.listed_pictures(), Ok(Vec::new()));
    let check = |json: &[u8], expected: &str| {
        let (_outer, _, run) = run(&[("pictures.json", json)]);
        let found = run.listed_pictures();
        let found = found.map(|list| {
            list.into_iter().map(|listed| listed.file + "=" + &listed.caption).collect()
        });
        assert_eq!(found.unwrap_or_else(|refused: Refused| vec![refused.to_string()]), [expected]);
    };
    check(full, "a.svg=A");
    check(b"{", "it is no list of pictures: EOF while parsing an object at line 1 column 1");
    check(
        br#"{"files": 3}"#,
        "it is no list of pictures: invalid type: integer `3`, expected a sequence at line 1 column 11",
    );
    let deep = [br#"{"more": "#.as_slice(), &b"[".repeat(100_000)].concat();
    check(&deep, "it is no list of pictures: EOF while parsing a list at line 1 column 100009");
}
