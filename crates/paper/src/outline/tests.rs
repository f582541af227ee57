use super::*;
use Role::*;

#[test]
fn headings_tell_what_a_section_is_for() {
    let check = |role: Role, titles: &[&str]| {
        for title in titles {
            assert_eq!(self::role(title, None), role, "{title}");
        }
    };
    check(
        Introduction,
        &["Introduction", "INTRODUCTION", "Introduction and Motivation", "Statement of Need"],
    );
    check(
        Related,
        &[
            "Related Work",
            "Related Works",
            "RELATED WORK",
            "Background and Related Work",
            "Prior Work",
            "Literature Review",
        ],
    );
    check(
        Background,
        &[
            "Preliminaries",
            "Background",
            "Problem Formulation",
            "Notation and Problem Setup",
            "Task Definition",
        ],
    );
    check(
        Method,
        &[
            "Method",
            "Methodology",
            "Approach",
            "Our Approach",
            "Proposed Framework",
            "The Proposed Method",
            "Model Architecture",
            "Training Objective",
            "Convergence Analysis",
            "Theoretical Analysis",
            "Pre-training",
        ],
    );
    check(
        Experiments,
        &[
            "Experiments",
            "EXPERIMENTAL SETUP",
            "Experimental Results",
            "Results",
            "Results and Discussion",
            "Evaluation",
            "Implementation Details",
            "Datasets",
            "Comparison with State-of-the-Art",
            "Empirical Study",
            "Main Results",
            "Qualitative Results",
            "Experiments and Analysis",
            "Performance Comparison",
            "TESTS",
        ],
    );
    check(
        Ablation,
        &[
            "Ablation Study",
            "Ablations",
            "ABLATION STUDIES",
            "Analysis of Grouping",
            "Ablation and Analysis",
            "Sensitivity Analysis",
            "Analysis",
            "Further Analysis",
            "Effect of Temperature",
            "Experiments: Ablation",
        ],
    );
    check(
        Discussion,
        &["Discussion", "Limitations", "Limitations and Future Work", "Discussion and Limitations"],
    );
    check(
        Conclusion,
        &["Conclusion", "Conclusions and Future Work", "Concluding Remarks", "Summary"],
    );
    check(
        Backmatter,
        &[
            "Acknowledgments",
            "ACKNOWLEDGEMENTS",
            "NeurIPS Paper Checklist",
            "Ethics Statement",
            "Broader Impact",
            "Reproducibility Statement",
            "Author Contributions",
            "Data Availability",
        ],
    );
    check(Appendix, &["Appendix", "Appendices", "Supplementary Material", "Supplemental Material"]);
    check(
        Other,
        &[
            "STRUCTURED VIDEO-LANGUAGE MODELING",
            "Attamba: Attentive SSMs",
            "",
            "Grouped Tokens",
            "Attention:",
        ],
    );
}

#[test]
fn parts_belong_to_what_is_around_them() {
    let check = |title: &str, parent: Role, expected: Role| {
        assert_eq!(role(title, Some(parent)), expected, "{title} in {parent:?}")
    };
    check("Ablations", Experiments, Ablation);
    check("Main Results", Experiments, Experiments);
    check("Training objective", Method, Method);
    check("Implementation details", Method, Method);
    check("Preliminaries", Method, Method);
    check("Analysis of the Loss", Method, Method);
    check("Ablation of the Loss", Method, Ablation);
    check("Experimental Results", Method, Experiments);
    check("Ablation Study", Appendix, Appendix);
    check("Evaluation of attention", Related, Related);
    check("Contributions", Introduction, Introduction);
    check("Related Work", Introduction, Related);
    check("Model", Experiments, Experiments);
    check("Discussion", Experiments, Discussion);
    check("Grouping", Other, Other);
}

