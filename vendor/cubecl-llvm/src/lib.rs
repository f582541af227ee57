//! Stands in for `cubecl-llvm` 0.11.3.
//!
//! `cubecl-cuda` has two ways to make a kernel: it writes CUDA C++ for NVRTC, or it writes PTX with LLVM. Which one runs is
//! chosen by its feature `cpp`, but both are always compiled, and the second asks its build script for a build of LLVM that
//! no registry has. This crate has the items of the second way that `cubecl-cuda` names, so that the first can be built.
//! It compiles nothing: without `cpp`, every kernel is refused with [`CompilationError`].
//!
//! Names and fields are those of the original, which `cubecl-cuda` dictates. When `cubecl-cuda` changes, this crate may no
//! longer fit; the version asked for in the workspace is therefore exact.

use core::convert::Infallible;
use core::ffi::c_char;

use cubecl_core::ir::nvidia::SmArch;
use cubecl_core::prelude::KernelDefinition;
use cubecl_environment::backtrace::BackTrace;
use cubecl_runtime::compiler::CompilationError;
use cubecl_runtime::kernel::BufferIOAttr;

/// The target of NVIDIA.
pub mod nvptx {
    /// Versions of PTX.
    pub mod ptx_version {
        use core::convert::Infallible;
        use core::fmt;

        /// A version of PTX; there is none without LLVM.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct PtxVersion(Infallible);

        impl PtxVersion {
            /// The newest version that a driver loads: none.
            pub fn for_driver(_driver: i32) -> Option<Self> {
                None
            }
        }

        impl fmt::Display for PtxVersion {
            fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.0 {}
            }
        }
    }
}

/// What all targets have.
pub mod shared {
    /// What LLVM can do for a device.
    pub mod lowered_features {
        use cubecl_core::ir::DeviceProperties;

        /// A target.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum GpuTarget {
            /// GPUs of NVIDIA.
            Nvptx,
        }

        /// Takes away what cannot be compiled; asked only without `cpp`, where nothing can.
        pub fn restrict_features(_properties: &mut DeviceProperties, _target: GpuTarget) {}
    }
}

/// A target of the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LlvmTarget {
    /// GPUs of NVIDIA.
    Nvptx,
}

/// The compiler that is not there.
#[derive(Clone, Debug)]
pub struct PlironCompiler {
    /// What it would compile for.
    pub target: LlvmTarget,
}

/// How a kernel would be compiled.
#[derive(Clone, Debug, Default)]
pub struct PlironOptions {
    /// Architecture of AMD: never.
    pub arch: Option<Infallible>,
    /// Architecture of NVIDIA.
    pub sm_arch: Option<SmArch>,
    /// Version of PTX.
    pub ptx_version: Option<nvptx::ptx_version::PtxVersion>,
    /// Whether scalars are in the block of parameters.
    pub grid_constants: bool,
}

/// A compiled kernel.
#[derive(Clone, Debug)]
pub struct NvptxModule {
    /// Its PTX, ending in 0.
    pub ptx: Vec<c_char>,
    /// Name of its function.
    pub entrypoint: String,
    /// Its text before LLVM.
    pub ir: String,
    /// Bytes of shared memory.
    pub shared_memory_size: usize,
    /// Which buffers are read and written.
    pub io: Vec<BufferIOAttr>,
}

/// What the compiler returns.
#[derive(Clone, Debug)]
pub enum PlironArtifact {
    /// A kernel for NVIDIA.
    NvptxCode(NvptxModule),
}

impl PlironCompiler {
    /// Refuses the kernel.
    ///
    /// # Errors
    /// Always.
    pub fn compile(
        &mut self,
        _kernel: KernelDefinition,
        _options: &PlironOptions,
    ) -> Result<PlironArtifact, CompilationError> {
        Err(CompilationError::Generic {
            reason: "this program was built without LLVM; turn on the feature `cpp` of `cubecl-cuda`".to_owned(),
            backtrace: BackTrace::capture(),
        })
    }

    /// How its language is called.
    pub fn lang_tag(&self) -> &'static str {
        "ll"
    }
}
