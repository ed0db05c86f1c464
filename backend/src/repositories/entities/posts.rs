//! Posts.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "posts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub author_id: Uuid,
    pub category_id: Option<Uuid>,
    pub cover_media_id: Option<Uuid>,
    pub slug: String,
    pub title: String,
    pub state: String,
    pub state_before_deletion: Option<String>,
    pub published_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub scheduled_at: Option<i64>,
    pub deleted_at: Option<i64>,
    pub edit_version: i64,
    pub renderer_version: i64,
    pub word_count: i64,
    pub reading_minutes: i64,
    pub comment_count: i64,
    pub comments_open: bool,
    pub has_own_excerpt: bool,
    pub language: Option<String>,
    pub canonical_url: Option<String>,
    pub removed_reason: Option<String>,
    pub import_source: Option<String>,
    pub import_hash: Option<String>,
    pub excerpt: String,
    pub table_of_contents: String,
    pub body_markdown: String,
    pub body_html: String,
    pub state_before_removal: Option<String>,
    pub import_version: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
