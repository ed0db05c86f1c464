//! Writing down what happened: a row for the first, an entry for each.

use broadsheet_shared::{
    id::{CommentId, NotificationId, PostId, UserId},
    time::Timestamp,
    v2::{NotificationChoice, NotificationEmail},
};

use crate::{
    domain::notification::{About, MOST_GATHERED, Notice, Open, Posting, usual_choice},
    repositories::database::{DatabaseError, Engine, Executor, FromRow, Row, Transaction, params},
};

/// Which way a notice reaches its person; `None` where it must not: whoever did it is hidden from them, they have muted the
/// thread, or their account is not in use. What staff do with one's own is told of a muted thread as well.
pub async fn find_way(database: &impl Executor, notice: &Notice) -> Result<Option<NotificationChoice>, DatabaseError> {
    let kind = notice.about.kind();
    let sql = format!(
        "SELECT s.in_app, s.email FROM users u
        LEFT JOIN notification_settings s ON s.user_id = u.id AND s.kind = '{}'
        WHERE u.id = $1 AND u.status = 'active'
            AND NOT EXISTS (SELECT 1 FROM user_shields h WHERE h.viewer_id = $1 AND h.hidden_id = $2)
            AND NOT EXISTS (SELECT 1 FROM thread_mutes t WHERE t.user_id = $1 AND t.post_id = $3)",
        kind.as_str()
    );
    let thread = match notice.about {
        About::Moderation { .. } => None,
        about => about.post(),
    };
    let chosen: Option<Chosen> = database.row(&sql, params![notice.to, notice.by, thread]).await?;
    Ok(chosen.map(|Chosen(choice)| choice.unwrap_or(usual_choice(kind))))
}

/// What a person has chosen, if they have.
struct Chosen(Option<NotificationChoice>);

impl FromRow for Chosen {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        let (in_app, email) = (row.optional::<bool>()?, row.optional::<String>()?);
        let email = email.as_deref().and_then(NotificationEmail::parse);
        Ok(Self(in_app.zip(email).map(|(in_app, email)| NotificationChoice { in_app, email })))
    }
}

/// The unread notification of the same, of after `since`, to which this can be added. It stays unread until the
/// transaction ends.
pub async fn lock_open(
    transaction: &Transaction,
    notice: &Notice,
    since: Timestamp,
) -> Result<Option<Open>, DatabaseError> {
    let lock = match transaction.engine() {
        Engine::Postgres => "FOR NO KEY UPDATE",
        Engine::Sqlite => "",
    };
    let has_room =
        if notice.about.gathers_people() { String::new() } else { format!("AND actor_count < {MOST_GATHERED}") };
    let sql = format!(
        "SELECT id, told_at, mail_at, mailed_at, digest_at, actor_count = 0 FROM notifications
        WHERE user_id = $1 AND kind = '{}' AND subject_id = $2 AND created_at > $3 AND read_at IS NULL {has_room}
        ORDER BY created_at DESC, id DESC LIMIT 1 {lock}",
        notice.about.kind().as_str()
    );
    transaction.row(&sql, params![notice.to, notice.subject(), since]).await
}

/// Stores a notification with nobody in it yet; false if there is one already of what is told once.
pub async fn insert(
    transaction: &Transaction,
    id: NotificationId,
    notice: &Notice,
    in_app: bool,
    posting: Posting,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql =
        "INSERT INTO notifications (id, user_id, kind, subject_id, post_id, comment_id, verb, actor_count, in_app,
            created_at, happened_at, told_at, mail_at, digest_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $10, $11, $12) ON CONFLICT DO NOTHING";
    let about = notice.about;
    let values = params![
        id,
        notice.to,
        about.kind().as_str(),
        notice.subject(),
        about.post(),
        about.comment(),
        about.verb().map(|verb| verb.as_str()),
        i64::from(notice.by.is_some()),
        in_app,
        now,
        posting.mail_at,
        posting.digest_at,
    ];
    Ok(transaction.execute_sql(sql, values).await? > 0)
}

/// Stores who did it, which the row counts already; false if that is known.
pub async fn insert_entry(
    transaction: &Transaction,
    id: NotificationId,
    notice: &Notice,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let Some((source, by)) = notice.entry() else { return Ok(true) };
    let sql =
        "INSERT INTO notification_actors (notification_id, source_id, actor_id, comment_id, is_counted, created_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    // Of people each entry knows whether it is counted; comments always are.
    let is_counted = notice.about.gathers_people().then_some(true);
    let values = params![id, source, by, notice.about.written(), is_counted, now];
    Ok(transaction.execute_sql(sql, values).await? > 0)
}

/// Adds one to a notification that is held.
pub async fn grow(
    transaction: &Transaction,
    open: &Open,
    notice: &Notice,
    in_app: bool,
    posting: Posting,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE notifications SET actor_count = actor_count + $2, happened_at = $3, told_at = $4, in_app = $5,
            mail_at = $6, digest_at = $7, verb = $8
        WHERE id = $1";
    let verb = notice.about.verb().map(|verb| verb.as_str());
    let values = params![
        open.id,
        i64::from(notice.by.is_some()),
        now,
        open.told_at,
        in_app,
        posting.mail_at,
        posting.digest_at,
        verb,
    ];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// Whether a person was told of this very comment already, in this way.
pub async fn exists_of_comment(
    database: &impl Executor,
    notice: &Notice,
    comment: CommentId,
) -> Result<bool, DatabaseError> {
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM notification_actors a JOIN notifications n ON n.id = a.notification_id
            WHERE a.comment_id = $2 AND n.user_id = $1 AND n.kind = '{}')",
        notice.about.kind().as_str()
    );
    database.value(&sql, params![notice.to, comment]).await
}

/// Whom a comment concerns by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concerned {
    /// The author of the post.
    pub host: UserId,
    /// The comment that it answers, and its author.
    pub parent: Option<(CommentId, UserId)>,
}

/// Whom a comment concerns.
pub async fn find_concerned(
    database: &impl Executor,
    post: PostId,
    parent: Option<CommentId>,
) -> Result<Option<Concerned>, DatabaseError> {
    let sql = "SELECT p.author_id, r.id, r.author_id FROM posts p LEFT JOIN comments r ON r.id = $2 WHERE p.id = $1";
    database.row(sql, params![post, parent]).await
}

impl FromRow for Concerned {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        let (host, parent, author) = (row.take()?, row.optional()?, row.optional()?);
        Ok(Self { host, parent: parent.zip(author) })
    }
}

impl FromRow for Open {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            told_at: row.take()?,
            mail_at: row.optional()?,
            mailed_at: row.optional()?,
            digest_at: row.optional()?,
            is_empty: row.take()?,
        })
    }
}
