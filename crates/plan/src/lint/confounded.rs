//! Items that change two things at once.

use crate::words::is_in;

/// Words that begin a change.
const CHANGES: &str = "remove removing replace replacing add adding disable disabling";

/// *replace A with B and remove C*: two changes, each with its own object.
pub(super) fn is_confounded(text: &str) -> bool {
    let text = text.to_lowercase().replace(',', " , ").replace(';', " ; ").replace('+', " + ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some((first, rest)) = words.split_first() else { return false };
    let is_next = |(at, window): (usize, &[&str])| {
        let [joint, change, object] = window else { return false };
        let is_joint = ["and", ",", ";", "+", "then", "while", "&"].contains(joint);
        // *remove A and replace it with B* is one change
        at > 0
            && is_joint
            && is_in(CHANGES, change)
            && !is_in("it them with by its this and", object)
    };
    is_in(CHANGES, first) && rest.windows(3).enumerate().any(is_next)
}
