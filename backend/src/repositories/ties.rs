//! Ties of a person who comes out of sight, or into it again: which of them are counted, and counting the others.
//!
//! Each tie remembers whether it is counted. So a part of them may be counted already and the rest not yet, whoever takes
//! one back meanwhile takes away what was added and no more, and what is left to do is found again after a crash.

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    time::Timestamp,
};
use uuid::Uuid;

use super::{
    database::{DatabaseError, Engine, Executor, Parameter, Transaction, params},
    mentions, notifications,
};
use crate::domain::stream::{Happening, Stream};

/// Ties read and counted at once: short work, for others wait for its end.
const AT_ONCE: usize = 500;

/// A kind of tie, as seen from one of its ends.
struct Kind {
    table: &'static str,
    /// The column of the person.
    person: &'static str,
    /// The column of what they are tied to.
    thing: &'static str,
    /// The column that says whether it is counted.
    counted: &'static str,
    /// Whose rows are held meanwhile, by whoever makes or takes back such a tie as well.
    held: &'static str,
    /// Where it is counted: table, key, number.
    numbers: (&'static str, &'static str, &'static str),
}

static KINDS: [Kind; 6] = [
    Kind {
        table: "post_likes",
        person: "user_id",
        thing: "post_id",
        counted: "is_counted",
        held: "posts",
        numbers: ("post_tallies", "post_id", "like_count"),
    },
    Kind {
        table: "comment_likes",
        person: "user_id",
        thing: "comment_id",
        counted: "is_counted",
        held: "comments",
        numbers: ("comments", "id", "like_count"),
    },
    Kind {
        table: "tag_follows",
        person: "user_id",
        thing: "tag_id",
        counted: "is_counted",
        held: "tags",
        numbers: ("tags", "id", "follower_count"),
    },
    Kind {
        table: "user_follows",
        person: "follower_id",
        thing: "followed_id",
        counted: "is_follower_counted",
        held: "users",
        numbers: ("users", "id", "follower_count"),
    },
    Kind {
        table: "user_follows",
        person: "followed_id",
        thing: "follower_id",
        counted: "is_followed_counted",
        held: "users",
        numbers: ("users", "id", "following_count"),
    },
    Kind {
        table: "notification_actors",
        person: "actor_id",
        thing: "notification_id",
        counted: "is_counted",
        held: "notifications",
        numbers: ("notifications", "id", "actor_count"),
    },
];

/// Tables with everything that ties a person, and their columns of the person and of the other end.
const ALL: [(&str, &str, &str); 12] = [
    ("notifications", "user_id", "id"),
    ("notification_settings", "user_id", "kind"),
    ("thread_mutes", "user_id", "post_id"),
    ("pinned_posts", "author_id", "post_id"),
    ("bookmarks", "user_id", "post_id"),
    ("user_shields", "viewer_id", "hidden_id"),
    ("user_shields", "hidden_id", "viewer_id"),
    ("post_likes", "user_id", "post_id"),
    ("comment_likes", "user_id", "comment_id"),
    ("tag_follows", "user_id", "tag_id"),
    ("user_follows", "follower_id", "followed_id"),
    ("user_follows", "followed_id", "follower_id"),
];

/// A place on the walk through somebody's ties. The default is its beginning.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place {
    kind: usize,
    after: Option<(Timestamp, Uuid)>,
}

/// A stretch of that walk.
#[derive(Debug, Clone)]
pub struct Stretch {
    kind: usize,
    /// What the person is tied to by ties that are counted wrongly.
    wrong: Vec<Uuid>,
    /// Where the next stretch begins; `None` at the end of all.
    pub next: Option<Place>,
}

impl Stretch {
    /// True if nothing of it is counted wrongly.
    pub fn is_settled(&self) -> bool {
        self.wrong.is_empty()
    }
}

