//! Uploads against rows D1, D2, D3 and D5 of the threat list. Bombs are built here: none lies in the repository.

mod bombs;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

const EXIF_MARK: &[u8] = b"SERIAL-4711";

fn take(file: &[u8]) -> Result<Picture, ImageError> {
    process(file, MAX_PIXELS)
}

fn photo(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 7 % 256) as u8, (y * 5 % 256) as u8, ((x ^ y) % 256) as u8])
    }))
}

fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG whose EXIF says: turned by 90 degrees, made by a camera with a serial number.
fn turned_photo() -> Vec<u8> {
    let mut exif = b"MM\x00\x2a\x00\x00\x00\x08\x00\x02".to_vec();
    exif.extend(b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00");
    exif.extend(b"\xa4\x31\x00\x02\x00\x00\x00\x0c\x00\x00\x00\x26\x00\x00\x00\x00");
    exif.extend(EXIF_MARK);
    exif.push(0);
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif).unwrap();
    let image = photo(60, 30).into_rgb8();
    encoder.write_image(&image, 60, 30, ExtendedColorType::Rgb8).unwrap();
    bytes
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

#[test]
fn a_wide_photograph_is_served_in_three_widths() {
    let picture = take(&written(&photo(2000, 500), ImageFormat::Jpeg)).unwrap();

    let sizes: Vec<_> = picture.variants.iter().map(|variant| (variant.width, variant.height)).collect();
    assert_eq!(sizes, [(480, 120), (960, 240), (1600, 400)]);
    assert_eq!(
        (picture.width, picture.height, picture.extension, picture.content_type),
        (1600, 400, "jpg", "image/jpeg")
    );
    assert_eq!(picture.content_hash.len(), 64);
    for variant in &picture.variants {
        let decoded = image::load_from_memory_with_format(&variant.bytes, ImageFormat::Jpeg).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (variant.width, variant.height));
    }
}

#[test]
fn a_very_tall_picture_is_served_narrower() {
    let picture = take(&written(&photo(1_600, 7_500), ImageFormat::Png)).unwrap();

    assert_eq!((picture.width, picture.height), (1_131, 5_302));
    assert_eq!(picture.variants.iter().map(|variant| variant.width).collect::<Vec<_>>(), [480, 960, 1_131]);
}

#[test]
fn a_smaller_picture_is_the_picture_made_smaller() {
    let smooth =
        DynamicImage::ImageRgb8(RgbImage::from_fn(2_400, 300, |x, y| Rgb([(x / 10) as u8, (y / 2) as u8, 90])));
    let picture = take(&written(&smooth, ImageFormat::Png)).unwrap();

    for variant in &picture.variants {
        let decoded = image::load_from_memory(&variant.bytes).unwrap().into_rgb8();
        for (x, y, pixel) in decoded.enumerate_pixels() {
            let scale = 2_400.0 / f64::from(variant.width);
            let expected = [f64::from(x) * scale / 10.0, f64::from(y) * scale / 2.0, 90.0];
            for (channel, expected) in pixel.0.iter().zip(expected) {
                assert!((f64::from(*channel) - expected).abs() < 6.0, "{x}, {y}: {pixel:?}, not {expected}");
            }
        }
    }
}

#[tokio::test]
async fn a_configured_limit_is_kept_and_a_full_queue_says_so() {
    let settings = ImageSettings { max_pixels: 1_000_000, max_concurrent: 1, max_waiting: 0 };
    let images = Images::new(&settings);
    let large = Bytes::from(written(&photo(1_001, 1_000), ImageFormat::Png));

    assert!(matches!(
        images.process(large.clone()).await,
        Ok(Err(ImageError::TooLarge { width: 1_001, height: 1_000, max_pixels: 1_000_000 }))
    ));
    // Taken, so that its work is still under way when the others ask.
    let taken = Bytes::from(written(&photo(999, 1_000), ImageFormat::Png));
    let outcomes = futures_util::future::join_all((0..4).map(|_| images.process(taken.clone()))).await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Err(WorkError::Full)).count(), 3);
}

#[test]
fn a_narrow_picture_is_never_enlarged() {
    let picture = take(&written(&photo(700, 10), ImageFormat::Png)).unwrap();

    assert_eq!(picture.variants.iter().map(|variant| variant.width).collect::<Vec<_>>(), [480, 700]);
    assert_eq!(take(&written(&photo(3, 2), ImageFormat::Gif)).unwrap().variants.len(), 1);
}

