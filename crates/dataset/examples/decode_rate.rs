//! How fast frames come: `cargo run --release -p dataset --example decode_rate -- FILE…`
//!
//! For each file: frames of the video that are passed per CPU-second of the decoder, to get 16
//! frames of 224 pixels, in one pass and by jumping to key frames; and what a reel costs that is
//! kept already.

use std::error::Error;
use std::fs;
use std::io::{Write, stdout};
use std::path::Path;
use std::time::Instant;

use dataset::footage::decode::{Way, attempt};
use dataset::footage::{Cache, Recipe, pick, probe};

const RECIPE: Recipe = Recipe { side: 224, frames: 16 };

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let cache = Cache::open(folder.path(), 1 << 30)?;
    let mut out = stdout().lock();
    writeln!(
        out,
        "{:24} {:>6} {:>5} | CPU ms: probe, one pass, jumps, cheapest, all frames | reel: made ms, kept µs",
        "file", "frames", "keys"
    )?;
    for name in std::env::args().skip(1) {
        let path = Path::new(&name);
        let stream = probe::probe(path, None)?;
        let keys = (0..stream.len()).filter(|frame| stream.is_key(*frame)).count();
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        write!(out, "{file:24} {:6} {keys:5} |", stream.len())?;
        write!(out, " {:6.0}", cpu(|| probe::probe(path, None))?)?;
        let middles = pick::middles(stream.len(), RECIPE.frames);
        let all: Vec<usize> = (0..stream.len()).collect();
        for (indices, way) in [
            (&middles, Way::Straight),
            (&middles, Way::Seeking),
            (&middles, Way::Cheapest),
            (&all, Way::Straight),
        ] {
            let taken = cpu(|| attempt(path, &stream, indices, RECIPE.side, way))?;
            write!(out, " {taken:6.0} ({:5.0}/s)", stream.len() as f64 * 1e3 / taken)?;
        }
        let begun = Instant::now();
        cache.reel(path, None, &RECIPE)?;
        write!(out, " | {:5.0}", begun.elapsed().as_secs_f64() * 1e3)?;
        let begun = Instant::now();
        for _ in 0..1000 {
            cache.reel(path, None, &RECIPE)?;
        }
        writeln!(out, " {:5.0}", begun.elapsed().as_secs_f64() * 1e3)?;
    }
    Ok(())
}

/// The least time, of three, that child processes spent computing, in thousandths of a second.
fn cpu<T, E: Error + 'static>(work: impl Fn() -> Result<T, E>) -> Result<f64, Box<dyn Error>> {
    let mut least = f64::INFINITY;
    for _ in 0..3 {
        let before = children()?;
        work()?;
        least = least.min(children()? - before);
    }
    Ok(least)
}

/// Time that ended child processes spent, from the fields 16 and 17 of the process's state, counted
/// in 10 ms.
fn children() -> Result<f64, Box<dyn Error>> {
    let state = fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> =
        state.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    Ok((fields[13].parse::<f64>()? + fields[14].parse::<f64>()?) * 10.0)
}
