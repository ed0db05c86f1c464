//! Presence: rows in which each process says who is there. They count while their process has been seen lately.

use std::collections::HashMap;

use broadsheet_shared::{
    id::{PostId, UserId},
    time::Timestamp,
};
use sea_orm::Value;

use super::{
    database::{DatabaseError, Executor, FromRow, Parameter, Row, Transaction, params},
    users::{CARD, JOINED},
};
use crate::domain::{
    presence::{Changes, Presence, ProcessId},
    user::UserCard,
};

/// Rows written, and posts asked for, in one statement.
const AT_ONCE: usize = 200;
/// Of those who write an answer beneath one post, so many are named.
const MAX_REPLYING: usize = 5;
/// The condition that a row of the process `p` counts, and the person `u` may be seen.
const SEEN: &str = "p.seen_at > $1 AND NOT u.hides_presence AND u.status = 'active'";
/// Rows read of those who write an answer, over the posts of one question.
const MAX_REPLYING_ROWS: usize = 1_000;

/// Says that a process is there; false if nothing was known of it, and so nothing is of who is there.
pub async fn beat(transaction: &Transaction, process: ProcessId, now: Timestamp) -> Result<bool, DatabaseError> {
    let sql = "UPDATE presence_processes SET seen_at = $2 WHERE id = $1";
    if transaction.execute_sql(sql, params![process.0, now]).await? > 0 {
        return Ok(true);
    }
    let sql = "INSERT INTO presence_processes (id, seen_at) VALUES ($1, $2)";
    transaction.execute_sql(sql, params![process.0, now]).await?;
    Ok(false)
}

/// Forgets processes that were not seen since, and all that they said.
pub async fn sweep(transaction: &Transaction, before: Timestamp) -> Result<u64, DatabaseError> {
    transaction.execute_sql("DELETE FROM presence_processes WHERE seen_at < $1", params![before]).await
}

/// Forgets a process and all that it said.
pub async fn delete(transaction: &Transaction, process: ProcessId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM presence_processes WHERE id = $1", params![process.0]).await?;
    Ok(())
}

/// Writes down what a process says anew.
pub async fn update(transaction: &Transaction, process: ProcessId, changes: &Changes) -> Result<(), DatabaseError> {
    let Changes { online, readers, gone, strangers } = changes;
    let (here, left): (Vec<_>, Vec<_>) = online.iter().partition(|(_, lines)| lines.count() > 0);
    let rows = here.iter().map(|(user, lines)| params![*user, signed(lines.sockets), signed(lines.streams)]).collect();
    upsert(transaction, process, "presence_online", &["user_id", "sockets", "streams"], 1, rows).await?;
    let rows = left.iter().map(|(user, _)| params![*user]).collect();
    remove(transaction, process, "presence_online", &["user_id"], rows).await?;
    let rows = readers.iter().map(|(post, user, until)| params![*post, *user, *until]).collect();
    upsert(transaction, process, "presence_readers", &["post_id", "user_id", "replying_until"], 2, rows).await?;
    let rows = gone.iter().map(|(post, user)| params![*post, *user]).collect();
    remove(transaction, process, "presence_readers", &["post_id", "user_id"], rows).await?;
    let (here, left): (Vec<_>, Vec<_>) = strangers.iter().partition(|(_, sockets)| *sockets > 0);
    let rows = here.iter().map(|(post, sockets)| params![*post, signed(*sockets)]).collect();
    upsert(transaction, process, "presence_strangers", &["post_id", "sockets"], 1, rows).await?;
    let rows = left.iter().map(|(post, _)| params![*post]).collect();
    remove(transaction, process, "presence_strangers", &["post_id"], rows).await
}

/// Writes rows of a process, of which the first `keys` columns are the key.
async fn upsert(
    transaction: &Transaction,
    process: ProcessId,
    table: &str,
    columns: &[&str],
    keys: usize,
    rows: Vec<Vec<Value>>,
) -> Result<(), DatabaseError> {
    let (key, value) = columns.split_at(keys);
    let set: Vec<String> = value.iter().map(|column| format!("{column} = excluded.{column}")).collect();
    for some in rows.chunks(AT_ONCE) {
        let sql = format!(
            "INSERT INTO {table} (process_id, {}) VALUES {} ON CONFLICT ({}, process_id) DO UPDATE SET {}",
            columns.join(", "),
            tuples("$1, ", columns.len(), some.len()),
            key.join(", "),
            set.join(", ")
        );
        transaction.execute_sql(&sql, values(process, some)).await?;
    }
    Ok(())
}

/// Deletes rows of a process by their keys.
async fn remove(
    transaction: &Transaction,
    process: ProcessId,
    table: &str,
    keys: &[&str],
    rows: Vec<Vec<Value>>,
) -> Result<(), DatabaseError> {
    for some in rows.chunks(AT_ONCE) {
        let sql = format!(
            "DELETE FROM {table} WHERE process_id = $1 AND ({}) IN (VALUES {})",
            keys.join(", "),
            tuples("", keys.len(), some.len())
        );
        transaction.execute_sql(&sql, values(process, some)).await?;
    }
    Ok(())
}

