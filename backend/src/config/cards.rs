//! `[cards]`: the pictures that stand for posts where their addresses are shared.

use std::path::{Path, PathBuf};

use super::{Profile, load::Reader};

section! {
    /// The pictures that stand for posts where their addresses are shared.
    Cards in "cards" {
        /// A folder with fonts (TrueType, OpenType) for scripts beyond Latin, Greek and Cyrillic, which the program has itself. A
        /// title that no font can write gets the site's picture.
        fonts_folder: Option<PathBuf> = |_| None, example "/usr/share/fonts/opentype/noto";
        /// Whether the fonts of the system are used as well.
        system_fonts: bool = |profile| profile != Profile::Testing, example "false";
    }
}

impl Cards {
    pub(super) fn check(&self, reader: &mut Reader<'_>) {
        if self.fonts_folder.as_deref().is_some_and(|folder| !Path::is_dir(folder)) {
            reader.refuse("cards.fonts_folder", "must be a folder that can be read");
        }
    }
}
