//! Where the arithmetic is done.

#[cfg(any(feature = "cuda", feature = "wgpu", test))]
mod probe;

use burn::tensor::{Device, FloatDType};
use subject::Settings;

use crate::error::Error;

/// The device that the settings ask for.
///
/// # Errors
/// If the program was built without it, the machine does not have it, or it cannot compute in the precision asked for.
pub(crate) fn device(settings: &Settings) -> Result<Device, Error> {
    let name = settings.text("device");
    let device = named(name)?;
    // what cannot compute in 16 bits returns nonsense instead of an error
    if settings.text("precision") == "bf16" && !device.supports_dtype(FloatDType::BF16) {
        let reason = "it does not compute in bfloat16; set `precision=f32`".to_owned();
        return Err(Error::NoDevice { device: name.to_owned(), reason });
    }
    Ok(device)
}

fn named(name: &str) -> Result<Device, Error> {
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
    use crate::declaration;

    #[test]
    fn the_cpu_computes_in_both_precisions() {
        for precision in ["f32", "bf16"] {
            let asked = Settings([("precision".to_owned(), precision.into())].into_iter().collect());
            assert!(device(&asked.resolve(&declaration()).unwrap()).is_ok());
        }
    }

    #[test]
    fn a_device_that_was_not_built_in_is_named() {
        assert!(named("cpu").is_ok());
        for name in ["abacus", "cuda", "wgpu"] {
            if cfg!(feature = "cuda") && name == "cuda" || cfg!(feature = "wgpu") && name == "wgpu" {
                continue;
            }
            let error = named(name).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(&format!("--features {name}")), "{error}");
        }
    }
}
