//! One's own notifications, put together from what their ids name now.
//!
//! A page costs five queries, however many people did what it tells of: of each notification only the last few entries are
//! read. Numbers stop at [`MOST_COUNTED`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use broadsheet_shared::{
    id::{CommentId, NotificationId, PostId, UserId},
    time::Timestamp,
    v2::{CommentState, NotificationType, NotificationVerb},
};
use sea_orm::Value;
use uuid::Uuid;

use super::look::{ENTRIES, SOURCE, counts, shown};
use crate::{
    domain::{
        notification::{AboutComment, AboutPost, MOST_GATHERED, Notification, NotificationFilter, NotificationKey},
        user::UserCard,
    },
    platform::markdown::{cut_at_word, text_of_html},
    repositories::{
        database::{DatabaseError, Executor, FromRow, Parameter, Row, params},
        users::{CARD, JOINED},
    },
};

/// Where counting stops.
const MOST_COUNTED: u32 = 1_000;
/// People who are named.
const NAMED: usize = 3;
/// Characters of a comment that are shown.
const EXCERPT_CHARS: usize = 160;

/// Notifications in the list of a person, the last to happen first, behind `after`.
pub async fn list(
    database: &impl Executor,
    user: UserId,
    filter: NotificationFilter,
    after: Option<NotificationKey>,
    limit: u8,
) -> Result<Vec<Notification>, DatabaseError> {
    let mut values = params![user];
    let mut rest = conditions(filter);
    if let Some(key) = after {
        values.extend(params![key.at, key.id]);
        rest.push_str(" AND (n.happened_at, n.id) < ($2, $3)");
    }
    rest.push_str(&format!(" ORDER BY n.happened_at DESC, n.id DESC LIMIT {limit}"));
    gathered(database, user, &rest, values).await
}

/// How many notifications [`list`] has in all, as far as they are counted.
pub async fn count(database: &impl Executor, user: UserId, filter: NotificationFilter) -> Result<u64, DatabaseError> {
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 AS one FROM {SOURCE} WHERE {}{} LIMIT {MOST_COUNTED}) AS found",
        shown(),
        conditions(filter)
    );
    Ok(database.value::<i64>(&sql, params![user]).await?.unsigned_abs())
}

/// How many of them are unread, as far as they are counted.
pub async fn count_unread(database: &impl Executor, user: UserId) -> Result<u64, DatabaseError> {
    count(database, user, NotificationFilter { is_unread: Some(true), ..NotificationFilter::default() }).await
}

/// One of the list.
pub async fn find(
    database: &impl Executor,
    user: UserId,
    id: NotificationId,
) -> Result<Option<Notification>, DatabaseError> {
    Ok(gathered(database, user, " AND n.in_app AND n.id = $2", params![user, id]).await?.pop())
}

/// One that is mailed, in the list or not, while it is unread.
pub async fn find_to_be_mailed(
    database: &impl Executor,
    user: UserId,
    id: NotificationId,
) -> Result<Option<Notification>, DatabaseError> {
    Ok(gathered(database, user, " AND n.read_at IS NULL AND n.id = $2", params![user, id]).await?.pop())
}

/// Those of one daily mail that are still unread, the last to happen first.
pub async fn list_of_digest(
    database: &impl Executor,
    user: UserId,
    digest: Uuid,
    limit: u8,
) -> Result<Vec<Notification>, DatabaseError> {
    let rest =
        format!(" AND n.read_at IS NULL AND n.digest_id = $2 ORDER BY n.happened_at DESC, n.id DESC LIMIT {limit}");
    gathered(database, user, &rest, params![user, digest]).await
}

fn conditions(filter: NotificationFilter) -> String {
    let kind = filter.kind.map(|kind| format!(" AND n.kind = '{}'", kind.as_str())).unwrap_or_default();
    let read = match filter.is_unread {
        None => "",
        Some(true) => " AND n.read_at IS NULL",
        Some(false) => " AND n.read_at IS NOT NULL",
    };
    format!(" AND n.in_app{kind}{read}")
}

