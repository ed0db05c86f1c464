//! Search: posts, people, tags and comments.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::{PostSummary, Tag, UserRef};
use crate::{
    id::{CommentId, PostId},
    tagged::Tagged,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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
    /// How many things all pages hold together, at most 1,000; only with `?count=exact`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

impl<'de> Deserialize<'de> for SearchHit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = Tagged::read(deserializer)?;
        match object.kind() {
            "post" => object.content().map(|PostHit { post, title, snippet }| Self::Post { post, title, snippet }),
            "user" => object.content().map(|UserHit { user, name }| Self::User { user, name }),
            "tag" => object.content().map(|TagHit { tag, name }| Self::Tag { tag, name }),
            "comment" => object.content().map(CommentHit::into),
            other => Err(Error::unknown_variant(other, &["post", "user", "tag", "comment"])),
        }
    }
}

#[derive(Deserialize)]
struct PostHit {
    post: Box<PostSummary>,
    title: Vec<Segment>,
    snippet: Vec<Segment>,
}

#[derive(Deserialize)]
struct UserHit {
    user: UserRef,
    name: Vec<Segment>,
}

#[derive(Deserialize)]
struct TagHit {
    tag: Tag,
    name: Vec<Segment>,
}

#[derive(Deserialize)]
struct CommentHit {
    id: CommentId,
    post_id: PostId,
    post_slug: String,
    post_title: String,
    author: UserRef,
    snippet: Vec<Segment>,
    created_at: Timestamp,
}

impl From<CommentHit> for SearchHit {
    fn from(hit: CommentHit) -> Self {
        let CommentHit { id, post_id, post_slug, post_title, author, snippet, created_at } = hit;
        Self::Comment { id, post_id, post_slug, post_title, author, snippet, created_at }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn every_hit_reads_what_it_writes() {
        let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
        let user = json!({"id": id, "username": "ada", "display_name": "Ada", "avatar": null});
        let marked = json!([{"text": "A", "is_match": true}]);
        let at = "2026-03-05T10:00:00.000Z";
        let post = json!({
            "id": id, "slug": "a", "title": "A", "excerpt": "", "cover": null, "author": user, "category": null, "tags": [],
            "state": "published", "language": null, "word_count": 1, "reading_minutes": 1, "comment_count": 0, "like_count": 0,
            "published_at": at, "updated_at": at,
        });
        let tag = json!({"id": id, "slug": "a", "name": "a", "post_count": 1, "follower_count": 0});
        for hit in [
            json!({"kind": "post", "post": post, "title": marked, "snippet": []}),
            json!({"kind": "user", "user": user, "name": marked}),
            json!({"kind": "tag", "tag": tag, "name": marked}),
            json!({
                "kind": "comment", "id": id, "post_id": id, "post_slug": "a", "post_title": "A", "author": user,
                "snippet": marked, "created_at": at,
            }),
        ] {
            let read: SearchHit = from_value(hit.clone()).unwrap();
            let again: SearchHit = from_value(to_value(&read).unwrap()).unwrap();

            assert_eq!(to_value(&read).unwrap()["kind"], hit["kind"]);
            assert_eq!(read, again);
        }
    }

    #[test]
    fn hits_of_another_kind_are_refused() {
        assert!(from_value::<SearchHit>(json!({"kind": "cat", "name": []})).is_err());
        assert!(from_value::<SearchHit>(json!({"name": []})).is_err());
    }
}
