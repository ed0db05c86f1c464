//! Comments: threads beneath a post.

mod siblings;

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    time::Timestamp,
    v2::{CommentState, ContentChoice, UserRef},
};

pub use siblings::{count_siblings, list_siblings};

use super::database::{DatabaseError, Engine, Executor, FromRow, Row, Transaction, params};
use crate::domain::{
    comment::{Comment, Held, HeldKey},
    user::UserCard,
};

const COLUMNS: &str = "k.id, k.post_id, k.parent_id, k.root_id, k.depth, k.state, k.edit_version, k.created_at,
    k.edited_at, k.held_at, k.body_markdown, k.body_html,
    (SELECT count(*) FROM comments r WHERE r.parent_id = k.id),
    (SELECT count(*) FROM comments r WHERE r.parent_id = k.id AND r.state <> 'deleted'),
    k.like_count,
    u.id, u.username, u.display_name, m.id, m.width, m.height, m.alt, m.variants";
const SOURCE: &str = "comments k JOIN users u ON u.id = k.author_id LEFT JOIN media m ON m.id = u.avatar_media_id";
/// Waits for staff, beneath a post that everybody may read.
const HELD: &str = "k.held_at IS NOT NULL AND k.state = 'hidden' AND p.state IN ('published', 'archived')";

/// The comment of that id, in whatever state.
pub async fn find(database: &impl Executor, id: CommentId) -> Result<Option<Comment>, DatabaseError> {
    database.row(&format!("SELECT {COLUMNS} FROM {SOURCE} WHERE k.id = $1"), params![id]).await
}

/// The comments of these ids, in whatever state, oldest first.
pub async fn find_all(database: &impl Executor, ids: &[CommentId]) -> Result<Vec<Comment>, DatabaseError> {
    let places: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
    by_ids(database, ids, &places.join(", ")).await
}

/// Beneath which post a comment stands, who wrote it, and its state; nobody changes either until the transaction ends.
pub async fn lock_state(
    transaction: &Transaction,
    id: CommentId,
) -> Result<Option<(PostId, UserId, CommentState)>, DatabaseError> {
    let lock = match transaction.engine() {
        Engine::Postgres => " FOR NO KEY UPDATE",
        Engine::Sqlite => "",
    };
    let sql = format!("SELECT post_id, author_id, state FROM comments WHERE id = $1{lock}");
    let row: Option<(PostId, UserId, String)> = transaction.row(&sql, params![id]).await?;
    Ok(row.and_then(|(post, author, state)| Some((post, author, CommentState::parse(&state)?))))
}

/// Who hid a comment; `None` too if it is not hidden, is held, or its hider's account is gone.
pub async fn find_hider(transaction: &Transaction, id: CommentId) -> Result<Option<UserId>, DatabaseError> {
    let sql = "SELECT hidden_by FROM comments WHERE id = $1 AND state = 'hidden' AND hidden_by IS NOT NULL";
    transaction.row(sql, params![id]).await
}

/// What stands beneath each of these tops of threads, the oldest `limit` of each, oldest first: a parent always comes
/// before its answers. One step into an index for each top, however many answers another one has.
pub async fn list_answers(
    database: &impl Executor,
    roots: &[CommentId],
    limit: usize,
) -> Result<Vec<Comment>, DatabaseError> {
    let oldest = |number| {
        format!(
            "SELECT * FROM (SELECT a.id FROM comments a WHERE a.root_id = ${number} AND a.depth > 0
                ORDER BY a.created_at, a.id LIMIT {limit}) t{number}"
        )
    };
    let ids: Vec<String> = (1..=roots.len()).map(oldest).collect();
    by_ids(database, roots, &ids.join(" UNION ALL ")).await
}

