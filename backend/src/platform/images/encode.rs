//! Pixels to the files that are served: one format for all widths, chosen on the greatest.

use std::fmt::Write;
use std::io::Cursor;

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageResult};
use sha2::{Digest, Sha256};

use super::{ImageError, WIDTHS};

const JPEG_QUALITY: u8 = 82;

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

/// Encodes `image` in every width below its own, and in its own up to the greatest. `is_photo`: it came as a JPEG and stays one.
pub(super) fn encode(image: DynamicImage, is_photo: bool) -> Result<Picture, ImageError> {
    let greatest_width = image.width().min(WIDTHS[WIDTHS.len() - 1]);
    // Only now, on the smaller picture, is there memory for a copy.
    let greatest = plain_pixels(resized(eight_bits(image), greatest_width)?);
    let (form, bytes) = best_form(&greatest, is_photo)?;

    let mut variants = Vec::new();
    for width in WIDTHS.into_iter().filter(|width| *width < greatest_width) {
        let smaller = resize(&greatest, width)?;
        variants.push(Variant { width, height: smaller.height(), bytes: write(&smaller, form)? });
    }
    let (width, height) = (greatest.width(), greatest.height());
    let content_hash = hexadecimal(&Sha256::digest(&bytes));
    variants.push(Variant { width, height, bytes });

    Ok(Picture {
        content_hash,
        extension: form.extension(),
        content_type: form.content_type(),
        width,
        height,
        variants,
    })
}

/// Eight bits a channel, which is what nearly all pictures have; those are passed on without a copy.
fn eight_bits(image: DynamicImage) -> DynamicImage {
    match image {
        DynamicImage::ImageLuma8(_)
        | DynamicImage::ImageLumaA8(_)
        | DynamicImage::ImageRgb8(_)
        | DynamicImage::ImageRgba8(_) => image,
        deep if deep.color().has_alpha() => DynamicImage::ImageRgba8(deep.into_rgba8()),
        deep => DynamicImage::ImageRgb8(deep.into_rgb8()),
    }
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

fn resized(image: DynamicImage, width: u32) -> Result<DynamicImage, ImageError> {
    if image.width() == width { Ok(image) } else { resize(&image, width) }
}

fn resize(image: &DynamicImage, width: u32) -> Result<DynamicImage, ImageError> {
    let scaled = (u64::from(image.height()) * u64::from(width)).div_ceil(u64::from(image.width()));
    let height = u32::try_from(scaled).map_err(|_| ImageError::Malformed)?.max(1);
    let mut target = DynamicImage::new(width, height, image.color());
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(image, &mut target, &options).map_err(|_| ImageError::Malformed)?;
    Ok(target)
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
