//! Names that people gave up; they lead on, and stay their owners'.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "former_usernames")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub canonical: String,
    pub skeleton: String,
    pub user_id: Uuid,
    pub given_up_at: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
