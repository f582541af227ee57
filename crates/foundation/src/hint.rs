//! Hints: what a user can do about an error.

/// An error that may know what the user can do about it.
///
/// The message of an error says what is wrong; the hint is printed on a line of its own.
pub trait Hint: std::error::Error {
    /// What the user can do: a flag to pass, a file to edit, the nearest known name.
    fn hint(&self) -> Option<String>;
}
