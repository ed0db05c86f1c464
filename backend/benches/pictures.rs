//! What one uploaded picture takes of the machine's memory and time (SECURITY D2): the most of each kind that is taken, and
//! some of what is refused.
//!
//! Run with `cargo bench -p broadsheet --bench pictures`. Each picture goes through a process of its own, started by this
//! one, which reads its greatest resident size from the kernel: the file, the decoder, the resize and the encoders count.
//! Linux alone tells. The promise is 64 MiB.

use std::{
    fs,
    io::Cursor,
    path::Path,
    process::{Command, ExitCode},
    time::Instant,
};

use broadsheet::platform::images::{ImageError, MAX_PIXELS, process};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, imageops::FilterType};

/// Tells the child which file to take.
const FILE: &str = "BROADSHEET_MEASURED_PICTURE";

fn main() -> ExitCode {
    if let Some(file) = std::env::var_os(FILE) {
        return measure(Path::new(&file));
    }
    let folder = std::env::temp_dir().join(format!("broadsheet-pictures-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for pictures");
    let file = folder.join("picture");
    for (name, bytes) in hungry() {
        fs::write(&file, &bytes).expect("room for a picture");
        let program = std::env::current_exe().expect("this program");
        let child = Command::new(program).env(FILE, &file).output().expect("this program again");
        print!(
            "{name:<32}{:>8.1} MiB file{}",
            bytes.len() as f64 / 1_048_576.0,
            String::from_utf8_lossy(&child.stdout)
        );
    }
    let _ = fs::remove_dir_all(folder);
    ExitCode::SUCCESS
}

/// The child's part.
fn measure(file: &Path) -> ExitCode {
    let bytes = fs::read(file).expect("the picture");
    let before = resident("VmRSS:").saturating_sub(bytes.len() as u64 / 1024);
    let begun = Instant::now();
    let outcome = process(bytes, MAX_PIXELS);
    let took = begun.elapsed();
    let growth = resident("VmHWM:").saturating_sub(before);
    let told = match outcome {
        Ok(picture) => format!("{} of {} x {}", picture.extension, picture.width, picture.height),
        Err(ImageError::TooLarge { .. }) => "refused: too large".to_owned(),
        Err(ImageError::TooHeavy { .. }) => "refused: the file and its points together".to_owned(),
        Err(error) => format!("refused: {error}"),
    };
    println!("{:>8.1} MiB memory{:>8} ms  {told}", growth as f64 / 1024.0, took.as_millis());
    ExitCode::SUCCESS
}

/// A field of the kernel's report on this process, in KiB.
fn resident(field: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or_default()
}

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

/// A screenshot: large areas of one colour and letters in them.
fn screenshot(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let is_ink = y / 14 % 2 == 0 && (x / 5 * 7 + y / 14 * 13) % 11 < 5 && x % 5 != 0;
        if is_ink { Rgb([30, 30, 34]) } else { Rgb([250, 250, 252]) }
    })
}

fn hungry() -> Vec<(&'static str, Vec<u8>)> {
    let photo = DynamicImage::ImageRgb8(noisy(4_899, 3_265));
    // About the heaviest file that is taken.
    let heavy = photo.crop_imm(0, 0, 4_100, 2_800);
    let tall = DynamicImage::ImageRgb8(noisy(200, 9_990)).resize_exact(1_600, 9_990, FilterType::Nearest);
    let held_twice = photo.crop_imm(0, 0, 2_999, 2_000);
    let glass = DynamicImage::ImageRgba8(photo.crop_imm(0, 0, 3_999, 2_500).into_rgba8());
    let deep = DynamicImage::ImageRgb16(photo.crop_imm(0, 0, 2_499, 2_000).into_rgb16());
    let deep_glass = DynamicImage::ImageRgba16(photo.crop_imm(0, 0, 2_499, 2_000).into_rgba16());
    let jpeg = written(&photo, ImageFormat::Jpeg);
    let sideways = on_its_side(&jpeg);
    vec![
        ("photograph", jpeg.clone()),
        ("photograph on its side", sideways),
        ("photograph as PNG", written(&photo, ImageFormat::Png)),
        ("smaller one as PNG", written(&heavy, ImageFormat::Png)),
        ("tall picture", written(&tall, ImageFormat::Png)),
        ("tall screenshot", written(&DynamicImage::ImageRgb8(screenshot(1_600, 9_990)), ImageFormat::Png)),
        ("PNG with alpha", written(&glass, ImageFormat::Png)),
        ("PNG with 16 bits", written(&deep, ImageFormat::Png)),
        ("PNG with 16 bits and alpha", written(&deep_glass, ImageFormat::Png)),
        ("WebP", written(&held_twice, ImageFormat::WebP)),
        ("GIF", written(&held_twice, ImageFormat::Gif)),
        ("16,384 x 16,384 JPEG", with_size(jpeg, [0x40, 0, 0x40, 0])),
        ("65,535 x 65,535 PNG", empty_png(65_535)),
    ]
}

fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("a picture that can be written");
    bytes.into_inner()
}

/// The same JPEG with an orientation that turns it by 90 degrees.
fn on_its_side(jpeg: &[u8]) -> Vec<u8> {
    let exif =
        b"Exif\0\0MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00";
    let length = u16::try_from(exif.len() + 2).expect("a short block").to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, exif, &jpeg[2..]].concat()
}

/// The same JPEG claiming another height and width.
fn with_size(mut jpeg: Vec<u8>, size: [u8; 4]) -> Vec<u8> {
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("a frame");
    jpeg[frame + 5..frame + 9].copy_from_slice(&size);
    jpeg
}

/// A PNG of that side whose pixels are missing.
fn empty_png(side: u32) -> Vec<u8> {
    let mut bytes = written(&DynamicImage::ImageRgb8(RgbImage::new(1, 1)), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&side.to_be_bytes());
    bytes[20..24].copy_from_slice(&side.to_be_bytes());
    // The checksum of the header that was changed.
    let step = |crc: u32| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 };
    let crc = !bytes[12..29].iter().fold(!0u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)));
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    bytes
}
