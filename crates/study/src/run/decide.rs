//! Which runs are run.
//!
//! | what is known of the run | plain | `--retry-failed` |
//! |---|---|---|
//! | nothing, or an attempt that was cut off | run | run |
//! | that the study decided without it | keep | keep |
//! | finished | keep | keep |
//! | diverged, failed, timed out | keep | run |

use crate::results::Status;

/// Whether a run is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Start an attempt.
    Run,
    /// Leave it as it is.
    Keep,
}

/// Whether a run in this state is run.
pub fn decide(status: &Status, retry_failed: bool) -> Decision {
    match status {
        Status::Missing { .. } => Decision::Run,
        Status::Finished | Status::Spared { .. } => Decision::Keep,
        Status::Diverged { .. } | Status::Failed { .. } | Status::TimedOut { .. }
            if retry_failed =>
        {
            Decision::Run
        }
        Status::Diverged { .. } | Status::Failed { .. } | Status::TimedOut { .. } => Decision::Keep,
    }
}
