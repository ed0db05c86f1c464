//! Old paths of the site, and where they lead now.

use broadsheet_shared::time::Timestamp;

use super::database::{DatabaseError, Executor, FromRow, Row, Transaction, params};

/// Where an old path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// A path of this site, or an absolute address.
    pub target: String,
    /// 301 or 308.
    pub status: u16,
}

/// Where a path leads, if it is an old one. With a slash behind it and without is one path, as it was on most sites; where
/// both are stored, each leads its own way.
pub async fn find(database: &impl Executor, path: &str) -> Result<Option<Redirect>, DatabaseError> {
    let other = match path.trim_end_matches('/') {
        bare if bare.len() < path.len() && !bare.is_empty() => bare.to_owned(),
        bare => format!("{bare}/"),
    };
    let sql = "SELECT target, status FROM redirects WHERE path IN ($1, $2)
        ORDER BY CASE WHEN path = $1 THEN 0 ELSE 1 END LIMIT 1";
    database.row(sql, params![path, other]).await
}

/// Stores where a path leads from now on.
pub async fn upsert(
    transaction: &Transaction,
    path: &str,
    redirect: &Redirect,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO redirects (path, target, status, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (path) DO UPDATE SET target = excluded.target, status = excluded.status";
    let status = i64::from(redirect.status);
    transaction.execute_sql(sql, params![path, redirect.target, status, now]).await?;
    Ok(())
}

/// Forgets an old path.
pub async fn delete(transaction: &Transaction, path: &str) -> Result<bool, DatabaseError> {
    Ok(transaction.execute_sql("DELETE FROM redirects WHERE path = $1", params![path]).await? > 0)
}

/// Forgets every old path that leads there.
pub async fn delete_leading_to(transaction: &Transaction, target: &str) -> Result<u64, DatabaseError> {
    transaction.execute_sql("DELETE FROM redirects WHERE target = $1", params![target]).await
}

impl FromRow for Redirect {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self { target: row.take()?, status: u16::try_from(row.take::<i64>()?).unwrap_or(308) })
    }
}