/// The same beneath comments that are themselves answers. Walks everything beneath them.
pub async fn list_answers_beneath(
    database: &impl Executor,
    parents: &[CommentId],
    limit: usize,
) -> Result<Vec<Comment>, DatabaseError> {
    let places: Vec<String> = (1..=parents.len()).map(|number| format!("${number}")).collect();
    let ids = format!(
        "WITH RECURSIVE beneath (top, id, created_at) AS (
            SELECT a.parent_id, a.id, a.created_at FROM comments a WHERE a.parent_id IN ({})
            UNION ALL
            SELECT b.top, a.id, a.created_at FROM comments a JOIN beneath b ON a.parent_id = b.id
        )
        SELECT id FROM (
            SELECT id, ROW_NUMBER() OVER (PARTITION BY top ORDER BY created_at, id) AS place FROM beneath
        ) numbered WHERE place <= {limit}",
        places.join(", ")
    );
    by_ids(database, parents, &ids).await
}

/// The comments that a query names, oldest first.
async fn by_ids(database: &impl Executor, asked: &[CommentId], ids: &str) -> Result<Vec<Comment>, DatabaseError> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let values = asked.iter().flat_map(|id| params![*id]).collect();
    let sql = format!("SELECT {COLUMNS} FROM {SOURCE} WHERE k.id IN ({ids}) ORDER BY k.created_at, k.id");
    database.rows(&sql, values).await
}

/// A page of a post's visible and taken-away comments, oldest first, answers among them: the list of version 1.
pub async fn list_flat(
    database: &impl Executor,
    post: PostId,
    offset: u64,
    limit: u8,
) -> Result<Vec<Comment>, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {SOURCE} WHERE k.post_id = $1 ORDER BY k.created_at, k.id LIMIT {limit} OFFSET {offset}"
    );
    database.rows(&sql, params![post]).await
}

/// What this person said beneath the post at this very time.
pub async fn find_said(
    database: &impl Executor,
    post: PostId,
    author: UserId,
    at: Timestamp,
) -> Result<Option<CommentId>, DatabaseError> {
    let sql = "SELECT id FROM comments WHERE post_id = $1 AND author_id = $2 AND created_at = $3 ORDER BY id LIMIT 1";
    database.row(sql, params![post, author, at]).await
}

/// The visible ones among these comments beneath published posts, each with its post's slug and title.
pub async fn find_visible(
    database: &impl Executor,
    ids: &[CommentId],
) -> Result<Vec<(Comment, String, String)>, DatabaseError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
    let sql = format!(
        "SELECT {COLUMNS}, p.slug, p.title FROM {SOURCE} JOIN posts p ON p.id = k.post_id
        WHERE k.state = 'visible' AND p.state = 'published' AND k.id IN ({})",
        places.join(", ")
    );
    let found: Vec<Titled> = database.rows(&sql, ids.iter().flat_map(|id| params![*id]).collect()).await?;
    Ok(found.into_iter().map(|Titled(comment, slug, title)| (comment, slug, title)).collect())
}

/// A comment with its post's slug and title.
struct Titled(Comment, String, String);

impl FromRow for Titled {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self(Comment::from_row(row)?, row.take()?, row.take()?))
    }
}

/// How many comments a post has, taken-away ones included.
pub async fn count(database: &impl Executor, post: PostId) -> Result<u64, DatabaseError> {
    let sql = "SELECT count(*) FROM comments WHERE post_id = $1";
    Ok(database.value::<i64>(sql, params![post]).await?.unsigned_abs())
}

/// Comments that wait for staff beneath posts that everybody may read, the longest first.
pub async fn list_held(
    database: &impl Executor,
    after: Option<HeldKey>,
    limit: u8,
) -> Result<Vec<Held>, DatabaseError> {
    let (beyond, values) = match after {
        None => ("", params![]),
        Some(key) => ("AND (k.held_at, k.id) > ($1, $2)", params![key.held_at, key.id]),
    };
    let sql = format!(
        "SELECT {COLUMNS}, k.held_at, p.slug, p.title FROM {SOURCE} JOIN posts p ON p.id = k.post_id
        WHERE {HELD} {beyond} ORDER BY k.held_at, k.id LIMIT {limit}"
    );
    database.rows(&sql, values).await
}