/// What the query names, with all that is shown of it, in its order.
async fn gathered(
    database: &impl Executor,
    user: UserId,
    rest: &str,
    values: Vec<Value>,
) -> Result<Vec<Notification>, DatabaseError> {
    let sql = format!(
        "SELECT n.id, n.kind, n.verb, n.actor_count, n.created_at, n.happened_at, n.read_at, n.post_id, p.slug, p.title,
            EXISTS (SELECT 1 FROM thread_mutes t WHERE t.user_id = $1 AND t.post_id = n.post_id),
            CASE WHEN n.verb = 'post_removed' AND p.state = 'removed' THEN p.removed_reason END,
            n.comment_id, k.state, k.held_at
        FROM {SOURCE} WHERE {}{rest}",
        shown()
    );
    let heads: Vec<Head> = database.rows(&sql, values).await?;
    if heads.is_empty() {
        return Ok(Vec::new());
    }
    let mut entries = entries(database, user, &heads).await?;
    let hidden = hidden(database, user, &heads).await?;
    let people = people(database, entries.values().flatten().map(|entry| entry.actor)).await?;
    let last =
        |id: &NotificationId| entries.get(id).and_then(|entries| entries.first()).and_then(|entry| entry.comment);
    let shown: HashMap<NotificationId, CommentId> =
        heads.iter().filter_map(|head| Some((head.id, head.comment_to_show(last(&head.id))?))).collect();
    let readable: BTreeSet<CommentId> =
        heads.iter().filter(|head| head.is_readable()).filter_map(|head| shown.get(&head.id)).copied().collect();
    let excerpts = excerpts(database, &readable).await?;
    let told = heads.into_iter().map(|head| {
        let comment = shown.get(&head.id).map(|id| AboutComment {
            id: *id,
            excerpt: excerpts.get(id).filter(|_| head.is_readable()).cloned().unwrap_or_default(),
        });
        let entries = entries.remove(&head.id).unwrap_or_default();
        let hidden = hidden.get(&head.id).copied().unwrap_or_default();
        head.with(&entries, hidden, &people, comment)
    });
    Ok(told.collect())
}

/// The last entries of each that are to be seen, the last first: as many as are named, or all comments that it gathers.
async fn entries(
    database: &impl Executor,
    user: UserId,
    heads: &[Head],
) -> Result<BTreeMap<NotificationId, Vec<Entry>>, DatabaseError> {
    let last = |(index, head): (usize, &Head)| {
        let limit = if head.gathers_comments() { MOST_GATHERED.to_string() } else { NAMED.to_string() };
        let stands = if head.gathers_people() { "AND a.is_counted IS NOT NULL" } else { "" };
        format!(
            "SELECT * FROM (SELECT a.notification_id, a.source_id, a.actor_id, a.comment_id, a.created_at FROM {ENTRIES}
                WHERE a.notification_id = ${place} {stands} AND {counts}
                ORDER BY a.created_at DESC, a.source_id DESC LIMIT {limit}) e{place}",
            place = index + 2,
            counts = counts()
        )
    };
    let sql = heads.iter().enumerate().map(last).collect::<Vec<_>>().join(" UNION ALL ");
    let values = params![user].into_iter().chain(heads.iter().map(|head| head.id.to_value())).collect();
    let found: Vec<Entry> = database.rows(&sql, values).await?;
    let mut entries: BTreeMap<NotificationId, Vec<Entry>> = BTreeMap::new();
    for entry in found {
        entries.entry(entry.notification).or_default().push(entry);
    }
    for entries in entries.values_mut() {
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.source)));
    }
    Ok(entries)
}

/// How many of those who are counted are hidden from the person.
async fn hidden(
    database: &impl Executor,
    user: UserId,
    heads: &[Head],
) -> Result<HashMap<NotificationId, u64>, DatabaseError> {
    let counted: Vec<Value> =
        heads.iter().filter(|head| head.gathers_people()).map(|head| head.id.to_value()).collect();
    if counted.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT a.notification_id, count(*) FROM notification_actors a JOIN users u ON u.id = a.actor_id
        WHERE a.notification_id IN ({}) AND a.is_counted IS NOT NULL AND u.status IN ('active', 'unclaimed')
            AND a.actor_id IN (SELECT s.hidden_id FROM user_shields s WHERE s.viewer_id = $1)
        GROUP BY a.notification_id",
        places(2, counted.len())
    );
    let found: Vec<(NotificationId, i64)> =
        database.rows(&sql, params![user].into_iter().chain(counted).collect()).await?;
    Ok(found.into_iter().map(|(id, count)| (id, count.unsigned_abs())).collect())
}

