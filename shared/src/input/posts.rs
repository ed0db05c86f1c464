//! What makes a post, and what changes one.

use crate::{
    id::MediaId,
    value::{CanonicalUrl, Excerpt, LanguageTag, PostBody, Slug, TagName, Title},
};

/// A post to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    /// The title.
    pub title: Title,
    /// The Markdown.
    pub body: PostBody,
    /// The wanted address; made from the title if absent.
    pub slug: Option<Slug>,
    /// The author's own excerpt.
    pub excerpt: Option<Excerpt>,
    /// An own upload.
    pub cover_id: Option<MediaId>,
    /// Slug of a category.
    pub category: Option<Slug>,
    /// At most five, distinct.
    pub tags: Vec<TagName>,
    /// Where it was first published.
    pub canonical_url: Option<CanonicalUrl>,
    /// Language of the text.
    pub language: Option<LanguageTag>,
    /// Whether comments are taken.
    pub comments_open: bool,
}

/// Changes to a post: `None` keeps, `Some(None)` empties.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostPatch {
    /// The title.
    pub title: Option<Title>,
    /// The Markdown.
    pub body: Option<PostBody>,
    /// A new address.
    pub slug: Option<Slug>,
    /// The author's own excerpt.
    pub excerpt: Option<Option<Excerpt>>,
    /// An own upload.
    pub cover_id: Option<Option<MediaId>>,
    /// Slug of a category.
    pub category: Option<Option<Slug>>,
    /// All tags.
    pub tags: Option<Vec<TagName>>,
    /// Where it was first published.
    pub canonical_url: Option<Option<CanonicalUrl>>,
    /// Language of the text.
    pub language: Option<Option<LanguageTag>>,
    /// Whether new comments are taken.
    pub comments_open: Option<bool>,
}
