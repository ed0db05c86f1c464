//! Images: what was uploaded, in the widths that are served.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldError, Fields},
    id::MediaId,
    time::Timestamp,
    value::AltText,
};

/// An image that a post, a profile or the site shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Image {
    /// The upload it belongs to.
    pub id: MediaId,
    /// Path of the largest size, as in `/media/….jpg`.
    #[schemars(length(max = 200))]
    pub url: String,
    /// Pixels of the largest size.
    pub width: u32,
    /// Pixels of the largest size.
    pub height: u32,
    /// What it shows, for those who do not see it. May be empty.
    #[schemars(length(max = 500))]
    pub alt: String,
    /// Every size, smallest first.
    #[schemars(length(max = 8))]
    pub variants: Vec<ImageVariant>,
}

/// One size of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImageVariant {
    /// Path, as in `/media/….jpg`.
    #[schemars(length(max = 200))]
    pub url: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// An own upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Media {
    /// The image itself.
    #[serde(flatten)]
    pub image: Image,
    /// Markdown that shows it in a post or comment.
    #[schemars(length(max = 800))]
    pub markdown: String,
    /// Bytes of all sizes together; they count towards the quota.
    pub byte_size: u64,
    /// When it was uploaded.
    pub created_at: Timestamp,
}

/// Changes the description of an own upload.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateMedia {
    /// What the picture shows; at most 500 characters, may be empty.
    #[schemars(length(max = 500))]
    pub alt: String,
}

impl UpdateMedia {
    /// The new description, or what is wrong with it.
    pub fn parse(&self) -> Result<AltText, Vec<FieldError>> {
        let mut fields = Fields::new();
        let alt = fields.take("/alt", AltText::parse(&self.alt));
        fields.finish(alt)
    }
}