/// The ties from a place on, where those of somebody who may be seen are counted, and others are not.
pub async fn list(
    database: &impl Executor,
    user: UserId,
    is_seen: bool,
    place: Place,
) -> Result<Stretch, DatabaseError> {
    let Place { kind: number, after } = place;
    let Kind { table, person, thing, counted, .. } = &KINDS[number];
    let mut values = params![user];
    let mut beyond = "";
    let compared = format!("AND (created_at, {thing}) > ($2, $3)");
    if let Some((at, id)) = after {
        values.extend(params![at, id]);
        beyond = &compared;
    }
    let sql = format!(
        "SELECT {thing}, created_at, {counted} FROM {table} WHERE {person} = $1 AND {counted} IS NOT NULL {beyond}
        ORDER BY created_at, {thing} LIMIT {AT_ONCE}"
    );
    let rows: Vec<(Uuid, Timestamp, bool)> = database.rows(&sql, values).await?;
    let next = match rows.last() {
        Some((id, at, _)) if rows.len() == AT_ONCE => Some(Place { kind: number, after: Some((*at, *id)) }),
        _ => Some(Place { kind: number + 1, after: None }).filter(|next| next.kind < KINDS.len()),
    };
    let wrong = rows.into_iter().filter(|(.., is_counted)| *is_counted != is_seen).map(|(id, ..)| id).collect();
    Ok(Stretch { kind: number, wrong, next })
}

/// Counts the ties of a stretch, or counts them no longer, and says what readers are to be told of that. The person is held;
/// what they are tied to is held here, in the order of ids, before the ties, as whoever makes or takes back a single one
/// does.
pub async fn settle(
    transaction: &Transaction,
    user: UserId,
    is_seen: bool,
    stretch: &Stretch,
) -> Result<Vec<(Stream, Happening)>, DatabaseError> {
    if stretch.is_settled() {
        return Ok(Vec::new());
    }
    let Kind { table, person, thing, counted, held, numbers } = &KINDS[stretch.kind];
    if transaction.engine() == Engine::Postgres {
        let sql = format!(
            "SELECT id FROM {held} WHERE id IN ({}) ORDER BY id FOR NO KEY UPDATE",
            places(1, stretch.wrong.len())
        );
        transaction.execute_sql(&sql, stretch.wrong.iter().map(Parameter::to_value).collect()).await?;
    }
    let sql = format!(
        "UPDATE {table} SET {counted} = $2 WHERE {person} = $1 AND {counted} <> $2 AND {thing} IN ({}) RETURNING {thing}",
        places(3, stretch.wrong.len())
    );
    let values = params![user, is_seen].into_iter().chain(stretch.wrong.iter().map(Parameter::to_value)).collect();
    let changed: Vec<Uuid> = transaction.rows(&sql, values).await?;
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let (numbers, key, number) = numbers;
    let change: i64 = if is_seen { 1 } else { -1 };
    let sql = format!("UPDATE {numbers} SET {number} = {number} + $1 WHERE {key} IN ({})", places(2, changed.len()));
    let values = params![change].into_iter().chain(changed.iter().map(Parameter::to_value)).collect();
    transaction.execute_sql(&sql, values).await?;
    happenings(transaction, table, &changed).await
}

/// What readers of posts and of threads are told once other likes of these are counted. Other numbers are told to nobody.
async fn happenings(
    transaction: &Transaction,
    table: &str,
    changed: &[Uuid],
) -> Result<Vec<(Stream, Happening)>, DatabaseError> {
    if table == "post_likes" {
        let counts = |post: &Uuid| (Stream::Counts(PostId(*post)), Happening::CountsChanged {});
        return Ok(changed.iter().map(counts).collect());
    }
    if table != "comment_likes" {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT post_id, id FROM comments WHERE id IN ({})", places(1, changed.len()));
    let found: Vec<(PostId, CommentId)> =
        transaction.rows(&sql, changed.iter().map(Parameter::to_value).collect()).await?;
    let liked = |(post, comment)| (Stream::Comments(post), Happening::CommentLiked { comment });
    Ok(found.into_iter().map(liked).collect())
}

/// Deletes some of what ties a person, once none of it counts for others; true once nothing is left. The person is held.
pub async fn delete_some(transaction: &Transaction, user: UserId) -> Result<bool, DatabaseError> {
    let mut is_all = notifications::delete_some_by(transaction, user, AT_ONCE).await?;
    is_all &= mentions::delete_some_of(transaction, user, AT_ONCE).await?;
    for (table, person, other) in ALL {
        let sql = format!(
            "DELETE FROM {table} WHERE {person} = $1
            AND {other} IN (SELECT {other} FROM {table} WHERE {person} = $1 LIMIT {AT_ONCE})"
        );
        let deleted = transaction.execute_sql(&sql, params![user]).await?;
        is_all &= deleted < AT_ONCE as u64;
    }
    if is_all {
        let sql = "UPDATE users SET follower_count = 0, following_count = 0 WHERE id = $1";
        transaction.execute_sql(sql, params![user]).await?;
    }
    Ok(is_all)
}

/// `$3, $4, $5` for three values from the third on.
fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}
