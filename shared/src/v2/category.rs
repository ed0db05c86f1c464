//! Categories, which staff keep, and tags, which arise from posts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldError, Fields},
    id::{CategoryId, TagId},
    input::{CategoryPatch, NewCategory},
    patch,
    value::{CategoryDescription, CategoryName, Slug},
};

/// A category's name and address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CategoryRef {
    /// As in `/categories/{slug}`.
    #[schemars(length(max = 100))]
    pub slug: String,
    /// The name to show.
    #[schemars(length(max = 60))]
    pub name: String,
}

/// A category with what belongs in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Category {
    /// The category.
    pub id: CategoryId,
    /// As in `/categories/{slug}`.
    #[schemars(length(max = 100))]
    pub slug: String,
    /// The name to show.
    #[schemars(length(max = 60))]
    pub name: String,
    /// What belongs in it. May be empty.
    #[schemars(length(max = 300))]
    pub description: String,
    /// Place among the categories, smallest first.
    pub position: i32,
    /// Number of published posts.
    pub post_count: u64,
}

/// Makes a category.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCategory {
    /// 1 to 60 characters.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// Made from the name if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100))]
    pub slug: Option<String>,
    /// At most 300 characters.
    #[serde(default)]
    #[schemars(length(max = 300))]
    pub description: String,
    /// Place among the categories, smallest first.
    #[serde(default)]
    pub position: i32,
}

impl CreateCategory {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<NewCategory, Vec<FieldError>> {
        let mut fields = Fields::new();
        let name = fields.take("/name", CategoryName::parse(&self.name));
        let description = fields.take("/description", CategoryDescription::parse(&self.description));
        let slug = fields.take_optional("/slug", self.slug.as_deref().map(Slug::parse));
        let input = name.zip(description).map(|(name, description)| NewCategory {
            name,
            slug,
            description,
            position: self.position,
        });
        fields.finish(input)
    }
}

/// Changes a category; absent fields stay (JSON merge patch).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateCategory {
    /// 1 to 60 characters.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "String", length(min = 1, max = 60))]
    pub name: Option<String>,
    /// At most 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "String", length(max = 300))]
    pub description: Option<String>,
    /// Place among the categories, smallest first.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "i32")]
    pub position: Option<i32>,
}

impl UpdateCategory {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<CategoryPatch, Vec<FieldError>> {
        let mut fields = Fields::new();
        let name = fields.take_optional("/name", self.name.as_deref().map(CategoryName::parse));
        let description =
            fields.take_optional("/description", self.description.as_deref().map(CategoryDescription::parse));
        fields.finish(Some(CategoryPatch { name, description, position: self.position }))
    }
}

/// A tag's name and address, which are one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TagRef {
    /// As in `/tags/{tag}`.
    #[schemars(length(max = 40))]
    pub slug: String,
    /// The name to show.
    #[schemars(length(max = 40))]
    pub name: String,
}

/// A tag with its number of posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tag {
    /// The tag.
    pub id: TagId,
    /// As in `/tags/{tag}`.
    #[schemars(length(max = 40))]
    pub slug: String,
    /// The name to show.
    #[schemars(length(max = 40))]
    pub name: String,
    /// Number of published posts.
    pub post_count: u64,
    /// Number of people who follow it.
    pub follower_count: u64,
    /// What the caller has done with it; only when signed in, and only where one tag is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewer: Option<TagViewer>,
}

/// What the caller has done with a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TagViewer {
    /// Follows it.
    pub following: bool,
}
