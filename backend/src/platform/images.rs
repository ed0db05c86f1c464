//! Pictures from strangers to pictures we serve: sniffed, bounded, decoded, turned upright, re-encoded in a few widths.
//!
//! Pattern: parse, don't validate. What leaves this room was written by our own encoders, so no byte of the upload is ever served:
//! no metadata, no second format hidden behind the first. All decoders are pure Rust. Synchronous and hungry: call it on a blocking
//! thread and only a few at once.

mod encode;
mod vector;

#[cfg(test)]
mod tests;

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError as DecodeError, ImageFormat, ImageReader, Limits};

pub use encode::{Picture, Variant};
pub use vector::{Fonts, rasterise_svg};

/// Neither side of an upload may be longer.
pub const MAX_SIDE: u32 = 12_000;

/// Width times height; a 20-megapixel photograph is 60 MB once decoded.
pub const MAX_PIXELS: u64 = 20_000_000;

/// Bytes of one decoded picture: with alpha, or with 16 bits a channel, that is fewer points than [`MAX_PIXELS`].
const MAX_DECODED_BYTES: u64 = 60_000_000;

/// What a decoder may hold beside the pixels, unpacked metadata above all.
const MAX_DECODER_BYTES: u64 = 24 * 1024 * 1024;

/// Points of a GIF or a progressive JPEG, whose decoders hold the whole picture twice and more.
const MAX_PIXELS_HELD_TWICE: u64 = 8_000_000;

/// The widths that are served; narrower pictures keep their own as the greatest.
pub const WIDTHS: [u32; 3] = [480, 960, 1600];

/// Why a picture is refused: always the sender's mistake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    #[error("only PNG, JPEG, WebP and GIF pictures can be uploaded")]
    Unsupported,
    #[error(
        "the picture has {width} × {height} points; at most {MAX_SIDE} a side and {} million in all are allowed",
        MAX_PIXELS / 1_000_000
    )]
    TooLarge { width: u32, height: u32 },
    #[error("the file is not a complete picture; save it again and retry")]
    Malformed,
}

/// Decodes, turns upright, drops everything but the pixels, and re-encodes. Of an animation the first frame is kept.
pub fn process(bytes: &[u8]) -> Result<Picture, ImageError> {
    let format = sniff(bytes).ok_or(ImageError::Unsupported)?;
    let image = decode(bytes, format)?;
    encode::encode(image, format == ImageFormat::Jpeg)
}

/// The format by the file's own first bytes; names and headers are not asked.
fn sniff(bytes: &[u8]) -> Option<ImageFormat> {
    let format = image::guess_format(bytes).ok()?;
    matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif).then_some(format)
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, ImageError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error, (0, 0)))?;

    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    let is_held_twice = format == ImageFormat::Gif || (format == ImageFormat::Jpeg && is_progressive(bytes));
    let is_too_much = is_held_twice && u64::from(width) * u64::from(height) > MAX_PIXELS_HELD_TWICE;
    if is_too_much || decoder.total_bytes() > MAX_DECODED_BYTES {
        return Err(ImageError::TooLarge { width, height });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error, (width, height)))?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// Whether a JPEG's frame header says so; what is not understood counts as progressive.
fn is_progressive(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[0xFF, marker, high, low]) = bytes.get(at..at + 4).and_then(|four| four.first_chunk()) {
        match marker {
            0xC0 | 0xC1 => return false,
            0xFF => at += 1,
            0x01 | 0xD0..=0xD8 => at += 2,
            0xDD | 0xC4 | 0xDB | 0xE0..=0xEF | 0xFE => at += 2 + usize::from(u16::from_be_bytes([high, low])),
            _ => return true,
        }
    }
    true
}

fn check_size(width: u32, height: u32) -> Result<(), ImageError> {
    if width == 0 || height == 0 {
        return Err(ImageError::Malformed);
    }
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(ImageError::TooLarge { width, height });
    }
    Ok(())
}

fn refusal(error: &DecodeError, (width, height): (u32, u32)) -> ImageError {
    match error {
        DecodeError::Limits(_) => ImageError::TooLarge { width, height },
        DecodeError::Unsupported(_) => ImageError::Unsupported,
        _ => ImageError::Malformed,
    }
}
