//! Where the words stand on a card, and the way from there to a PNG.

use std::fmt::Write as _;

use image::{
    ExtendedColorType, ImageEncoder as _,
    codecs::png::{CompressionType, FilterType, PngEncoder},
};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::Tree,
};

use super::{
    Card, HEIGHT, WIDTH,
    fonts::{Face, Fonts},
    words::{Line, Words},
};
use crate::platform::xml::escaped;

/// The colours of the pages by day; a test holds them against the style sheets.
pub(super) const PAPER: &str = "#fbfaf7";
pub(super) const INK: &str = "#1b1c1a";
pub(super) const MUTE: &str = "#646861";
pub(super) const LINE: &str = "#e4e2da";
pub(super) const ACCENT: &str = "#0b6a55";

/// Between the words and the edges.
const MARGIN: f32 = 80.0;
/// As wide as words may be.
const ROOM: f32 = WIDTH as f32 - 2.0 * MARGIN;
/// Where a post's title may stand.
const TITLE_TOP: f32 = 150.0;
const TITLE_BOTTOM: f32 = 504.0;
/// From line to line, in sizes.
const LEADING: f32 = 1.18;
/// From the top of a line to what its letters stand on, in sizes.
const ASCENT: f32 = 0.9;

/// Sizes of a title, each for so many lines: long ones are smaller.
const TITLE: [(f32, usize); 3] = [(82.0, 2), (70.0, 3), (60.0, 4)];
const NAME: [(f32, usize); 2] = [(96.0, 1), (80.0, 2)];
const DESCRIPTION: [(f32, usize); 1] = [(36.0, 3)];
const SMALL: [(f32, usize); 1] = [(30.0, 1)];

/// Words in lines, in the size that fits them.
struct Block {
    lines: Vec<Line>,
    size: f32,
    is_from_right: bool,
}

impl Block {
    /// `None` where a letter is in no font.
    fn of(text: &str, face: Face, sizes: &[(f32, usize)], room: f32, fonts: &Fonts) -> Option<Self> {
        let mut words = Words::of(text);
        let mut widths = fonts.measure(face, &words)?;
        let (smallest, most) = *sizes.last()?;
        if words.split(&widths, room / smallest) {
            widths = fonts.measure(face, &words)?;
        }
        let is_from_right = words.is_from_right();
        for (size, most) in sizes.iter().copied() {
            let lines = words.lines(&widths, room / size);
            if lines.len() <= most && words.widest(&widths) <= room / size {
                return Some(Self { lines: words.set(&lines, most, &widths, room / size), size, is_from_right });
            }
        }
        let lines = words.lines(&widths, room / smallest);
        Some(Self { lines: words.set(&lines, most, &widths, room / smallest), size: smallest, is_from_right })
    }

    fn height(&self) -> f32 {
        self.lines.len() as f32 * self.size * LEADING
    }

    fn width(&self) -> f32 {
        self.lines.iter().map(|line| line.width).fold(0.0, f32::max) * self.size
    }

    /// With its top left corner there; what is read from the right keeps to the right of `room`.
    fn draw(&self, (left, top): (f32, f32), room: f32, face: Face, fill: &str, drawing: &mut String) {
        for (number, line) in self.lines.iter().enumerate() {
            let baseline = top + self.size * (ASCENT + LEADING * number as f32);
            let indent = if self.is_from_right { room - line.width * self.size } else { 0.0 };
            for (distance, text) in &line.texts {
                let x = left + indent + distance * self.size;
                // Writing to a string cannot fail.
                let _ = write!(
                    drawing,
                    "<text x=\"{x:.2}\" y=\"{baseline:.2}\" font-size=\"{}\" fill=\"{fill}\" {}>{}</text>",
                    self.size,
                    face.attributes(),
                    escaped(text),
                );
            }
        }
    }
}

