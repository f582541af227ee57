//! Decoded frames on disk. The tests make their videos with `ffmpeg`; where it is absent they are
//! skipped.

use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, SystemTime};

use dataset::footage::cache::Tally;
use dataset::footage::{Cache, Error, Recipe, film};
use foundation::Hint;
use tempfile::TempDir;

const RECIPE: Recipe = Recipe { side: 16, frames: 8 };
const AMPLE: u64 = 1 << 30;

/// A folder with one video, or none where there is no `ffmpeg`.
fn folder() -> Option<(TempDir, PathBuf)> {
    if !testing::tool("ffmpeg") {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = clip(folder.path(), "a.mp4", 64);
    Some((folder, path))
}

fn clip(folder: &Path, name: &str, side: u32) -> PathBuf {
    let path = folder.join(name);
    let source = format!("testsrc2=s={side}x{side}:r=25:d=2");
    let arguments =
        ["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", &source, "-c:v", "libx264"];
    assert!(Command::new("ffmpeg").args(arguments).arg(&path).status().unwrap().success());
    path
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder.join("cache/reels")).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.to_string_lossy().ends_with(ending)).collect()
}

fn open(folder: &TempDir, most: u64) -> Cache {
    Cache::open(&folder.path().join("cache"), most).unwrap()
}

fn check_tally(cache: &Cache, hits: u64, made: u64, refused: u64, removed: u64) {
    assert_eq!(cache.tally(), Tally { hits, made, refused, removed });
}

#[test]
fn a_video_is_decoded_once_and_comes_back_the_same() {
    let Some((folder, path)) = folder() else { return };
    let fresh = film(&path, None, RECIPE).unwrap();
    let cache = open(&folder, AMPLE);
    cache.reel(&path, None, &RECIPE).unwrap();
    let moved = folder.path().join("moved.mp4");
    fs::rename(&path, &moved).unwrap();
    let later = open(&folder, AMPLE);
    let reel = later.reel(&moved, None, &RECIPE).unwrap();
    check_tally(&cache, 0, 1, 0, 0);
    check_tally(&later, 1, 0, 0, 0);
    assert_eq!(
        (reel.n_frames(), reel.height(), reel.width(), reel.native_frames()),
        (8, 16, 16, 50)
    );
    for i in 0..8 {
        assert_eq!(reel.frame(i), &fresh.frames.bytes[i * 768..][..768]);
        assert_eq!(
            (reel.native_index(i), reel.time(i)),
            (fresh.indices[i], fresh.stream.time(fresh.indices[i]))
        );
    }
    assert!((reel.end() - 2.0).abs() < 1e-6);
}

#[test]
fn a_damaged_reel_is_made_again() {
    let Some((folder, path)) = folder() else { return };
    let cache = open(&folder, AMPLE);
    let check = |made: u64, damage: &dyn Fn(&mut Vec<u8>)| {
        cache.reel(&path, None, &RECIPE).unwrap();
        let reel = files(folder.path(), ".reel").remove(0);
        let mut bytes = fs::read(&reel).unwrap();
        damage(&mut bytes);
        // as the cache itself does, lest a mapping see the change
        fs::remove_file(&reel).unwrap();
        fs::write(&reel, bytes).unwrap();
        assert_eq!(cache.reel(&path, None, &RECIPE).unwrap().n_frames(), 8);
        assert_eq!(cache.tally().made, made);
    };
    check(2, &|bytes| bytes.truncate(bytes.len() - 1));
    check(3, &|bytes| bytes[12] ^= 1);
    check(4, &|bytes| bytes[8..12].fill(0xff));
    check(5, &Vec::clear);
    check(6, &|bytes| bytes.extend([0; 9]));
}

#[test]
fn a_changed_video_is_decoded_again() {
    let Some((folder, path)) = folder() else { return };
    let cache = open(&folder, AMPLE);
    let before = cache.reel(&path, None, &RECIPE).unwrap();
    clip(folder.path(), "a.mp4", 96);
    let after = cache.reel(&path, None, &RECIPE).unwrap();
    check_tally(&cache, 0, 2, 0, 0);
    assert_ne!(before.frame(3), after.frame(3));
}

#[test]
fn an_unreadable_video_is_tried_once_and_again_when_it_changes() {
    let Some((folder, path)) = folder() else { return };
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let first = open(&folder, AMPLE).reel(&path, None, &RECIPE).unwrap_err();
    let known = files(folder.path(), ".refused");
    assert_eq!(known.len(), 1);
    // a reason that no decoder would give shows that none was asked
    let text = fs::read_to_string(&known[0]).unwrap();
    fs::write(&known[0], format!("{}\nwas refused before\n", text.lines().next().unwrap()))
        .unwrap();
    let cache = open(&folder, AMPLE);
    let again = cache.reel(&path, None, &RECIPE).unwrap_err();
    assert!(matches!(first, Error::Unreadable(_)), "{first}");
    assert!(again.to_string().ends_with("a.mp4` was refused before"), "{again}");
    // another version of ffmpeg may know better
    fs::write(&known[0], "ffmpeg version 0\nwas refused before\n").unwrap();
    assert_eq!(cache.reel(&path, None, &RECIPE).unwrap_err().to_string(), first.to_string());
    fs::write(&path, bytes).unwrap();
    assert_eq!(cache.reel(&path, None, &RECIPE).unwrap().n_frames(), 8);
    check_tally(&cache, 0, 1, 2, 0);
}

