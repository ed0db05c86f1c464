//! Who follows whom, and which tags. As with likes, rows and numbers change together, numbers by addition, and a row says
//! whether it is counted.

use broadsheet_shared::{
    id::{TagId, UserId},
    time::Timestamp,
};

use super::{
    database::{DatabaseError, Engine, Executor, Transaction, params},
    people::{self, Circle, PUBLIC},
};
use crate::domain::user::{FollowSide, PersonKey, Since, UserStatus};

/// Holds two accounts until the transaction ends, in the order of their ids, so that two who follow one another at one
/// moment do not wait for each other. Gives their statuses in the order asked; `None` for one that is not there.
pub async fn lock_pair(
    transaction: &Transaction,
    one: UserId,
    other: UserId,
) -> Result<(Option<UserStatus>, Option<UserStatus>), DatabaseError> {
    let lock = match transaction.engine() {
        Engine::Postgres => " FOR NO KEY UPDATE",
        Engine::Sqlite => "",
    };
    let sql = format!("SELECT id, status FROM users WHERE id IN ($1, $2) ORDER BY id{lock}");
    let rows: Vec<(UserId, String)> = transaction.rows(&sql, params![one, other]).await?;
    let status =
        |wanted: UserId| rows.iter().find(|(id, _)| *id == wanted).and_then(|(_, status)| UserStatus::parse(status));
    Ok((status(one), status(other)))
}

/// Stores that one person follows another, and counts it for both; false if they do already. Both are held.
pub async fn insert(
    transaction: &Transaction,
    follower: UserId,
    followed: UserId,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO user_follows (follower_id, followed_id, created_at) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";
    if transaction.execute_sql(sql, params![follower, followed, now]).await? == 0 {
        return Ok(false);
    }
    add(transaction, "following_count", follower, 1).await?;
    add(transaction, "follower_count", followed, 1).await?;
    Ok(true)
}

/// Takes it back; false if they do not. Both are held.
pub async fn delete(transaction: &Transaction, follower: UserId, followed: UserId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM user_follows WHERE follower_id = $1 AND followed_id = $2
        RETURNING is_follower_counted, is_followed_counted";
    let deleted: Vec<(bool, bool)> = transaction.rows(sql, params![follower, followed]).await?;
    let Some((is_follower_counted, is_followed_counted)) = deleted.first() else { return Ok(false) };
    if *is_followed_counted {
        add(transaction, "following_count", follower, -1).await?;
    }
    if *is_follower_counted {
        add(transaction, "follower_count", followed, -1).await?;
    }
    Ok(true)
}

async fn add(transaction: &Transaction, number: &str, user: UserId, change: i64) -> Result<(), DatabaseError> {
    let sql = format!("UPDATE users SET {number} = {number} + $2 WHERE id = $1");
    transaction.execute_sql(&sql, params![user, change]).await?;
    Ok(())
}

/// Stores that somebody follows a tag, and counts it; false if they do already. The tag is held.
pub async fn insert_of_tag(
    transaction: &Transaction,
    user: UserId,
    tag: TagId,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO tag_follows (user_id, tag_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    if transaction.execute_sql(sql, params![user, tag, now]).await? == 0 {
        return Ok(false);
    }
    transaction.execute_sql("UPDATE tags SET follower_count = follower_count + 1 WHERE id = $1", params![tag]).await?;
    Ok(true)
}

/// Takes it back; false if they do not.
pub async fn delete_of_tag(transaction: &Transaction, user: UserId, tag: TagId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM tag_follows WHERE user_id = $1 AND tag_id = $2 RETURNING is_counted";
    let deleted: Vec<bool> = transaction.rows(sql, params![user, tag]).await?;
    if deleted == [true] {
        let sql = "UPDATE tags SET follower_count = follower_count - 1 WHERE id = $1";
        transaction.execute_sql(sql, params![tag]).await?;
    }
    Ok(!deleted.is_empty())
}

const fn circle(side: FollowSide) -> Circle<'static> {
    let (of, person) = match side {
        FollowSide::Followers => ("followed_id", "follower_id"),
        FollowSide::Following => ("follower_id", "followed_id"),
    };
    Circle { table: "user_follows", of, person, condition: PUBLIC }
}

/// People on one side of a person who may be seen, by the viewer above all, the last to come first.
pub async fn list(
    database: &impl Executor,
    user: UserId,
    side: FollowSide,
    viewer: Option<UserId>,
    after: Option<PersonKey>,
    limit: u8,
) -> Result<Vec<Since>, DatabaseError> {
    people::list(database, &circle(side), user, viewer, after, limit).await
}

/// How many people [`list`] has in all.
pub async fn count(
    database: &impl Executor,
    user: UserId,
    side: FollowSide,
    viewer: Option<UserId>,
) -> Result<u64, DatabaseError> {
    let column = match side {
        FollowSide::Followers => "follower_count",
        FollowSide::Following => "following_count",
    };
    let sql = format!("SELECT {column} FROM users WHERE id = $1");
    let counted = database.value(&sql, params![user]).await?;
    people::count(database, &circle(side), user, viewer, counted).await
}

/// Whether one person follows another, and the other the one.
pub async fn find_both(database: &impl Executor, one: UserId, other: UserId) -> Result<(bool, bool), DatabaseError> {
    let sql = "SELECT
        EXISTS (SELECT 1 FROM user_follows WHERE follower_id = $1 AND followed_id = $2),
        EXISTS (SELECT 1 FROM user_follows WHERE follower_id = $2 AND followed_id = $1)";
    database.value(sql, params![one, other]).await
}

/// Whether somebody follows a tag.
pub async fn exists_of_tag(database: &impl Executor, user: UserId, tag: TagId) -> Result<bool, DatabaseError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM tag_follows WHERE user_id = $1 AND tag_id = $2)";
    database.value(sql, params![user, tag]).await
}

/// Whom somebody follows, by name, oldest first, behind a place: for taking all of it home.
pub async fn list_all_of(
    database: &impl Executor,
    user: UserId,
    after: Option<(Timestamp, UserId)>,
    limit: u8,
) -> Result<Vec<(UserId, String, Timestamp)>, DatabaseError> {
    let (at, id) = after.unwrap_or((Timestamp::from_millis(i64::MIN), UserId(uuid::Uuid::nil())));
    let sql = format!(
        "SELECT f.followed_id, u.username, f.created_at FROM user_follows f JOIN users u ON u.id = f.followed_id
        WHERE f.follower_id = $1 AND (f.created_at, f.followed_id) > ($2, $3)
        ORDER BY f.created_at, f.followed_id LIMIT {limit}"
    );
    database.rows(&sql, params![user, at, id]).await
}

/// Which tags somebody follows, by slug, behind one: likewise.
pub async fn list_tags_of(
    database: &impl Executor,
    user: UserId,
    after: Option<&str>,
    limit: u8,
) -> Result<Vec<(String, Timestamp)>, DatabaseError> {
    let sql = format!(
        "SELECT t.slug, g.created_at FROM tag_follows g JOIN tags t ON t.id = g.tag_id
        WHERE g.user_id = $1 AND t.slug > $2 ORDER BY t.slug LIMIT {limit}"
    );
    database.rows(&sql, params![user, after.unwrap_or_default()]).await
}