/// How many comments [`list_held`] has in all.
pub async fn count_held(database: &impl Executor) -> Result<u64, DatabaseError> {
    let sql = format!("SELECT count(*) FROM comments k JOIN posts p ON p.id = k.post_id WHERE {HELD}");
    Ok(database.value::<i64>(&sql, params![]).await?.unsigned_abs())
}

/// Whether any comment waits for staff beneath this post, whoever may read it.
pub async fn exists_held(database: &impl Executor, post: PostId) -> Result<bool, DatabaseError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM comments WHERE post_id = $1 AND held_at IS NOT NULL AND state = 'hidden')";
    database.value(sql, params![post]).await
}

/// Stores a new comment, visible or held. A post or parent that is gone is a broken reference.
pub async fn insert(transaction: &Transaction, comment: &Comment, renderer_version: i64) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO comments (id, post_id, parent_id, root_id, author_id, depth, state, edit_version,
        renderer_version, created_at, body_markdown, body_html, held_at)
        VALUES ($1, $2, $3, $4, $5, $6, $11, 1, $7, $8, $9, $10, $12)";
    let values = params![
        comment.id,
        comment.post_id,
        comment.parent_id,
        comment.root_id,
        comment.author.id,
        i64::from(comment.depth),
        renderer_version,
        comment.created_at,
        comment.body_markdown,
        comment.body_html,
        comment.state.as_str(),
        comment.held_at,
    ];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// Stores a changed text as the next version, if the comment still has the version `expected`.
pub async fn update_text(
    transaction: &Transaction,
    id: CommentId,
    expected: u64,
    body: (&str, &str),
    renderer_version: i64,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE comments SET body_markdown = $3, body_html = $4, renderer_version = $5, edited_at = $6,
        edit_version = edit_version + 1 WHERE id = $1 AND edit_version = $2";
    let values = params![id, signed(expected), body.0, body.1, renderer_version, now];
    Ok(transaction.execute_sql(sql, values).await? > 0)
}

/// Takes a visible comment from sight until staff have looked at it; false if it was not visible any more.
pub async fn hold(transaction: &Transaction, id: CommentId, now: Timestamp) -> Result<bool, DatabaseError> {
    let sql = "UPDATE comments SET state = 'hidden', held_at = $2 WHERE id = $1 AND state = 'visible'";
    Ok(transaction.execute_sql(sql, params![id, now]).await? > 0)
}

/// Stores what a newer renderer made of an unchanged text; the version does not move. False if the comment was changed
/// since it was read.
pub async fn update_rendering(
    transaction: &Transaction,
    id: CommentId,
    edit_version: u64,
    body_html: &str,
    renderer_version: i64,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE comments SET body_html = $3, renderer_version = $4 WHERE id = $1 AND edit_version = $2";
    let values = params![id, signed(edit_version), body_html, renderer_version];
    Ok(transaction.execute_sql(sql, values).await? > 0)
}

/// Moves a comment from one state to another; false if it was not in the first any more.
pub async fn update_state(
    transaction: &Transaction,
    id: CommentId,
    from: CommentState,
    to: CommentState,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let trace = match to {
        CommentState::Visible => ", hidden_by = NULL, hidden_at = NULL, held_at = NULL",
        CommentState::Hidden => ", hidden_by = $2, hidden_at = $3",
        CommentState::Deleted => ", hidden_by = $2, deleted_at = $3, held_at = NULL",
    };
    let (from, to) = (from.as_str(), to.as_str());
    let sql = format!(
        "UPDATE comments SET state = '{to}', edit_version = edit_version + 1{trace} WHERE id = $1 AND state = '{from}'"
    );
    let values = if to == "visible" { params![id] } else { params![id, by, now] };
    Ok(transaction.execute_sql(&sql, values).await? > 0)
}