#[test]
fn what_was_used_longest_ago_makes_room() {
    let Some((folder, _)) = folder() else { return };
    let paths: Vec<PathBuf> =
        (0..4).map(|i| clip(folder.path(), &format!("{i}.mp4"), 64 + 2 * i)).collect();
    // room for three reels of 8 frames of 768 bytes, not for four
    let cache = open(&folder, 3 * 7000);
    let aged = |age: u64| {
        for path in files(folder.path(), ".reel") {
            let modified = fs::metadata(&path).unwrap().modified().unwrap();
            let times = FileTimes::new().set_modified(modified - Duration::from_secs(age));
            File::options().write(true).open(&path).unwrap().set_times(times).unwrap();
        }
    };
    for path in &paths[..3] {
        cache.reel(path, None, &RECIPE).unwrap();
        aged(1000);
    }
    // the oldest is used again, which leaves the second as the oldest
    let held = cache.reel(&paths[0], None, &RECIPE).unwrap();
    let second = cache.reel(&paths[1], None, &RECIPE).unwrap();
    aged(1000);
    cache.reel(&paths[0], None, &RECIPE).unwrap();
    cache.reel(&paths[2], None, &RECIPE).unwrap();
    cache.reel(&paths[3], None, &RECIPE).unwrap();
    check_tally(&cache, 4, 4, 0, 1);
    assert_eq!(files(folder.path(), ".reel").len(), 3);
    assert_eq!(second.frame(7).len(), 768, "what is mapped stays readable");
    assert_eq!(held.frame(7).len(), 768);
    cache.reel(&paths[0], None, &RECIPE).unwrap();
    check_tally(&cache, 5, 4, 0, 1);
    cache.reel(&paths[1], None, &RECIPE).unwrap();
    assert_eq!(cache.tally().made, 5, "the second was the one removed");
}

#[test]
fn a_reel_larger_than_the_cache_is_an_error_with_a_hint() {
    let Some((folder, path)) = folder() else { return };
    let error = open(&folder, 1000).reel(&path, None, &RECIPE).unwrap_err();
    assert!(matches!(error, Error::TooLarge { bytes: 6144, most: 1000, .. }), "{error}");
    assert!(error.hint().unwrap().contains("larger"));
    assert!(files(folder.path(), "").is_empty());
}

#[test]
fn many_readers_at_once_decode_a_video_once() {
    let Some((folder, path)) = folder() else { return };
    // one cache each, as so many processes have
    let caches: Vec<Cache> = (0..6).map(|_| open(&folder, AMPLE)).collect();
    let reels: Vec<_> = thread::scope(|scope| {
        let readers: Vec<_> = caches
            .iter()
            .map(|cache| scope.spawn(|| cache.reel(&path, None, &RECIPE).unwrap()))
            .collect();
        readers.into_iter().map(|reader| reader.join().unwrap()).collect()
    });
    assert_eq!(caches.iter().map(|cache| cache.tally().made).sum::<u64>(), 1);
    assert!(reels.iter().all(|reel| reel.frame(5) == reels[0].frame(5)));
    assert_eq!(files(folder.path(), "").len(), 1, "nothing unfinished is left");
}

#[test]
fn what_a_killed_process_left_is_cleared() {
    let Some((folder, _)) = folder() else { return };
    open(&folder, AMPLE);
    let reels = folder.path().join("cache/reels");
    for (name, age) in [(".unfinished-old", 90_000), (".unfinished-new", 10)] {
        let file = File::create(reels.join(name)).unwrap();
        file.set_times(FileTimes::new().set_modified(SystemTime::now() - Duration::from_secs(age)))
            .unwrap();
    }
    open(&folder, AMPLE);
    assert_eq!(files(folder.path(), ""), [reels.join(".unfinished-new")]);
}

#[test]
fn a_missing_video_is_the_items_fault_and_a_bad_folder_is_not() {
    let Some((folder, path)) = folder() else { return };
    let error = open(&folder, AMPLE).reel(Path::new("/no/such.mp4"), None, &RECIPE).unwrap_err();
    assert_eq!(error.to_string(), "`/no/such.mp4` does not exist");
    assert!(matches!(error, Error::Unreadable(_)));
    let error = Cache::open(&path, AMPLE).unwrap_err();
    assert!(matches!(error, Error::File { .. }) && error.hint().is_some(), "{error}");
}
