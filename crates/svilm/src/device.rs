//! Where the arithmetic is done.

#[cfg(any(feature = "cuda", feature = "wgpu", test))]
mod probe;

use burn::tensor::Device;

use crate::error::Error;

/// The device of this name.
///
/// # Errors
/// If the program was built without it, or the machine does not have it.
pub(crate) fn device(name: &str) -> Result<Device, Error> {
    match name {
        "cpu" => Ok(Device::flex()),
        #[cfg(feature = "cuda")]
        "cuda" => probe::opened(name, || Device::cuda(0)),
        #[cfg(feature = "wgpu")]
        "wgpu" => probe::opened(name, || Device::wgpu(burn::tensor::DeviceKind::DefaultDevice)),
        other => Err(Error::NotBuilt { device: other.to_owned() }),
    }
}

#[cfg(all(test, any(feature = "cuda", feature = "wgpu")))]
mod agreement;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_was_not_built_in_is_named() {
        assert!(device("cpu").is_ok());
        for name in ["abacus", "cuda", "wgpu"] {
            if cfg!(feature = "cuda") && name == "cuda" || cfg!(feature = "wgpu") && name == "wgpu" {
                continue;
            }
            let error = device(name).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(&format!("--features {name}")), "{error}");
        }
    }
}
