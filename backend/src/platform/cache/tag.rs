//! Tags: what an entry was made from, and therefore what a change must drop.

use std::fmt;

use uuid::Uuid;

use super::families::Family;
use crate::platform::crypto::fingerprint;

/// One thing that entries are made from. A loader names the tags of what it read; a command drops the tags of what it
/// changed. Plurals stand for "which ones there are, and in which order", singulars for one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tag {
    /// Any list, count or feed of posts.
    Posts,
    /// One post: its text, its state, its counters.
    Post(Uuid),
    /// The comments under one post.
    CommentsOf(Uuid),
    /// Any list or count of people.
    Users,
    /// One person's public face.
    User(Uuid),
    /// How many people follow one person, and whom they follow.
    FollowsOf(Uuid),
    /// Any list of categories.
    Categories,
    /// One category.
    Category(Uuid),
    /// Any list or count of tags.
    Tags,
    /// One tag.
    Tag(Uuid),
    /// One picture.
    Media(Uuid),
    /// Search results.
    Search,
    /// The site's own name, description, settings.
    Site,
    /// Anything else that has a name but no id, made by [`Tag::named`].
    Named(Uuid),
    /// Every entry of a family. The cache adds this one itself.
    Family(Family),
}

impl Tag {
    /// One post.
    pub fn post(id: impl Into<Uuid>) -> Self {
        Self::Post(id.into())
    }

    /// The comments under one post.
    pub fn comments_of(post_id: impl Into<Uuid>) -> Self {
        Self::CommentsOf(post_id.into())
    }

    /// One person.
    pub fn user(id: impl Into<Uuid>) -> Self {
        Self::User(id.into())
    }

    /// The followers of one person, and whom they follow.
    pub fn follows_of(user_id: impl Into<Uuid>) -> Self {
        Self::FollowsOf(user_id.into())
    }

    /// One category.
    pub fn category(id: impl Into<Uuid>) -> Self {
        Self::Category(id.into())
    }

    /// One tag.
    #[expect(clippy::self_named_constructors, reason = "a post's tag is called so, and every noun has its constructor")]
    pub fn tag(id: impl Into<Uuid>) -> Self {
        Self::Tag(id.into())
    }

    /// One picture.
    pub fn media(id: impl Into<Uuid>) -> Self {
        Self::Media(id.into())
    }

    /// A thing known by a name, as a redirect is by its path: `Tag::named("redirect", path)`.
    pub fn named(kind: &str, name: &str) -> Self {
        Self::Named(Uuid::from_u128(fingerprint(&[kind, name])))
    }

    /// Reads the form that [`fmt::Display`] writes; `None` for a tag of a newer version of the program.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(':').map_or((text, None), |(kind, rest)| (kind, Some(rest)));
        let id = || rest.and_then(|rest| Uuid::try_parse(rest).ok());
        match (kind, rest) {
            ("posts", None) => Some(Self::Posts),
            ("users", None) => Some(Self::Users),
            ("categories", None) => Some(Self::Categories),
            ("tags", None) => Some(Self::Tags),
            ("search", None) => Some(Self::Search),
            ("site", None) => Some(Self::Site),
            ("post", _) => id().map(Self::Post),
            ("comments-of", _) => id().map(Self::CommentsOf),
            ("user", _) => id().map(Self::User),
            ("follows-of", _) => id().map(Self::FollowsOf),
            ("category", _) => id().map(Self::Category),
            ("tag", _) => id().map(Self::Tag),
            ("media", _) => id().map(Self::Media),
            ("named", _) => id().map(Self::Named),
            ("family", Some(name)) => Family::from_name(name).map(Self::Family),
            _ => None,
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Posts => f.write_str("posts"),
            Self::Users => f.write_str("users"),
            Self::Categories => f.write_str("categories"),
            Self::Tags => f.write_str("tags"),
            Self::Search => f.write_str("search"),
            Self::Site => f.write_str("site"),
            Self::Post(id) => write!(f, "post:{id}"),
            Self::CommentsOf(id) => write!(f, "comments-of:{id}"),
            Self::User(id) => write!(f, "user:{id}"),
            Self::FollowsOf(id) => write!(f, "follows-of:{id}"),
            Self::Category(id) => write!(f, "category:{id}"),
            Self::Tag(id) => write!(f, "tag:{id}"),
            Self::Media(id) => write!(f, "media:{id}"),
            Self::Named(id) => write!(f, "named:{id}"),
            Self::Family(family) => write!(f, "family:{}", family.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_is_read_back_from_its_text() {
        let id = Uuid::now_v7();
        let tags = [
            Tag::Posts,
            Tag::Users,
            Tag::Categories,
            Tag::Tags,
            Tag::Search,
            Tag::Site,
            Tag::post(id),
            Tag::comments_of(id),
            Tag::user(id),
            Tag::follows_of(id),
            Tag::category(id),
            Tag::tag(id),
            Tag::media(id),
            Tag::named("redirect", "/old path"),
            Tag::Family(Family::Pages),
        ];

        for tag in tags {
            assert_eq!(Tag::parse(&tag.to_string()), Some(tag));
        }
    }

    #[test]
    fn unknown_text_is_no_tag() {
        for text in ["", "post", "post:", "post:1", "posts:x", "family:nonsense", "later:thing"] {
            assert_eq!(Tag::parse(text), None, "{text}");
        }
    }
}
