//! Keeps a parser that panics or does not end away from the caller.

use std::cell::Cell;
use std::panic;
use std::sync::{Once, mpsc};
use std::thread;
use std::time::Duration;

/// Deeply nested objects recurse deeply in the parser.
const STACK: usize = 64 << 20;

thread_local! {
    static SILENT: Cell<bool> = const { Cell::new(false) };
}

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Stop {
    #[error("its structure breaks the parser")]
    Panicked,
    #[error("reading took longer than {} s", super::TIME.as_secs())]
    TimedOut,
    #[error("no thread could be started to read it")]
    NoThread,
}

/// Runs `work` on a thread of its own, with a large stack, for at most `limit`.
///
/// A thread that does not end in time cannot be stopped from outside: it is left behind and its
/// result dropped.
pub(super) fn guarded<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Stop> {
    silence_panics_of_readers();
    let (sender, receiver) = mpsc::sync_channel(1);
    let reader = thread::Builder::new().name("pdf".to_owned()).stack_size(STACK).spawn(move || {
        SILENT.set(true);
        // the receiver is gone if the time is up
        let _ = sender.send(work());
    });
    if reader.is_err() {
        return Err(Stop::NoThread);
    }
    receiver.recv_timeout(limit).map_err(|error| match error {
        mpsc::RecvTimeoutError::Timeout => Stop::TimedOut,
        mpsc::RecvTimeoutError::Disconnected => Stop::Panicked,
    })
}

/// Runs `work`; `None` if it panics. Only for threads of [`guarded`].
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    panic::catch_unwind(panic::AssertUnwindSafe(work)).ok()
}

/// The hook is shared by the whole process: ours is set once and hands on every panic but those of
/// readers.
fn silence_panics_of_readers() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !SILENT.try_with(Cell::get).unwrap_or(false) {
                usual(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_comes_back() {
        assert_eq!(guarded(Duration::from_secs(60), || 6 * 7), Ok(42));
    }

    #[test]
    fn a_panic_is_an_error() {
        assert_eq!(
            guarded(Duration::from_secs(60), || -> u8 { panic!("odd file") }),
            Err(Stop::Panicked)
        );
    }

    #[test]
    fn an_endless_loop_is_left_behind() {
        let (keep, wait) = mpsc::channel::<()>();
        let result = guarded(Duration::from_millis(50), move || wait.recv().is_ok());
        assert_eq!(result, Err(Stop::TimedOut));
        drop(keep);
    }

    #[test]
    fn a_caught_panic_leaves_the_thread_going() {
        let result = guarded(Duration::from_secs(60), || {
            (caught(|| -> u8 { panic!("odd page") }), caught(|| 1))
        });
        assert_eq!(result, Ok((None, Some(1))));
    }
}