#[test]
fn what_shows_through_stays_lossless() {
    let glass = DynamicImage::ImageRgba8(RgbaImage::from_fn(40, 40, |x, _| Rgba([200, 10, 10, (x * 6) as u8])));
    let picture = take(&written(&glass, ImageFormat::Png)).unwrap();

    assert_ne!(picture.extension, "jpg");
    let decoded = image::load_from_memory(&picture.variants[0].bytes).unwrap();
    assert_eq!(decoded.to_rgba8(), glass.to_rgba8());
}

#[test]
fn the_same_file_gives_the_same_bytes() {
    let bytes = written(&photo(500, 20), ImageFormat::WebP);

    assert_eq!(take(&bytes), take(&bytes));
}

#[test]
fn grey_and_deep_pictures_are_taken() {
    let grey = DynamicImage::ImageLuma8(photo(500, 10).into_luma8());
    let deep = DynamicImage::ImageRgb16(photo(500, 10).into_rgb16());
    let glass = DynamicImage::ImageLumaA8(photo(500, 10).into_luma_alpha8());

    for image in [grey, deep, glass] {
        assert_eq!(take(&written(&image, ImageFormat::Png)).unwrap().variants.len(), 2);
    }
}

#[test]
fn a_baseline_photograph_is_told_from_a_progressive_one() {
    let mut bytes = turned_photo();
    assert!(!is_progressive(&bytes));

    let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    bytes[frame + 1] = 0xC2;
    assert!(is_progressive(&bytes));
}

#[test]
fn d1_only_four_formats_are_taken_whatever_they_are_called() {
    let strangers: [&[u8]; 9] = [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00avifmif1miafMA1B",
        b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00",
        b"II*\x00\x08\x00\x00\x00",
        b"%PDF-1.7\n",
        b"MZ\x90\x00",
        b"",
    ];
    for bytes in strangers {
        assert_eq!(take(bytes), Err(ImageError::Unsupported), "{:?}", String::from_utf8_lossy(bytes));
    }
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        assert!(take(&written(&photo(20, 20), format)).is_ok(), "{format:?}");
    }
}

#[test]
fn d1_nothing_of_a_polyglot_is_served() {
    const SCRIPT: &[u8] = b"<script>alert(1)</script>";
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        let mut bytes = written(&photo(20, 20), format);
        bytes.extend(SCRIPT);

        if let Ok(picture) = take(&bytes) {
            assert!(picture.variants.iter().all(|variant| !contains(&variant.bytes, SCRIPT)), "{format:?}");
        }
    }
}

#[test]
fn d5_metadata_is_gone_and_the_picture_stands_upright() {
    let bytes = turned_photo();
    assert!(contains(&bytes, EXIF_MARK));

    let picture = take(&bytes).unwrap();

    assert_eq!((picture.width, picture.height), (30, 60));
    for variant in &picture.variants {
        assert!(
            !contains(&variant.bytes, EXIF_MARK)
                && !contains(&variant.bytes, b"Exif")
                && !contains(&variant.bytes, b"http://ns.adobe")
        );
    }
}

#[test]
fn a_drawing_is_rasterised_at_twice_its_size_and_loads_nothing() {
    let drawing =
        br##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="30" height="20">
        <rect width="30" height="20" fill="#00f"/><image xlink:href="/etc/passwd" width="5" height="5"/>
        <image xlink:href="https://evil.example/x.png" width="5" height="5"/></svg>"##;
    let picture = rasterise_svg(drawing, &Fonts::of_system()).unwrap();

    assert_eq!((picture.width, picture.height), (60, 40));
    let decoded = image::load_from_memory(&picture.variants[0].bytes).unwrap().to_rgb8();
    assert!(decoded.pixels().all(|pixel| *pixel == Rgb([0, 0, 255])));
}

#[test]
fn a_huge_or_broken_drawing_is_bounded_or_refused() {
    let fonts = Fonts::of_system();
    let wide =
        br#"<svg xmlns="http://www.w3.org/2000/svg" width="1000000" height="10"><rect width="9" height="9"/></svg>"#;
    assert!(rasterise_svg(wide, &fonts).is_ok_and(|picture| picture.width <= 1600));

    assert_eq!(rasterise_svg(b"<svg", &fonts), Err(ImageError::Malformed));
    let entities = br#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
        <!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;">]>
        <svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&f;&f;&f;&f;&f;&f;&f;&f;</text></svg>"#;
    let _ = rasterise_svg(entities, &fonts);
}
