//! What people took back: for a while it is kept that they were there, out of everybody's sight, so that to do it once more
//! is no news.
//!
//! Only of likes and follows, whose entries are people. Such an entry says whether it is counted (`is_counted`); one that
//! was taken back says nothing, and neither lists nor numbers look at it.

use broadsheet_shared::{id::NotificationId, time::Timestamp};

use crate::{
    domain::notification::{Notice, Posting},
    repositories::database::{DatabaseError, Executor, Transaction, params},
};

/// The condition that an entry `a` was not taken back, where the kind of its notification `n` is at hand.
pub(super) const STANDS: &str = "(a.is_counted IS NOT NULL OR n.kind NOT IN ('like', 'follow'))";
/// The condition that nobody who may be seen is in a notification that gathers people.
pub(super) const EMPTY: &str = "(kind IN ('like', 'follow') AND actor_count = 0)";

/// Takes out who did it, wherever that is told: the notifications that it was in. Of what was written down after `since`
/// a trace is kept.
pub async fn withdraw_entry(
    transaction: &Transaction,
    notice: &Notice,
    since: Timestamp,
) -> Result<Vec<NotificationId>, DatabaseError> {
    let Some((source, _)) = notice.entry() else { return Ok(Vec::new()) };
    let there = there(notice);
    let sql = format!(
        "UPDATE notification_actors SET is_counted = NULL
        WHERE source_id = $3 AND is_counted AND created_at > $4 AND {there} RETURNING notification_id"
    );
    let values = params![notice.to, notice.subject(), source, since];
    let kept: Vec<NotificationId> = transaction.rows(&sql, values).await?;
    let sql = format!(
        "DELETE FROM notification_actors WHERE source_id = $3 AND is_counted IS NOT NULL AND {there}
        RETURNING notification_id, is_counted"
    );
    let values = params![notice.to, notice.subject(), source];
    let gone: Vec<(NotificationId, bool)> = transaction.rows(&sql, values).await?;
    let counted = gone.iter().filter(|(_, is_counted)| *is_counted).map(|(id, _)| id);
    for id in kept.iter().chain(counted) {
        let sql = "UPDATE notifications SET actor_count = actor_count - 1 WHERE id = $1";
        transaction.execute_sql(sql, params![*id]).await?;
    }
    Ok(kept.into_iter().chain(gone.into_iter().map(|(id, _)| id)).collect())
}

/// Has a notification mailed no more in which nobody is any more, and deletes it if no trace is kept in it either; true if
/// it stood unread in the list.
pub async fn silence_if_empty(transaction: &Transaction, id: NotificationId) -> Result<bool, DatabaseError> {
    let delete = "DELETE FROM notifications WHERE id = $1
            AND NOT EXISTS (SELECT 1 FROM notification_actors a WHERE a.notification_id = $1)
        RETURNING read_at IS NULL AND in_app";
    let silence = "UPDATE notifications SET mail_at = NULL, digest_at = NULL WHERE id = $1 AND actor_count = 0
        RETURNING read_at IS NULL AND in_app";
    let mut was_unread = false;
    for sql in [delete, silence] {
        // All rows, that is one: the statement runs to its end.
        let emptied: Vec<bool> = transaction.rows(sql, params![id]).await?;
        was_unread |= emptied.first() == Some(&true);
    }
    Ok(was_unread)
}

/// Puts back who had taken back what was written down after `since`, and says whether one more stands unread in the list
/// for that; `None` if there is no trace of them. What was neither read nor mailed waits for its mail anew.
pub async fn restore_entry(
    transaction: &Transaction,
    notice: &Notice,
    since: Timestamp,
    posting: Posting,
) -> Result<Option<bool>, DatabaseError> {
    let Some((source, _)) = notice.entry() else { return Ok(None) };
    let sql = format!(
        "UPDATE notification_actors SET is_counted = TRUE
        WHERE source_id = $3 AND is_counted IS NULL AND created_at > $4 AND {} RETURNING notification_id",
        there(notice)
    );
    let values = params![notice.to, notice.subject(), source, since];
    let found: Vec<NotificationId> = transaction.rows(&sql, values).await?;
    let waits = "read_at IS NULL AND mailed_at IS NULL AND digest_id IS NULL";
    let sql = format!(
        "UPDATE notifications SET actor_count = actor_count + 1,
            mail_at = CASE WHEN {waits} THEN COALESCE(mail_at, $2) ELSE mail_at END,
            digest_at = CASE WHEN {waits} THEN COALESCE(digest_at, $3) ELSE digest_at END
        WHERE id = $1 RETURNING read_at IS NULL AND in_app AND actor_count = 1"
    );
    let mut is_more = None;
    for id in found {
        let values = params![id, posting.mail_at, posting.digest_at];
        let restored: Vec<bool> = transaction.rows(&sql, values).await?;
        is_more = Some(is_more == Some(true) || restored.first() == Some(&true));
    }
    Ok(is_more)
}

/// Forgets that people were in what they took back before this moment, and what nobody is in any more; so many rows of each
/// at most.
pub async fn delete_traces(transaction: &Transaction, before: Timestamp, limit: u32) -> Result<u64, DatabaseError> {
    let sql = format!(
        "DELETE FROM notification_actors WHERE is_counted IS NULL AND (notification_id, source_id) IN (
            SELECT a.notification_id, a.source_id FROM notification_actors a
            JOIN notifications n ON n.id = a.notification_id
            WHERE a.is_counted IS NULL AND a.created_at < $1 AND n.kind IN ('like', 'follow') LIMIT {limit}
        )"
    );
    let forgotten = transaction.execute_sql(&sql, params![before]).await?;
    let sql = format!(
        "DELETE FROM notifications WHERE id IN (
            SELECT n.id FROM notifications n WHERE n.kind IN ('like', 'follow') AND n.actor_count = 0
                AND NOT EXISTS (SELECT 1 FROM notification_actors a WHERE a.notification_id = n.id) LIMIT {limit}
        )"
    );
    Ok(forgotten + transaction.execute_sql(&sql, params![]).await?)
}

/// The condition that an entry is in a notification of this: to whom is the value `$1`, about what `$2`.
fn there(notice: &Notice) -> String {
    format!(
        "notification_id IN (SELECT id FROM notifications WHERE user_id = $1 AND kind = '{}' AND subject_id = $2)",
        notice.about.kind().as_str()
    )
}
