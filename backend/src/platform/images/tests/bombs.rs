//! Small files that ask for much (D2), and files that are almost right (D3).

use proptest::prelude::*;

use super::*;

fn png(width: u32, height: u32, colour: u8, chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, colour, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut bytes, b"IHDR", &header);
    for (kind, data) in chunks {
        chunk(&mut bytes, kind, data);
    }
    chunk(&mut bytes, b"IEND", &[]);
    bytes
}

fn chunk(bytes: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let body = [kind.as_slice(), data].concat();
    bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
    bytes.extend(&body);
    bytes.extend(crc(&body).to_be_bytes());
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 };
    !bytes.iter().fold(!0u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

/// A GIF of one point a frame, `frames` times.
fn gif(frames: usize, width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"GIF89a".to_vec();
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend([0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
    for _ in 0..frames {
        bytes.extend(b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00");
    }
    bytes.push(0x3b);
    bytes
}

/// The size that was refused.
fn too_large(outcome: Result<Picture, ImageError>) -> (u32, u32) {
    match outcome {
        Err(ImageError::TooLarge { width, height, .. }) => (width, height),
        other => panic!("{other:?}"),
    }
}

#[test]
fn d2_dimensions_are_checked_before_anything_is_decoded() {
    let bomb = png(65_535, 65_535, 6, &[(b"IDAT", vec![0; 1_000])]);
    assert_eq!(too_large(take(&bomb)), (65_535, 65_535));

    let long = png(1, MAX_SIDE + 1, 0, &[(b"IDAT", vec![0; 10])]);
    assert_eq!(too_large(take(&long)), (1, MAX_SIDE + 1));

    assert_eq!(too_large(take(&gif(1, 65_535, 65_535))), (65_535, 65_535));

    let mut jpeg = written(&photo(16, 16), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    assert_eq!(too_large(take(&jpeg)), (65_535, 65_535));
}

#[test]
fn d2_a_file_counts_with_its_points() {
    const MIB: usize = 1024 * 1024;
    // Decoders stop at the end of the picture, so what is added behind it changes nothing but the size of the file.
    let of_size = |format, bytes: usize| {
        let mut file = written(&photo(800, 700), format);
        file.resize(bytes, 0);
        file
    };
    // With three bytes a point these are 1.6 MiB; what is held twice takes more.
    let near = 58 * MIB;
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        assert!(process(of_size(format, near), MAX_PIXELS).is_ok(), "{format:?}");
    }
    let beyond = [(ImageFormat::Png, 59 * MIB), (ImageFormat::Jpeg, 59 * MIB), (ImageFormat::Gif, near)];
    for (format, bytes) in beyond {
        assert_eq!(
            process(of_size(format, bytes), MAX_PIXELS),
            Err(ImageError::TooHeavy { width: 800, height: 700, file_bytes: bytes as u64 }),
            "{format:?}"
        );
    }
}

#[test]
fn d2_the_refusal_of_a_heavy_file_says_what_to_do() {
    let refused = ImageError::TooHeavy { width: 4_899, height: 3_265, file_bytes: 36_900_000 };

    assert_eq!(
        refused.to_string(),
        "the file of 36 MiB and the 4899 × 3265 points in it take more memory together than one picture may: save it as \
         a smaller file, or with fewer points"
    );
}

#[test]
fn d2_of_ten_thousand_frames_one_is_read() {
    let picture = take(&gif(10_000, 1, 1)).unwrap();

    assert_eq!((picture.width, picture.height, picture.variants.len()), (1, 1, 1));
}

#[test]
fn d2_compressed_metadata_is_not_unpacked_without_bound() {
    // 64 MiB of zeros as an embedded colour profile and as a text.
    let zeros = compressed_zeros(64 * 1024 * 1024);
    let named = |name: &[u8]| [name, &[0, 0], zeros.as_slice()].concat();
    let pixels = (b"IDAT", compressed_zeros(2));

    let bomb = png(1, 1, 0, &[(b"iCCP", named(b"icc")), (b"zTXt", named(b"text")), pixels]);

    assert!(bomb.len() < 2_000_000, "{}", bomb.len());
    if let Ok(picture) = take(&bomb) {
        assert_eq!((picture.width, picture.height), (1, 1));
        assert!(picture.variants[0].bytes.len() < 1_000);
    }
}

/// A zlib stream of `count` zeros, through the encoder of an image library that the tests have anyway.
fn compressed_zeros(count: usize) -> Vec<u8> {
    let row = 65_536.min(count.max(2)) - 1;
    let rows = count.div_ceil(row + 1);
    let mut bytes = Cursor::new(Vec::new());
    let image = image::GrayImage::new(u32::try_from(row).unwrap(), u32::try_from(rows).unwrap());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let file = bytes.into_inner();
    let mut data = Vec::new();
    let mut at = 8;
    while at < file.len() {
        let length = u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        if &file[at + 4..at + 8] == b"IDAT" {
            data.extend(&file[at + 8..at + 8 + length]);
        }
        at += length + 12;
    }
    data
}

#[test]
fn d3_a_file_cut_anywhere_is_refused_or_whole() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        let bytes = written(&photo(24, 24), format);
        for end in 0..bytes.len().min(400) {
            if let Ok(picture) = take(&bytes[..end]) {
                assert_eq!((picture.width, picture.height), (24, 24), "{format:?} cut at {end}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn d3_changed_bytes_never_panic(
        format in prop::sample::select(vec![ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = written(&photo(24, 24), format);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(picture) = take(&bytes) {
            prop_assert!(!picture.variants.is_empty());
        }
    }

    #[test]
    fn d3_noise_behind_a_right_beginning_never_panics(
        format in prop::sample::select(vec![ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif]),
        noise in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let mut bytes = written(&photo(8, 8), format);
        bytes.truncate(40);
        bytes.extend(noise);
        let _ = take(&bytes);
    }
}
