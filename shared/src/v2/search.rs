//! Search: posts, people, tags and comments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{PostSummary, Tag, UserRef};
use crate::{
    id::{CommentId, PostId},
    time::Timestamp,
};

/// What to search for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SearchKind {
    /// Published posts.
    #[default]
    Posts,
    /// People.
    Users,
    /// Tags.
    Tags,
    /// Visible comments.
    Comments,
}

/// A piece of text; matches are to be marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Segment {
    /// Plain text.
    #[schemars(length(max = 1000))]
    pub text: String,
    /// True if it matches the search.
    pub is_match: bool,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SearchHit {
    /// A post.
    Post {
        /// The post.
        post: Box<PostSummary>,
        /// Its title with the matches.
        #[schemars(length(max = 100))]
        title: Vec<Segment>,
        /// A passage of its text with the matches.
        #[schemars(length(max = 100))]
        snippet: Vec<Segment>,
    },
    /// A person.
    User {
        /// The person.
        user: UserRef,
        /// The name with the matches.
        #[schemars(length(max = 100))]
        name: Vec<Segment>,
    },
    /// A tag.
    Tag {
        /// The tag.
        tag: Tag,
        /// The name with the matches.
        #[schemars(length(max = 100))]
        name: Vec<Segment>,
    },
    /// A comment.
    Comment {
        /// The comment.
        id: CommentId,
        /// The post it belongs to.
        post_id: PostId,
        /// The post's slug.
        #[schemars(length(max = 100))]
        post_slug: String,
        /// The post's title.
        #[schemars(length(max = 200))]
        post_title: String,
        /// Who wrote it.
        author: UserRef,
        /// A passage of its text with the matches.
        #[schemars(length(max = 100))]
        snippet: Vec<Segment>,
        /// When it was written.
        created_at: Timestamp,
    },
}

/// One page of what was found, best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SearchResults {
    /// What was found, best first.
    #[schemars(length(max = 100))]
    pub items: Vec<SearchHit>,
    /// Pass it as `after` to get the next page; null on the last one.
    #[schemars(length(max = 400))]
    pub next: Option<String>,
}
