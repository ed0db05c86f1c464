//! Posts, as the classic API shows and takes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Pagination;
use crate::{
    field::{FieldError, Fields},
    id::{PostId, UserId},
    input::{NewPost, PostPatch},
    patch,
    time::Timestamp,
    v2,
    value::{Excerpt, PostBody, Slug, TagName, Title},
};

/// Whether a post is out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PostStatus {
    /// Seen by its author alone.
    #[default]
    Draft,
    /// Seen by everyone.
    Published,
    /// Will be published later.
    Scheduled,
    /// Seen by everyone who has the address.
    Archived,
    /// Taken away by staff.
    Removed,
}

/// Who wrote something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Author {
    /// The account.
    pub id: UserId,
    /// The one-of-a-kind name.
    #[schemars(length(max = 30))]
    pub username: String,
    /// The name to show.
    #[schemars(length(max = 60))]
    pub display_name: String,
}

impl From<v2::UserRef> for Author {
    fn from(user: v2::UserRef) -> Self {
        Self { id: user.id, username: user.username, display_name: user.display_name }
    }
}

/// A post. Lists leave out `body` and `body_html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Post {
    /// The post.
    pub id: PostId,
    /// Its address.
    #[schemars(length(max = 100))]
    pub slug: String,
    /// The title.
    #[schemars(length(max = 200))]
    pub title: String,
    /// What it is about.
    #[schemars(length(max = 400))]
    pub excerpt: String,
    /// Markdown; only when one post is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200_000))]
    pub body: Option<String>,
    /// Sanitised HTML; only when one post is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4_000_000))]
    pub body_html: Option<String>,
    /// Whether it is out.
    pub status: PostStatus,
    /// Who wrote it.
    pub author: Author,
    /// Slug of its category.
    #[schemars(length(max = 100))]
    pub category: Option<String>,
    /// At most five.
    #[schemars(length(max = 5), inner(length(max = 40)))]
    pub tags: Vec<String>,
    /// Path of the picture above it.
    #[schemars(length(max = 200))]
    pub cover_url: Option<String>,
    /// Number of visible comments.
    pub comment_count: u64,
    /// Number of people who like it.
    pub like_count: u64,
    /// When it was published first.
    pub published_at: Option<Timestamp>,
    /// When its author last changed it. Send it back with a change to be told of somebody else's.
    pub updated_at: Timestamp,
}

/// Whether you like a post now, and how many people do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Liked {
    /// True if you like it.
    pub liked: bool,
    /// Number of people who like it.
    pub like_count: u64,
}

/// One page of posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Posts {
    /// The posts, newest first unless the operation says otherwise.
    #[schemars(length(max = 100))]
    pub posts: Vec<Post>,
    /// Which page of how many.
    pub pagination: Pagination,
}

/// Writes a post.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePost {
    /// 1 to 200 characters.
    #[schemars(length(min = 1, max = 200))]
    pub title: String,
    /// Markdown, at most 200,000 bytes of UTF-8.
    #[serde(default)]
    #[schemars(length(max = 200_000))]
    pub body: String,
    /// At most 400 characters; made from the text if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 400))]
    pub excerpt: Option<String>,
    /// Slug of a category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100))]
    pub category: Option<String>,
    /// At most five.
    #[serde(default)]
    #[schemars(length(max = 5), inner(length(max = 40)))]
    pub tags: Vec<String>,
    /// `draft` (the default) or `published`.
    #[serde(default)]
    pub status: PostStatus,
}

impl CreatePost {
    /// The input and whether to publish it, or every wrong field.
    pub fn parse(&self) -> Result<(NewPost, bool), Vec<FieldError>> {
        let mut fields = Fields::new();
        let title = fields.take("/title", Title::parse(&self.title));
        let body = fields.take("/body", PostBody::parse(&self.body));
        let excerpt = fields.take_optional("/excerpt", self.excerpt.as_deref().map(Excerpt::parse));
        let category = fields.take_optional("/category", self.category.as_deref().map(Slug::parse));
        let tags = take_tags(&mut fields, &self.tags);
        let publish = take_status(&mut fields, self.status);
        let input = title.zip(body).zip(tags).map(|((title, body), tags)| NewPost {
            title,
            body,
            slug: None,
            excerpt,
            cover_id: None,
            category,
            tags,
            canonical_url: None,
            language: None,
            comments_open: true,
        });
        fields.finish(input.zip(publish))
    }
}

/// Changes a post; absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UpdatePost {
    /// 1 to 200 characters.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "String", length(min = 1, max = 200))]
    pub title: Option<String>,
    /// Markdown, at most 200,000 bytes of UTF-8.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "String", length(max = 200_000))]
    pub body: Option<String>,
    /// At most 400 characters.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "String", length(max = 400))]
    pub excerpt: Option<String>,
    /// Slug of a category.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "String", length(max = 100))]
    pub category: Option<String>,
    /// All tags, at most five.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "Vec<String>", length(max = 5), inner(length(max = 40)))]
    pub tags: Option<Vec<String>>,
    /// `published` publishes a draft, `draft` takes a post back.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "PostStatus")]
    pub status: Option<PostStatus>,
    /// The `updated_at` you read: if the post changed since, the answer is 409 and nothing is stored.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "Timestamp")]
    pub updated_at: Option<Timestamp>,
}

impl UpdatePost {
    /// The input and whether to publish or take back, or every wrong field.
    pub fn parse(&self) -> Result<(PostPatch, Option<bool>), Vec<FieldError>> {
        let mut fields = Fields::new();
        let patch = PostPatch {
            title: fields.take_optional("/title", self.title.as_deref().map(Title::parse)),
            body: fields.take_optional("/body", self.body.as_deref().map(PostBody::parse)),
            excerpt: fields.take_optional("/excerpt", self.excerpt.as_deref().map(Excerpt::parse)).map(Some),
            category: fields.take_optional("/category", self.category.as_deref().map(Slug::parse)).map(Some),
            tags: self.tags.as_ref().and_then(|tags| take_tags(&mut fields, tags)),
            ..PostPatch::default()
        };
        let publish = self.status.and_then(|status| take_status(&mut fields, status));
        fields.finish(Some((patch, publish)))
    }
}

fn take_tags(fields: &mut Fields, tags: &[String]) -> Option<Vec<TagName>> {
    TagName::parse_all(tags).map_err(|(index, error)| fields.take::<()>(format!("/tags/{index}"), Err(error))).ok()
}

fn take_status(fields: &mut Fields, status: PostStatus) -> Option<bool> {
    match status {
        PostStatus::Draft => Some(false),
        PostStatus::Published => Some(true),
        PostStatus::Scheduled | PostStatus::Archived | PostStatus::Removed => {
            fields.push(FieldError::new("/status", "invalid", "Use draft or published."));
            None
        }
    }
}
