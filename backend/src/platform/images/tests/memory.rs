//! What one picture takes of the machine's memory (D2), measured from outside in a process of its own.
//!
//! The test starts its own program again with one hungry file, and that one reads its greatest resident size from the
//! kernel. Everything counts: the file itself, the decoder, the resize, the encoders.

use std::{fs, path::Path, process::Command};

use super::*;

/// Tells the child which file to take.
const FILE: &str = "BROADSHEET_MEASURED_PICTURE";

/// The promise of D2.
const MAX_GROWTH_KIB: u64 = 64 * 1024;

/// Colours that compress badly, so that files and encoders are as large as honest photographs make them.
fn noisy(width: u32, height: u32) -> RgbImage {
    let mut state = 0x9E37_79B9_u32;
    RgbImage::from_fn(width, height, |x, y| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let noise = (state % 24) as u8;
        Rgb([(x / 16 % 200) as u8 + noise, (y / 16 % 200) as u8 + noise, ((x + y) / 32 % 200) as u8 + noise])
    })
}

/// The most that is taken of each kind, and some of what is refused.
fn hungry() -> Vec<(&'static str, Vec<u8>)> {
    let photo = DynamicImage::ImageRgb8(noisy(4_899, 3_265));
    let tall =
        DynamicImage::ImageRgb8(noisy(200, 9_990)).resize_exact(1_600, 9_990, image::imageops::FilterType::Nearest);
    let small = photo.crop_imm(0, 0, 2_999, 2_000);
    let glass = photo.crop_imm(0, 0, 3_999, 2_500).into_rgba8();
    let jpeg = written(&photo, ImageFormat::Jpeg);
    let sideways = with_orientation(&jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    let refused = {
        let mut bytes = jpeg.clone();
        bytes[frame + 5..frame + 9].copy_from_slice(&[0x40, 0, 0x40, 0]);
        bytes
    };
    vec![
        ("a photograph", jpeg),
        ("a photograph on its side", sideways),
        ("a tall picture", written(&tall, ImageFormat::Png)),
        ("a picture with alpha", written(&DynamicImage::ImageRgba8(glass), ImageFormat::Png)),
        (
            "a deep picture",
            written(&DynamicImage::ImageRgb16(small.crop_imm(0, 0, 2_499, 2_000).into_rgb16()), ImageFormat::Png),
        ),
        ("a WebP picture", written(&small, ImageFormat::WebP)),
        ("a GIF picture", written(&small, ImageFormat::Gif)),
        ("a refused size", refused),
    ]
}

/// The same JPEG with an orientation that turns it by 90 degrees.
fn with_orientation(jpeg: &[u8]) -> Vec<u8> {
    let exif =
        b"Exif\0\0MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00";
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, exif, &jpeg[2..]].concat()
}

#[test]
#[cfg(target_os = "linux")]
fn d2_no_picture_takes_more_than_64_mib() {
    if let Some(file) = std::env::var_os(FILE) {
        return measure(Path::new(&file));
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("picture");
    let mut broken = Vec::new();
    for (name, bytes) in hungry() {
        assert!(bytes.len() < 11 << 20, "{name} has {} bytes", bytes.len());
        fs::write(&file, &bytes).unwrap();

        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "platform::images::tests::memory::d2_no_picture_takes_more_than_64_mib", "--nocapture"])
            .env(FILE, &file)
            .output()
            .unwrap();

        let told = String::from_utf8_lossy(&output.stdout);
        let kib = told.lines().find_map(|line| line.split_once("growth-kib ")?.1.trim().parse::<u64>().ok());
        let kib = kib.unwrap_or_else(|| panic!("{name}: {told}{}", String::from_utf8_lossy(&output.stderr)));
        println!("{name}: {} bytes, {} MiB", bytes.len(), kib / 1024);
        if kib > MAX_GROWTH_KIB {
            broken.push(format!("{name}: {} MiB", kib / 1024));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// The child's part.
fn measure(file: &Path) {
    let before = resident("VmRSS:");
    let outcome = process(fs::read(file).unwrap(), MAX_PIXELS);
    let growth = resident("VmHWM:").saturating_sub(before);
    println!("\ngrowth-kib {growth}");
    assert!(!matches!(outcome, Err(ImageError::Malformed | ImageError::Unsupported)), "{outcome:?}");
}

fn resident(field: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
