//! SVG to pixels, for the importer alone: visitors cannot upload SVG, and none is ever served.
//!
//! Nothing outside the file is loaded: no address, no path, no style sheet. Text needs fonts of the system; where there are none it
//! is missing from the picture, and the caller is told.

use std::sync::Arc;

use image::metadata::Orientation;
use image::{DynamicImage, RgbaImage};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree, fontdb};

use super::{ImageError, MAX_PIXELS_WITH_ALPHA, MAX_SIDE, Picture, encode};

/// Drawings are rasterised at twice their size, so that they stay sharp on dense screens.
const SCALE: f32 = 2.0;

/// A drawing larger than this many bytes is refused.
const MAX_SVG_BYTES: usize = 5_000_000;

/// The fonts that drawings may use; loading looks through the system's folders once, so build it once an import.
#[derive(Debug, Clone)]
pub struct Fonts {
    database: Arc<fontdb::Database>,
    fallback: String,
}

impl Fonts {
    /// The fonts of the system, with one of them standing in for the generic families.
    pub fn of_system() -> Self {
        let mut database = fontdb::Database::new();
        database.load_system_fonts();
        let names: Vec<String> =
            database.faces().flat_map(|face| face.families.iter().map(|(name, _)| name.clone())).collect();
        let pick = |wanted: &[&str]| {
            let found = wanted.iter().find_map(|want| names.iter().find(|name| name.contains(want)));
            found.or(names.first()).cloned().unwrap_or_default()
        };
        let sans = pick(&["Open Sans", "Noto Sans", "DejaVu Sans", "Liberation Sans", "Arial", "Sans"]);
        database.set_monospace_family(pick(&["DejaVu Sans Mono", "Liberation Mono", "Mono", "Courier"]));
        database.set_serif_family(pick(&["Noto Serif", "DejaVu Serif", "Liberation Serif", "Times", "Serif"]));
        database.set_sans_serif_family(sans.clone());
        database.set_cursive_family(sans.clone());
        database.set_fantasy_family(sans.clone());
        Self { database: Arc::new(database), fallback: sans }
    }

    /// No fonts, as on a bare machine.
    pub fn none() -> Self {
        Self { database: Arc::new(fontdb::Database::new()), fallback: String::new() }
    }

    /// Whether text in drawings cannot be drawn.
    pub fn is_empty(&self) -> bool {
        self.database.is_empty()
    }
}

/// Draws `bytes` at twice its size, less where that would be too large, and encodes it like any picture.
pub fn rasterise_svg(bytes: &[u8], fonts: &Fonts) -> Result<Picture, ImageError> {
    if bytes.len() > MAX_SVG_BYTES {
        return Err(ImageError::Malformed);
    }
    let options = Options {
        font_family: fonts.fallback.clone(),
        fontdb: Arc::clone(&fonts.database),
        image_href_resolver: ImageHrefResolver {
            resolve_data: ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_data(bytes, &options).map_err(|_| ImageError::Malformed)?;
    let (width, height, scale) = raster_size(tree.size().width(), tree.size().height())?;
    let mut pixmap = Pixmap::new(width, height).ok_or(ImageError::Malformed)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    encode::encode(unmultiplied(pixmap)?, Orientation::NoTransforms, false)
}

/// The size in points and the scale that leads there, within the limits of every picture.
fn raster_size(width: f32, height: f32) -> Result<(u32, u32, f32), ImageError> {
    let by_side = MAX_SIDE as f32 / width.max(height);
    let by_pixels = (MAX_PIXELS_WITH_ALPHA as f32 / (width * height)).sqrt();
    let scale = SCALE.min(by_side).min(by_pixels);
    let points = |side: f32| (side * scale).floor().max(1.0) as u32;
    if !scale.is_finite() || scale <= 0.0 {
        return Err(ImageError::Malformed);
    }
    Ok((points(width), points(height), scale))
}

fn unmultiplied(pixmap: Pixmap) -> Result<DynamicImage, ImageError> {
    let (width, height) = (pixmap.width(), pixmap.height());
    let bytes = pixmap.take_demultiplied();
    RgbaImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgba8).ok_or(ImageError::Malformed)
}
