//! Opens a GPU, or says why there is none.
//!
//! Where a driver is missing, the backend panics, in this thread or in one of its own, and leaves
//! messages that only its authors understand. So a small computation tries everything that a
//! training needs - driver, compiler, memory - before anything depends on it, and messages
//! meanwhile do not reach the terminal.

use std::panic;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use burn::tensor::{Device, Tensor};

use crate::error::Error;

/// Messages of backends, and their meaning.
const KNOWN: [(&str, &str); 7] = [
    (
        "load the \"cuda\" shared library",
        "the driver of NVIDIA was not found (`libcuda.so.1`); install it",
    ),
    (
        "load the \"nvrtc\" shared library",
        "the compiler of CUDA was not found (`libnvrtc.so`); install the CUDA toolkit and name the folder of its libraries in `LD_LIBRARY_PATH`",
    ),
    (
        "CUDA installation not found",
        "the headers of CUDA were not found; install the CUDA toolkit and name its folder in `CUDA_PATH`",
    ),
    ("CUDA_ERROR_NO_DEVICE", "its driver sees no GPU; look at `CUDA_VISIBLE_DEVICES`"),
    ("CUDA_ERROR_OUT_OF_MEMORY", "its memory is full; another program may use it"),
    (
        "No adapter available",
        "no driver for Vulkan, Metal or DirectX was found; install that of your GPU",
    ),
    ("Unable to request a wgpu device", "its driver refuses to open it"),
];

/// The longest reason that is quoted.
const LONGEST: usize = 300;

/// Messages logged while a device is opened; none if none is.
static MESSAGES: Mutex<Option<Vec<String>>> = Mutex::new(None);
/// Held while a device is opened: one at a time.
static OPENING: Mutex<()> = Mutex::new(());

/// The device, if it can compute.
///
/// # Errors
/// [`Error::NoDevice`] with the reason and what to do.
pub(super) fn opened(
    name: &str,
    open: impl FnOnce() -> Result<Device, String>,
) -> Result<Device, Error> {
    let (computed, messages) = listening(|| {
        let device = open()?;
        let doubled =
            (Tensor::<1>::from_floats([1.0, 2.5], &device) * 2.0).sum().try_into_scalar::<f64>();
        doubled.map(|sum| (device, sum)).map_err(|error| error.to_string())
    });
    let reason = match computed {
        Some(Ok((device, 7.0))) => return Ok(device),
        Some(Ok((_, wrong))) => format!("it computes 2 + 5 as {wrong}"),
        Some(Err(error)) => reason(&[error]),
        None => reason(&messages),
    };
    Err(Error::NoDevice { device: name.to_owned(), reason })
}

/// Runs the work; returns nothing if it panics, and the messages of all panics meanwhile, which
/// are printed nowhere.
fn listening<T>(work: impl FnOnce() -> T) -> (Option<T>, Vec<String>) {
    let _one_at_a_time = locked(&OPENING);
    hear_panics();
    *locked(&MESSAGES) = Some(Vec::new());
    let result = panic::catch_unwind(panic::AssertUnwindSafe(work)).ok();
    (result, locked(&MESSAGES).take().unwrap_or_default())
}

/// The hook is shared by the whole process: ours is set once and passes panics on while no device
/// is opened.
fn hear_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| match locked(&MESSAGES).as_mut() {
            Some(messages) => messages.push(panic.payload_as_str().unwrap_or_default().to_owned()),
            None => usual(panic),
        }));
    });
}

/// The value behind the lock: nothing here is half done when a thread dies.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// In our words if possible, else the first message.
fn reason(messages: &[String]) -> String {
    let says = |words: &str| messages.iter().any(|message| message.contains(words));
    if let Some((_, meaning)) = KNOWN.iter().find(|(words, _)| says(words)) {
        return (*meaning).to_owned();
    }
    let mut lines = messages.iter().flat_map(|message| message.lines()).map(str::trim);
    let first = lines.find(|line| !line.is_empty()).unwrap_or("it gives no reason");
    first.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_backends_say_is_told_with_what_to_do() {
        for (messages, expected) in [
            (
                "Unable to dynamically load the \"cuda\" shared library - searched for [\"libcuda.so\"]",
                "`libcuda.so.1`",
            ),
            (
                "Unable to dynamically load the \"nvrtc\" shared library - searched for []",
                "`LD_LIBRARY_PATH`",
            ),
            (
                "\n        CUDA installation not found.\n        Please ensure that ...",
                "`CUDA_PATH`",
            ),
            (
                "No adapter available for WgpuDevice { .. }: no adapter found on the requested graphics API",
                "Vulkan",
            ),
        ] {
            // the thread that waits for the backend panics too
            let messages = [messages, "called `Result::unwrap()` on an `Err` value: RecvError"]
                .map(str::to_owned);
            assert!(reason(&messages).contains(expected), "{messages:?}: {}", reason(&messages));
        }
    }

    #[test]
    fn panics_in_any_thread_are_heard_and_become_a_reason() {
        let (result, messages) = listening(|| {
            let other = std::thread::spawn(|| {
                panic!("Unable to dynamically load the \"cuda\" shared library - ...")
            });
            other.join().expect("no answer from the server");
        });
        assert_eq!(result, None);
        assert!(messages.len() == 2, "{messages:?}");
        assert!(reason(&messages).contains("`libcuda.so.1`"), "{messages:?}");
    }

    #[test]
    fn an_unknown_reason_is_quoted_in_one_short_line() {
        assert_eq!(reason(&["\n  odd: 3\nbacktrace:\n 0: f".to_owned()]), "odd: 3");
        assert_eq!(reason(&["x".repeat(1000)]).len(), LONGEST);
        assert_eq!(reason(&[]), "it gives no reason");
    }

    #[test]
    fn a_device_that_computes_is_opened() {
        assert!(opened("cpu", || Ok(Device::flex())).is_ok());
        assert!(matches!(opened("odd", || panic!("no such thing")), Err(Error::NoDevice { .. })));
    }
}
