//! Why a process died, as far as its exit status can tell.
//!
//! | exit | means | so the run |
//! |---|---|---|
//! | signal 1, 2, 9, 15, or the code that a shell makes of them (128 + signal) | somebody outside ended it | is missing, and run again |
//! | any other signal or code | it ended itself | has failed |

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

/// Why a process died.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Death {
    /// Somebody outside ended it.
    Outside(String),
    /// It ended itself.
    Own(String),
}

/// Reads an exit status.
pub(super) fn death(status: ExitStatus) -> Death {
    let outside = |signal: i32| match signal {
        1 => Some("killed by signal 1 (hangup)".to_owned()),
        2 => Some("killed by signal 2 (interrupt)".to_owned()),
        9 => Some("killed by signal 9; out of memory?".to_owned()),
        15 => Some("killed by signal 15 (terminate)".to_owned()),
        _ => None,
    };
    let signal = status.signal();
    let as_if = status.code().map(|code| code - 128);
    match (signal.or(as_if).and_then(outside), signal, status.code()) {
        (Some(reason), _, _) => Death::Outside(reason),
        (None, Some(signal), _) => Death::Own(format!("killed by signal {signal}{}", name(signal))),
        (None, None, Some(code)) => {
            Death::Own(format!("exit code {code}, without a `finished` event"))
        }
        (None, None, None) => Death::Own("ended without a status".to_owned()),
    }
}

fn name(signal: i32) -> &'static str {
    match signal {
        4 => " (illegal instruction)",
        6 => " (abort)",
        7 => " (bus error)",
        8 => " (arithmetic error)",
        11 => " (invalid memory access)",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_ended_it() {
        let outside = |raw| matches!(death(ExitStatus::from_raw(raw)), Death::Outside(_));
        for signal in [1, 2, 9, 15] {
            assert!(outside(signal) && outside((128 + signal) << 8), "signal {signal}");
        }
        for own in [4, 6, 7, 8, 11, 0, 1 << 8, 3 << 8, 9 << 8, 134 << 8, 139 << 8, 255 << 8] {
            assert!(!outside(own), "status {own}");
        }
    }
}
