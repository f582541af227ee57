//! How much a picture draws: an element that is used ten times, by one that is used ten times, and
//! so on, would keep a browser busy for ever.

use std::collections::HashMap;

use roxmltree::{Document, Node};

/// Most elements that are drawn, each as often as it is used.
const DRAWN: u64 = 1_000_000;
/// Longest chain of references.
const LONGEST: usize = 8;

/// Whether all references together draw so much as a browser can draw at once.
///
/// # Errors
/// That they do not.
pub(super) fn check(document: &Document) -> Result<(), String> {
    let mut named = HashMap::new();
    for node in document.descendants() {
        if let Some(id) = node.attribute("id") {
            named.entry(id).or_insert(node);
        }
    }
    let mut drawn = Drawn { named, known: HashMap::new() };
    let all = drawn.below(document.root_element(), 0)?.elements;
    if all > DRAWN {
        Err(format!("it draws {all} elements, each as often as it is used"))
    } else {
        Ok(())
    }
}

/// The number of elements that an element draws, and the longest chain of references from it.
#[derive(Clone, Copy)]
struct Cost {
    elements: u64,
    chain: usize,
}

struct Drawn<'a> {
    named: HashMap<&'a str, Node<'a, 'a>>,
    known: HashMap<&'a str, Cost>,
}

impl<'a> Drawn<'a> {
    /// The number of elements drawn by an element that is reached by so many references.
    fn below(&mut self, node: Node<'a, 'a>, reached: usize) -> Result<Cost, String> {
        let mut all = Cost { elements: 0, chain: 0 };
        for element in node.descendants().filter(Node::is_element) {
            all.elements = all.elements.saturating_add(1);
            for name in element
                .attributes()
                .flat_map(|attribute| references(attribute.name(), attribute.value()))
            {
                let cost = self.named(name, reached + 1)?;
                all.elements = all.elements.saturating_add(cost.elements);
                all.chain = all.chain.max(cost.chain + 1);
            }
        }
        Ok(all)
    }

    fn named(&mut self, name: &'a str, reached: usize) -> Result<Cost, String> {
        // of what would be unescaped elsewhere it is not known what it names
        if name.contains('%') {
            return Err("it refers to a name with `%`".to_owned());
        }
        let known = self.known.get(name).copied();
        // a circle is a chain without end
        if reached + known.map_or(0, |cost| cost.chain) > LONGEST {
            return Err(format!("its references form a circle, or a chain of more than {LONGEST}"));
        }
        let cost = match (known, self.named.get(name).copied()) {
            (Some(cost), _) => cost,
            (None, Some(node)) => self.below(node, reached)?,
            (None, None) => Cost { elements: 0, chain: 0 },
        };
        self.known.insert(name, cost);
        Ok(cost)
    }
}

/// Names of the elements that an attribute refers to.
fn references<'a>(name: &str, value: &'a str) -> impl Iterator<Item = &'a str> {
    let whole = value.strip_prefix('#').filter(|_| name.eq_ignore_ascii_case("href"));
    let end = |c: char| matches!(c, ')' | '"' | '\'') || c.is_whitespace();
    whole.into_iter().chain(value.split('(').skip(1).filter_map(move |after| {
        let after = after.trim_start().trim_start_matches(['"', '\'']).strip_prefix('#')?;
        after.split(end).next()
    }))
}
