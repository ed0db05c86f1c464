//! Comments.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "comments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub post_id: Uuid,
    pub parent_id: Option<Uuid>,
    pub root_id: Uuid,
    pub author_id: Uuid,
    pub depth: i64,
    pub state: String,
    pub hidden_by: Option<Uuid>,
    pub hidden_at: Option<i64>,
    pub edit_version: i64,
    pub renderer_version: i64,
    pub created_at: i64,
    pub edited_at: Option<i64>,
    pub deleted_at: Option<i64>,
    pub body_markdown: String,
    pub body_html: String,
    pub held_at: Option<i64>,
    pub like_count: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
