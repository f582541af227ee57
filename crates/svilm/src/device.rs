//! Where the arithmetic is done.

use burn::tensor::Device;

use crate::error::Error;

/// The device of this name.
///
/// # Errors
/// If the program was built without it, or the machine does not have it.
pub(crate) fn device(name: &str) -> Result<Device, Error> {
    match name {
        "cpu" => Ok(Device::flex()),
        other => Err(Error::NotBuilt { device: other.to_owned() }),
    }
}
