//! Posts as people write them: what requests carry.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldError, Fields},
    id::MediaId,
    input::{NewPost, PostPatch},
    patch,
    time::Timestamp,
    value::{CanonicalUrl, Excerpt, LanguageTag, PostBody, RemovalReason, Slug, TagName, Title},
};

/// Makes a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePost {
    /// 1 to 200 characters.
    #[schemars(length(min = 1, max = 200))]
    pub title: String,
    /// Markdown, at most 200,000 bytes of UTF-8. A draft may be empty.
    #[serde(default)]
    #[schemars(length(max = 200_000))]
    pub body: String,
    /// Made from the title if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100))]
    pub slug: Option<String>,
    /// At most 400 characters; made from the text if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 400))]
    pub excerpt: Option<String>,
    /// An own upload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover_id: Option<MediaId>,
    /// Slug of a category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100))]
    pub category: Option<String>,
    /// At most five; folded to lower case with hyphens.
    #[serde(default)]
    #[schemars(length(max = 5), inner(length(max = 40)))]
    pub tags: Vec<String>,
    /// Where it was first published, if elsewhere: http or https.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 500))]
    pub canonical_url: Option<String>,
    /// BCP 47, as in `en` or `pt-BR`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 35))]
    pub language: Option<String>,
    /// False takes no comments; they are taken if it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "bool")]
    pub comments_open: Option<bool>,
}

impl CreatePost {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<NewPost, Vec<FieldError>> {
        let mut fields = Fields::new();
        let title = fields.take("/title", Title::parse(&self.title));
        let body = fields.take("/body", PostBody::parse(&self.body));
        let slug = fields.take_optional("/slug", self.slug.as_deref().map(Slug::parse));
        let excerpt = fields.take_optional("/excerpt", self.excerpt.as_deref().map(Excerpt::parse));
        let category = fields.take_optional("/category", self.category.as_deref().map(Slug::parse));
        let tags = fields.take_list("/tags", TagName::parse_all(&self.tags));
        let canonical_url =
            fields.take_optional("/canonical_url", self.canonical_url.as_deref().map(CanonicalUrl::parse));
        let language = fields.take_optional("/language", self.language.as_deref().map(LanguageTag::parse));
        let input = title.zip(body).zip(tags).map(|((title, body), tags)| NewPost {
            title,
            body,
            slug,
            excerpt,
            cover_id: self.cover_id,
            category,
            tags,
            canonical_url,
            language,
            comments_open: self.comments_open.unwrap_or(true),
        });
        fields.finish(input)
    }
}

/// Changes a post; absent fields stay, null empties a field (JSON merge patch, RFC 7396).
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
    /// A new address; the old one answers 308 from then on.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "String", length(max = 100))]
    pub slug: Option<String>,
    /// At most 400 characters; null makes it from the text.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::nullable")]
    #[schemars(with = "Option<String>", length(max = 400))]
    pub excerpt: Option<Option<String>>,
    /// An own upload; null takes the cover away.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::nullable")]
    #[schemars(with = "Option<MediaId>")]
    pub cover_id: Option<Option<MediaId>>,
    /// Slug of a category; null takes the post out of it.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::nullable")]
    #[schemars(with = "Option<String>", length(max = 100))]
    pub category: Option<Option<String>>,
    /// All tags, at most five.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "Vec<String>", length(max = 5), inner(length(max = 40)))]
    pub tags: Option<Vec<String>>,
    /// Where it was first published; null if here.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::nullable")]
    #[schemars(with = "Option<String>", length(max = 500))]
    pub canonical_url: Option<Option<String>>,
    /// BCP 47; null means the site's language.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::nullable")]
    #[schemars(with = "Option<String>", length(max = 35))]
    pub language: Option<Option<String>>,
    /// False closes the comments.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "bool")]
    pub comments_open: Option<bool>,
}

impl UpdatePost {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<PostPatch, Vec<FieldError>> {
        let mut fields = Fields::new();
        let title = fields.take_optional("/title", self.title.as_deref().map(Title::parse));
        let body = fields.take_optional("/body", self.body.as_deref().map(PostBody::parse));
        let slug = fields.take_optional("/slug", self.slug.as_deref().map(Slug::parse));
        let excerpt = fields.take_nullable("/excerpt", &self.excerpt, Excerpt::parse);
        let category = fields.take_nullable("/category", &self.category, Slug::parse);
        let tags = self.tags.as_ref().and_then(|tags| fields.take_list("/tags", TagName::parse_all(tags)));
        let canonical_url = fields.take_nullable("/canonical_url", &self.canonical_url, CanonicalUrl::parse);
        let language = fields.take_nullable("/language", &self.language, LanguageTag::parse);
        fields.finish(Some(PostPatch {
            title,
            body,
            slug,
            excerpt,
            cover_id: self.cover_id,
            category,
            tags,
            canonical_url,
            language,
            comments_open: self.comments_open,
        }))
    }
}

/// Publishes a post, now or later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishPost {
    /// A time to come makes the post `scheduled`; absent or null publishes now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// Takes somebody's post away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovePost {
    /// Why, for the author to read: 1 to 1,000 characters.
    #[schemars(length(min = 1, max = 1000))]
    pub reason: String,
}

impl RemovePost {
    /// The reason, or what is wrong with it.
    pub fn parse(&self) -> Result<RemovalReason, Vec<FieldError>> {
        let mut fields = Fields::new();
        let reason = fields.take("/reason", RemovalReason::parse(&self.reason));
        fields.finish(reason)
    }
}

/// Markdown to render.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Render {
    /// Markdown, at most 200,000 bytes of UTF-8.
    #[schemars(length(max = 200_000))]
    pub body: String,
}

impl Render {
    /// The text, or what is wrong with it.
    pub fn parse(&self) -> Result<PostBody, Vec<FieldError>> {
        let mut fields = Fields::new();
        let body = fields.take("/body", PostBody::parse(&self.body));
        fields.finish(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let request = CreatePost {
            title: " ".into(),
            slug: Some("Not A Slug".into()),
            tags: ["a", "b", "c", "d", "e", "f"].map(String::from).to_vec(),
            language: Some("english".into()),
            ..CreatePost::default()
        };

        let pointers: Vec<_> = request.parse().unwrap_err().into_iter().map(|error| error.pointer).collect();

        assert_eq!(pointers, ["/title", "/slug", "/tags", "/language"]);
    }

    #[test]
    fn a_patch_tells_null_from_absent() {
        let patch: UpdatePost = serde_json::from_str(r#"{"category": null, "excerpt": "Short"}"#).unwrap();
        let patch = patch.parse().unwrap();

        assert_eq!(patch.category, Some(None));
        assert_eq!(patch.excerpt.unwrap().unwrap().as_str(), "Short");
        assert_eq!(patch.language, None);
    }

    #[test]
    fn null_is_no_value_for_what_cannot_be_empty() {
        for field in ["title", "body", "slug", "tags", "comments_open"] {
            let patch = serde_json::from_str::<UpdatePost>(&format!(r#"{{"{field}": null}}"#));
            assert!(patch.is_err(), "{field}");
        }
    }

    #[test]
    fn b3_unknown_fields_are_refused() {
        assert!(serde_json::from_str::<CreatePost>(r#"{"title": "x", "author_id": "y"}"#).is_err());
        assert!(serde_json::from_str::<UpdatePost>(r#"{"state": "published"}"#).is_err());
    }
}
