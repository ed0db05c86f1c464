//! Roles, who holds them, and what they allow.

use broadsheet_shared::{
    id::{RoleId, UserId},
    permission::PermissionSet,
    time::Timestamp,
};

use super::database::{DatabaseError, Executor, Transaction, params};
use crate::domain::user::role;

/// The role of that name.
pub async fn find(database: &impl Executor, name: &str) -> Result<Option<RoleId>, DatabaseError> {
    database.row("SELECT id FROM roles WHERE name = $1", params![name]).await
}

/// Names of the roles that a person holds, lowest first.
pub async fn list_names_of(database: &impl Executor, user: UserId) -> Result<Vec<String>, DatabaseError> {
    let sql = "SELECT r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id
        WHERE ur.user_id = $1 ORDER BY r.position, r.name";
    database.rows(sql, params![user]).await
}

/// What a person's roles add up to. Permissions that this program does not know are none.
pub async fn permissions_of(database: &impl Executor, user: UserId) -> Result<PermissionSet, DatabaseError> {
    let sql = "SELECT DISTINCT rp.permission FROM user_roles ur JOIN role_permissions rp ON rp.role_id = ur.role_id
        WHERE ur.user_id = $1";
    let names: Vec<String> = database.rows(sql, params![user]).await?;
    Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
}

/// What a role allows.
pub async fn permissions_of_role(database: &impl Executor, role: RoleId) -> Result<PermissionSet, DatabaseError> {
    let names: Vec<String> =
        database.rows("SELECT permission FROM role_permissions WHERE role_id = $1", params![role]).await?;
    Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
}

/// How high a person stands: the place of their highest role; 0 without any.
pub async fn rank_of(database: &impl Executor, user: UserId) -> Result<i64, DatabaseError> {
    let sql = "SELECT COALESCE(MAX(r.position), 0) FROM user_roles ur JOIN roles r ON r.id = ur.role_id
        WHERE ur.user_id = $1";
    database.value(sql, params![user]).await
}

/// Gives a role; a role held already stays as it is.
pub async fn grant(
    transaction: &Transaction,
    user: UserId,
    role: RoleId,
    granted_by: Option<UserId>,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO user_roles (user_id, role_id, granted_by, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (user_id, role_id) DO NOTHING";
    transaction.execute_sql(sql, params![user, role, granted_by, now]).await?;
    Ok(())
}

/// True once somebody can administrate the site.
pub async fn has_admin(database: &impl Executor) -> Result<bool, DatabaseError> {
    let sql = format!(
        "SELECT count(*) FROM user_roles ur JOIN roles r ON r.id = ur.role_id JOIN users u ON u.id = ur.user_id
        WHERE r.name = '{}' AND u.status = 'active'",
        role::ADMIN
    );
    Ok(database.value::<i64>(&sql, params![]).await? > 0)
}
