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

/// True where `r.target` names a post, by its present slug or a former one, that is not in sight or not at all.
const LEADS_INTO_THE_DARK: &str = "substr(r.target, 1, 7) = '/posts/' AND NOT EXISTS (
    SELECT 1 FROM posts p WHERE p.state IN ('published', 'archived') AND p.id = COALESCE(
        (SELECT id FROM posts WHERE slug = substr(r.target, 8)),
        (SELECT post_id FROM post_slugs WHERE slug = substr(r.target, 8))))";

/// Where a path leads, if it is an old one. With a slash behind it and without is one path, as it was on most sites;
/// where both are stored, each leads its own way.
///
/// One that leads to a post which strangers may not see is none, for its target is made of the title (SECURITY B1, H4).
pub async fn find(database: &impl Executor, path: &str) -> Result<Option<Redirect>, DatabaseError> {
    let other = match path.trim_end_matches('/') {
        bare if bare.len() < path.len() && !bare.is_empty() => bare.to_owned(),
        bare => format!("{bare}/"),
    };
    let sql = format!(
        "SELECT r.target, r.status FROM redirects r WHERE r.path IN ($1, $2) AND NOT ({LEADS_INTO_THE_DARK})
        ORDER BY CASE WHEN r.path = $1 THEN 0 ELSE 1 END LIMIT 1"
    );
    database.row(&sql, params![path, other]).await
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
