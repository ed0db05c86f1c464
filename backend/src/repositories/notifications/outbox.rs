//! Notifications on their way into the outbox: those that are mailed one by one, and those of the daily mail.

use broadsheet_shared::{
    id::{NotificationId, UserId},
    time::Timestamp,
};
use uuid::Uuid;

use crate::repositories::database::{DatabaseError, Engine, Executor, Transaction, params};

/// Whether any notification is to be mailed by now.
pub async fn has_due_mail(database: &impl Executor, now: Timestamp) -> Result<bool, DatabaseError> {
    database.value("SELECT EXISTS (SELECT 1 FROM notifications WHERE mail_at <= $1)", params![now]).await
}

/// Takes due notifications, longest waiting first: whoever takes one mails it. Workers pass over one another's.
pub async fn claim_due_mails(
    transaction: &Transaction,
    now: Timestamp,
    limit: u8,
) -> Result<Vec<(NotificationId, UserId)>, DatabaseError> {
    let passing = match transaction.engine() {
        Engine::Postgres => "FOR UPDATE SKIP LOCKED",
        Engine::Sqlite => "",
    };
    // Materialised, for PostgreSQL may run a subquery more than once, and then lock more than the limit.
    let sql = format!(
        "WITH due AS MATERIALIZED (
            SELECT id FROM notifications WHERE mail_at <= $1 ORDER BY mail_at, id LIMIT {limit} {passing}
        )
        UPDATE notifications SET mail_at = NULL, mailed_at = $1 WHERE id IN (SELECT id FROM due)
        RETURNING id, user_id"
    );
    transaction.rows(&sql, params![now]).await
}

/// People for whom something waits for the daily mail since before this moment.
pub async fn list_digest_readers(
    database: &impl Executor,
    before: Timestamp,
    limit: u8,
) -> Result<Vec<UserId>, DatabaseError> {
    let sql = format!("SELECT DISTINCT user_id FROM notifications WHERE digest_at < $1 ORDER BY user_id LIMIT {limit}");
    database.rows(&sql, params![before]).await
}

/// Puts what waits for a person's daily mail since before this moment under the name of that mail, and says how much it
/// is. Whoever comes second finds nothing.
pub async fn bind_digest(
    transaction: &Transaction,
    user: UserId,
    before: Timestamp,
    digest: Uuid,
) -> Result<u64, DatabaseError> {
    let sql = "UPDATE notifications SET digest_at = NULL, digest_id = $3 WHERE user_id = $1 AND digest_at < $2";
    transaction.execute_sql(sql, params![user, before, digest]).await
}
