//! Pictures from strangers to pictures we serve: sniffed, bounded, decoded, turned upright, re-encoded in a few widths.
//!
//! Pattern: parse, don't validate. What leaves this room was written by our own encoders, so no byte of the upload is ever served:
//! no metadata, no second format hidden behind the first. All decoders are pure Rust. Hungry work: uploads go through [`Images`],
//! which lets few in at once.

mod encode;
mod pixels;
mod vector;

#[cfg(test)]
mod tests;

use std::io::Cursor;

use bytes::Bytes;
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, ImageError as DecodeError, ImageFormat, ImageReader, Limits};

pub use encode::{Picture, Variant};
pub use vector::{Fonts, rasterise_svg};

use super::work_queue::{WorkError, WorkQueue};
use crate::config;

/// Neither side of an upload may be longer.
pub const MAX_SIDE: u32 = 12_000;

/// Width times height at most: 16 megapixels are 48 MB once decoded, and one picture may take 64 MiB with its file.
pub const MAX_PIXELS: u64 = 16_000_000;

/// With a fourth channel there is room for fewer points ...
const MAX_PIXELS_WITH_ALPHA: u64 = 10_000_000;

/// ... with 16 bits a channel for fewer still ...
const MAX_PIXELS_DEEP: u64 = 5_000_000;

/// ... and in GIF, WebP and progressive JPEG, whose decoders hold the whole picture twice.
const MAX_PIXELS_HELD_TWICE: u64 = 6_000_000;

/// What the file and the pixels may take together while a picture is decoded; the rest of the 64 MiB is the decoder's own.
const MAX_HELD_BYTES: u64 = 60 * 1024 * 1024;

/// What a decoder may hold beside the pixels, unpacked metadata above all.
const MAX_DECODER_BYTES: u64 = 24 * 1024 * 1024;

/// The widths that are served; narrower pictures keep their own as the greatest.
pub const WIDTHS: [u32; 3] = [480, 960, 1600];

/// Why a picture is refused: always the sender's mistake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    #[error("only PNG, JPEG, WebP and GIF pictures can be uploaded")]
    Unsupported,
    #[error(
        "the picture has {width} × {height} points; at most {MAX_SIDE} a side and {} million in all are allowed for one \
         of its kind",
        max_pixels / 1_000_000
    )]
    TooLarge { width: u32, height: u32, max_pixels: u64 },
    #[error(
        "the file of {} MiB and the {width} × {height} points in it take more memory together than one picture may: save \
         it as a smaller file, or with fewer points",
        file_bytes.div_ceil(1024 * 1024)
    )]
    TooHeavy { width: u32, height: u32, file_bytes: u64 },
    #[error("the file is not a complete picture; save it again and retry")]
    Malformed,
}

/// How large pictures may be and how many are worked on.
#[derive(Debug, Clone)]
pub struct ImageSettings {
    /// Width times height at most; [`MAX_PIXELS`] and its like hold besides.
    pub max_pixels: u64,
    /// Pictures at once.
    pub max_concurrent: usize,
    /// How many more may wait for their turn, each with its file in memory.
    pub max_waiting: usize,
}

impl ImageSettings {
    /// As configured, half the processors at once.
    pub fn of(config: &config::Media) -> Self {
        Self {
            max_pixels: config.max_megapixels * 1_000_000,
            max_concurrent: WorkQueue::half_the_cores(),
            max_waiting: 16,
        }
    }
}

/// Makes pictures of uploads, a few at once. Clones share the door.
#[derive(Debug, Clone)]
pub struct Images {
    max_pixels: u64,
    queue: WorkQueue,
}

impl Images {
    /// The door to the decoders.
    pub fn new(settings: &ImageSettings) -> Self {
        let queue = WorkQueue::new(settings.max_concurrent, settings.max_waiting);
        Self { max_pixels: settings.max_pixels, queue }
    }

    /// Takes an upload through [`process`] on a blocking thread, once there is room.
    pub async fn process(&self, bytes: Bytes) -> Result<Result<Picture, ImageError>, WorkError> {
        let max_pixels = self.max_pixels;
        self.queue.run(move || process(bytes, max_pixels)).await
    }
}

/// Decodes, turns upright, drops everything but the pixels, and re-encodes. Of an animation the first frame is kept.
///
/// Takes the file itself, for it must be gone before memory is needed for anything else.
pub fn process(file: impl AsRef<[u8]>, max_pixels: u64) -> Result<Picture, ImageError> {
    let format = sniff(file.as_ref()).ok_or(ImageError::Unsupported)?;
    let (image, orientation) = decode(file, format, max_pixels)?;
    encode::encode(image, orientation, format == ImageFormat::Jpeg)
}

/// The format by the file's own first bytes; names and headers are not asked.
fn sniff(bytes: &[u8]) -> Option<ImageFormat> {
    let format = image::guess_format(bytes).ok()?;
    matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif).then_some(format)
}

/// The decoder owns the file: that of JPEG makes a copy first, and the file is gone before the pixels come.
fn decode(
    file: impl AsRef<[u8]>,
    format: ImageFormat,
    max_pixels: u64,
) -> Result<(DynamicImage, Orientation), ImageError> {
    let (file_bytes, copies) = (file.as_ref().len() as u64, copies(file.as_ref(), format));
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error, (0, 0), max_pixels))?;

    let (width, height) = decoder.dimensions();
    let max_pixels = most_pixels(decoder.color_type(), copies > 1).min(max_pixels);
    check_size(width, height, max_pixels)?;
    if file_bytes.saturating_add(decoder.total_bytes().saturating_mul(copies)) > MAX_HELD_BYTES {
        return Err(ImageError::TooHeavy { width, height, file_bytes });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder);
    Ok((image.map_err(|error| refusal(&error, (width, height), max_pixels))?, orientation))
}

/// How many times over a decoder holds the pixels. A progressive JPEG is held as pixels and as coefficients of twice
/// their size.
fn copies(bytes: &[u8], format: ImageFormat) -> u64 {
    match format {
        ImageFormat::Jpeg if is_progressive(bytes) => 3,
        ImageFormat::Gif | ImageFormat::WebP => 2,
        _ => 1,
    }
}

/// What one picture's memory allows.
fn most_pixels(color: ColorType, is_held_twice: bool) -> u64 {
    let by_color = if color.bytes_per_pixel() > color.channel_count() {
        MAX_PIXELS_DEEP
    } else if color.has_alpha() {
        MAX_PIXELS_WITH_ALPHA
    } else {
        MAX_PIXELS
    };
    if is_held_twice { by_color.min(MAX_PIXELS_HELD_TWICE) } else { by_color }
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

fn check_size(width: u32, height: u32, max_pixels: u64) -> Result<(), ImageError> {
    if width == 0 || height == 0 {
        return Err(ImageError::Malformed);
    }
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > max_pixels {
        return Err(ImageError::TooLarge { width, height, max_pixels });
    }
    Ok(())
}

fn refusal(error: &DecodeError, (width, height): (u32, u32), max_pixels: u64) -> ImageError {
    match error {
        DecodeError::Limits(_) => ImageError::TooLarge { width, height, max_pixels },
        DecodeError::Unsupported(_) => ImageError::Unsupported,
        _ => ImageError::Malformed,
    }
}