/// The picture, or `None` where no font has all the letters.
pub(super) fn draw(card: &Card, fonts: &Fonts) -> Option<Vec<u8>> {
    let content = match card {
        Card::Post { site, title, author, date } => of_post([site, title, author, date], fonts)?,
        Card::Site { name, description } => of_site(name, description, fonts),
    };
    let drawing = format!(
        concat!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\">",
            "<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"{PAPER}\"/>",
            "<rect width=\"{WIDTH}\" height=\"12\" fill=\"{ACCENT}\"/>{content}</svg>",
        ),
        WIDTH = WIDTH,
        HEIGHT = HEIGHT,
        PAPER = PAPER,
        ACCENT = ACCENT,
        content = content,
    );
    let tree = Tree::from_str(&drawing, &fonts.options()).ok()?;
    let mut pixmap = Pixmap::new(WIDTH, HEIGHT)?;
    resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
    png(&pixmap)
}

/// Name of the site above, title in the middle, author and day beneath a line.
fn of_post([site, title, author, date]: [&str; 4], fonts: &Fonts) -> Option<String> {
    let mut drawing = mark(MARGIN, 64.0, 48.0);
    let beside = MARGIN + 68.0;
    let site = Block::of(site, Face::Sans, &SMALL, ROOM - 68.0, fonts)?;
    site.draw((beside, 71.0), site.width(), Face::Sans, INK, &mut drawing);

    let title = Block::of(title, Face::Serif, &TITLE, ROOM, fonts)?;
    let top = TITLE_TOP + (TITLE_BOTTOM - TITLE_TOP - title.height()) / 2.0;
    title.draw((MARGIN, top), ROOM, Face::Serif, INK, &mut drawing);

    let _ = write!(drawing, "<rect x=\"{MARGIN}\" y=\"520\" width=\"{ROOM}\" height=\"2\" fill=\"{LINE}\"/>");
    let date = Block::of(date, Face::Sans, &SMALL, ROOM / 2.0, fonts)?;
    let author = Block::of(author, Face::Sans, &SMALL, ROOM - date.width() - MARGIN, fonts)?;
    author.draw((MARGIN, 546.0), author.width(), Face::Sans, INK, &mut drawing);
    date.draw((MARGIN + ROOM - date.width(), 546.0), date.width(), Face::Sans, MUTE, &mut drawing);
    Some(drawing)
}

/// Mark, name, what the site is about: as much of it as can be written.
fn of_site(name: &str, description: &str, fonts: &Fonts) -> String {
    const MARK: f32 = 112.0;
    const GAP: f32 = 36.0;
    let name = Block::of(name, Face::Serif, &NAME, ROOM, fonts);
    let description = name.as_ref().and_then(|_| Block::of(description, Face::Sans, &DESCRIPTION, ROOM, fonts));
    let blocks = [(name, Face::Serif, INK), (description, Face::Sans, MUTE)]
        .map(|(block, face, fill)| block.filter(|block| !block.lines.is_empty()).map(|block| (block, face, fill)));
    let height: f32 = blocks.iter().flatten().map(|(block, ..)| GAP + block.height()).sum();
    let mut top = (HEIGHT as f32 - MARK - height) / 2.0;
    let mut drawing = mark(MARGIN, top, MARK);
    top += MARK;
    for (block, face, fill) in blocks.iter().flatten() {
        block.draw((MARGIN, top + GAP), ROOM, *face, fill, &mut drawing);
        top += GAP + block.height();
    }
    drawing
}

/// The mark of the site, as `frontend/icons/icon.svg` has it.
pub(super) fn mark(left: f32, top: f32, size: f32) -> String {
    let scale = size / 32.0;
    format!(
        "<g transform=\"translate({left} {top}) scale({scale})\"><rect width=\"32\" height=\"32\" rx=\"7\" fill=\"{ACCENT}\"/>\
         <path d=\"M8 10h16M8 16h7M8 21.5h7M19 16h5M19 21.5h5\" fill=\"none\" stroke=\"#fff\" stroke-width=\"2.6\" \
         stroke-linecap=\"round\"/></g>"
    )
}

/// Nothing shines through a card, so its pixels are written without the channel for that.
fn png(pixmap: &Pixmap) -> Option<Vec<u8>> {
    let pixels: Vec<u8> = pixmap.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    encoder.write_image(&pixels, WIDTH, HEIGHT, ExtendedColorType::Rgb8).ok()?;
    Some(bytes)
}
