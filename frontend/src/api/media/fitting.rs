//! Pictures from cameras, made as large as the server takes them of every kind.
//!
//! The server bounds what decoding a picture may hold, and a browser has room to spare: what is larger is drawn smaller
//! here, with its sides as they are to each other. Where the browser cannot, the file goes as it is and the server judges.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, ImageBitmap, ImageEncodeOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

/// Points that the server takes of every kind of picture, also with sixteen bits a channel.
const POINTS: f64 = 4_900_000.0;
/// Points that it takes of every kind but PNG, the only one with sixteen bits a channel.
const POINTS_OF_EIGHT_BITS: f64 = 5_900_000.0;
/// The longest side that it takes.
const LONGEST: f64 = 12_000.0;
/// For kinds that lose something: hardly to be told from the picture.
const QUALITY: f64 = 0.92;
/// A colour to try a canvas with, and how it is read back.
const COLOUR: (&str, [u8; 4]) = ("#4080c0", [0x40, 0x80, 0xC0, 0xFF]);

/// The picture made smaller; `None` if it is to be sent as it is, as where the drawing would be the larger file: browsers
/// make a PNG of what they cannot write. Of one that moves the server keeps the first frame, and so does a drawing.
pub(super) async fn smaller(file: &File) -> Option<Blob> {
    let bitmap = JsFuture::from(window().create_image_bitmap_with_blob(file).ok()?).await.ok()?;
    let bitmap: ImageBitmap = bitmap.unchecked_into();
    let kind = file.type_();
    let is_taken = is_taken(bitmap.width(), bitmap.height(), &kind);
    let blob = drawn(&bitmap, &kind).await;
    // Tens of megabytes, which would wait for the garbage collector.
    bitmap.close();
    blob.filter(|blob| !is_taken || blob.size() < file.size())
}

async fn drawn(bitmap: &ImageBitmap, kind: &str) -> Option<Blob> {
    let (width, height) = fitting(bitmap.width(), bitmap.height())?;
    let canvas = OffscreenCanvas::new(width, height).ok()?;
    let pen: OffscreenCanvasRenderingContext2d = canvas.get_context("2d").ok()??.unchecked_into();
    if !draws_true(&pen) {
        return None;
    }
    // Setting a property of a drawing context cannot fail.
    let _ = js_sys::Reflect::set(&pen, &JsValue::from_str("imageSmoothingQuality"), &JsValue::from_str("high"));
    pen.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width.into(), height.into()).ok()?;
    let options = ImageEncodeOptions::new();
    options.set_type(kind);
    options.set_quality(QUALITY);
    JsFuture::from(canvas.convert_to_blob_with_options(&options).ok()?).await.ok()?.dyn_into().ok()
}

/// Browsers that hide which machine they run on give noise or nothing in place of what was drawn, and say no word.
fn draws_true(pen: &OffscreenCanvasRenderingContext2d) -> bool {
    pen.set_fill_style_str(COLOUR.0);
    pen.fill_rect(0.0, 0.0, 1.0, 1.0);
    let seen = pen.get_image_data(0.0, 0.0, 1.0, 1.0);
    pen.clear_rect(0.0, 0.0, 1.0, 1.0);
    seen.is_ok_and(|seen| seen.data().0 == COLOUR.1)
}

/// The sides of a picture that is too large, as they may be; `None` if they are good as they are.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and no larger than they were")]
fn fitting(width: u32, height: u32) -> Option<(u32, u32)> {
    let scale = scale(width, height, POINTS);
    let scaled = |side: u32| ((f64::from(side) * scale) as u32).max(1);
    (scale < 1.0).then(|| (scaled(width), scaled(height)))
}

/// True for a picture that the server takes with these sides, whatever else is in it.
fn is_taken(width: u32, height: u32, kind: &str) -> bool {
    let points = if kind == "image/png" { POINTS } else { POINTS_OF_EIGHT_BITS };
    scale(width, height, points) >= 1.0
}

/// What the sides are to be multiplied by, for so many points at most.
fn scale(width: u32, height: u32, points: f64) -> f64 {
    let (wide, high) = (f64::from(width), f64::from(height));
    (points / (wide * high)).sqrt().min(LONGEST / wide.max(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_fits_and_keeps_its_shape() {
        assert_eq!(fitting(2_200, 2_200), None);
        assert_eq!(fitting(0, 0), None);
        for (width, height) in [(4_032, 3_024), (6_000, 4_000), (5_120, 2_880), (1_000, 20_000), (20_000, 1)] {
            let (wide, high) = fitting(width, height).unwrap();

            assert!(u64::from(wide) * u64::from(high) <= 5_000_000 && wide.max(high) <= 12_000);
            let shape = f64::from(width) / f64::from(height) / (f64::from(wide) / f64::from(high));
            assert!(high == 1 || (0.99..1.01).contains(&shape), "{wide} × {high}");
        }
    }

    #[test]
    fn what_the_server_takes_in_any_case_need_not_be_drawn() {
        assert!(is_taken(2_700, 2_000, "image/webp") && is_taken(2_700, 2_000, "image/gif"));
        assert!(!is_taken(2_700, 2_000, "image/png"), "it may have sixteen bits a channel");
        assert!(!is_taken(4_032, 3_024, "image/webp"), "its decoder holds it twice");
        assert!(!is_taken(12_001, 10, "image/jpeg"));
    }
}
