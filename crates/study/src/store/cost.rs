//! The cost of a run, kept beside its events.

use serde::{Deserialize, Serialize};

/// The cost of all attempts at a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Wall time, in seconds.
    pub seconds: f64,
    /// Processor time of the program itself, in seconds; `None` where the system does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_seconds: Option<f64>,
    /// Most memory that the program held at once, in bytes; `None` where the system does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_bytes: Option<u64>,
    /// How often it was started.
    pub attempts: u32,
    /// Threads that the last attempt might use.
    pub threads: usize,
    /// The machine of the last attempt.
    pub machine: String,
}

impl Cost {
    /// Both together; what only the later one can tell is taken from it.
    pub(super) fn and(self, later: Self) -> Self {
        let sum = |a: Option<f64>, b: Option<f64>| a.zip(b).map(|(a, b)| a + b);
        Self {
            seconds: self.seconds + later.seconds,
            cpu_seconds: if self.attempts == 0 {
                later.cpu_seconds
            } else {
                sum(self.cpu_seconds, later.cpu_seconds)
            },
            peak_bytes: self.peak_bytes.max(later.peak_bytes),
            attempts: self.attempts + later.attempts,
            ..later
        }
    }
}
