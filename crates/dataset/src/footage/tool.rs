//! `ffmpeg` and `ffprobe` as child processes: without a shell, with bounded output and a limit of
//! time.

use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::error::Error;

/// Containers of one file. Playlists, image sequences, lists of files and devices are not among
/// them: a stranger's file must not make us open others.
const CONTAINERS: &str = "mov,matroska,avi,flv,asf,mpeg,mpegts,mpegvideo,m4v,h264,hevc,ogg,gif,ivf,nut,dv,rm,mxf,\
    yuv4mpegpipe";

/// No single piece of memory larger than this, in bytes, for a hostile header.
const MOST_MEMORY: &str = "1073741824";

const SIGKILL: i32 = 9;

/// The output of a program.
pub(super) struct Output {
    /// Its standard output.
    pub(super) bytes: Vec<u8>,
    /// Whether it wrote more than was allowed; the rest is lost.
    pub(super) overflow: bool,
    /// Its messages about the file.
    pub(super) complaints: Complaints,
    /// How it ended.
    pub(super) status: ExitStatus,
}

/// Messages of a program about the file.
#[derive(Default)]
pub(super) struct Complaints {
    /// The first error. By itself harmless: decoders call errors what they repair without loss.
    pub(super) first: Option<String>,
    /// The first sign that data is missing or that a picture is partly made up.
    pub(super) damage: Option<String>,
    /// A sign that the program itself was built without something.
    pub(super) lack: Option<String>,
}

impl Complaints {
    fn read(from: impl Read) -> Self {
        let mut complaints = Self::default();
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        // a line without end is taken in pieces
        while matches!((&mut from).take(4096).read_until(b'\n', &mut line), Ok(length) if length > 0)
        {
            complaints.note(&String::from_utf8_lossy(&line));
            line.clear();
        }
        complaints
    }

    fn note(&mut self, line: &str) {
        let (message, is_error) = message(line);
        let is = |signs: &str| signs.split(", ").any(|sign| message.contains(sign));
        if is("corrupt decoded frame, corrupt input packet, ended prematurely, partial file") {
            self.damage.get_or_insert_with(|| message.to_owned());
        }
        if is("Decoder not found, no decoder found, Decoder (codec, Unrecognized option, \
               Cannot allocate memory")
        {
            self.lack.get_or_insert_with(|| message.to_owned());
        }
        if is_error && !message.is_empty() {
            self.first.get_or_insert_with(|| message.to_owned());
        }
    }
}

/// The message of a line such as `[h264 @ 0x55] [error] no frame!`, and whether it is an error.
fn message(line: &str) -> (&str, bool) {
    let mut rest = line.trim();
    let mut is_error = false;
    while let Some((tag, after)) = rest.strip_prefix('[').and_then(|tagged| tagged.split_once(']'))
    {
        is_error |= matches!(tag, "error" | "fatal" | "panic");
        rest = after.trim_start();
    }
    let rest = rest
        .strip_prefix("file:")
        .and_then(|named| named.split_once(": "))
        .map_or(rest, |(_, message)| message);
    (rest, is_error)
}

/// The arguments that name the input, the same for both programs.
pub(super) fn input(path: &Path) -> Vec<OsString> {
    let limits =
        format!("-protocol_whitelist file -format_whitelist {CONTAINERS} -max_pixels 67108864 -i");
    limits.split(' ').map(OsString::from).chain([name(path)]).collect()
}

/// A file's name as an argument: with the prefix it cannot be taken for an option, another protocol
/// or a pattern.
pub(super) fn name(path: &Path) -> OsString {
    let mut name = OsString::from("file:");
    name.push(path);
    name
}

