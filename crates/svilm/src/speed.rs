//! Speed and memory of a training, for the progress line. No result depends
//! on it.

use std::time::{Duration, Instant};

use burn::tensor::Device;

/// How often it is looked: a look at a GPU waits for the work that it was given.
const EVERY: Duration = Duration::from_secs(2);

/// The speed of a training.
pub(crate) struct Speed {
    device: Device,
    /// Of a GPU.
    name: Option<String>,
    whole: Stretch,
    current: Stretch,
    /// Most memory seen, in bytes.
    peak: u64,
    phase: String,
}

impl Speed {
    /// Of a training on the device that begins now.
    pub(crate) fn new(device: &Device) -> Self {
        let (name, phase) = (crate::device::name(device), PHASE.to_owned());
        let (whole, current, device) =
            (Stretch::new(), Stretch::new(), device.clone().without_autodiff());
        Self { device, name, whole, current, peak: 0, phase }
    }

    /// The training in words after so many more videos: `pre-training, 31 videos/s, 1.2 GB`. The
    /// speed is that of the last seconds, and of all of them after the last video.
    pub(crate) fn after(&mut self, videos: usize, last: bool) -> &str {
        self.whole.videos += videos;
        self.current.videos += videos;
        if last || self.current.since.elapsed() >= EVERY {
            self.peak = self.peak.max(memory(&self.device).unwrap_or(0));
            let stretch = if last { &self.whole } else { &self.current };
            self.phase = phase(stretch.rate(), self.peak, self.name.as_deref());
            self.current = Stretch::new();
        }
        &self.phase
    }
}

/// Some time of a training.
struct Stretch {
    since: Instant,
    videos: usize,
}

impl Stretch {
    fn new() -> Self {
        Self { since: Instant::now(), videos: 0 }
    }

    /// Videos in a second.
    fn rate(&self) -> f64 {
        self.videos as f64 / self.since.elapsed().as_secs_f64().max(1e-9)
    }
}

const PHASE: &str = "pre-training";

/// Bytes: of the device if it says so, else the most that the process ever had.
fn memory(device: &Device) -> Option<u64> {
    // of the process, Linux says it; elsewhere it is not known
    let process = || most_resident(&std::fs::read_to_string("/proc/self/status").ok()?);
    device.memory_pool_usage().map(|usage| usage.bytes_reserved).or_else(process)
}

fn most_resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

fn phase(rate: f64, bytes: u64, name: Option<&str>) -> String {
    let digits = match rate {
        slow if slow < 0.095 => 3,
        slow if slow < 9.95 => 1,
        _ => 0,
    };
    let memory = match bytes as f64 {
        0.0 => String::new(),
        bytes if bytes < 0.95e9 => format!(", {:.0} MB", bytes / 1e6),
        bytes => format!(", {:.1} GB", bytes / 1e9),
    };
    let place = name.map(|name| format!(" on {name}")).unwrap_or_default();
    format!("{PHASE}, {rate:.digits$} videos/s{memory}{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_and_memory_are_told_in_few_digits() {
        for (rate, bytes, expected) in [
            (31.4, 1_240_000_000, "pre-training, 31 videos/s, 1.2 GB"),
            (0.043, 310_400_000, "pre-training, 0.043 videos/s, 310 MB"),
            (0.26, 310_400_000, "pre-training, 0.3 videos/s, 310 MB"),
            (9.96, 999_999_999, "pre-training, 10 videos/s, 1.0 GB"),
            (2000.0, 0, "pre-training, 2000 videos/s"),
        ] {
            assert_eq!(phase(rate, bytes, None), expected);
        }
        assert_eq!(
            phase(31.4, 310_400_000, Some("a GPU")),
            "pre-training, 31 videos/s, 310 MB on a GPU"
        );
    }

    #[test]
    fn the_most_memory_is_found_among_much_else() {
        assert_eq!(
            most_resident("VmPeak:\t  9 kB\nVmHWM:\t    2048 kB\nVmRSS:\t 7 kB\n"),
            Some(2 << 20)
        );
        assert_eq!(most_resident("Name: VmHWM\n"), None);
        assert_eq!(most_resident("VmHWM: much kB\n"), None);
    }

    #[test]
    fn nothing_is_told_before_there_is_something_to_tell() {
        let mut speed = Speed::new(&Device::flex());
        assert_eq!(speed.after(8, false), "pre-training");
        speed.current.since -= EVERY;
        let phase = speed.after(8, false).to_owned();
        assert!(phase.contains(" videos/s"), "{phase}");
        assert_eq!(speed.after(8, false), phase);
    }

    #[test]
    fn the_end_tells_of_the_whole_training_however_short() {
        let mut speed = Speed::new(&Device::flex());
        speed.whole.since -= Duration::from_secs(1000);
        let phase = speed.after(4, true).to_owned();
        assert!(phase.starts_with("pre-training, 0.004 videos/s"), "{phase}");
    }
}
