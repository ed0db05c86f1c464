//! Settings of the site that change while it runs: small texts by key.

use broadsheet_shared::time::Timestamp;

use super::database::{DatabaseError, Engine, Executor, Transaction, params};

/// A setting's value.
pub async fn find(database: &impl Executor, key: &str) -> Result<Option<String>, DatabaseError> {
    database.row("SELECT value FROM settings WHERE key = $1", params![key]).await
}

/// Every setting whose key begins with `prefix`, as key and value.
pub async fn list(database: &impl Executor, prefix: &str) -> Result<Vec<(String, String)>, DatabaseError> {
    let sql = "SELECT key, value FROM settings WHERE substr(key, 1, length($1)) = $1 ORDER BY key";
    database.rows(sql, params![prefix]).await
}

/// A setting's value, held until the transaction ends: whoever asks second waits.
pub async fn lock(transaction: &Transaction, key: &str) -> Result<Option<String>, DatabaseError> {
    let sql = match transaction.engine() {
        Engine::Postgres => "SELECT value FROM settings WHERE key = $1 FOR UPDATE",
        Engine::Sqlite => "SELECT value FROM settings WHERE key = $1",
    };
    transaction.row(sql, params![key]).await
}

/// Stores a setting, new or not.
pub async fn upsert(transaction: &Transaction, key: &str, value: &str, now: Timestamp) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO settings (key, value, updated_at) VALUES ($1, $2, $3)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at";
    transaction.execute_sql(sql, params![key, value, now]).await?;
    Ok(())
}

/// Stores a setting, new or not changed since `moment`. False if somebody has stored one later: of two at once, the
/// second.
pub async fn upsert_outdated(
    transaction: &Transaction,
    key: &str,
    value: &str,
    now: Timestamp,
    moment: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO settings (key, value, updated_at) VALUES ($1, $2, $3)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
        WHERE settings.updated_at <= $4";
    Ok(transaction.execute_sql(sql, params![key, value, now, moment]).await? > 0)
}

/// Forgets a setting.
pub async fn delete(transaction: &Transaction, key: &str) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM settings WHERE key = $1", params![key]).await?;
    Ok(())
}
