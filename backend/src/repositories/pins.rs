//! Posts that their authors have pinned to their pages. A post that leaves the lists loses its pin (`posts::update`).

use broadsheet_shared::{
    id::{PostId, UserId},
    time::Timestamp,
};

use super::database::{DatabaseError, Engine, Executor, Transaction, params};
use crate::domain::user::UserStatus;

/// Lets nobody else pin or unpin what this author wrote until the transaction ends; what only refers to the account passes.
pub async fn lock(transaction: &Transaction, author: UserId) -> Result<Option<UserStatus>, DatabaseError> {
    let lock = match transaction.engine() {
        Engine::Postgres => " FOR NO KEY UPDATE",
        Engine::Sqlite => "",
    };
    let status: Option<String> =
        transaction.row(&format!("SELECT status FROM users WHERE id = $1{lock}"), params![author]).await?;
    Ok(status.and_then(|status| UserStatus::parse(&status)))
}

/// Pins a post of this author's; false if it is pinned already.
pub async fn insert(
    transaction: &Transaction,
    post: PostId,
    author: UserId,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO pinned_posts (post_id, author_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    Ok(transaction.execute_sql(sql, params![post, author, now]).await? > 0)
}

/// Takes a pin off; false if there is none.
pub async fn delete(transaction: &Transaction, post: PostId) -> Result<bool, DatabaseError> {
    Ok(transaction.execute_sql("DELETE FROM pinned_posts WHERE post_id = $1", params![post]).await? > 0)
}

/// Since when a post is pinned, if it is.
pub async fn find(database: &impl Executor, post: PostId) -> Result<Option<Timestamp>, DatabaseError> {
    database.row("SELECT created_at FROM pinned_posts WHERE post_id = $1", params![post]).await
}

/// How many posts an author has pinned, without this one.
pub async fn count_others(database: &impl Executor, author: UserId, post: PostId) -> Result<u64, DatabaseError> {
    let sql = "SELECT count(*) FROM pinned_posts WHERE author_id = $1 AND post_id <> $2";
    Ok(database.value::<i64>(sql, params![author, post]).await?.unsigned_abs())
}