/// Their faces.
async fn people(
    database: &impl Executor,
    ids: impl Iterator<Item = UserId>,
) -> Result<HashMap<UserId, UserCard>, DatabaseError> {
    let ids: BTreeSet<UserId> = ids.collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("SELECT {CARD} FROM {JOINED} WHERE u.id IN ({})", places(1, ids.len()));
    let found: Vec<UserCard> = database.rows(&sql, ids.iter().map(Parameter::to_value).collect()).await?;
    Ok(found.into_iter().map(|card| (card.id, card)).collect())
}

/// The beginnings of comments, as plain text.
async fn excerpts(
    database: &impl Executor,
    ids: &BTreeSet<CommentId>,
) -> Result<HashMap<CommentId, String>, DatabaseError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("SELECT id, body_html FROM comments WHERE id IN ({})", places(1, ids.len()));
    let found: Vec<(CommentId, String)> = database.rows(&sql, ids.iter().map(Parameter::to_value).collect()).await?;
    Ok(found.into_iter().map(|(id, html)| (id, cut_at_word(&text_of_html(&html), EXCERPT_CHARS))).collect())
}

fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// A notification without those who did it.
struct Head {
    id: NotificationId,
    kind: NotificationType,
    verb: Option<NotificationVerb>,
    actor_count: u64,
    created_at: Timestamp,
    happened_at: Timestamp,
    is_read: bool,
    post: Option<AboutPost>,
    reason: Option<String>,
    comment: Option<CommentId>,
    comment_state: Option<CommentState>,
    is_held: bool,
}

impl Head {
    fn gathers_comments(&self) -> bool {
        matches!(self.kind, NotificationType::Comment | NotificationType::Reply)
    }

    fn gathers_people(&self) -> bool {
        matches!(self.kind, NotificationType::Like | NotificationType::Follow)
    }

    /// Of several that were written the last; else the one that all of it is about.
    fn comment_to_show(&self, last: Option<CommentId>) -> Option<CommentId> {
        if self.gathers_comments() { last } else { self.comment }
    }

    /// Whether the words of that comment may be read: of one's own that staff took away they may not.
    fn is_readable(&self) -> bool {
        self.gathers_comments() || self.comment_state == Some(CommentState::Visible) || self.is_held
    }

    fn with(
        self,
        entries: &[Entry],
        hidden: u64,
        people: &HashMap<UserId, UserCard>,
        comment: Option<AboutComment>,
    ) -> Notification {
        let mut seen = BTreeSet::new();
        let last: Vec<UserId> = entries.iter().map(|entry| entry.actor).filter(|actor| seen.insert(*actor)).collect();
        let named = u64::try_from(seen.len()).unwrap_or(u64::MAX);
        let actor_count =
            if self.gathers_people() { self.actor_count.saturating_sub(hidden).max(named) } else { named };
        Notification {
            id: self.id,
            kind: self.kind,
            verb: self.verb,
            actors: last.iter().take(NAMED).filter_map(|actor| people.get(actor)).cloned().collect(),
            actor_count,
            post: self.post,
            comment,
            reason: self.reason,
            is_read: self.is_read,
            created_at: self.created_at,
            happened_at: self.happened_at,
        }
    }
}

impl FromRow for Head {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        let (id, kind) = (row.take()?, row.parsed(NotificationType::parse)?);
        let verb = row.optional::<String>()?.as_deref().and_then(NotificationVerb::parse);
        let actor_count = row.take::<i64>()?.unsigned_abs();
        let (created_at, happened_at) = (row.take()?, row.take()?);
        let is_read = row.optional::<Timestamp>()?.is_some();
        let (post, slug, title) = (row.optional::<PostId>()?, row.optional()?, row.optional()?);
        let is_muted = row.take()?;
        let post = post.zip(slug).zip(title).map(|((id, slug), title)| AboutPost { id, slug, title, is_muted });
        let (reason, comment) = (row.optional()?, row.optional()?);
        let comment_state = row.optional::<String>()?.as_deref().and_then(CommentState::parse);
        let is_held = row.optional::<Timestamp>()?.is_some() && comment_state == Some(CommentState::Hidden);
        Ok(Self {
            id,
            kind,
            verb,
            actor_count,
            created_at,
            happened_at,
            is_read,
            post,
            reason,
            comment,
            comment_state,
            is_held,
        })
    }
}

/// Somebody who did it.
struct Entry {
    notification: NotificationId,
    source: Uuid,
    actor: UserId,
    comment: Option<CommentId>,
    at: Timestamp,
}

impl FromRow for Entry {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            notification: row.take()?,
            source: row.take()?,
            actor: row.take()?,
            comment: row.optional()?,
            at: row.take()?,
        })
    }
}
