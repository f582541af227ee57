//! Where the arithmetic is done.

#[cfg(any(feature = "cuda", feature = "wgpu", test))]
mod probe;

use burn::tensor::{Device, FloatDType};

use crate::choice::{Choice, choice};
use crate::error::Error;
use crate::model::precision::Precision;

choice! {
    /// The kind of processor.
    pub(crate) enum Hardware: "device" {
        /// The CPU.
        Cpu = "cpu",
        /// A GPU of NVIDIA.
        Cuda = "cuda",
        /// A GPU through Vulkan, Metal or DirectX.
        Wgpu = "wgpu",
    }
}

/// The device of some hardware.
///
/// # Errors
/// If the program was built without it, the machine does not have it, or it cannot compute in the
/// precision.
pub(crate) fn device(hardware: Hardware, precision: Precision) -> Result<Device, Error> {
    let device = opened(hardware)?;
    let is_able = match precision {
        Precision::Full => true,
        Precision::Brain => device.supports_dtype(FloatDType::BF16),
    };
    // what cannot compute in 16 bits returns nonsense instead of an error
    if !is_able {
        let reason = "it does not compute in bfloat16; set `precision=f32`".to_owned();
        return Err(Error::NoDevice { device: hardware.name().to_owned(), reason });
    }
    Ok(device)
}

fn opened(hardware: Hardware) -> Result<Device, Error> {
    match hardware {
        Hardware::Cpu => Ok(Device::flex()),
        #[cfg(feature = "cuda")]
        Hardware::Cuda => probe::opened(hardware.name(), || Ok(Device::cuda(0))),
        #[cfg(feature = "wgpu")]
        Hardware::Wgpu => probe::opened(hardware.name(), wgpu),
        #[cfg(not(feature = "cuda"))]
        Hardware::Cuda => Err(Error::NotBuilt { device: hardware.name().to_owned() }),
        #[cfg(not(feature = "wgpu"))]
        Hardware::Wgpu => Err(Error::NotBuilt { device: hardware.name().to_owned() }),
    }
}

/// The best GPU of the machine. OpenGL, to which burn would turn as a last resort, waits for itself
/// forever.
#[cfg(feature = "wgpu")]
fn wgpu() -> Result<Device, String> {
    use burn::tensor::wgpu::WgpuBackend::{Dx12, Metal, Vulkan};
    // burn opens it once in a process
    static OPENED: std::sync::OnceLock<Result<Device, String>> = std::sync::OnceLock::new();
    let open = || {
        let interface = if cfg!(target_os = "macos") { Metal } else { Vulkan };
        let open = |interface| Device::wgpu_options().graphics_api(interface).init();
        let opened =
            open(interface).or_else(|error| if cfg!(windows) { open(Dx12) } else { Err(error) });
        opened.map_err(|error| error.to_string())
    };
    OPENED.get_or_init(open).clone()
}

/// The name that a GPU reports; none on the CPU.
pub(crate) fn name(device: &Device) -> Option<String> {
    identity(device).map(|(name, _)| name)
}

/// A remark on the device for the readers of the results: a program may emulate a GPU that is
/// not there.
pub(crate) fn remark(device: &Device) -> Option<String> {
    let (name, is_card) = identity(device)?;
    (!is_card).then(|| {
        format!("no GPU: `{name}` only imitates one on the CPU; install the driver of your GPU, or set `device=cpu`, which is faster")
    })
}

/// The name of a GPU, and whether there is a card behind it.
#[cfg(any(feature = "cuda", feature = "wgpu"))]
fn identity(device: &Device) -> Option<(String, bool)> {
    device.identity().map(|identity| (identity.name, identity.physical.is_some()))
}

#[cfg(not(any(feature = "cuda", feature = "wgpu")))]
fn identity(_: &Device) -> Option<(String, bool)> {
    None
}

#[cfg(all(test, any(feature = "cuda", feature = "wgpu")))]
mod agreement;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_computes_in_both_precisions() {
        for precision in [Precision::Full, Precision::Brain] {
            let device = device(Hardware::Cpu, precision).unwrap();
            assert_eq!((name(&device), remark(&device)), (None, None));
        }
    }

    #[test]
    fn a_device_that_was_not_built_in_is_named() {
        assert!(opened(Hardware::Cpu).is_ok());
        for (hardware, is_built) in
            [(Hardware::Cuda, cfg!(feature = "cuda")), (Hardware::Wgpu, cfg!(feature = "wgpu"))]
        {
            if is_built {
                continue;
            }
            let error = opened(hardware).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(&format!("--features {}", hardware.name())), "{error}");
        }
    }
}
