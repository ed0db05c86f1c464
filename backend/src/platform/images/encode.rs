//! Pixels to the files that are served: one format for all widths, chosen on the greatest.

use std::fmt::Write;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageResult};
use sha2::{Digest, Sha256};

use super::pixels::Pixels;
use super::{ImageError, WIDTHS};

const JPEG_QUALITY: u8 = 82;

/// Points of the greatest file that is served: 1600 wide, and more than twice as tall.
const MAX_SERVED_PIXELS: u64 = 6_000_000;

/// A picture as it is stored: every byte of it is ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// SHA-256 of the greatest variant, in lower-case hexadecimal.
    pub content_hash: String,
    /// `jpg`, `png` or `webp`; the same for all variants.
    pub extension: &'static str,
    /// `image/jpeg`, `image/png` or `image/webp`.
    pub content_type: &'static str,
    /// Of the greatest variant.
    pub width: u32,
    pub height: u32,
    /// By width, the narrowest first; at least one.
    pub variants: Vec<Variant>,
}

/// One width of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Form {
    Jpeg,
    Png,
    WebP,
}

impl Form {
    fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}

/// Turns `image` upright and encodes it in its own width up to the greatest, and in every width below that. `is_photo`: it
/// came as a JPEG and stays one.
///
/// It is made smaller before anything else: only then is there memory for a copy (SECURITY D2).
pub(super) fn encode(image: DynamicImage, orientation: Orientation, is_photo: bool) -> Result<Picture, ImageError> {
    let is_on_its_side = lies_on_its_side(orientation);
    let upright = |(width, height)| if is_on_its_side { (height, width) } else { (width, height) };
    let (width, height) = served_size(upright((image.width(), image.height())))?;
    let stored = upright((width, height));
    let mut greatest = Pixels::of(image).shrunk(stored.0, stored.1)?.into_image()?;
    greatest.apply_orientation(orientation);
    let greatest = plain_pixels(greatest);
    let (form, bytes) = best_form(&greatest, is_photo)?;

    let content_hash = hexadecimal(&Sha256::digest(&bytes));
    let mut variants = vec![Variant { width, height, bytes }];
    let mut smaller = greatest;
    for narrower in WIDTHS.into_iter().rev().filter(|narrower| *narrower < width) {
        smaller = Pixels::of(smaller).shrunk(narrower, scaled((width, height), narrower)?)?.into_image()?;
        variants.push(Variant { width: narrower, height: smaller.height(), bytes: write(&smaller, form)? });
    }
    variants.reverse();

    Ok(Picture {
        content_hash,
        extension: form.extension(),
        content_type: form.content_type(),
        width,
        height,
        variants,
    })
}

fn lies_on_its_side(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH)
}

/// The greatest size that is served of a picture: no wider than the greatest width, and never more points than a page
/// can bear, so that very tall pictures become narrower.
fn served_size((width, height): (u32, u32)) -> Result<(u32, u32), ImageError> {
    let mut served = width.min(WIDTHS[WIDTHS.len() - 1]);
    let points = u64::from(served) * u64::from(scaled((width, height), served)?);
    if points > MAX_SERVED_PIXELS {
        let share = (MAX_SERVED_PIXELS as f64 / points as f64).sqrt();
        served = ((f64::from(served) * share) as u32).max(1);
    }
    Ok((served, scaled((width, height), served)?))
}

/// The height that belongs to another width.
fn scaled((width, height): (u32, u32), other: u32) -> Result<u32, ImageError> {
    let scaled = (u64::from(height) * u64::from(other)).div_ceil(u64::from(width));
    Ok(u32::try_from(scaled).map_err(|_| ImageError::Malformed)?.max(1))
}

/// Three channels, or four where something shows through.
fn plain_pixels(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return DynamicImage::ImageRgb8(image.into_rgb8());
    }
    let pixels = image.into_rgba8();
    if pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        return DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(pixels).into_rgb8());
    }
    DynamicImage::ImageRgba8(pixels)
}

/// Photographs become JPEG; drawings stay lossless unless JPEG is far smaller.
fn best_form(image: &DynamicImage, is_photo: bool) -> Result<(Form, Vec<u8>), ImageError> {
    let has_alpha = image.color().has_alpha();
    if is_photo && !has_alpha {
        return Ok((Form::Jpeg, write(image, Form::Jpeg)?));
    }
    let png = write(image, Form::Png)?;
    let webp = write(image, Form::WebP)?;
    let lossless = if webp.len() < png.len() { (Form::WebP, webp) } else { (Form::Png, png) };
    if has_alpha {
        return Ok(lossless);
    }
    let jpeg = write(image, Form::Jpeg)?;
    Ok(if jpeg.len() * 2 < lossless.1.len() { (Form::Jpeg, jpeg) } else { lossless })
}

fn write(image: &DynamicImage, form: Form) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Cursor::new(Vec::new());
    let written: ImageResult<()> = match form {
        Form::Jpeg => image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY)),
        Form::Png => image.write_with_encoder(PngEncoder::new_with_quality(
            &mut bytes,
            CompressionType::Default,
            PngFilter::Adaptive,
        )),
        Form::WebP => image.write_with_encoder(WebPEncoder::new_lossless(&mut bytes)),
    };
    written.map_err(|_| ImageError::Malformed)?;
    Ok(bytes.into_inner())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
