//! Who did what to what.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: i64,
    pub action: String,
    pub actor_id: Option<Uuid>,
    pub credential_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    pub subject_kind: Option<String>,
    pub subject_id: Option<Uuid>,
    pub details: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
