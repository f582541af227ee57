use super::{MOST_WORDS, Tagger, noun_phrases, words};

fn check(sentence: &str, expected: &[&str]) {
    assert_eq!(noun_phrases(&Tagger::new(), sentence), expected, "{sentence}");
}

#[test]
fn determiners_possessives_and_pronouns_are_left_out() {
    check("A man is playing the guitar on stage.", &["man", "guitar", "stage"]);
    check("He shows someone his new car", &["new car"]);
    check("two girls talk to each other", &["two girls"]);
    check("it is about her", &[]);
    check("", &[]);
    check("...!?", &[]);
}

#[test]
fn adjectives_numbers_and_compounds_belong_to_the_noun() {
    check("a black and white dog eats ice cream", &["black and white dog", "ice cream"]);
    check("two women share a slice of pizza", &["two women", "slice", "pizza"]);
    check("a man with a very red nose", &["man", "very red nose"]);
    check("a large, old house", &["large, old house"]);
    check("a girl in a t-shirt does the high-jump", &["girl", "t-shirt", "high-jump"]);
    check("salt, pepper and olive oil", &["salt", "pepper", "olive oil"]);
}

#[test]
fn an_owner_belongs_to_the_phrase_with_any_apostrophe_or_none() {
    check("a person's hands kneading dough", &["person's hands", "dough"]);
    check("a person\u{2019}s hands", &["person's hands"]);
    check("this is about a young boy s photo shoot", &["young boy s photo shoot"]);
    check("while it s raining", &[]);
}

#[test]
fn words_that_are_verbs_and_nouns_are_told_apart_by_their_neighbours() {
    check("a boy plays drums", &["boy", "drums"]);
    check("three plays of a team", &["three plays", "team"]);
    check("people dance at the dance show", &["people", "dance show"]);
    check("a man and a woman cook dinner", &["man", "woman", "dinner"]);
    check("a man shows how to open a box", &["man", "box"]);
    check("an open box", &["open box"]);
    check("a child in pink watches the birds", &["child", "birds"]);
    check("close up of a rose with water drops", &["rose", "water drops"]);
}

#[test]
fn forms_in_ing_and_ed_describe_a_noun_or_are_verbs() {
    check("a woman is mixing food in a mixing bowl", &["woman", "food", "mixing bowl"]);
    check(
        "children are building a sandcastle beside the building",
        &["children", "sandcastle", "building"],
    );
    check("a computer generated figure talks", &["computer generated figure"]);
    check("a man dressed as a woman", &["man", "woman"]);
}

#[test]
fn an_unknown_word_between_two_phrases_is_a_verb() {
    check("a chef juliennes the carrots", &["chef", "carrots"]);
    check("someone blorps", &[]);
    check("the blorps are red", &["blorps"]);
}

#[test]
fn a_time_or_a_place_in_front_is_no_thing() {
    check("a dog barks three times in front of a house", &["dog", "house"]);
}

#[test]
fn a_text_without_end_is_cut() {
    let long = "dog,".repeat(100_000);
    assert_eq!(words(&long).len(), MOST_WORDS);
    assert_eq!(words(&"and plays ".repeat(100_000)).len(), MOST_WORDS);
}

#[test]
fn other_scripts_and_marks_do_no_harm() {
    check("\u{130}stanbul \u{df} 'S", &["i\u{307}stanbul \u{df}"]);
    for text in [
        "''s's",
        "'",
        "-",
        "a-'.",
        "\u{1f600}'s",
        "é's ñ-",
        "\u{200d}",
        "我喜欢 a 猫",
        "s",
        "'s dog",
    ] {
        let phrases = noun_phrases(&Tagger::new(), text);
        assert!(phrases.iter().all(|phrase| !phrase.trim().is_empty()), "{text}: {phrases:?}");
    }
}
