//! Frames into a video file.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use foundation::file::rename;

use super::error::Error;
use super::tool;
use crate::FileError;

/// Writes an MP4 file (H.264) of frames of one size; a file of that name is replaced.
///
/// # Shapes
/// - frames: each `[height, width, 3]` bytes, red, green and blue; `height` and `width` are even
///
/// # Errors
/// [`Error::NoProgram`] if `ffmpeg` cannot be started, [`Error::File`] if it does not write the
/// file.
pub fn encode(
    path: &Path,
    [height, width]: [usize; 2],
    frames_per_second: u32,
    frames: impl IntoIterator<Item = Vec<u8>>,
) -> Result<(), Error> {
    let failed = FileError::of("write", path);
    let half = path.with_extension("part.mp4");
    let no_program = |source| Error::NoProgram { program: "ffmpeg", source };
    let options = format!(
        "-v error -nostdin -y -f rawvideo -pix_fmt rgb24 -s {width}x{height} -r {frames_per_second} -i pipe:0 \
         -c:v libx264 -preset veryfast -crf 12 -pix_fmt yuv420p -threads 1"
    );
    let mut child = Command::new("ffmpeg")
        .args(options.split(' '))
        .arg(tool::name(&half))
        .env_remove("FFREPORT")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(no_program)?;
    let mut pipe = child.stdin.take().expect("invariant: piped above");
    // an encoder that ends early breaks the pipe; its message is reported below
    let _ = frames.into_iter().try_for_each(|frame| pipe.write_all(&frame));
    drop(pipe);
    let ended = child.wait_with_output().map_err(no_program)?;
    if !ended.status.success() {
        let _ = std::fs::remove_file(&half);
        let message: String =
            String::from_utf8_lossy(&ended.stderr).trim().chars().take(500).collect();
        return Err(failed(std::io::Error::other(message)).into());
    }
    let flushed = std::fs::File::open(&half).and_then(|file| file.sync_all());
    Ok(flushed.and_then(|()| rename(&half, path)).map_err(failed)?)
}
