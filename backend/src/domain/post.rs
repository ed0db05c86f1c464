//! Posts as the program knows them: in a list, whole, and as a record to be stored.

use broadsheet_shared::{
    id::{CategoryId, MediaId, PostId, TagId, UserId},
    time::Timestamp,
    v2::{self, CategoryRef, Heading, Image, PostState, TagRef, UserRef},
};
use serde::{Deserialize, Serialize};

/// A post in a list: everything but the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostSummary {
    pub id: PostId,
    pub slug: String,
    pub title: String,
    pub excerpt: String,
    pub state: PostState,
    pub language: Option<String>,
    pub word_count: u32,
    pub reading_minutes: u32,
    /// Visible comments.
    pub comment_count: u64,
    /// People who like it.
    pub like_count: u64,
    /// When it was published first.
    pub published_at: Option<Timestamp>,
    pub updated_at: Timestamp,
    /// Grows with each change by its author or staff.
    pub edit_version: u64,
    pub author: UserRef,
    pub category: Option<CategoryRef>,
    pub cover: Option<Image>,
    /// In the author's order.
    pub tags: Vec<TagRef>,
}

/// A post in the list of its author, who is told more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPost {
    pub summary: PostSummary,
    /// When it is to be published, or was to be.
    pub scheduled_at: Option<Timestamp>,
    /// Why staff took it away.
    pub removed_reason: Option<String>,
    /// Stands first on its author's page.
    pub is_pinned: bool,
}

/// A post that somebody has put aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookmarked {
    pub post: PostSummary,
    pub bookmarked_at: Timestamp,
}

impl Bookmarked {
    /// Its place among the bookmarks.
    pub fn key(&self) -> PostKey {
        PostKey { at: self.bookmarked_at, id: self.post.id }
    }
}

/// What one person has done with a post, and how they stand to its author.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    pub is_liked: bool,
    pub is_bookmarked: bool,
    /// They are told of nothing about it.
    pub is_muted: bool,
    /// They and its author are hidden from one another.
    pub is_blocked: bool,
    /// Its author has pinned it to their page.
    pub is_pinned: bool,
}

/// A post with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub summary: PostSummary,
    pub body_markdown: String,
    pub body_html: String,
    pub table_of_contents: Vec<Heading>,
    pub has_own_excerpt: bool,
    pub comments_open: bool,
    pub canonical_url: Option<String>,
    pub created_at: Timestamp,
    pub scheduled_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
    pub state_before_deletion: Option<PostState>,
    pub removed_reason: Option<String>,
    pub renderer_version: i64,
}

/// A post as it is stored: one row, without what other tables say about it and without the count of its comments.
/// A service reads it inside its transaction, changes it and stores it whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostRecord {
    pub id: PostId,
    pub author_id: UserId,
    pub category_id: Option<CategoryId>,
    pub cover_id: Option<MediaId>,
    pub slug: String,
    pub title: String,
    pub state: PostState,
    pub state_before_deletion: Option<PostState>,
    pub state_before_removal: Option<PostState>,
    pub published_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub scheduled_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
    /// Set by the repository: 1 on insertion, one more with each update.
    pub edit_version: u64,
    pub renderer_version: i64,
    pub word_count: u32,
    pub reading_minutes: u32,
    pub comments_open: bool,
    pub has_own_excerpt: bool,
    pub language: Option<String>,
    pub canonical_url: Option<String>,
    pub removed_reason: Option<String>,
    /// The file that an import made it of: name of the source, two slashes, path; from early versions the path alone.
    pub import_source: Option<String>,
    /// The hash of that file's content, to tell whether it changed.
    pub import_hash: Option<String>,
    /// The version that is the import's own: as it left it, or one that only a step between states has moved since.
    pub import_version: Option<u64>,
    pub excerpt: String,
    pub table_of_contents: Vec<Heading>,
    pub body_markdown: String,
    pub body_html: String,
}

impl PostRecord {
    /// When the public could first see it, if the public can see it in lists now.
    pub fn listed_at(&self) -> Option<Timestamp> {
        self.published_at.filter(|_| self.state == PostState::Published)
    }

    /// True if somebody changed on the site, since the import, what a newer file would write over.
    pub fn is_edited_since_import(&self) -> bool {
        self.import_source.is_some() && self.import_version.unwrap_or(UNKNOWN_IMPORT_VERSION) != self.edit_version
    }

    /// [`Self::carry_import`] for a step that led here from `before`, unless a newer file would undo it: a file says what is a
    /// draft, what is published and what waits for its day, and leaves alone what was put away.
    pub fn carry_import_from(&mut self, before: PostState, is_by_clock: bool) {
        let is_of_files = |state| matches!(state, PostState::Draft | PostState::Scheduled | PostState::Published);
        if is_by_clock || !(is_of_files(before) && is_of_files(self.state)) {
            self.carry_import();
        }
    }

