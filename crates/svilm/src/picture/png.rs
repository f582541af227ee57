//! Frames as PNG inside of an SVG.

/// A square picture of 8 bits a channel as a data URI; `channels` is 1 for gray or 3 for colour.
pub(super) fn data_uri(pixels: &[u8], side: usize, channels: usize) -> String {
    format!("data:image/png;base64,{}", base64(&encode(pixels, [side; 2], channels)))
}

fn encode(pixels: &[u8], [rows, columns]: [usize; 2], channels: usize) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, columns as u32, rows as u32);
    encoder.set_color(if channels == 1 { png::ColorType::Grayscale } else { png::ColorType::Rgb });
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer =
        encoder.write_header().expect("invariant: a frame has pixels, and memory takes every byte");
    writer.write_image_data(pixels).expect("invariant: as many bytes as pixels and channels");
    writer.finish().expect("invariant: memory takes every byte");
    file
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = (0..3)
            .fold(0, |bits, index| bits << 8 | u32::from(chunk.get(index).copied().unwrap_or(0)));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { letter as char } else { '=' });
        }
    }
    text
}

/// A frame without colour, and lighter, so that what is drawn over it stands out.
pub(super) fn faded(pixels: &[u8]) -> Vec<u8> {
    let light = |pixel: &[u8]| {
        let luma =
            0.299 * f64::from(pixel[0]) + 0.587 * f64::from(pixel[1]) + 0.114 * f64::from(pixel[2]);
        (165.0 + luma * 90.0 / 255.0) as u8
    };
    pixels.chunks(3).map(light).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn what_is_encoded_can_be_decoded() {
        let pixels: Vec<u8> = (0..4 * 5 * 3).map(|value| value * 4).collect();
        let file = encode(&pixels, [4, 5], 3);
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut decoded = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut decoded).unwrap();
        assert_eq!((info.width, info.height, decoded), (5, 4, pixels));
    }
}
