//! Eight-bit pixels in one buffer, made smaller without a second picture beside the first.
//!
//! A photograph fills tens of megabytes. The usual two passes of a resize would hold it, its narrower copy and the
//! result at once; here each strip of rows is narrowed into the front of the very buffer that it came from.

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};

use super::ImageError;

/// Rows that are narrowed at a time.
const STRIP_ROWS: usize = 64;

/// A picture of one to four channels.
pub(super) struct Pixels {
    width: u32,
    height: u32,
    kind: PixelType,
    bytes: Vec<u8>,
}

impl Pixels {
    /// Takes a picture over; only one with more than eight bits a channel is copied.
    pub fn of(image: DynamicImage) -> Self {
        let (width, height) = (image.width(), image.height());
        let (kind, bytes) = match image {
            DynamicImage::ImageLuma8(image) => (PixelType::U8, image.into_raw()),
            DynamicImage::ImageLumaA8(image) => (PixelType::U8x2, image.into_raw()),
            DynamicImage::ImageRgb8(image) => (PixelType::U8x3, image.into_raw()),
            DynamicImage::ImageRgba8(image) => (PixelType::U8x4, image.into_raw()),
            deep if deep.color().has_alpha() => (PixelType::U8x4, deep.into_rgba8().into_raw()),
            deep => (PixelType::U8x3, deep.into_rgb8().into_raw()),
        };
        Self { width, height, kind, bytes }
    }

    /// The same picture in at most this size.
    pub fn shrunk(mut self, width: u32, height: u32) -> Result<Self, ImageError> {
        if width < self.width {
            self.narrow(width)?;
        }
        if height < self.height {
            let mut shorter = vec![0; self.kind.size() * width as usize * height as usize];
            self.draw(&self.bytes, self.height, (width, height), &mut shorter)?;
            (self.height, self.bytes) = (height, shorter);
        }
        Ok(self)
    }

    /// Rows know nothing of one another while only the width changes, so strips leave no seams.
    fn narrow(&mut self, width: u32) -> Result<(), ImageError> {
        let (old_row, new_row) = (self.row_bytes(self.width), self.row_bytes(width));
        let mut strip = vec![0; new_row * STRIP_ROWS];
        let mut bytes = std::mem::take(&mut self.bytes);
        let mut row = 0;
        while row < self.height as usize {
            let rows = STRIP_ROWS.min(self.height as usize - row);
            let height = u32::try_from(rows).map_err(|_| ImageError::Malformed)?;
            let source = bytes.get(row * old_row..(row + rows) * old_row).ok_or(ImageError::Malformed)?;
            self.draw(source, height, (width, height), &mut strip[..rows * new_row])?;
            bytes[row * new_row..(row + rows) * new_row].copy_from_slice(&strip[..rows * new_row]);
            row += rows;
        }
        bytes.truncate(self.height as usize * new_row);
        bytes.shrink_to_fit();
        (self.width, self.bytes) = (width, bytes);
        Ok(())
    }

    fn draw(&self, source: &[u8], rows: u32, size: (u32, u32), target: &mut [u8]) -> Result<(), ImageError> {
        let source = ImageRef::new(self.width, rows, source, self.kind).map_err(|_| ImageError::Malformed)?;
        let mut target = Image::from_slice_u8(size.0, size.1, target, self.kind).map_err(|_| ImageError::Malformed)?;
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
        Resizer::new().resize(&source, &mut target, &options).map_err(|_| ImageError::Malformed)
    }

    fn row_bytes(&self, width: u32) -> usize {
        self.kind.size() * width as usize
    }

    /// Back to what turns and encodes; no copy.
    pub fn into_image(self) -> Result<DynamicImage, ImageError> {
        let (width, height, bytes) = (self.width, self.height, self.bytes);
        let image = match self.kind {
            PixelType::U8 => GrayImage::from_raw(width, height, bytes).map(DynamicImage::ImageLuma8),
            PixelType::U8x2 => GrayAlphaImage::from_raw(width, height, bytes).map(DynamicImage::ImageLumaA8),
            PixelType::U8x3 => RgbImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgb8),
            _ => RgbaImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgba8),
        };
        image.ok_or(ImageError::Malformed)
    }
}
