//! The audit log, which only grows, and its side table of addresses, which is emptied.

use broadsheet_shared::{
    id::{AuditEntryId, UserId},
    time::Timestamp,
};
use sea_orm::Value;
use uuid::Uuid;

use super::database::{DatabaseError, Executor, FromRow, Parameter, Row, Transaction, params};
use crate::domain::{
    audit::{Action, AuditFilter, Detail, Entry, Named, StoredEntry, Subject},
    session::Device,
};

/// Writes a line, and beside it from where.
pub async fn insert(
    transaction: &Transaction,
    id: AuditEntryId,
    entry: &Entry,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO audit_log (id, created_at, action, actor_id, credential_id, person_id, subject_kind,
            subject_id, details)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = params![
        id,
        now,
        entry.action.as_str(),
        entry.actor,
        entry.credential,
        entry.person,
        entry.subject.as_ref().map(|subject| subject.kind.clone()),
        entry.subject.as_ref().map(|subject| subject.id),
        // Pairs of texts always are JSON.
        serde_json::to_string(&entry.details).unwrap_or_default(),
    ];
    transaction.execute_sql(sql, values).await?;
    let Some(device) = &entry.origin else { return Ok(()) };
    let sql = "INSERT INTO audit_origins (entry_id, person_id, address, user_agent, created_at)
        VALUES ($1, $2, $3, $4, $5)";
    let person = entry.actor.or(entry.person);
    transaction.execute_sql(sql, params![id, person, device.address, device.user_agent, now]).await?;
    Ok(())
}

/// What a line tells of; `None` if there is no such line, or this program does not know the action.
pub async fn find_action(database: &impl Executor, id: AuditEntryId) -> Result<Option<Action>, DatabaseError> {
    let name: Option<String> = database.row("SELECT action FROM audit_log WHERE id = $1", params![id]).await?;
    Ok(name.and_then(|name| Action::parse(&name)))
}

/// When a line was written and from where that was done, while that is kept; `None` if there is no such line.
pub async fn find_origin(
    database: &impl Executor,
    id: AuditEntryId,
) -> Result<Option<(Timestamp, Option<Device>)>, DatabaseError> {
    let sql = "SELECT a.created_at, o.address, o.user_agent
        FROM audit_log a LEFT JOIN audit_origins o ON o.entry_id = a.id WHERE a.id = $1";
    let line: Option<Origin> = database.row(sql, params![id]).await?;
    Ok(line.map(|Origin(at, device)| (at, device)))
}

/// Lines before `before`, newest first.
pub async fn list(
    database: &impl Executor,
    filter: &AuditFilter,
    before: Option<AuditEntryId>,
    limit: u8,
) -> Result<Vec<StoredEntry>, DatabaseError> {
    let (mut conditions, mut values) = conditions(filter);
    values.push(before.unwrap_or(AuditEntryId(Uuid::max())).to_value());
    conditions.push_str(&format!(" AND a.id < ${}", values.len()));
    let sql = format!(
        "SELECT a.id, a.created_at, a.action, a.actor_id, au.username, a.credential_id, a.person_id, pu.username,
            a.subject_kind, a.subject_id, a.details, o.address, o.user_agent
        FROM audit_log a
        LEFT JOIN users au ON au.id = a.actor_id
        LEFT JOIN users pu ON pu.id = a.person_id
        LEFT JOIN audit_origins o ON o.entry_id = a.id
        WHERE {conditions} ORDER BY a.id DESC LIMIT {limit}"
    );
    database.rows(&sql, values).await
}

/// How many lines there are in all.
pub async fn count(database: &impl Executor, filter: &AuditFilter) -> Result<u64, DatabaseError> {
    let (conditions, values) = conditions(filter);
    let sql = format!("SELECT count(*) FROM audit_log a WHERE {conditions}");
    Ok(database.value::<i64>(&sql, values).await?.unsigned_abs())
}

/// What a filter asks of the table `a`, with the values it speaks of.
fn conditions(filter: &AuditFilter) -> (String, Vec<Value>) {
    let (mut conditions, mut values) = ("TRUE".to_owned(), Vec::new());
    if let Some(actor) = filter.actor {
        values.push(actor.to_value());
        conditions.push_str(&format!(" AND a.actor_id = ${}", values.len()));
    }
    if let Some(person) = filter.involving {
        values.push(person.to_value());
        conditions.push_str(&format!(" AND (a.actor_id = ${0} OR a.person_id = ${0})", values.len()));
    }
    if let Some(action) = filter.action {
        values.push(action.as_str().to_value());
        conditions.push_str(&format!(" AND a.action = ${}", values.len()));
    }
    (conditions, values)
}

/// Forgets from where things were done before `before`; says how many.
pub async fn delete_origins_before(transaction: &Transaction, before: Timestamp) -> Result<u64, DatabaseError> {
    transaction.execute_sql("DELETE FROM audit_origins WHERE created_at < $1", params![before]).await
}

/// Forgets from where a person acted, and from where their account was tried: it is being erased.
pub async fn delete_origins_of(transaction: &Transaction, person: UserId) -> Result<u64, DatabaseError> {
    transaction.execute_sql("DELETE FROM audit_origins WHERE person_id = $1", params![person]).await
}

struct Origin(Timestamp, Option<Device>);

impl FromRow for Origin {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self(row.take()?, device(row)?))
    }
}

fn device(row: &mut Row<'_>) -> Result<Option<Device>, DatabaseError> {
    let (address, user_agent) = (row.optional::<String>()?, row.optional::<String>()?);
    Ok(address.zip(user_agent).map(|(address, user_agent)| Device { user_agent, address, mark: None }))
}

impl FromRow for StoredEntry {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            created_at: row.take()?,
            action: row.take()?,
            actor: named(row)?,
            credential: row.optional()?,
            person: named(row)?,
            subject: {
                let (kind, id) = (row.optional::<String>()?, row.optional::<Uuid>()?);
                kind.zip(id).map(|(kind, id)| Subject { kind, id })
            },
            details: row.json::<Vec<Detail>>()?,
            origin: device(row)?,
        })
    }
}

fn named(row: &mut Row<'_>) -> Result<Option<Named>, DatabaseError> {
    let (id, username) = (row.optional()?, row.optional()?);
    Ok(Option::zip(id, username).map(|(id, username)| Named { id, username }))
}
