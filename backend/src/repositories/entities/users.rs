//! People.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub username: String,
    pub username_canonical: String,
    pub email: String,
    pub email_canonical: String,
    pub email_confirmed_at: Option<i64>,
    pub password_hash: Option<String>,
    pub display_name: String,
    pub status: String,
    pub session_version: i64,
    pub avatar_media_id: Option<Uuid>,
    pub created_at: i64,
    pub updated_at: i64,
    pub last_seen_at: Option<i64>,
    pub bio_markdown: String,
    pub bio_html: String,
    pub bio_renderer_version: i64,
    pub username_skeleton: Option<String>,
    pub website: String,
    pub links: String,
    pub follower_count: i64,
    pub following_count: i64,
    pub hides_presence: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
