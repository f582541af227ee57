//! Follows an event file while a subject writes it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;

use subject::{Event, Line};

/// The end of an event file, from where it ended when the attempt began.
pub(super) struct Tail {
    path: PathBuf,
    offset: u64,
    file: Option<File>,
    rest: Vec<u8>,
    /// Whether this attempt has said `started`.
    pub(super) started: bool,
    /// Whether this attempt has said `finished`.
    pub(super) finished: bool,
}

impl Tail {
    /// From the present end of the file on; there may be no file.
    pub(super) fn new(path: PathBuf) -> Self {
        let offset = std::fs::metadata(&path).map_or(0, |metadata| metadata.len());
        Self { path, offset, file: None, rest: Vec::new(), started: false, finished: false }
    }

    /// Passes on what has been written since the last call. What cannot be read is passed over
    /// here; it is judged when the run has ended.
    pub(super) fn read(&mut self, on: &mut dyn FnMut(&Event)) {
        if self.file.is_none() {
            self.file = File::open(&self.path)
                .ok()
                .filter(|mut file| file.seek(SeekFrom::Start(self.offset)).is_ok());
        }
        let Some(file) = &mut self.file else { return };
        // whatever could be read before an error has been appended
        let _ = file.read_to_end(&mut self.rest);
        let whole = self.rest.iter().rposition(|&byte| byte == b'\n').map_or(0, |last| last + 1);
        let lines: Vec<u8> = self.rest.drain(..whole).collect();
        for line in lines.split(|&byte| byte == b'\n') {
            let Ok(Line { event, .. }) = serde_json::from_slice(line) else { continue };
            match event {
                Event::Started { .. } => (self.started, self.finished) = (true, false),
                Event::Finished { .. } => self.finished = true,
                _ => {}
            }
            on(&event);
        }
    }
}
