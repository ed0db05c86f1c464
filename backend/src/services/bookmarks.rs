//! Bookmarks: posts that a person puts aside. Nobody else sees them, so an address need not be confirmed for it.

use broadsheet_shared::{id::PostId, problem::Code};

use super::{
    Context, ServiceError, database_code,
    posts::{self, PostError},
    refusal_code, shields,
};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        page::{Page, Part},
        post::{Bookmarked, PostKey},
        turn::Turn,
    },
    repositories::{self, DatabaseError, bookmarks},
};

/// Why a post was not put aside.
#[derive(Debug, Clone, thiserror::Error)]
pub enum BookmarkError {
    /// There is no such post, or the caller may not know, or it is no time for that.
    #[error(transparent)]
    Post(#[from] PostError),
    /// The actor may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for BookmarkError {
    fn code(&self) -> Code {
        match self {
            Self::Post(error) => error.code(),
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
        }
    }
}

/// Puts a post aside that everybody may read. Twice is once.
pub async fn keep(context: &Context, actor: &Actor, post: PostId) -> Result<(), BookmarkError> {
    turn(context, actor, post, Turn::On).await
}

/// Takes it off. Twice is once.
pub async fn remove(context: &Context, actor: &Actor, post: PostId) -> Result<(), BookmarkError> {
    turn(context, actor, post, Turn::Off).await
}

/// Nothing is cached that a bookmark shows in.
async fn turn(context: &Context, actor: &Actor, post: PostId, turn: Turn) -> Result<(), BookmarkError> {
    let user = actor.signed_in()?.id;
    let now = context.clock.now();
    context
        .database
        .write(|tx| async move {
            let (author, state, _) = repositories::posts::lock_state(&tx, post).await?.ok_or(PostError::NotFound)?;
            // What is one's own can be taken off also when the post is out of sight.
            if turn == Turn::Off && bookmarks::delete(&tx, user, post).await? {
                return Ok(());
            }
            posts::require_public(actor, author, state, "bookmarked")?;
            if turn == Turn::On {
                bookmarks::insert(&tx, user, post, now).await?;
            }
            Ok::<_, BookmarkError>(())
        })
        .await
}

/// One's bookmarks, the last first. What is not to be read by everybody any more is not among them, nor what people wrote
/// who are hidden from one.
pub async fn own(
    context: &Context,
    actor: &Actor,
    part: &Part<PostKey>,
) -> Result<Page<Bookmarked, PostKey>, BookmarkError> {
    let user = actor.signed_in()?.id;
    let database = context.database.read();
    let viewer = shields::viewer(context, actor).await?;
    let rows = repositories::posts::list_bookmarked(database, user, viewer, part.after, part.rows()).await?;
    let mut page = part.page(rows, Bookmarked::key);
    if part.counts {
        page.total = Some(bookmarks::count(database, user, viewer).await?);
    }
    Ok(page)
}