    /// Lets the next version count as the import's own if the present one does: before a change is stored that is no edit.
    pub fn carry_import(&mut self) {
        if self.import_source.is_some() && !self.is_edited_since_import() {
            self.import_version = Some(self.edit_version.saturating_add(1));
        }
    }
}

/// The version that an import left which did not write it down: that of a new post. A second import of a changed file
/// left a higher one, as an edit does; what cannot be told from an edit counts as one.
pub const UNKNOWN_IMPORT_VERSION: u64 = 1;

/// A post that an import made of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub id: PostId,
    /// Of the file's content then.
    pub hash: String,
    /// See [`PostRecord::is_edited_since_import`].
    pub is_edited: bool,
}

/// Which published posts a list shows. Empty fields do not filter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PostFilter {
    pub author: Option<UserId>,
    pub category: Option<CategoryId>,
    pub tag: Option<TagId>,
    /// Not at this very moment, but after it.
    pub published_after: Option<Timestamp>,
    /// Not at this very moment, but before it.
    pub published_before: Option<Timestamp>,
    /// Nothing of people who are hidden from this one.
    pub viewer: Option<UserId>,
    /// Only what its author has pinned to their page.
    pub is_pinned: bool,
}

/// In which order published posts come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PostOrder {
    #[default]
    Latest,
    Oldest,
    /// The most liked first; the latest among equals.
    Top,
}

/// The place of a post in a list ordered by time, for the cursor to the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostKey {
    /// `published_at` in public lists and the feed, `updated_at` in the list of one's own posts; among bookmarks, when it
    /// was put aside.
    #[serde(with = "millis")]
    pub at: Timestamp,
    pub id: PostId,
}

/// The place of a post in a public list, for the cursor to the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostPlace {
    /// How many like it, where that decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likes: Option<u64>,
    /// Its place among equals.
    #[serde(flatten)]
    pub key: PostKey,
}

impl PostPlace {
    /// The place of a published post in a list of that order.
    pub fn of(post: &PostSummary, order: PostOrder) -> Option<Self> {
        let likes = (order == PostOrder::Top).then_some(post.like_count);
        post.published_at.map(|at| Self { likes, key: PostKey { at, id: post.id } })
    }
}

/// Where a page of a list begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PostStart {
    #[default]
    First,
    /// Behind this place: as fast on page 1,000 as on page 1.
    After(PostPlace),
    /// Behind so many posts, for version 1 of the API: grows slower with the number.
    Offset(u32),
}

/// What became of a change that expects a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Updated {
    /// Stored; the post now has this version.
    Done(u64),
    /// Somebody else was faster: nothing was stored, and the post has this version.
    Stale(u64),
    /// There is no such post.
    Missing,
}

impl From<PostSummary> for v2::PostSummary {
    fn from(post: PostSummary) -> Self {
        Self {
            id: post.id,
            slug: post.slug,
            title: post.title,
            excerpt: post.excerpt,
            cover: post.cover,
            author: post.author,
            category: post.category,
            tags: post.tags,
            state: post.state,
            language: post.language,
            word_count: post.word_count,
            reading_minutes: post.reading_minutes,
            comment_count: post.comment_count,
            like_count: post.like_count,
            published_at: post.published_at,
            updated_at: post.updated_at,
        }
    }
}

impl From<OwnPost> for v2::OwnPost {
    fn from(post: OwnPost) -> Self {
        Self {
            summary: post.summary.into(),
            scheduled_at: post.scheduled_at,
            removed_reason: post.removed_reason,
            pinned: post.is_pinned,
        }
    }
}

impl From<Post> for v2::Post {
    fn from(post: Post) -> Self {
        Self {
            body: post.body_markdown,
            body_html: post.body_html,
            table_of_contents: post.table_of_contents,
            has_own_excerpt: post.has_own_excerpt,
            canonical_url: post.canonical_url,
            comments_open: post.comments_open,
            version: post.summary.edit_version,
            created_at: post.created_at,
            scheduled_at: post.scheduled_at,
            removed_reason: post.removed_reason,
            viewer: None,
            summary: post.summary.into(),
        }
    }
}

mod millis {
    use broadsheet_shared::time::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(at.as_millis())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(deserializer).map(Timestamp::from_millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_travels_exactly() {
        let key = PostKey { at: Timestamp::from_millis(1_700_000_000_123), id: PostId(uuid::Uuid::from_u128(7)) };

        let text = serde_json::to_string(&key).unwrap();

        assert_eq!(serde_json::from_str::<PostKey>(&text).unwrap(), key);
        for likes in [None, Some(0), Some(7)] {
            let place = PostPlace { likes, key };
            let text = serde_json::to_string(&place).unwrap();
            assert_eq!(serde_json::from_str::<PostPlace>(&text).unwrap(), place, "{text}");
        }
    }
}
