//! SHA-256 digests in hexadecimal digits.

use sha2::{Digest, Sha256};

/// The bytes in lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of the bytes in 64 hexadecimal digits.
#[must_use]
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes))
}

/// The first `n_bytes` bytes of the SHA-256, in twice as many hexadecimal digits.
///
/// # Panics
/// If `n_bytes` is more than 32.
#[must_use]
pub fn short(bytes: impl AsRef<[u8]>, n_bytes: usize) -> String {
    hex(&Sha256::digest(bytes)[..n_bytes])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests() {
        // FIPS 180-4, example of "abc"
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256("abc"), abc);
        assert_eq!(short("abc", 4), abc[..8]);
        assert_eq!(hex(&[0, 9, 255]), "0009ff");
    }
}
