//! Time and memory of a child process, read from the kernel while it lives.

use std::path::PathBuf;
use std::process::Child;
use std::time::{Duration, Instant};

use crate::store::Cost;

/// How often memory is looked at: a peak is kept by the kernel until the process ends.
const PERIOD: Duration = Duration::from_millis(250);

/// Meters one attempt. Where there is no `/proc`, only the wall time is known.
pub(super) struct Meter {
    folder: PathBuf,
    started: Instant,
    looked: Option<Instant>,
    peak_bytes: Option<u64>,
    cpu_seconds: Option<f64>,
}

impl Meter {
    pub(super) fn new(child: &Child) -> Self {
        Self {
            folder: PathBuf::from(format!("/proc/{}", child.id())),
            started: Instant::now(),
            looked: None,
            peak_bytes: None,
            cpu_seconds: None,
        }
    }

    /// Looks at a process that has not been waited for; often enough is often.
    pub(super) fn look(&mut self) {
        // often at first, as a short run is not looked at twice
        let period = PERIOD.min(self.started.elapsed() / 4);
        if self.looked.is_some_and(|looked| looked.elapsed() < period) {
            return;
        }
        self.looked = Some(Instant::now());
        let status = std::fs::read_to_string(self.folder.join("status")).unwrap_or_default();
        self.peak_bytes = self.peak_bytes.max(peak_bytes(&status));
        self.look_at_time();
    }

    /// Takes the processor time, which is there also when the process has died and was not waited
    /// for.
    pub(super) fn look_at_time(&mut self) {
        let stat = std::fs::read_to_string(self.folder.join("stat")).unwrap_or_default();
        self.cpu_seconds =
            cpu_seconds(&stat, rustix::param::clock_ticks_per_second()).or(self.cpu_seconds);
    }

    /// The cost of the attempt.
    pub(super) fn finish(self, threads: usize) -> Cost {
        let round = |seconds: f64| (seconds * 1e3).round() / 1e3;
        Cost {
            seconds: round(self.started.elapsed().as_secs_f64()),
            cpu_seconds: self.cpu_seconds.map(round),
            peak_bytes: self.peak_bytes,
            attempts: 1,
            threads,
            machine: machine(),
        }
    }
}

/// `VmHWM` of `/proc/PID/status`.
fn peak_bytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// User and system time of `/proc/PID/stat`, also of children that were waited for.
fn cpu_seconds(stat: &str, ticks_per_second: u64) -> Option<f64> {
    // the name of the program, in parentheses, may hold anything
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks =
        fields.get(11..15)?.iter().map(|field| field.parse::<u64>().ok()).sum::<Option<u64>>()?;
    Some(ticks as f64 / ticks_per_second as f64)
}

/// The processor, how many cores of it may be used, and the system; no name of a host.
pub(super) fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model =
        model.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| name.trim().to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let noun = if cores == 1 { "core" } else { "cores" };
    format!("{model}, {cores} {noun}, {} {}", std::env::consts::OS, std::env::consts::ARCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_tells() {
        assert_eq!(peak_bytes("Name:\tx\nVmHWM:\t    2048 kB\nVmRSS: 1 kB\n"), Some(2048 * 1024));
        assert_eq!(peak_bytes("Name:\tx\n"), None);
        let stat = "7 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 150 50 20 30 20 0 1";
        assert_eq!(cpu_seconds(stat, 100), Some(2.5));
        assert_eq!((cpu_seconds("", 100), cpu_seconds("7 (a) S 1 2", 100)), (None, None));
        assert!(machine().contains(std::env::consts::OS));
    }
}
