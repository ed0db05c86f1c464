//! What is read and what is not. What is read is not mailed any more.

use broadsheet_shared::{
    id::{NotificationId, UserId},
    time::Timestamp,
};

use super::withdrawn::EMPTY;
use crate::{
    domain::notification::ReadFilter,
    repositories::database::{DatabaseError, Transaction, params},
};

/// Marks a notification as read (since `read_at`) or as unread; false if it is so.
pub async fn mark(
    transaction: &Transaction,
    user: UserId,
    id: NotificationId,
    read_at: Option<Timestamp>,
) -> Result<bool, DatabaseError> {
    let changed = match read_at {
        Some(now) => {
            let sql = "UPDATE notifications SET read_at = $3, mail_at = NULL, digest_at = NULL
                WHERE id = $2 AND user_id = $1 AND read_at IS NULL";
            transaction.execute_sql(sql, params![user, id, now]).await?
        }
        None => {
            let sql = "UPDATE notifications SET read_at = NULL
                WHERE id = $2 AND user_id = $1 AND read_at IS NOT NULL";
            transaction.execute_sql(sql, params![user, id]).await?
        }
    };
    Ok(changed > 0)
}

/// Marks all that the filter fits as read, and says how many those are. Who has seen a page has seen what is mailed alone,
/// too; a list shows only what stands in it. In what everybody took back again there is nothing to be read.
pub async fn mark_all(
    transaction: &Transaction,
    user: UserId,
    filter: &ReadFilter,
    now: Timestamp,
) -> Result<u64, DatabaseError> {
    let mut values = params![user, now];
    let mut conditions = String::new();
    if let Some(kind) = filter.kind {
        conditions.push_str(&format!(" AND kind = '{}'", kind.as_str()));
    }
    match filter.post {
        Some(post) => {
            values.extend(params![post]);
            conditions.push_str(&format!(" AND post_id = ${}", values.len()));
        }
        None => conditions.push_str(" AND in_app"),
    }
    if let Some(until) = filter.until {
        values.extend(params![until]);
        conditions.push_str(&format!(" AND happened_at <= ${}", values.len()));
    }
    let sql = format!(
        "UPDATE notifications SET read_at = $2, mail_at = NULL, digest_at = NULL
        WHERE user_id = $1 AND read_at IS NULL AND NOT {EMPTY}{conditions}"
    );
    transaction.execute_sql(&sql, values).await
}
