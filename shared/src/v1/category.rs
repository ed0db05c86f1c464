//! Categories and tags.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Pagination;

/// A category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Category {
    /// Its address.
    #[schemars(length(max = 100))]
    pub slug: String,
    /// Its name.
    #[schemars(length(max = 60))]
    pub name: String,
    /// What belongs in it.
    #[schemars(length(max = 300))]
    pub description: String,
    /// Number of published posts.
    pub post_count: u64,
}

/// All categories, in the order that staff gave them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Categories {
    /// The categories.
    #[schemars(length(max = 1000))]
    pub categories: Vec<Category>,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tag {
    /// Its name, which is its address too.
    #[schemars(length(max = 40))]
    pub name: String,
    /// Number of published posts.
    pub post_count: u64,
}

/// One page of tags, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tags {
    /// The tags.
    #[schemars(length(max = 100))]
    pub tags: Vec<Tag>,
    /// Which page of how many.
    pub pagination: Pagination,
}
