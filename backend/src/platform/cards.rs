//! Pictures that stand for a page where its address is shared: a post's title with its author, the site's name.
//!
//! What is drawn depends on the words alone, so a picture is named after them and never changes. Text that no font can write
//! is not drawn at all: better no picture than one with boxes in it. Hungry work, so it has a door of its own. Pattern:
//! bulkhead, and pure function behind it.

mod drawing;
mod fonts;
mod words;

#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use fonts::Fonts;
use serde::{Deserialize, Serialize};

use super::{
    crypto::fingerprint,
    work_queue::{WorkError, WorkQueue},
};
use crate::config;

/// In pixels: what those who show links as cards ask for.
pub const WIDTH: u32 = 1200;
/// In pixels.
pub const HEIGHT: u32 = 630;

/// Raise it when cards look different, so that the new ones have new names.
const LOOK: &str = "1";
/// Cards that may wait for their turn; each is some words.
const MAX_WAITING: usize = 32;

/// What is written on a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Card {
    /// A post's.
    Post {
        /// The site's name.
        site: String,
        /// The post's title.
        title: String,
        /// Its author's name.
        author: String,
        /// When it was published, in words.
        date: String,
    },
    /// The site's own, for pages that have no other.
    Site {
        /// The site's name.
        name: String,
        /// What it is about; may be empty.
        description: String,
    },
}

impl Card {
    /// All that tells it from others, the look included: for keys of a cache.
    pub fn parts(&self) -> Vec<&str> {
        match self {
            Self::Post { site, title, author, date } => vec![LOOK, "post", site, title, author, date],
            Self::Site { name, description } => vec![LOOK, "site", name, description],
        }
    }

    /// A short name for what is written on it, for its address.
    pub fn version(&self) -> String {
        let mut name = format!("{:032x}", fingerprint(&self.parts()));
        name.truncate(12);
        name
    }
}

/// Draws cards, a few at once. Clones share the door and the fonts.
#[derive(Debug, Clone)]
pub struct Cards(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: config::Cards,
    /// Looking through the fonts of a system takes a while, and the first card is early enough.
    fonts: OnceLock<Fonts>,
    queue: WorkQueue,
}

impl Cards {
    /// The door, with fonts as configured behind it.
    pub fn new(config: &config::Cards) -> Self {
        let queue = WorkQueue::new(WorkQueue::half_the_cores(), MAX_WAITING);
        Self(Arc::new(Inner { config: config.clone(), fonts: OnceLock::new(), queue }))
    }

    /// The picture as PNG, once there is room; `None` where no font has all the letters. The site's own is always drawn, with
    /// its mark alone if need be.
    pub async fn draw(&self, card: Card) -> Result<Option<Vec<u8>>, WorkError> {
        let inner = Arc::clone(&self.0);
        self.0.queue.run(move || drawing::draw(&card, inner.fonts())).await
    }
}

impl Inner {
    fn fonts(&self) -> &Fonts {
        let config = &self.config;
        self.fonts.get_or_init(|| Fonts::load(config.fonts_folder.as_deref(), config.system_fonts))
    }
}
