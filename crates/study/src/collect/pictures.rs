//! The pictures that a run left.

use foundation::digest::sha256;

use crate::results::Record;
use crate::store::picture::{LONGEST_NAME, Listed, MOST};
use crate::store::{Picture, Refused, RunFolder};

/// Longest caption that is kept, in characters.
const LONGEST: usize = 500;

/// Takes over the pictures that a finished run left; of one that is left out, a note says why.
pub(super) fn collect(record: &mut Record, folder: &RunFolder) {
    record.pictures.clear();
    if !record.status.is_finished() {
        return;
    }
    let listed = match folder.listed_pictures() {
        Ok(listed) => listed,
        Err(refused) => {
            record.notes.push(format!("its pictures are left out: of `pictures.json`, {refused}"));
            return;
        }
    };
    if listed.len() > MOST {
        let n = listed.len();
        record.notes.push(format!("it lists {n} pictures, of which the first {MOST} are taken"));
    }
    for Listed { file, caption } in listed.into_iter().take(MOST) {
        let is_known = record.pictures.iter().any(|picture| picture.file == file);
        match if is_known { Err(Refused::Twice) } else { folder.picture(&file) } {
            Ok(bytes) => {
                let caption = caption.chars().take(LONGEST).collect();
                record.pictures.push(Picture { file, caption, sha256: sha256(&bytes) });
            }
            Err(refused) => {
                let file: String = file.chars().take(LONGEST_NAME).collect();
                record.notes.push(format!("its picture `{file}` is left out: {refused}"));
            }
        }
    }
}

#[cfg(test)]
mod tests;
