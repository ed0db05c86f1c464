//! Who was told of a post, or of what a person did: whose number of unread notifications is another once that comes out of
//! sight, or into it again.

use broadsheet_shared::id::UserId;
use uuid::Uuid;

use crate::{
    domain::notification::Subject,
    repositories::database::{DatabaseError, Executor, params},
};

/// Rows that are looked at while somebody waits for the answer.
const FEW_ROWS: usize = 500;
/// People who are told while somebody waits for the answer.
const FEW_PEOPLE: usize = 50;
/// The condition that a notification stands unread in its person's list.
const UNREAD: &str = "n.read_at IS NULL AND n.in_app";

/// People with unread notifications of it, in the order of their ids, behind one of them.
pub async fn list_told(
    database: &impl Executor,
    of: Subject,
    after: Option<UserId>,
    limit: usize,
) -> Result<Vec<UserId>, DatabaseError> {
    let (rows, subject) = rows_of(of);
    // Nobody has the nil id.
    let after = after.unwrap_or(UserId(Uuid::nil()));
    let sql = format!(
        "SELECT DISTINCT n.user_id FROM {rows} AND {UNREAD} AND n.user_id > $2 ORDER BY n.user_id LIMIT {limit}"
    );
    database.rows(&sql, params![subject, after]).await
}

/// All of them, if they are few, and as few rows tell who they are; else `None`.
pub async fn list_few_told(database: &impl Executor, of: Subject) -> Result<Option<Vec<UserId>>, DatabaseError> {
    let (rows, subject) = rows_of(of);
    let sql = format!("SELECT n.user_id, {UNREAD} FROM {rows} LIMIT {}", FEW_ROWS + 1);
    let found: Vec<(UserId, bool)> = database.rows(&sql, params![subject]).await?;
    if found.len() > FEW_ROWS {
        return Ok(None);
    }
    let mut people: Vec<UserId> = found.into_iter().filter(|(_, is_unread)| *is_unread).map(|(user, _)| user).collect();
    people.sort_unstable();
    people.dedup();
    Ok((people.len() <= FEW_PEOPLE).then_some(people))
}

/// The notifications `n` of it, with its id as the value `$1`.
fn rows_of(of: Subject) -> (&'static str, Uuid) {
    match of {
        Subject::Post(post) => ("notifications n WHERE n.post_id = $1", post.0),
        Subject::Person(user) => {
            ("notification_actors a JOIN notifications n ON n.id = a.notification_id WHERE a.actor_id = $1", user.0)
        }
    }
}