#[test]
fn numbers_are_split_from_headings() {
    let check = |line: &str, expected: Option<(&str, &str)>| {
        let found = heading_number(line);
        assert_eq!(
            found.as_ref().map(|(number, rest)| (number.as_str(), *rest)),
            expected,
            "{line}"
        );
    };
    check("3 Method", Some(("3", "Method")));
    check("3. Method", Some(("3", "Method")));
    check("3.2 Foo bar", Some(("3.2", "Foo bar")));
    check("3.2. Foo", Some(("3.2", "Foo")));
    check("  4.1.2\tLosses", Some(("4.1.2", "Losses")));
    check("IV. FOO", Some(("IV", "FOO")));
    check("I. INTRODUCTION", Some(("I", "INTRODUCTION")));
    check("A. Overview", Some(("A", "Overview")));
    check("A.1 Foo", Some(("A.1", "Foo")));
    check("Appendix B: Foo", Some(("B", "Foo")));
    check("Appendix A Details", Some(("A", "Details")));
    check("APPENDIX C. Proofs", Some(("C", "Proofs")));
    check("Section 3: Foo", Some(("3", "Foo")));
    check("1) Groups", Some(("1", "Groups")));
    check("§2 Data", Some(("2", "Data")));
    for line in [
        "",
        "Introduction",
        "A Survey of Tokens",
        "I Think So",
        "3D Object Detection",
        "U.S. Policy",
        "T5 Models",
        "2019 Results",
        "1-layer models",
        "3",
        "3.",
        "Appendix",
        "Appendix details",
        "1.5B parameters",
        "C Programming",
        "..",
        "Ä. Foo",
        "é",
    ] {
        check(line, None);
    }
    assert_eq!(heading_letter("B Proofs"), Some(("B".to_owned(), "Proofs")));
    assert_eq!(heading_letter("a proof"), None);
}

#[test]
fn the_place_names_methods_and_appendices() {
    let section = |level: usize, number: &str, title: &str| Section {
        level,
        number: number.to_owned(),
        title: title.to_owned(),
        ..Section::default()
    };
    let mut sections = vec![
        section(1, "1", "Introduction"),
        section(1, "2", "Related Work"),
        section(1, "3", "Structured Video-Language Modeling"),
        section(2, "3.1", "Inter-clip Spatial Grounding"),
        section(1, "4", "Learning from Captions"),
        section(1, "5", "Experiments"),
        section(2, "5.1", "Zero-shot"),
        section(2, "5.2", "Ablations"),
        section(3, "5.2.1", "Losses"),
        section(1, "6", "Scaling"),
        section(1, "", "Ethics Statement"),
        section(1, "", "More Results"),
        section(1, "A", "Proofs"),
        section(2, "A.1", "Experiments"),
    ];
    let mut notes = Vec::new();
    assign_roles(&mut sections, Some(11), &mut notes);
    let roles: Vec<Role> = sections.iter().map(|section| section.role).collect();
    let expected = [
        Introduction,
        Related,
        Method,
        Method,
        Method,
        Experiments,
        Experiments,
        Ablation,
        Ablation,
        Other,
        Backmatter,
        Appendix,
        Appendix,
        Appendix,
    ];
    assert_eq!(roles, expected);
    assert_eq!(
        notes,
        [
            "sections `Structured Video-Language Modeling`, `Learning from Captions` are taken as method, because of the place in the paper"
        ]
    );
    assign_roles(&mut [], None, &mut notes);
}

#[test]
fn slugs_are_safe_as_file_names() {
    let check = |text: &str, expected: &str| assert_eq!(slug(text), expected, "{text}");
    check("Structured Video/Language: Modeling", "Structured_Video_Language_Modeling");
    check("../../etc/passwd", "etc_passwd");
    check("-rf ~", "rf");
    check("a..b", "a.b");
    check("Ünïcode", "n_code");
    check("日本語", "paper");
    check("", "paper");
    check("...", "paper");
    check("v1.2-final", "v1.2-final");
    assert_eq!(slug(&"long title ".repeat(50)).len(), 100);
}

#[test]
fn the_bibliography_is_known_by_its_heading() {
    for title in ["References", "REFERENCES", "Bibliography:", "Works Cited"] {
        assert!(is_references(title), "{title}");
    }
    for title in ["Reference Model", "Related Work", ""] {
        assert!(!is_references(title), "{title}");
    }
}
