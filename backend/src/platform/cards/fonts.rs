//! The fonts that cards are written with: two of our own for Latin, Greek and Cyrillic, and whatever the owner or the system has
//! for other scripts.

use std::{
    cmp::Reverse,
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use resvg::usvg::{
    FontResolver, ImageHrefResolver, Node, Options, Text, Tree,
    fontdb::{Database, FaceInfo, ID, Stretch, Style},
};
use skrifa::{FontRef, charmap::Charmap};

use super::words::{ELLIPSIS, Widths, Words};
use crate::platform::xml::escaped;

const SERIF_BYTES: &[u8] = include_bytes!("../../../assets/cards/serif-600.ttf");
const SANS_BYTES: &[u8] = include_bytes!("../../../assets/cards/sans-500.ttf");

/// Weight that other fonts should be near to.
const WEIGHT: u16 = 600;
/// Letters of which it is remembered which other font has them.
const MAX_REMEMBERED: usize = 20_000;
/// In what size texts are measured; widths grow with the size alone.
const MEASURE: f32 = 100.0;
/// Fonts that have every letter and show none.
const EMPTY_FONTS: [&str; 4] = ["last resort", "lastresort", "notdef", "blank"];

/// One of our own fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// For titles.
    Serif,
    /// For all else.
    Sans,
}

impl Face {
    /// As attributes of a text in SVG.
    pub const fn attributes(self) -> &'static str {
        match self {
            Self::Serif => r#"font-family="Broadsheet Serif" font-weight="600""#,
            Self::Sans => r#"font-family="Broadsheet Sans" font-weight="500""#,
        }
    }
}

/// All fonts, ours first.
#[derive(Debug)]
pub(super) struct Fonts {
    database: Arc<Database>,
    /// Which other font has a letter, for looking through all of them takes a while.
    others: Mutex<HashMap<char, Option<ID>>>,
}

impl Fonts {
    /// Our own, those of a folder, those of the system: in this order they are asked for a letter.
    pub fn load(folder: Option<&Path>, has_system: bool) -> Self {
        let mut database = Database::new();
        database.load_font_data(SERIF_BYTES.to_vec());
        database.load_font_data(SANS_BYTES.to_vec());
        if let Some(folder) = folder {
            let mut found = Database::new();
            found.load_fonts_dir(folder);
            take_in(&mut database, &found);
        }
        if has_system {
            let mut found = Database::new();
            found.load_system_fonts();
            take_in(&mut database, &found);
        }
        Self { database: Arc::new(database), others: Mutex::new(HashMap::new()) }
    }

    /// How drawings are read: with these fonts, and nothing from outside.
    pub fn options(&self) -> Options<'_> {
        Options {
            fontdb: Arc::clone(&self.database),
            font_resolver: FontResolver {
                select_font: FontResolver::default_font_selector(),
                select_fallback: Box::new(|letter, used, _| self.other(letter).filter(|id| !used.contains(id))),
            },
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(|_, _, _| None),
                resolve_string: Box::new(|_, _| None),
            },
            ..Options::default()
        }
    }

    /// How wide the parts of a text are in ems; `None` where a letter is in no font.
    pub fn measure(&self, face: Face, words: &Words) -> Option<Widths> {
        let parts = words.parts();
        let probes = ["n n", "nn", ELLIPSIS].map(str::to_owned);
        let texts = probes.iter().chain(&parts).enumerate().map(|(number, text)| {
            let attributes = face.attributes();
            format!("<text id=\"t{number}\" {attributes} font-size=\"{MEASURE}\">{}</text>", escaped(text))
        });
        let drawing = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{}</svg>", texts.collect::<String>());
        let tree = Tree::from_str(&drawing, &self.options()).ok()?;
        let width = |number: usize| match tree.node_by_id(&format!("t{number}"))? {
            Node::Text(text) => is_whole(text).then(|| text.bounding_box().width() / MEASURE),
            _ => None,
        };
        let space = width(0)? - width(1)?;
        let ellipsis = width(2)?;
        let of_parts: Option<Vec<f32>> = (0..parts.len()).map(|number| width(number + probes.len())).collect();
        Some(Widths::new(of_parts?, space, ellipsis))
    }

    /// The first font that has a letter.
    fn other(&self, letter: char) -> Option<ID> {
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        if others.len() >= MAX_REMEMBERED {
            others.clear();
        }
        *others.entry(letter).or_insert_with(|| {
            let mut faces = self.database.faces();
            faces.find(|face| has(&self.database, face.id, letter)).map(|face| face.id)
        })
    }
}

/// True if every letter of a text has a shape: glyph 0 is the box that stands for a missing one.
fn is_whole(text: &Text) -> bool {
    text.layouted().iter().flat_map(|span| &span.positioned_glyphs).all(|glyph| glyph.id.0 != 0)
}

fn has(database: &Database, id: ID, letter: char) -> bool {
    let found = database.with_face_data(id, |bytes, index| {
        let font = FontRef::from_index(bytes, index).ok()?;
        Charmap::new(&font).map(letter)
    });
    found.flatten().is_some()
}

/// Adds fonts, those first that look most like ours.
fn take_in(database: &mut Database, found: &Database) {
    let mut faces: Vec<&FaceInfo> = found.faces().filter(|face| !is_empty(face)).collect();
    faces.sort_by_cached_key(|face| {
        let is_upright = face.style == Style::Normal && face.stretch == Stretch::Normal;
        (face.monospaced, Reverse(is_upright), face.weight.0.abs_diff(WEIGHT), face.post_script_name.clone())
    });
    for face in faces {
        database.push_face_info(face.clone());
    }
}

fn is_empty(face: &FaceInfo) -> bool {
    face.families.iter().any(|(name, _)| EMPTY_FONTS.iter().any(|empty| name.to_lowercase().contains(empty)))
}
