//! Uploaded images as the program knows them.

use broadsheet_shared::{
    id::{MediaId, UserId},
    time::Timestamp,
    v2::{self, Image, ImageVariant},
};

/// A stored image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    pub owner_id: UserId,
    /// SHA-256 of the largest size, 64 hexadecimal digits.
    pub content_hash: String,
    /// Bytes of all sizes together.
    pub byte_size: u64,
    pub created_at: Timestamp,
    pub image: Image,
}

/// An image to be stored; its files are in the store already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMedia {
    pub id: MediaId,
    pub owner_id: UserId,
    pub content_hash: String,
    pub content_type: String,
    pub width: u32,
    pub height: u32,
    pub byte_size: u64,
    pub alt: String,
    /// Narrowest first.
    pub variants: Vec<ImageVariant>,
    pub created_at: Timestamp,
}

impl From<Media> for v2::Media {
    fn from(media: Media) -> Self {
        let alt = media.image.alt.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
        let markdown = format!("![{alt}]({})", media.image.url);
        Self { markdown, byte_size: media.byte_size, created_at: media.created_at, image: media.image }
    }
}