/// Runs a program on a video and waits for it.
pub(super) fn run<A: AsRef<OsStr>>(
    program: &'static str,
    arguments: &[A],
    path: &Path,
    most: usize,
    limit: Duration,
) -> Result<Output, Error> {
    let mut child = Command::new(program)
        .args(["-v", "level+warning", "-max_alloc", MOST_MEMORY])
        .args(arguments)
        .env_remove("FFREPORT")
        .env_remove("AV_LOG_FORCE_COLOR")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|source| Error::NoProgram { program, source })?;
    let stdout = child.stdout.take().expect("invariant: piped above");
    let stderr = child.stderr.take().expect("invariant: piped above");
    let end = Instant::now() + limit;
    thread::scope(|scope| {
        let (done, finished) = mpsc::channel();
        let also_done = done.clone();
        let written = scope.spawn(move || {
            let written = read_at_most(stdout, most);
            let _ = done.send(());
            written
        });
        let reader = scope.spawn(move || {
            let complaints = Complaints::read(stderr);
            let _ = also_done.send(());
            complaints
        });
        let late = (0..2)
            .any(|_| finished.recv_timeout(end.saturating_duration_since(Instant::now())).is_err());
        if late {
            let _ = child.kill();
        }
        let status = child.wait().map_err(|source| Error::NoProgram { program, source })?;
        let (bytes, overflow) = written.join().expect("invariant: reading does not panic");
        let complaints = reader.join().expect("invariant: reading does not panic");
        if late {
            return Err(Error::TimedOut { program, path: path.to_owned(), limit });
        }
        if status.signal() == Some(SIGKILL) {
            return Err(Error::Killed { program, path: path.to_owned() });
        }
        if let Some(reason) = complaints.lack {
            return Err(Error::NoDecoder { path: path.to_owned(), reason });
        }
        Ok(Output { bytes, overflow, complaints, status })
    })
}

fn read_at_most(mut from: impl Read, most: usize) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    let _ = (&mut from).take(most as u64).read_to_end(&mut bytes);
    let overflow = matches!(from.read(&mut [0]), Ok(1));
    (bytes, overflow)
}

/// The first line of what `ffmpeg -version` prints.
pub(super) fn version() -> Result<String, Error> {
    let no_program = |source| Error::NoProgram { program: "ffmpeg", source };
    let output =
        Command::new("ffmpeg").arg("-version").stdin(Stdio::null()).output().map_err(no_program)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().next().unwrap_or_default().trim();
    if line.is_empty() {
        return Err(no_program(io::Error::other("it does not tell its version")));
    }
    Ok(line.chars().take(200).collect())
}

#[cfg(test)]
mod tests {
    use foundation::Hint;

    use super::*;

    #[test]
    fn a_line_is_split_into_tags_and_message() {
        let check = |line, expected| assert_eq!(message(line), expected, "{line}");
        check("[h264 @ 0x55] [error] no frame!\n", ("no frame!", true));
        check(
            "[warning] file:a: b.mp4: corrupt decoded frame in stream 0",
            ("b.mp4: corrupt decoded frame in stream 0", false),
        );
        check("[error] file:a.mp4: Invalid data", ("Invalid data", true));
        check("[unclosed", ("[unclosed", false));
        check("", ("", false));
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        if version().is_err() {
            return;
        }
        let endless = ["-re", "-f", "lavfi", "-i", "testsrc", "-f", "null", "-"];
        let outcome = run("ffmpeg", &endless, Path::new("x"), 10, Duration::from_millis(300));
        assert!(matches!(outcome, Err(Error::TimedOut { .. })));
    }

    #[test]
    fn an_absent_program_says_what_to_install() {
        let error =
            run("ffmpeg-that-is-not-there", &["x"], Path::new("x"), 10, Duration::from_secs(1))
                .err()
                .unwrap();
        assert!(error.hint().unwrap().starts_with("install ffmpeg"), "{error}");
    }

    #[test]
    fn reading_is_bounded() {
        assert_eq!(read_at_most(&b"abcdef"[..], 3), (b"abc".to_vec(), true));
        assert_eq!(read_at_most(&b"abc"[..], 3), (b"abc".to_vec(), false));
    }
}
