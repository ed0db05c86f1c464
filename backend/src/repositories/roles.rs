//! Roles, who holds them, and what they allow.

use broadsheet_shared::{
    id::{RoleId, UserId},
    permission::PermissionSet,
    time::Timestamp,
};

use super::{
    database::{DatabaseError, Engine, Executor, FromRow, Row, Transaction, params},
    departures::IS_LEAVING,
};
use crate::domain::{
    actor::Actor,
    role::{Authority, Role},
    user::role,
};

/// The columns of a [`Role`] without its permissions, of the table `r` (roles).
const ROLE: &str = "r.id, r.name, r.label, r.is_built_in, r.position, r.requires_second_factor,
    (SELECT count(*) FROM user_roles held WHERE held.role_id = r.id)";

/// The role of that name.
pub async fn find(database: &impl Executor, name: &str) -> Result<Option<RoleId>, DatabaseError> {
    database.row("SELECT id FROM roles WHERE name = $1", params![name]).await
}

/// The role of that name, with what it allows and how many hold it.
pub async fn find_whole(database: &impl Executor, name: &str) -> Result<Option<Role>, DatabaseError> {
    let found: Option<Role> =
        database.row(&format!("SELECT {ROLE} FROM roles r WHERE r.name = $1"), params![name]).await?;
    let Some(mut role) = found else { return Ok(None) };
    let sql = "SELECT permission FROM role_permissions WHERE role_id = $1";
    role.permissions = known(&database.rows::<String>(sql, params![role.id]).await?);
    Ok(Some(role))
}

/// Every role, lowest first.
pub async fn list(database: &impl Executor) -> Result<Vec<Role>, DatabaseError> {
    let mut roles: Vec<Role> =
        database.rows(&format!("SELECT {ROLE} FROM roles r ORDER BY r.position, r.name"), params![]).await?;
    let allowed: Vec<(RoleId, String)> =
        database.rows("SELECT role_id, permission FROM role_permissions", params![]).await?;
    for role in &mut roles {
        role.permissions =
            allowed.iter().filter(|(id, _)| *id == role.id).filter_map(|(_, name)| name.parse().ok()).collect();
    }
    Ok(roles)
}

/// How many roles there are.
pub async fn count(database: &impl Executor) -> Result<i64, DatabaseError> {
    database.value("SELECT count(*) FROM roles", params![]).await
}

/// Every permission with what it lets a person do, by name.
pub async fn list_permissions(database: &impl Executor) -> Result<Vec<(String, String)>, DatabaseError> {
    database.rows("SELECT name, description FROM permissions ORDER BY name", params![]).await
}

/// Stores a role with what it allows. A taken name is a conflict on `roles.name`.
pub async fn insert(transaction: &Transaction, role: &Role) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO roles (id, name, label, is_built_in, position, requires_second_factor)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let values = params![role.id, role.name, role.label, role.is_built_in, role.position, role.requires_second_factor];
    transaction.execute_sql(sql, values).await?;
    insert_permissions(transaction, role).await
}

/// Stores what may change of a role: label, place, permissions, whether it demands a second factor.
pub async fn update(transaction: &Transaction, role: &Role) -> Result<(), DatabaseError> {
    let sql = "UPDATE roles SET label = $2, position = $3, requires_second_factor = $4 WHERE id = $1";
    let values = params![role.id, role.label, role.position, role.requires_second_factor];
    transaction.execute_sql(sql, values).await?;
    transaction.execute_sql("DELETE FROM role_permissions WHERE role_id = $1", params![role.id]).await?;
    insert_permissions(transaction, role).await
}

async fn insert_permissions(transaction: &Transaction, role: &Role) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO role_permissions (role_id, permission) VALUES ($1, $2)";
    for permission in role.permissions.iter() {
        transaction.execute_sql(sql, params![role.id, permission.as_str()]).await?;
    }
    Ok(())
}

/// Deletes a role that nobody holds.
pub async fn delete(transaction: &Transaction, id: RoleId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM roles WHERE id = $1", params![id]).await?;
    Ok(())
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
    Ok(known(&database.rows::<String>(sql, params![user]).await?))
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

/// What an actor's roles allow now, and how high they stand. Those who are not signed in may and are nothing.
pub async fn authority_of(database: &impl Executor, actor: &Actor) -> Result<Authority, DatabaseError> {
    match actor {
        Actor::System => Ok(Authority::of_the_program()),
        Actor::Anonymous => Ok(Authority { permissions: PermissionSet::default(), rank: 0 }),
        Actor::Person(person) => Ok(Authority {
            permissions: permissions_of(database, person.id).await?,
            rank: rank_of(database, person.id).await?,
        }),
    }
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

/// Takes a role away.
pub async fn revoke(transaction: &Transaction, user: UserId, role: RoleId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM user_roles WHERE user_id = $1 AND role_id = $2", params![user, role]).await?;
    Ok(())
}

/// Takes all roles away: part of erasing an account.
pub async fn revoke_all(transaction: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM user_roles WHERE user_id = $1", params![user]).await?;
    Ok(())
}

/// Holds all roles until the transaction ends: of two commands that change roles or who holds them, the second waits,
/// and then sees what the first has done. Granting a role elsewhere waits as well.
pub async fn lock(transaction: &Transaction) -> Result<(), DatabaseError> {
    if transaction.engine() == Engine::Postgres {
        let sql = "SELECT id FROM roles ORDER BY id FOR UPDATE";
        transaction.rows::<RoleId>(sql, params![]).await?;
    }
    Ok(())
}

/// True once somebody administrates the site, whether their address is confirmed or not: from then on its set-up link is
/// over. Who leaves counts for nobody.
pub async fn has_admin(database: &impl Executor) -> Result<bool, DatabaseError> {
    let sql = format!("{} LIMIT 1", admins());
    Ok(database.row::<Admin>(&sql, params![]).await?.is_some())
}

/// True if this person administrates the site and nobody who could take their place does: with an address that is not
/// confirmed one may do nothing. Where theirs is not either, anybody with the role will do.
pub async fn is_last_admin(database: &impl Executor, user: UserId) -> Result<bool, DatabaseError> {
    let own = database.row(&format!("{} AND u.id = $1", admins()), params![user]).await?;
    let Some(Admin { is_able }) = own else { return Ok(false) };
    // Whoever is able stands first.
    let others = format!("{} AND u.id <> $1 ORDER BY u.email_confirmed_at IS NULL LIMIT 1", admins());
    let other: Option<Admin> = database.row(&others, params![user]).await?;
    Ok(other.is_none_or(|other| is_able && !other.is_able))
}

fn admins() -> String {
    format!(
        "SELECT u.email_confirmed_at FROM user_roles ur JOIN roles r ON r.id = ur.role_id
        JOIN users u ON u.id = ur.user_id
        WHERE r.name = '{}' AND u.status = 'active' AND NOT {IS_LEAVING}",
        role::ADMIN
    )
}

/// Somebody who administrates the site.
struct Admin {
    is_able: bool,
}

impl FromRow for Admin {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self { is_able: row.optional::<Timestamp>()?.is_some() })
    }
}

/// Names that this program does not know are left out.
fn known(names: &[String]) -> PermissionSet {
    names.iter().filter_map(|name| name.parse().ok()).collect()
}

impl FromRow for Role {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            name: row.take()?,
            label: row.take()?,
            is_built_in: row.take()?,
            position: row.take()?,
            requires_second_factor: row.take()?,
            permissions: PermissionSet::default(),
            member_count: u64::try_from(row.take::<i64>()?).unwrap_or_default(),
        })
    }
}
