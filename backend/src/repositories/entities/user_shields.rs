//! Who is hidden from whom.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "user_shields")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub viewer_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub hidden_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    pub created_at: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
