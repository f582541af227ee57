//! Records of TensorFlow: how an event file tells one message from the next, and a whole one from a
//! broken one.

/// The remainders of CRC-32C (Castagnoli), by byte.
const TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut remainder = index as u32;
        let mut bit = 0;
        while bit < 8 {
            remainder =
                if remainder & 1 == 1 { (remainder >> 1) ^ 0x82f6_3b78 } else { remainder >> 1 };
            bit += 1;
        }
        table[index] = remainder;
        index += 1;
    }
    table
}

/// CRC-32C of the bytes.
pub(super) fn crc32c(bytes: &[u8]) -> u32 {
    let step = |crc: u32, &byte: &u8| (crc >> 8) ^ TABLE[usize::from(crc as u8 ^ byte)];
    !bytes.iter().fold(u32::MAX, step)
}

/// The checksum as records hold it: a checksum of data that hold their own checksum would be weak.
pub(super) fn masked(bytes: &[u8]) -> u32 {
    crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8)
}

/// Appends a record: length, its checksum, the bytes, their checksum.
///
/// # Source
/// "TFRecords format details", <https://www.tensorflow.org/tutorials/load_data/tfrecord>.
pub(super) fn append(file: &mut Vec<u8>, bytes: &[u8]) {
    let length = (bytes.len() as u64).to_le_bytes();
    file.extend(length);
    file.extend(masked(&length).to_le_bytes());
    file.extend(bytes);
    file.extend(masked(bytes).to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_rfc_3720() {
        let ascending: Vec<u8> = (0..32).collect();
        let descending: Vec<u8> = (0..32).rev().collect();
        for (bytes, expected) in [
            (&b""[..], 0),
            (b"123456789", 0xe306_9283),
            (&[0; 32], 0x8a91_36aa),
            (&[0xff; 32], 0x62a8_ab43),
            (&ascending, 0x46dd_794e),
            (&descending, 0x113f_db5c),
        ] {
            assert_eq!(crc32c(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_record_is_framed() {
        let mut file = Vec::new();
        append(&mut file, b"123456789");
        assert_eq!(file.len(), 8 + 4 + 9 + 4);
        assert_eq!(file[..8], [9, 0, 0, 0, 0, 0, 0, 0]);
        // 0xe3069283 rotated right by 15 is 0x2507c60d
        assert_eq!(file[21..], 0x2507_c60d_u32.wrapping_add(0xa282_ead8).to_le_bytes());
    }
}