/// So many tuples of so many places, behind `$1`, which is the process: `($1, $2, $3), ($1, $4, $5)`.
fn tuples(first: &str, width: usize, count: usize) -> String {
    let place = |row: usize, column: usize| format!("${}", 2 + row * width + column);
    let tuple = |row: usize| {
        let places: Vec<String> = (0..width).map(|column| place(row, column)).collect();
        format!("({first}{})", places.join(", "))
    };
    (0..count).map(tuple).collect::<Vec<_>>().join(", ")
}

fn values(process: ProcessId, rows: &[Vec<Value>]) -> Vec<Value> {
    let mut values = params![process.0];
    values.extend(rows.iter().flatten().cloned());
    values
}

/// Who is at these posts, by what processes say that were seen since `since`; of people those who may be seen. Posts at
/// which nobody is are left out.
pub async fn list(
    database: &impl Executor,
    posts: &[PostId],
    since: Timestamp,
    now: Timestamp,
) -> Result<HashMap<PostId, Presence>, DatabaseError> {
    let mut found: HashMap<PostId, Presence> = HashMap::new();
    for some in posts.chunks(AT_ONCE) {
        let places: Vec<String> = (2..some.len() + 2).map(|number| format!("${number}")).collect();
        let places = places.join(", ");
        let asked: Vec<Value> = params![since].into_iter().chain(some.iter().map(Parameter::to_value)).collect();
        let sql = format!(
            "SELECT r.post_id, count(DISTINCT r.user_id) FROM presence_readers r
            JOIN presence_processes p ON p.id = r.process_id JOIN users u ON u.id = r.user_id
            WHERE r.post_id IN ({places}) AND {SEEN} GROUP BY r.post_id"
        );
        let people: Vec<(PostId, i64)> = database.rows(&sql, asked.clone()).await?;
        let sql = format!(
            "SELECT s.post_id, CAST(sum(s.sockets) AS BIGINT) FROM presence_strangers s
            JOIN presence_processes p ON p.id = s.process_id
            WHERE s.post_id IN ({places}) AND p.seen_at > $1 GROUP BY s.post_id"
        );
        let strangers: Vec<(PostId, i64)> = database.rows(&sql, asked.clone()).await?;
        for (post, count) in people.into_iter().chain(strangers) {
            found.entry(post).or_default().readers += count.unsigned_abs();
        }
        let sql = format!(
            "SELECT r.post_id, r.replying_until, {CARD} FROM presence_readers r
            JOIN presence_processes p ON p.id = r.process_id CROSS JOIN {JOINED}
            WHERE u.id = r.user_id AND r.post_id IN ({places}) AND {SEEN} AND r.replying_until > ${}
            ORDER BY r.replying_until DESC LIMIT {MAX_REPLYING_ROWS}",
            some.len() + 2
        );
        let asked = asked.into_iter().chain(params![now]).collect();
        let replying: Vec<Replying> = database.rows(&sql, asked).await?;
        for Replying { post, until, user } in replying {
            let known = &mut found.entry(post).or_default().replying;
            // Somebody may write at two processes.
            if known.len() < MAX_REPLYING && known.iter().all(|(one, _)| one.id != user.id) {
                known.push((user, until));
            }
        }
    }
    Ok(found)
}

struct Replying {
    post: PostId,
    until: Timestamp,
    user: UserCard,
}

impl FromRow for Replying {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self { post: row.take()?, until: row.take()?, user: UserCard::from_row(row)? })
    }
}

/// Whether somebody is here and may be seen.
pub async fn is_online(database: &impl Executor, user: UserId, since: Timestamp) -> Result<bool, DatabaseError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM presence_online o
        JOIN presence_processes p ON p.id = o.process_id AND p.seen_at > $2
        JOIN users u ON u.id = o.user_id AND NOT u.hides_presence WHERE o.user_id = $1 AND o.sockets > 0)";
    database.value(sql, params![user, since]).await
}

/// How many sockets and event streams somebody has at other processes than this.
pub async fn count_elsewhere(
    database: &impl Executor,
    user: UserId,
    process: ProcessId,
    since: Timestamp,
) -> Result<u64, DatabaseError> {
    let sql = "SELECT COALESCE(CAST(sum(o.sockets + o.streams) AS BIGINT), 0) FROM presence_online o
        JOIN presence_processes p ON p.id = o.process_id AND p.seen_at > $3
        WHERE o.user_id = $1 AND o.process_id <> $2";
    Ok(database.value::<i64>(sql, params![user, process.0, since]).await?.unsigned_abs())
}

/// The posts at which these people are.
pub async fn list_posts_of(database: &impl Executor, people: &[UserId]) -> Result<Vec<PostId>, DatabaseError> {
    let places: Vec<String> = (1..=people.len()).map(|number| format!("${number}")).collect();
    let sql = format!("SELECT DISTINCT post_id FROM presence_readers WHERE user_id IN ({})", places.join(", "));
    database.rows(&sql, people.iter().map(Parameter::to_value).collect()).await
}

/// Whether somebody does not want to be seen.
pub async fn find_hides(database: &impl Executor, user: UserId) -> Result<bool, DatabaseError> {
    let hides: Option<bool> = database.row("SELECT hides_presence FROM users WHERE id = $1", params![user]).await?;
    Ok(hides.unwrap_or_default())
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
