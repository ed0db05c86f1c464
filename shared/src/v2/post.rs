//! Posts: in a list, whole, and as people write them.

mod requests;

pub use requests::{CreatePost, PublishPost, RemovePost, Render, UpdatePost};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CategoryRef, Image, TagRef, UserRef};
use crate::{id::PostId, time::Timestamp};

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PostState {
    /// Seen by its author alone.
    Draft,
    /// Will be published at `scheduled_at`.
    Scheduled,
    /// Seen by everyone.
    Published,
    /// Seen by everyone who has the address; in no list, feed or search.
    Archived,
    /// Taken away by staff.
    Removed,
    /// Taken away by its author, who may restore it for 30 days.
    Deleted,
}

impl PostState {
    /// The word as stored and as sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Archived => "archived",
            Self::Removed => "removed",
            Self::Deleted => "deleted",
        }
    }

    /// The state of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Draft, Self::Scheduled, Self::Published, Self::Archived, Self::Removed, Self::Deleted]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// A post in a list: everything but the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PostSummary {
    /// The post.
    pub id: PostId,
    /// As in `/posts/{slug}`; former slugs answer 308.
    #[schemars(length(max = 100))]
    pub slug: String,
    /// The title.
    #[schemars(length(max = 200))]
    pub title: String,
    /// What it is about: the author's words, else the beginning of the text.
    #[schemars(length(max = 400))]
    pub excerpt: String,
    /// The picture above it.
    pub cover: Option<Image>,
    /// Who wrote it.
    pub author: UserRef,
    /// Where it belongs.
    pub category: Option<CategoryRef>,
    /// At most five, in the author's order.
    #[schemars(length(max = 5))]
    pub tags: Vec<TagRef>,
    /// Where it stands.
    pub state: PostState,
    /// Language of the text (BCP 47); null means the site's.
    #[schemars(length(max = 35))]
    pub language: Option<String>,
    /// Words in the text.
    pub word_count: u32,
    /// Minutes a reader needs, at least 1.
    pub reading_minutes: u32,
    /// Number of visible comments.
    pub comment_count: u64,
    /// Number of people who like it.
    pub like_count: u64,
    /// When it was published first; null before that.
    pub published_at: Option<Timestamp>,
    /// When its author last changed it.
    pub updated_at: Timestamp,
}

/// A post in the list of one's own: with what only its author is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnPost {
    /// What everyone would see of it in a list.
    #[serde(flatten)]
    pub summary: PostSummary,
    /// In the state `scheduled`: when it will be published. A time that is past says that it was not, because its author
    /// may not publish any more.
    pub scheduled_at: Option<Timestamp>,
    /// In the state `removed`: why staff took it away.
    #[schemars(length(max = 1000))]
    pub removed_reason: Option<String>,
    /// Stands first on one's page.
    pub pinned: bool,
}

/// A post with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Post {
    /// Everything but the text.
    #[serde(flatten)]
    pub summary: PostSummary,
    /// The text as its author wrote it: Markdown.
    #[schemars(length(max = 200_000))]
    pub body: String,
    /// The text as sanitised HTML.
    #[schemars(length(max = 4_000_000))]
    pub body_html: String,
    /// Headings of the text, in order.
    #[schemars(length(max = 1000))]
    pub table_of_contents: Vec<Heading>,
    /// True if the excerpt is the author's own and not made from the text.
    pub has_own_excerpt: bool,
    /// Where it was first published, if elsewhere.
    #[schemars(length(max = 500))]
    pub canonical_url: Option<String>,
    /// False if its author takes no new comments.
    pub comments_open: bool,
    /// Grows by one with each change of the post; the part of the ETag that `If-Match` compares.
    pub version: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it will be published, in the state `scheduled`.
    pub scheduled_at: Option<Timestamp>,
    /// Why staff took it away, in the state `removed`; for its author and staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1000))]
    pub removed_reason: Option<String>,
    /// What the caller may do with it, and has done; only when signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewer: Option<PostViewer>,
}

/// What the caller may do with a post, and has done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PostViewer {
    /// Likes it.
    pub liked: bool,
    /// Has it among their bookmarks.
    pub bookmarked: bool,
    /// Is told of nothing that others do with it or beneath it.
    pub muted: bool,
    /// Its author has pinned it to their page.
    pub pinned: bool,
    /// May pin it to their page, and unpin it.
    pub can_pin: bool,
    /// May change and delete it.
    pub can_edit: bool,
    /// May hide comments beneath it.
    pub can_hide_comments: bool,
    /// May comment on it now.
    pub can_comment: bool,
    /// May take it away as staff, with a reason.
    pub can_remove: bool,
    /// May bring it back: its author what they deleted, staff what staff removed.
    pub can_restore: bool,
}

/// A heading of a text, for its table of contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Heading {
    /// 1 to 6.
    #[schemars(range(min = 1, max = 6))]
    pub level: u8,
    /// The id of its element, for `#` links.
    #[schemars(length(max = 300))]
    pub id: String,
    /// Its text.
    #[schemars(length(max = 1000))]
    pub text: String,
}

/// The very HTML that publishing would store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rendered {
    /// Sanitised HTML.
    #[schemars(length(max = 4_000_000))]
    pub html: String,
    /// Headings, in order.
    #[schemars(length(max = 1000))]
    pub table_of_contents: Vec<Heading>,
    /// Words in the text.
    pub word_count: u32,
    /// Minutes a reader needs, at least 1.
    pub reading_minutes: u32,
}
