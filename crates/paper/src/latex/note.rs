//! Collects notes about the parts that were left out.

/// Sentences, each once, and not too many.
#[derive(Debug, Default)]
pub(super) struct Notes {
    notes: Vec<String>,
    more: usize,
}

const MOST: usize = 32;
const LONGEST: usize = 240;

impl Notes {
    pub(super) fn add(&mut self, note: impl Into<String>) {
        let mut note: String = note.into();
        if note.len() > LONGEST {
            note.truncate(note.floor_char_boundary(LONGEST));
            note.push('…');
        }
        if self.notes.contains(&note) {
            return;
        }
        if self.notes.len() == MOST {
            self.more += 1;
        } else {
            self.notes.push(note);
        }
    }

    pub(super) fn into_vec(self) -> Vec<String> {
        let mut notes = self.notes;
        if self.more > 0 {
            notes.push(format!("{} more remarks of this kind", self.more));
        }
        notes
    }
}
