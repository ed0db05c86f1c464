//! What becomes of notifications when people, comments and time go.

use broadsheet_shared::{
    id::{CommentId, NotificationId, PostId, UserId},
    time::Timestamp,
    v2::{NotificationType, NotificationVerb},
};

use super::withdrawn::EMPTY;
use crate::repositories::database::{DatabaseError, Executor, FromRow, Parameter, Row, Transaction, params};

/// Takes somebody who counts no longer out of some of what others were told of; true once they are in none of it.
pub async fn delete_some_by(transaction: &Transaction, user: UserId, limit: usize) -> Result<bool, DatabaseError> {
    let some = format!(
        "SELECT DISTINCT notification_id FROM notification_actors WHERE actor_id = $1 ORDER BY notification_id LIMIT {limit}"
    );
    let told: Vec<NotificationId> = transaction.rows(&some, params![user]).await?;
    if told.is_empty() {
        return Ok(true);
    }
    let places: Vec<String> = (2..told.len() + 2).map(|number| format!("${number}")).collect();
    let places = places.join(", ");
    let values = || params![user].into_iter().chain(told.iter().map(Parameter::to_value)).collect::<Vec<_>>();
    let alone = format!(
        "DELETE FROM notifications WHERE id IN ({places})
            AND NOT EXISTS (SELECT 1 FROM notification_actors a
                WHERE a.notification_id = notifications.id AND a.actor_id <> $1)"
    );
    transaction.execute_sql(&alone, values()).await?;
    let entries = format!("DELETE FROM notification_actors WHERE actor_id = $1 AND notification_id IN ({places})");
    transaction.execute_sql(&entries, values()).await?;
    Ok(told.len() < limit)
}

/// Forgets who liked a comment that is gone but for its place.
pub async fn delete_likes_of_comment(transaction: &Transaction, comment: CommentId) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM notifications WHERE comment_id = $1 AND kind = 'like'";
    transaction.execute_sql(sql, params![comment]).await?;
    Ok(())
}

/// People whose number of unread notifications may depend on whether a comment is to be seen, in the order of their ids.
pub async fn list_touched_by_comment(
    database: &impl Executor,
    comment: CommentId,
) -> Result<Vec<UserId>, DatabaseError> {
    let sql = "SELECT n.user_id FROM notification_actors a JOIN notifications n ON n.id = a.notification_id
        WHERE a.comment_id = $1 AND n.read_at IS NULL AND n.in_app
        UNION SELECT n.user_id FROM notifications n
        WHERE n.comment_id = $1 AND n.kind = 'like' AND n.read_at IS NULL AND n.in_app
        ORDER BY 1";
    database.rows(sql, params![comment]).await
}

/// Forgets what was read before `read`, and all in which nothing has happened since `all`; so many rows of each at most.
pub async fn delete_older(
    transaction: &Transaction,
    read: Timestamp,
    all: Timestamp,
    limit: u32,
) -> Result<u64, DatabaseError> {
    let mut deleted = 0;
    for (column, before) in [("read_at", read), ("happened_at", all)] {
        let sql = format!(
            "DELETE FROM notifications WHERE id IN (SELECT id FROM notifications WHERE {column} < $1 LIMIT {limit})"
        );
        deleted += transaction.execute_sql(&sql, params![before]).await?;
    }
    Ok(deleted)
}

/// A notification as it is taken home: what it names by id, for what that is may be hidden by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: NotificationId,
    pub kind: NotificationType,
    pub verb: Option<NotificationVerb>,
    pub post: Option<PostId>,
    pub comment: Option<CommentId>,
    pub actor_count: u64,
    pub created_at: Timestamp,
    pub happened_at: Timestamp,
    pub read_at: Option<Timestamp>,
}

/// Everything that somebody was told of, oldest first, behind a place.
pub async fn list_all_of(
    database: &impl Executor,
    user: UserId,
    after: Option<(Timestamp, NotificationId)>,
    limit: u8,
) -> Result<Vec<Kept>, DatabaseError> {
    let (at, id) = after.unwrap_or((Timestamp::from_millis(i64::MIN), NotificationId(uuid::Uuid::nil())));
    let sql = format!(
        "SELECT id, kind, verb, post_id, comment_id, actor_count, created_at, happened_at, read_at FROM notifications
        WHERE user_id = $1 AND NOT {EMPTY} AND (happened_at, id) > ($2, $3) ORDER BY happened_at, id LIMIT {limit}"
    );
    database.rows(&sql, params![user, at, id]).await
}

impl FromRow for Kept {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            kind: row.parsed(NotificationType::parse)?,
            verb: row.optional::<String>()?.as_deref().and_then(NotificationVerb::parse),
            post: row.optional()?,
            comment: row.optional()?,
            actor_count: row.take::<i64>()?.unsigned_abs(),
            created_at: row.take()?,
            happened_at: row.take()?,
            read_at: row.optional()?,
        })
    }
}
