//! What people are told of.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notifications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub kind: String,
    pub subject_id: Uuid,
    pub post_id: Option<Uuid>,
    pub comment_id: Option<Uuid>,
    pub verb: Option<String>,
    pub actor_count: i64,
    pub in_app: bool,
    pub created_at: i64,
    pub happened_at: i64,
    pub told_at: i64,
    pub read_at: Option<i64>,
    pub mail_at: Option<i64>,
    pub mailed_at: Option<i64>,
    pub digest_at: Option<i64>,
    pub digest_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
