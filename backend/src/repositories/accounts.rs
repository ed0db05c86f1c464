//! Whole accounts: the person, their roles, and what these allow.

use broadsheet_shared::id::UserId;

use super::{
    database::{DatabaseError, Executor},
    roles, users,
};
use crate::domain::user::Account;

/// The account, whatever its status.
pub async fn find(database: &impl Executor, id: UserId) -> Result<Option<Account>, DatabaseError> {
    let Some(user) = users::find(database, id).await? else { return Ok(None) };
    let roles = roles::list_names_of(database, id).await?;
    let permissions = roles::permissions_of(database, id).await?;
    Ok(Some(Account { user, roles, permissions }))
}
