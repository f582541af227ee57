//! The decoded frames of one video as a file that is mapped into memory.
//!
//! All numbers are little-endian.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `ablreel1` |
//! | 4, 4, 4 | number of frames, height, width |
//! | 8, 8 | number of frames of the video; when it ends, in seconds |
//! | 4, 8 for each frame | its number in the video; when it is shown, in seconds |
//! | 32 | SHA-256 of all before |
//! | height × width × 3 for each frame | red, green, blue |

use std::fs::File;
use std::path::Path;

use memmap2::Mmap;
use sha2::{Digest, Sha256};

use super::write_whole;
use crate::footage::Film;
use crate::footage::error::Error;

const MAGIC: &[u8; 8] = b"ablreel1";
const FIXED: usize = 8 + 3 * 4 + 2 * 8;
const SEAL: usize = 32;

/// The decoded frames of one video.
#[derive(Debug)]
pub struct Reel {
    map: Mmap,
    /// Where the first frame begins.
    start: usize,
    n_frames: usize,
    height: usize,
    width: usize,
    native_frames: usize,
    end: f64,
}

impl Reel {
    /// Opens a file; none if there is none, or if it is not as it was written.
    pub(super) fn open(path: &Path) -> Option<Self> {
        let file = File::open(path).ok()?;
        // SAFETY: a mapping is sound as long as nobody changes or shortens the file. Files of the
        // cache are written under another name, flushed, and renamed when complete; after that they
        // are only ever opened for reading or to set their time, and are removed by unlinking,
        // which leaves a mapping as it is.
        #[expect(unsafe_code, reason = "mapping a file has no safe form; the argument is above")]
        let map = unsafe { Mmap::map(&file) }.ok()?;
        Self::read(map)
    }

    fn read(map: Mmap) -> Option<Self> {
        let mut rest = map.strip_prefix(MAGIC)?;
        let n_frames = u32::from_le_bytes(take(&mut rest)?) as usize;
        let height = u32::from_le_bytes(take(&mut rest)?) as usize;
        let width = u32::from_le_bytes(take(&mut rest)?) as usize;
        let native_frames = usize::try_from(u64::from_le_bytes(take(&mut rest)?)).ok()?;
        let end = f64::from_le_bytes(take(&mut rest)?);
        let sealed = n_frames.checked_mul(12)?.checked_add(FIXED)?;
        let start = sealed.checked_add(SEAL)?;
        let pixels = height.checked_mul(width)?.checked_mul(3)?.checked_mul(n_frames)?;
        let whole = start.checked_add(pixels)? == map.len();
        let sound =
            whole && n_frames > 0 && Sha256::digest(&map[..sealed])[..] == map[sealed..start];
        sound.then_some(Self { map, start, n_frames, height, width, native_frames, end })
    }

    /// Number of frames.
    pub fn n_frames(&self) -> usize {
        self.n_frames
    }

    /// Height of a frame in pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Width of a frame in pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of frames that the video, or the part of it that is meant, has itself.
    pub fn native_frames(&self) -> usize {
        self.native_frames
    }

    /// When the video, or the part of it that is meant, ends, in seconds from the start of the
    /// file.
    pub fn end(&self) -> f64 {
        self.end
    }
}

/// What there is of frame `i`.
///
/// # Panics
/// If there are not more than `i` frames.
impl Reel {
    /// Which frame of the video, or of the part of it that is meant, it is.
    pub fn native_index(&self, i: usize) -> usize {
        u32::from_le_bytes(self.about(i, 0)) as usize
    }

    /// When it is shown, in seconds from the start of the file.
    pub fn time(&self, i: usize) -> f64 {
        f64::from_le_bytes(self.about(i, 4))
    }

    /// Its rows from the top, pixels from the left, each a red, a green and a blue byte.
    pub fn frame(&self, i: usize) -> &[u8] {
        assert!(i < self.n_frames, "frame {i} of {}", self.n_frames);
        let stride = self.height * self.width * 3;
        &self.map[self.start + i * stride..][..stride]
    }

    fn about<const N: usize>(&self, i: usize, offset: usize) -> [u8; N] {
        assert!(i < self.n_frames, "frame {i} of {}", self.n_frames);
        let mut rest = &self.map[FIXED + i * 12 + offset..];
        take(&mut rest).expect("invariant: the length was checked when the file was opened")
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*first)
}

/// Writes a file; gives its length in bytes.
pub(super) fn write(path: &Path, film: &Film) -> Result<u64, Error> {
    let header = header(film);
    let seal = Sha256::digest(&header);
    write_whole(path, &[&header, &seal, &film.frames.bytes])?;
    Ok((header.len() + seal.len() + film.frames.bytes.len()) as u64)
}

fn header(film: &Film) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    for number in [film.indices.len() as u32, film.frames.height, film.frames.width] {
        header.extend(number.to_le_bytes());
    }
    header.extend((film.stream.len() as u64).to_le_bytes());
    header.extend(film.stream.end().to_le_bytes());
    for index in &film.indices {
        header.extend((*index as u32).to_le_bytes());
        header.extend(film.stream.time(*index).to_le_bytes());
    }
    header
}
