//! WebVid: tables of `videoid`, `contentUrl`, `duration`, `page_dir`, `name`, in any order.

use super::{Error, lists::Lists, source::Source};
use crate::{item::Item, manifest::Part};

/// The file of a video is `page_dir/videoid`; where the folder lacks `page_dir`, any file of that
/// name.
pub(super) fn read(sources: &[Source], lists: &mut Lists) -> Result<(), Error> {
    for source in sources {
        let part = source.part().unwrap_or(Part::Train);
        source.rows(["videoid", "name"], ["page_dir"], |line, [id, text], [folder]| {
            if id.is_empty() {
                lists.notes.entry(
                    &source.path,
                    "a line without a video, left out",
                    format_args!("line {line}"),
                );
                return;
            }
            let Some(caption) = lists.caption(source, text, format_args!("line {line}")) else {
                return;
            };
            let path = if folder.is_empty() { id.to_owned() } else { format!("{folder}/{id}") };
            lists.add(
                source,
                0,
                part,
                &[&path],
                Item { captions: vec![caption], ..Item::default() },
            );
        })?;
    }
    Ok(())
}