/// Has a comment that one person hid count as hidden by another; false if it is not hidden, or not by them.
pub async fn update_hider(
    transaction: &Transaction,
    id: CommentId,
    from: UserId,
    to: UserId,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE comments SET hidden_by = $3, hidden_at = $4
        WHERE id = $1 AND state = 'hidden' AND held_at IS NULL AND hidden_by = $2";
    Ok(transaction.execute_sql(sql, params![id, from, to, now]).await? > 0)
}

/// A person's comments in every state, oldest first, behind `after`: for taking all of them home.
pub async fn list_of(
    database: &impl Executor,
    author: UserId,
    after: Option<CommentId>,
    limit: u8,
) -> Result<Vec<Comment>, DatabaseError> {
    // No comment has the nil id.
    let after = after.unwrap_or(CommentId(uuid::Uuid::nil()));
    let sql =
        format!("SELECT {COLUMNS} FROM {SOURCE} WHERE k.author_id = $1 AND k.id > $2 ORDER BY k.id LIMIT {limit}");
    database.rows(&sql, params![author, after]).await
}

/// Comments of somebody whose account is erased, whose text does not stay by this choice: of all, or of those that were
/// deleted anyway or are held back, which nobody has read.
pub async fn list_erasable(
    database: &impl Executor,
    author: UserId,
    content: ContentChoice,
    limit: u8,
) -> Result<Vec<CommentId>, DatabaseError> {
    let condition = erasable(content);
    let sql = format!("SELECT k.id FROM comments k WHERE k.author_id = $1 AND {condition} ORDER BY k.id LIMIT {limit}");
    database.rows(&sql, params![author]).await
}

/// One of them, if it still is.
pub async fn find_erasable(
    database: &impl Executor,
    id: CommentId,
    content: ContentChoice,
) -> Result<Option<Comment>, DatabaseError> {
    let condition = erasable(content);
    database.row(&format!("SELECT {COLUMNS} FROM {SOURCE} WHERE k.id = $1 AND {condition}"), params![id]).await
}

fn erasable(content: ContentChoice) -> &'static str {
    match content {
        ContentChoice::Anonymise => "(k.state = 'deleted' AND k.body_markdown <> '' OR k.held_at IS NOT NULL)",
        ContentChoice::Remove => "(k.state <> 'deleted' OR k.body_markdown <> '')",
    }
}

/// Leaves of a comment only its place. Search documents are removed apart.
pub async fn blank(transaction: &Transaction, id: CommentId, now: Timestamp) -> Result<(), DatabaseError> {
    let sql = "UPDATE comments SET state = 'deleted', body_markdown = '', body_html = '', held_at = NULL,
        deleted_at = COALESCE(deleted_at, $2), edit_version = edit_version + 1 WHERE id = $1";
    transaction.execute_sql(sql, params![id, now]).await?;
    Ok(())
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl FromRow for Held {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            comment: Comment::from_row(row)?,
            held_at: row.take()?,
            post_slug: row.take()?,
            post_title: row.take()?,
        })
    }
}

impl FromRow for Comment {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        let small = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(Self {
            id: row.take()?,
            post_id: row.take()?,
            parent_id: row.optional()?,
            root_id: row.take()?,
            depth: small(row.take()?),
            state: row.parsed(CommentState::parse)?,
            edit_version: row.take::<i64>()?.unsigned_abs(),
            created_at: row.take()?,
            edited_at: row.optional()?,
            held_at: row.optional()?,
            body_markdown: row.take()?,
            body_html: row.take()?,
            is_answered: row.take::<i64>()? > 0,
            reply_count: row.take::<i64>()?.unsigned_abs(),
            like_count: row.take::<i64>()?.unsigned_abs(),
            author: author(UserCard::from_row(row)?),
        })
    }
}

fn author(card: UserCard) -> UserRef {
    UserRef { id: card.id, username: card.username, display_name: card.display_name, avatar: card.avatar }
}
