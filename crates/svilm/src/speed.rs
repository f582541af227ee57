//! How fast a training goes and how much memory it takes, for whoever looks on. No result depends on it.

use std::time::{Duration, Instant};

use burn::tensor::Device;

/// How often it is looked: a look at a GPU waits for the work that it was given.
const EVERY: Duration = Duration::from_secs(2);

/// The speed of a training.
pub(crate) struct Speed {
    device: Device,
    /// Beginning of the current stretch, and the videos since then.
    since: Instant,
    videos: usize,
    /// Most memory seen, in bytes.
    peak: u64,
    phase: String,
}

impl Speed {
    /// Of a training on the device that begins now.
    pub(crate) fn new(device: &Device) -> Self {
        Self {
            device: device.clone().without_autodiff(),
            since: Instant::now(),
            videos: 0,
            peak: 0,
            phase: PHASE.to_owned(),
        }
    }

    /// The training in words after so many more videos: `pre-training, 31 videos/s, 1.2 GB`.
    pub(crate) fn after(&mut self, videos: usize) -> &str {
        self.videos += videos;
        let passed = self.since.elapsed();
        if passed >= EVERY {
            self.peak = self.peak.max(memory(&self.device).unwrap_or(0));
            self.phase = phase(self.videos as f64 / passed.as_secs_f64(), self.peak);
            (self.since, self.videos) = (Instant::now(), 0);
        }
        &self.phase
    }
}

const PHASE: &str = "pre-training";

/// Bytes: of the device if it says so, else the most that the process ever had.
fn memory(device: &Device) -> Option<u64> {
    device.memory_pool_usage().map(|usage| usage.bytes_reserved).or_else(most_of_the_process)
}

/// Linux says it; elsewhere it is not known.
fn most_of_the_process() -> Option<u64> {
    most_resident(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn most_resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

fn phase(rate: f64, bytes: u64) -> String {
    let digits = if rate < 9.95 { 1 } else { 0 };
    let memory = match bytes as f64 {
        0.0 => String::new(),
        bytes if bytes < 0.95e9 => format!(", {:.0} MB", bytes / 1e6),
        bytes => format!(", {:.1} GB", bytes / 1e9),
    };
    format!("{PHASE}, {rate:.digits$} videos/s{memory}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_and_memory_are_told_in_few_digits() {
        for (rate, bytes, expected) in [
            (31.4, 1_240_000_000, "pre-training, 31 videos/s, 1.2 GB"),
            (0.26, 310_400_000, "pre-training, 0.3 videos/s, 310 MB"),
            (9.96, 999_999_999, "pre-training, 10 videos/s, 1.0 GB"),
            (2000.0, 0, "pre-training, 2000 videos/s"),
        ] {
            assert_eq!(phase(rate, bytes), expected);
        }
    }

    #[test]
    fn the_most_memory_is_found_among_much_else() {
        assert_eq!(most_resident("VmPeak:\t  9 kB\nVmHWM:\t    2048 kB\nVmRSS:\t 7 kB\n"), Some(2 << 20));
        assert_eq!(most_resident("Name: VmHWM\n"), None);
        assert_eq!(most_resident("VmHWM: much kB\n"), None);
    }

    #[test]
    fn nothing_is_told_before_there_is_something_to_tell() {
        let mut speed = Speed::new(&Device::flex());
        assert_eq!(speed.after(8), "pre-training");
        speed.since -= EVERY;
        let phase = speed.after(8).to_owned();
        assert!(phase.contains(" videos/s"), "{phase}");
        assert_eq!(speed.after(8), phase);
    }
}
