//! An author's own posts, in every state.

use broadsheet_shared::{
    id::{PostId, UserId},
    time::Timestamp,
    v2::PostState,
    value::canonical_name,
};

use super::columns::{JOINS, summary};
use crate::domain::post::{OwnPost, PostKey};
use crate::repositories::database::{DatabaseError, Executor, params};

/// Posts of an author, last changed first; of one state, or of all but `deleted`.
pub async fn list_own(
    database: &impl Executor,
    author: UserId,
    state: Option<PostState>,
    after: Option<PostKey>,
    limit: u8,
) -> Result<Vec<OwnPost>, DatabaseError> {
    let mut values = params![author];
    let beyond = match after {
        None => "",
        Some(key) => {
            values.extend(params![key.at, key.id]);
            "AND (p.updated_at, p.id) < ($2, $3)"
        }
    };
    let sql = format!(
        "SELECT {}, p.scheduled_at, p.removed_reason, EXISTS (SELECT 1 FROM pinned_posts i WHERE i.post_id = p.id)
        FROM posts p {JOINS} WHERE p.author_id = $1 AND {} {beyond}
        ORDER BY p.updated_at DESC, p.id DESC LIMIT {limit}",
        summary(database.engine()),
        state_condition(state),
    );
    database.rows(&sql, values).await
}

/// Ids of an author's posts in every state, oldest first, behind `after`: for taking all of them home.
pub async fn list_all_of(
    database: &impl Executor,
    author: UserId,
    after: Option<PostId>,
    limit: u8,
) -> Result<Vec<PostId>, DatabaseError> {
    // No post has the nil id.
    let after = after.unwrap_or(PostId(uuid::Uuid::nil()));
    let sql = format!("SELECT id FROM posts WHERE author_id = $1 AND id > $2 ORDER BY id LIMIT {limit}");
    database.rows(&sql, params![author, after]).await
}

/// How many posts [`list_own`] has in all.
pub async fn count_own(
    database: &impl Executor,
    author: UserId,
    state: Option<PostState>,
) -> Result<u64, DatabaseError> {
    let sql = format!("SELECT count(*) FROM posts p WHERE p.author_id = $1 AND {}", state_condition(state));
    Ok(database.value::<i64>(&sql, params![author]).await?.unsigned_abs())
}

/// The account behind an author's name, present or former, or id, as lists of posts are asked for.
pub async fn find_author(database: &impl Executor, name: &str) -> Result<Option<UserId>, DatabaseError> {
    match name.parse::<UserId>() {
        Ok(id) => database.row("SELECT id FROM users WHERE id = $1", params![id]).await,
        Err(_) => {
            // A name is in one of the two tables: `usernames::claim` sees to it.
            let sql = "SELECT id FROM users WHERE username_canonical = $1
                UNION ALL SELECT user_id FROM former_usernames WHERE canonical = $1";
            database.row(sql, params![canonical_name(name)]).await
        }
    }
}

fn state_condition(state: Option<PostState>) -> String {
    match state {
        None => "p.state <> 'deleted'".to_owned(),
        Some(state) => format!("p.state = '{}'", state.as_str()),
    }
}

/// Scheduled posts of somebody whose time has come: they wait because their author could not act then.
pub async fn list_overdue(
    database: &impl Executor,
    author: UserId,
    now: Timestamp,
) -> Result<Vec<PostId>, DatabaseError> {
    let sql = "SELECT id FROM posts WHERE author_id = $1 AND state = 'scheduled' AND scheduled_at <= $2
        ORDER BY scheduled_at, id";
    database.rows(sql, params![author, now]).await
}
