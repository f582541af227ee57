//! Frames into a video file.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use foundation::file::rename;

use super::error::Error;

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
    let half = path.with_extension("part.mp4");
    let (size, rate) = (format!("{width}x{height}"), frames_per_second.to_string());
    let input = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", &size, "-r", &rate, "-i", "pipe:0"];
    let output = [
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "12", "-pix_fmt", "yuv420p", "-threads",
        "1",
    ];
    let mut name = std::ffi::OsString::from("file:");
    name.push(&half);
    let mut child = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(input)
        .args(output)
        .arg(name)
        .env_remove("FFREPORT")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|source| Error::NoProgram { program: "ffmpeg", source })?;
    let mut pipe = child.stdin.take().expect("invariant: piped above");
    // an encoder that ends early breaks the pipe; its message is reported below
    let _ = frames.into_iter().try_for_each(|frame| pipe.write_all(&frame));
    drop(pipe);
    let ended = child
        .wait_with_output()
        .map_err(|source| Error::NoProgram { program: "ffmpeg", source })?;
    if !ended.status.success() {
        let _ = std::fs::remove_file(&half);
        let message =
            String::from_utf8_lossy(&ended.stderr).trim().chars().take(500).collect::<String>();
        return Err(Error::file("write", path)(std::io::Error::other(message)));
    }
    let flushed = std::fs::File::open(&half).and_then(|file| file.sync_all());
    flushed.and_then(|()| rename(&half, path)).map_err(Error::file("write", path))
}
