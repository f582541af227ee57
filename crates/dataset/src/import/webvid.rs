//! WebVid: tables of `videoid`, `contentUrl`, `duration`, `page_dir`, `name`, in any order.

use super::{Error, lists::Lists, note::Place::Line, source::Source};
use crate::{item::Item, manifest::Part};

/// The file of a video is `page_dir/videoid`; where the folder lacks `page_dir`, any file of that
/// name.
pub(super) fn read(sources: &[Source], lists: &mut Lists) -> Result<(), Error> {
    for source in sources {
        let part = source.part().unwrap_or(Part::Train);
        source.rows(["videoid", "name"], ["page_dir"], |line, [id, text], [folder]| {
            if id.is_empty() {
                lists.note(source, "a line without a video, left out", Line(line));
            } else if let Some(caption) = lists.caption(source, text, Line(line)) {
                let path = if folder.is_empty() { id.to_owned() } else { format!("{folder}/{id}") };
                lists.add(source, 0, part, &[&path], Item::captioned(vec![caption]));
            }
        })?;
    }
    Ok(())
}
